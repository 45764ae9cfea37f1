"""The transcript: what replies and the history make of it, what its words and keys ask for."""

from __future__ import annotations

import pytest

from timbre.conversation.replies import (
    Asked,
    AudioMade,
    Compared,
    Copied,
    Exported,
    ExportQueued,
    Failed,
    Goodbye,
    JobEnded,
    JobMoved,
    Listed,
    Noted,
    Opened,
    ProgressLine,
    Said,
    SessionOpened,
    TakeStarted,
)
from timbre.errors import EngineError, InvalidInputError
from timbre.jobs.take import TakeReady
from timbre.model.request import Measured
from timbre.session import events
from timbre.tui import messages
from timbre.tui.transcript.facts import facts_of
from unit.tui.transcript_scene import (
    Stage,
    done,
    finished,
    long_story,
    peaks,
    play,
    queued,
    request,
    result,
    state,
    still,
    until,
)


def test_a_take_from_the_queue_to_the_end() -> None:
    async def scene(stage: Stage, pilot) -> None:
        show = stage.transcript.show
        show(queued(changes="tempo 80 → 68", parent=1))
        show(JobMoved("j", 2))
        await pilot.pause()
        assert "Waiting  tempo 80 → 68" in stage.text()
        assert "3rd in the queue" in stage.text()
        assert "from take 1" in stage.text()
        show(TakeStarted("j", "slow piano", "slower"))
        show(AudioMade("j", peaks(), 0.0, 5.0))
        show(ProgressLine("j", "render", 0.25, 5.0, 20.0, 12.4, 3.2))
        await pilot.pause()
        assert "Making" in stage.text()
        assert "render 25% · 5 of 20 s made · 12× real time · 3 s left" in stage.text()
        assert stage.card()._wave.made == pytest.approx(0.25, abs=0.02)
        show(AudioMade("j", peaks(), 5.0, 10.0))
        await pilot.pause()
        assert stage.card()._wave.made == pytest.approx(0.5, abs=0.02)
        show(finished(changes="tempo 80 → 68", parent=1, number=2))
        show(JobEnded("j"))
        await pilot.pause()
        text = stage.text()
        assert "Take 2  tempo 80 → 68" in text
        assert "20.0 s · 80 bpm asked and heard · A minor chosen, heard C major" in text
        assert "-14.0 LUFS, peak -1.1 dBTP · lo-fi, 4/4" in text
        assert "seed 7" in text
        assert "yours, no conditions" in text
        assert "made in 2.0 s (10× real time)" in text
        assert "brighter, add strings" in text
        assert stage.card()._wave.made is None
        assert stage.card()._wave.take == "t"

    play(scene)


def test_only_the_newest_take_says_what_to_try_next() -> None:
    async def scene(stage: Stage, pilot) -> None:
        for number in (1, 2):
            stage.transcript.show(queued(f"j{number}", f"t{number}"))
            stage.transcript.show(finished(f"j{number}", f"t{number}", number))
        await pilot.pause()
        assert [("/variations 3" in stage.text_of(stage.card(at))) for at in (0, 1)] == [False, True]

    play(scene)


@pytest.mark.parametrize(
    ("changes", "words", "parent", "line"),
    [
        ("", "slow piano", None, "/generate slow piano"),
        ("tempo 80 → 68", "slower", 1, "/edit slower"),
        ("the same with seed 9", "again", 1, "/again"),
        ("variation 2 of take 1", "variation 2", 1, "/variations 1"),
    ],
)
def test_a_failed_take_shows_the_fix_and_can_be_tried_again(changes, words, parent, line) -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.show(queued(words=words, changes=changes, parent=parent))
        stage.transcript.show(Failed(EngineError("The engine broke.", "Use /engine composer."), "j"))
        stage.transcript.show(JobEnded("j", "failed"))
        await pilot.pause()
        assert "! Failed" in stage.text()
        assert "The engine broke." in stage.text()
        assert "Use /engine composer." in stage.text()
        assert stage.card().has_class("-failed")
        await stage.click_word(pilot, stage.card(), "try again")
        back = [] if parent is None else ["/take 1"]
        assert stage.lines == [*back, line]

    play(scene)


