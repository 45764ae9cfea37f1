"""`/session`: this session and all the others.

Knows nothing of takes. Every function raises TimbreError.
"""

from __future__ import annotations

import asyncio

from timbre.audio.names import typed_path
from timbre.conversation.comparing import close
from timbre.conversation.desk import Desk
from timbre.conversation.replies import Exported, Listed, SessionOpened
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.model.text import shortened
from timbre.session.export import export_session
from timbre.session.importing import import_session
from timbre.session.live import OpenSession

ACTS = ("list", "new", "resume", "rename", "search", "delete", "export", "import")
LEAVING = ("new", "resume", "import")
"""Acts after which another session is on the desk."""
LISTED = 20
WORDS_SHOWN = 60


async def session(desk: Desk, values: tuple[str, ...]) -> None:
    """Carry out `/session …`."""
    before = desk.session
    act = values[0].lower() if values else ""
    rest = " ".join(values[1:])
    if act not in ("", *ACTS):
        raise UnknownNameError.among("act of /session", act, ACTS)
    if act in ("resume", "search", "delete", "export", "import") and not rest:
        raise InvalidInputError(f"/session {act} needs to know what.", f"Type: /session {act} …")
    if act == "":
        state = desk.state
        desk.answer(f"Session “{state.title}”: {len(state.takes)} takes, since {_when(state.started)}.")
    elif act == "list":
        _list(desk)
    elif act == "new":
        desk.session = desk.sessions.start(desk.surface, rest)
        await _arrive(desk, before, "A new session")
    elif act == "resume":
        desk.session = desk.sessions.resume(desk.sessions.find(rest).id, desk.surface)
        await _arrive(desk, before, f"Session “{desk.state.title}”, {len(desk.state.takes)} takes")
    elif act == "rename":
        desk.sessions.rename(desk.session.id, rest)
        desk.session.catch_up()
        desk.say(f"This session is called “{desk.state.title}” now.")
    elif act == "search":
        await _search(desk, rest)
    elif act == "delete":
        _delete(desk, rest)
    elif act == "export":
        path = typed_path(rest)
        done = await asyncio.to_thread(export_session, desk.sessions.archive, desk.session.id, path)
        if done.missing:
            desk.note(
                f"Without the audio of takes {', '.join(map(str, done.missing))}: it is gone or changed."
            )
        desk.say(f"Exported this session with {done.takes} takes.")
        desk.tell(Exported((str(done.path.absolute()),)))
    else:
        path = typed_path(rest)
        found = await asyncio.to_thread(import_session, desk.sessions.archive, path, desk.outputs)
        desk.session = desk.sessions.resume(found.session, desk.surface)
        await _arrive(desk, before, f"Imported “{desk.state.title}”, {len(desk.state.takes)} takes")


async def _arrive(desk: Desk, before: OpenSession, what: str) -> None:
    close(desk, before)
    desk.fresh, desk.question = False, None
    desk.new_presets.clear()
    desk.tell(SessionOpened(desk.session.id))
    desk.say(f"{what}.")
    await desk.speaker.stop()


def _list(desk: Desk) -> None:
    rows = tuple(
        (
            str(number),
            "▸" if each.id == desk.session.id else "",
            each.title,
            str(len(each.takes)),
            _when(each.updated),
        )
        for number, each in enumerate(desk.sessions.listed()[:LISTED], 1)
    )
    desk.tell(Listed(("session", "", "title", "takes", "last used"), rows))


async def _search(desk: Desk, words: str) -> None:
    found = await asyncio.to_thread(desk.sessions.search, words, limit=LISTED)
    if not found:
        desk.answer(f"No session has all of these words: {words}")
        return
    rows = tuple(
        (each.session.title, str(each.count), shortened(each.texts[0].text, WORDS_SHOWN)) for each in found
    )
    desk.tell(Listed(("session", "hits", "newest"), rows))


def _delete(desk: Desk, reference: str) -> None:
    found = desk.sessions.find(reference)
    if found.id == desk.session.id:
        raise InvalidInputError("This session is open.", "Go to another first: /session new")
    desk.sessions.delete(found.id)
    desk.say(f"Session “{found.title}” is out of the list; its takes and files stay.")


def _when(time: str) -> str:
    return time[:16].replace("T", " ")
