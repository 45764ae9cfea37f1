"""Where the assistant is: addresses that will do, and keys that stay where they belong."""

import pytest

from timbre.assistant.endpoint import endpoint_of
from timbre.config.settings import Settings
from timbre.errors import InvalidInputError, MissingError


def settings(url="http://localhost:11434/v1", model="tiny"):
    return Settings(assistant_url=url, assistant_model=model)


def test_none_is_set_up_unless_address_and_model_are():
    with pytest.raises(MissingError, match="No assistant is set up") as caught:
        endpoint_of(Settings(), {})
    assert "assistant_url" in caught.value.hint
    with pytest.raises(MissingError, match="No model"):
        endpoint_of(settings(model=None), {})


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("http://localhost:11434/", "http://localhost:11434/v1"),
        ("http://localhost:8080/v1/", "http://localhost:8080/v1"),
        ("https://example.org/api/v3/chat/completions", "https://example.org/api/v3"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
    ],
)
def test_addresses_as_people_write_them(typed, used):
    assert endpoint_of(settings(typed), {}).url == used


@pytest.mark.parametrize(
    "typed",
    [
        "localhost:11434",
        "ftp://x/v1",
        "http://",
        "http://x:0/v1",
        "http://x:99999999/v1",
        "http://x/v1?a=b",
        "http://[1",
    ],
)
def test_what_is_no_address_is_named(typed):
    with pytest.raises(InvalidInputError) as caught:
        endpoint_of(settings(typed), {})
    assert typed[:100] in caught.value.message


def test_a_password_in_the_address_is_refused():
    with pytest.raises(InvalidInputError, match="password") as caught:
        endpoint_of(settings("https://me:secret@example.org/v1"), {})
    assert "secret" not in caught.value.message + caught.value.hint


def test_keys_go_only_where_they_belong():
    assert endpoint_of(settings(), {"OPENAI_API_KEY": "sk-other"}).key == ""
    assert endpoint_of(settings("https://api.openai.com/v1"), {"OPENAI_API_KEY": "sk-1"}).key == "sk-1"
    own = {"TIMBRE_ASSISTANT_KEY": " k ", "OPENAI_API_KEY": "sk-1"}
    assert endpoint_of(settings("https://api.openai.com/v1"), own).key == "k"
    with pytest.raises(InvalidInputError, match="everybody") as caught:
        endpoint_of(settings("http://example.org/v1"), {"TIMBRE_ASSISTANT_KEY": "hush"})
    assert "hush" not in caught.value.message
    with pytest.raises(InvalidInputError, match="characters"):
        endpoint_of(settings(), {"TIMBRE_ASSISTANT_KEY": "a\nb"})


def test_a_key_is_not_shown_by_accident():
    endpoint = endpoint_of(settings(), {"TIMBRE_ASSISTANT_KEY": "hush"})
    assert endpoint.local
    assert endpoint.host == "localhost:11434"
    assert "hush" not in repr(endpoint)