def test_cancelled_and_partial_takes() -> None:
    async def scene(stage: Stage, pilot) -> None:
        show = stage.transcript.show
        show(queued("a", "ta"))
        show(queued("b", "tb", words="fast drums"))
        await pilot.pause()
        await stage.click_word(pilot, stage.card(1), "cancel")
        assert stage.lines == ["/cancel b"]
        show(finished("a", "ta", partial=True))
        show(JobEnded("a", "partial"))
        show(JobEnded("b", "cancelled"))
        await pilot.pause()
        assert "Take 1 partial" in stage.text()
        assert "Cancelled  fast drums" in stage.text()
        await stage.click_word(pilot, stage.card(1), "make it after all")
        assert stage.lines[-1] == "/generate fast drums"

    play(scene)


def test_an_attempt_from_the_beginning_draws_from_the_beginning() -> None:
    async def scene(stage: Stage, pilot) -> None:
        show = stage.transcript.show
        show(queued())
        show(AudioMade("j", peaks(), 0.0, 10.0))
        await pilot.pause()
        show(TakeStarted("j", "slow piano", "slow piano"))
        show(AudioMade("j", peaks(), 0.0, 2.0))
        await pilot.pause()
        assert stage.card()._wave.made == pytest.approx(0.1, abs=0.02)

    play(scene)


def test_exports_are_one_line_until_their_files_are_there() -> None:
    async def scene(stage: Stage, pilot) -> None:
        show = stage.transcript.show
        show(ExportQueued("e", 3))
        show(ProgressLine("e", "render", 0.4))
        await pilot.pause()
        assert "Export of take 3  render 40%" in stage.text()
        await stage.click_word(pilot, stage.transcript.pieces[-1], "stop")
        assert stage.lines == ["/cancel e"]
        show(JobEnded("e"))
        show(Said("Exported take 3 as flac."))
        show(Exported(("/far/away/a.flac", "/far/away/a.mid")))
        await pilot.pause()
        assert "Export of take 3" not in stage.text()
        await stage.click_word(pilot, stage.transcript.pieces[-1], "a.mid")
        assert stage.asked[-1].path == "/far/away/a.mid"
        show(ExportQueued("f", 3))
        show(JobEnded("f", "failed"))
        await pilot.pause()
        assert "Export of take 3  failed" in stage.text()

    play(scene)


def test_errors_notes_copies_and_comparisons() -> None:
    async def scene(stage: Stage, pilot) -> None:
        show = stage.transcript.show
        show(Failed(InvalidInputError("bpm cannot be '900'.", "Type: /set bpm 120")))
        show(Noted("No sound device."))
        show(Copied("/a.wav", "path"))
        show(
            Compared(
                ("x", "y"),
                (1, 2),
                ("A", "B"),
                (0.0, -1.3),
                ("what", "A", "B"),
                (("tempo", "80", "68"),),
            )
        )
        for silent in (
            Opened("/x"),
            SessionOpened("s"),
            Goodbye(),
            JobMoved("?", 1),
            ProgressLine("?", "x", 0.1),
        ):
            show(silent)
        await pilot.pause()
        text = stage.text()
        assert "! bpm cannot be '900'." in text
        assert "  Type: /set bpm 120" in text
        assert "△ No sound device." in text
        assert "Copied the path." in text
        assert "A take 1" in text
        assert "B take 2 -1.3 dB" in text
        assert "tempo" in text
        assert len(stage.transcript.items) == 4

    play(scene)


def test_questions_are_answered_by_click_and_key_and_only_once() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.show(Asked("Make it now?"))
        await pilot.pause()
        question = stage.transcript.pieces[-1]
        await stage.click_word(pilot, question, "[no]")
        assert stage.lines == ["no"]
        assert "[no]" not in stage.text_of(question)
        stage.transcript.show(Asked("Really?"))
        await pilot.pause()
        stage.transcript.focus()
        await pilot.pause()
        await pilot.press("y")
        await pilot.press("y")
        assert stage.lines == ["no", "yes"]
        stage.transcript.show(Asked("And this?"))
        stage.transcript.user("something else")
        await pilot.pause()
        assert "[yes]" not in stage.text()

    play(scene)


