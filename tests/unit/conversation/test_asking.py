"""/ask: the proposal is shown first, a yes makes it, anything else leaves all as it was."""

import pytest

from fakes.chat_server import chat_server
from timbre.conversation.replies import Asked, Failed, Noted, Said, TakeQueued

SLOWER = {"intent": "edit", "set": {"bpm": 68}, "reply": "Slower, then."}


@pytest.fixture
def assistant(stage):
    """A server, and the settings that name it."""

    def start(*script):
        serving = chat_server(*script)
        server = serving.__enter__()
        stopping.append(serving)
        stage.paths.config.parent.mkdir(parents=True, exist_ok=True)
        stage.paths.config.write_text(f'assistant_url = "{server.url}"\nassistant_model = "tiny"\n')
        return server

    stopping = []
    yield start
    for serving in stopping:
        serving.__exit__(None, None, None)


def texts(replies, kind=Said):
    return [reply.text for reply in replies if isinstance(reply, kind)]


def queued(replies):
    return [reply.request for reply in replies if isinstance(reply, TakeQueued)]


def test_a_yes_makes_the_edit(stage, assistant):
    server = assistant(SLOWER)
    replies = stage.lines("lofi piano 80 bpm", "/ask as if it was late", "yes")
    assert "Proposed: tempo 80 → 68" in texts(replies)
    assert "The assistant: Slower, then." in texts(replies)
    assert [reply.question for reply in replies if isinstance(reply, Asked)] == ["Use it? Type yes or no."]
    first, second = queued(replies)
    assert (first.brief.bpm, second.brief.bpm) == (80, 68)
    assert second.seed == first.seed
    assert second.prompt.endswith("as if it was late")
    assert len(server.asked) == 1


@pytest.mark.parametrize("answer", ["no", "/takes"])
def test_anything_else_leaves_it(stage, assistant, answer):
    assistant(SLOWER)
    replies = stage.lines("lofi piano 80 bpm", "/ask as if it was late", answer)
    assert len(queued(replies)) == 1


def test_a_new_idea_is_shown_with_what_it_states(stage, assistant):
    assistant({"intent": "new", "set": {"genres": ["ambient"], "bpm": 60}, "add": ["harp"], "reply": "Cold."})
    replies = stage.lines("/ask hold my coat", "yes")
    (idea,) = [text for text in texts(replies) if text.startswith("A new idea: bpm")]
    assert "ambient" in idea
    assert "harp" in idea
    (request,) = queued(replies)
    assert request.prompt == "hold my coat"
    assert (request.brief.bpm, request.brief.instruments) == (60, ("harp",))


def test_what_was_left_out_is_told(stage, assistant):
    assistant({"intent": "edit", "set": {"bpm": 68, "key": "Z"}, "reply": ""})
    replies = stage.lines("lofi piano 80 bpm", "/ask later", "no")
    assert any("key Z" in text for text in texts(replies, Noted))


def test_without_an_assistant_it_says_how_to_have_one(stage):
    (failed,) = [reply for reply in stage.lines("/ask something") if isinstance(reply, Failed)]
    assert "No assistant is set up" in failed.error.message
    assert "config set assistant_url" in failed.error.hint


def test_a_failure_leaves_the_take_and_the_conversation(stage, assistant):
    assistant("I would rather not")
    replies = stage.lines("lofi piano 80 bpm", "/ask later", "slower")
    assert [reply.error.exit_code for reply in replies if isinstance(reply, Failed)] == [9]
    assert [request.brief.bpm for request in queued(replies)] == [80, 68]
    assert not [reply for reply in stage.lines("/ask") if isinstance(reply, Asked)]


def test_another_host_is_named_before_words_go_there(stage):
    stage.paths.config.parent.mkdir(parents=True, exist_ok=True)
    stage.paths.config.write_text(
        'assistant_url = "http://192.0.2.1:9/v1"\nassistant_model = "tiny"\nassistant_timeout = 1\n'
    )
    replies = stage.lines("/ask something")
    assert any("go to 192.0.2.1:9" in text for text in texts(replies, Noted))


def test_a_proposal_that_changes_nothing_asks_nothing(stage, assistant):
    assistant({"intent": "edit", "set": {"bpm": 80}, "reply": ""})
    replies = stage.lines("lofi piano 80 bpm", "/ask how nice")
    assert "The assistant would change nothing." in texts(replies)
    assert not [reply for reply in replies if isinstance(reply, Asked)]
    assert len(queued(replies)) == 1