def test_the_history_reads_like_the_conversation_did() -> None:
    told = state(
        *done(1),
        events.message_added("c", "user", "/rate up"),
        events.take_rated("t1", "up"),
        events.message_added("d", "assistant", "Take 1 is liked.", take="t1"),
        *done(2, parent=1),
        events.take_failed("t3", result_request(), "The engine broke."),
    )

    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(told)
        await still(pilot, stage)
        text = stage.text()
        assert "idea 1; take 1" not in text
        assert "❯ /rate up" in text
        assert "Take 1 is liked." in text
        assert "Take 2  tempo 80 → 68" in text
        assert "from take 1" in text
        assert "Take 3 failed" in text
        assert "The engine broke." in text
        assert "♥" in stage.text_of(stage.card(0)).splitlines()[0]
        assert stage.card(1).has_class("-current")

    play(scene, (80, 60))


def result_request():
    from unit.tui.transcript_scene import request

    return request("noise")


def test_ratings_the_current_take_and_deletion_follow_the_state() -> None:
    base = [*done(1), *done(2, parent=1)]

    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(state(*base))
        await still(pilot, stage)
        stage.transcript.refresh_state(
            state(*base, events.take_rated("t2", "down"), events.take_chosen("t1"))
        )
        await pilot.pause()
        assert stage.card(0).has_class("-current")
        assert not stage.card(1).has_class("-current")
        assert "✗" in stage.text_of(stage.card(1)).splitlines()[0]
        await stage.click_word(pilot, stage.card(1), "✗  edit")
        assert stage.lines == ["/rate none 2"]
        stage.transcript.refresh_state(state(*base, events.take_deleted("t2")))
        await pilot.pause()
        assert stage.text_of(stage.card(1)).strip() == "Take 2 deleted"
        stage.transcript.refresh_state(state(*base, events.take_rated("t1", "up"), session="other"))
        await pilot.pause()
        assert "♥" not in stage.text_of(stage.card(0)).splitlines()[0]

    play(scene, (80, 60))


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        ("♥", ["/rate up 1"]),
        ("again", ["/take 1", "/again"]),
        ("vary", ["/take 1", "/variations 3"]),
        ("copy", ["/copy path 1"]),
        ("explain", ["/explain idea 1"]),
        ("nowhere", ["/open 1"]),
    ],
)
def test_words_of_a_card_say_lines_about_that_take(word, lines) -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(state(*done(1), *done(2, parent=1)))
        await still(pilot, stage)
        card = stage.card(0)
        card.card.gone = False
        card.card.peaks = peaks()
        card.retell()
        await still(pilot, stage)
        if word not in stage.text_of(card):
            await stage.click_word(pilot, card, "more")
            await still(pilot, stage)
        await stage.click_word(pilot, card, word)
        assert stage.lines == lines

    play(scene, (80, 60))


def test_only_the_current_card_tells_everything_and_others_on_demand() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(state(*done(1), *done(2, parent=1)))
        await still(pilot, stage)
        first, second = stage.card(0), stage.card(1)
        assert "seed 7" in stage.text_of(second)
        folded = stage.text_of(first)
        assert "seed 7" not in folded
        assert len(folded.splitlines()) <= 5
        stage.transcript.focus()
        await pilot.press("up", "m")
        await still(pilot, stage)
        assert stage.text_of(first).startswith(folded.removesuffix("more"))
        assert "seed 7" in stage.text_of(first)
        await stage.click_word(pilot, first, "less")
        await still(pilot, stage)
        assert stage.text_of(first) == folded

    play(scene, (80, 60))


@pytest.mark.parametrize(
    ("asked", "heard", "told"),
    [
        (80.0, 160.3, "80 bpm asked, heard at double time"),
        (160.0, 80.0, "160 bpm asked, heard at half time"),
        (80.0, 120.0, "80 bpm asked, heard at triplet time"),
        (80.0, 110.0, "80 bpm asked, heard 110"),
    ],
)
def test_a_tempo_an_octave_away_is_no_fault(asked, heard, told) -> None:
    measured = Measured(seconds=20, bpm=heard, key="Ab minor", lufs=-14.0)
    facts = facts_of(request(), result(bpm=asked, key="G# minor", measured=measured))
    assert f"{facts.music[1].value} {facts.music[1].aside}" == told
    assert facts.music[2].aside == "chosen and heard"


def test_a_card_names_the_soundfont_beside_the_licence() -> None:
    licence = "yours; sounds from Test: its own terms apply"
    facts = facts_of(request(), result(licence=licence, details={"sounds": "band.sf2: Test (Ann)"}))
    told = [fact.aside for fact in facts.rest]
    assert told[told.index("band.sf2: Test (Ann)") + 1] == licence


def test_a_folded_card_keeps_one_line_of_facts_at_any_width() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(state(*done(1), *done(2, parent=1)))
        await still(pilot, stage)
        card = stage.card(0)
        for width in (90, 62, 48, 34):
            lines = [line.plain for line in card.lay(width)]
            assert len(lines) == 5
            assert lines[3].startswith("20.0 s · 80 bpm")
            assert lines[4].endswith("more")
            assert all(len(line) <= width for line in lines)

    play(scene, (100, 60))


def test_the_card_of_a_take_is_brought_into_view() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(long_story(120))
        await still(pilot, stage)
        for number in (3, 118, 60):
            stage.transcript.reveal(f"t{number}")
            await still(pilot, stage)
            seen = [piece.item.take for piece in stage.transcript.visible_pieces()]
            assert f"t{number}" in seen

    play(scene, (80, 30))


def test_words_that_ask_for_more_than_lines() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.show(queued())
        stage.transcript.show(finished())
        await still(pilot, stage)
        card = stage.card()
        for word in ("Take 1", "▶ play", "edit", "export", "brighter"):
            await stage.click_word(pilot, card, word)
        await pilot.click(card._wave, offset=(20, 0))
        await pilot.pause()
        kinds = [type(each) for each in stage.asked]
        play_, draft, export = messages.PlayToggled, messages.Draft, messages.ExportWanted
        assert kinds[:5] == [play_, play_, draft, export, draft]
        assert stage.asked[0].take == "t"
        assert stage.asked[3].take == "t"
        assert (stage.asked[2].text, stage.asked[4].text) == ("slow piano", "brighter, add strings")
        sought = stage.asked[5]
        assert isinstance(sought, messages.Sought)
        assert sought.take == "t"
        assert 0.2 < sought.fraction < 0.4

    play(scene)


def test_keys_of_the_card_under_the_cursor() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.show(queued())
        stage.transcript.show(finished())
        await still(pilot, stage)
        assert stage.transcript.focused_take() == ""
        stage.transcript.focus()
        await pilot.pause()
        assert stage.transcript.focused_take() == "t"
        assert stage.card().has_class("-marked")
        await pilot.press("enter", "e", "x", "t", "T", "v", "n")
        await pilot.pause()
        assert [type(each).__name__ for each in stage.asked] == [
            "PlayToggled", "Draft", "ExportWanted", "Draft", "Draft", "Say", "Say", "Say",
        ]  # fmt: skip
        assert stage.lines == ["/take 1", "/variations 3", "/explain slow piano"]
        assert stage.asked[4].text == "/variations 3"
        stage.query_one("#elsewhere").focus()
        await pilot.pause()
        assert stage.transcript.focused_take() == ""
        assert not stage.card().has_class("-marked")

    play(scene)


def test_letters_of_the_studio_pass_through() -> None:
    pressed: list[str] = []

    async def scene(stage: Stage, pilot) -> None:
        stage.on_key = lambda event: pressed.append(event.key)  # type: ignore[method-assign]
        stage.transcript.show(queued())
        stage.transcript.show(finished())
        await still(pilot, stage)
        stage.transcript.focus()
        await pilot.press("f", "d", "o", "c", "space", "left", "right", "5", "l", "b", "p", "i", "s", "plus")
        assert stage.asked == []

    play(scene)


def test_the_arrows_go_from_card_to_card() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(state(*done(1), *done(2), *done(3)))
        await still(pilot, stage)
        stage.transcript.focus()
        await pilot.pause()
        seen = [stage.transcript.focused_take()]
        for _ in range(12):
            await pilot.press("up")
            if stage.transcript.focused_take() != seen[-1]:
                seen.append(stage.transcript.focused_take())
        assert seen == ["t3", "t2", "t1"]
        for _ in range(12):
            await pilot.press("down")
        assert stage.transcript.focused_take() == "t3"
        assert stage.transcript.following

    play(scene)


def test_what_plays_has_a_mark_and_a_moving_cursor() -> None:
    async def scene(stage: Stage, pilot) -> None:
        for number in (1, 2):
            stage.transcript.show(queued(f"j{number}", f"t{number}"))
            stage.transcript.show(finished(f"j{number}", f"t{number}", number))
        await still(pilot, stage)
        stage.transcript.playing("t1", 0.25)
        await pilot.pause()
        assert stage.text_of(stage.card(0)).startswith("▶ Take 1")
        assert "‖ pause" in stage.text_of(stage.card(0))
        assert stage.card(0)._wave.position == 0.25
        stage.transcript.playing("t2", 0.5)
        await pilot.pause()
        assert stage.card(0)._wave.position is None
        assert not stage.text_of(stage.card(0)).startswith("▶")
        stage.transcript.playing("", None)
        await pilot.pause()
        assert stage.card(1)._wave.position is None
        stage.transcript.playing("unheard of", 0.5)

    play(scene)


def test_a_missing_file_is_said_with_its_fix_and_a_real_one_is_drawn(tmp_path) -> None:
    import numpy as np
    import soundfile

    there = tmp_path / "there.wav"
    soundfile.write(there, np.sin(np.linspace(0, 500, 8000)).astype(np.float32), 8000)

    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(state(*done(1, path=str(tmp_path / "gone.wav")), *done(2, path=str(there))))
        await until(pilot, lambda: "The file is gone." in stage.text())
        await until(pilot, lambda: stage.card(1).card.peaks is not None)
        assert float(np.abs(stage.card(1).card.peaks).max()) > 0.9
        await still(pilot, stage)
        await stage.click_word(pilot, stage.card(0), "/export --take 1")
        assert stage.lines == ["/export --take 1"]

    play(scene, (80, 50))


def test_a_take_of_another_session_is_a_line_and_its_own_session_shows_it_again() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(state(session="one"))
        stage.transcript.show(queued())
        stage.transcript.load(state(session="two"))
        await still(pilot, stage)
        assert stage.transcript.items == []
        stage.transcript.show(ProgressLine("j", "render", 0.5))
        stage.transcript.load(state(session="one"))
        await still(pilot, stage)
        assert "render 50%" in stage.text()
        stage.transcript.load(state(session="two"))
        stage.transcript.show(finished())
        stage.transcript.show(JobEnded("j"))
        await still(pilot, stage)
        assert "Ready in the session it was asked for in: slow piano" in stage.text()
        assert "Take 1" not in stage.text()

    play(scene)


def test_the_welcome_has_ideas_that_are_said_at_once() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(state())
        stage.transcript.welcome(("warm lo-fi piano", "upbeat funk", "slow strings"))
        await still(pilot, stage)
        assert "made on this computer" in stage.text()
        await stage.click_word(pilot, stage.transcript.pieces[2], "upbeat")
        assert stage.lines == ["upbeat funk"]
        stage.transcript.focus()
        await pilot.press("down", "enter")
        await pilot.press("up", "up", "enter")
        await pilot.pause()
        assert stage.lines == ["upbeat funk", "slow strings", "warm lo-fi piano"]

    play(scene)


def test_a_take_nobody_told_of_still_gets_its_card() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.show(finished("?", "x", 5))
        stage.transcript.show(JobEnded("?"))
        await pilot.pause()
        assert "Take 5  new idea" in stage.text()
        ready = TakeReady(
            result(stems=("/a/1.wav", "/a/2.wav"), midi="/a.mid", notes=("no voices",)), peaks()
        )
        stage.transcript.show(finished("!", "y", 6, ready=ready))
        await pilot.pause()
        assert "with 2 stems and MIDI" in stage.text()
        assert "△ no voices" in stage.text()

    play(scene)


def test_tables_are_folded_and_unfolded() -> None:
    async def scene(stage: Stage, pilot) -> None:
        rows = tuple((str(number), "a rather long explanation " * 5) for number in range(20))
        stage.transcript.show(Listed(("n", "what"), rows, "Many"))
        await still(pilot, stage)
        table = stage.transcript.pieces[-1]
        text = stage.text_of(table)
        assert "… 8 more" in text
        assert "\n11 " in text
        assert "\n12 " not in text
        await stage.click_word(pilot, table, "… 8 more")
        await still(pilot, stage)
        assert "\n19 " in stage.text_of(table)
        assert "explanation a\n" not in stage.text_of(table)
        stage.transcript.focus()
        stage.transcript.cursor = table.item
        await pilot.press("enter")
        assert "… 8 more" in stage.text_of(table)

    play(scene)
