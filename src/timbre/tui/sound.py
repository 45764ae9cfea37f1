"""Sound in the studio: what the transport shows ten times a second, and what its buttons and keys do.

Knows nothing of devices; `conversation.listening` and `comparing` do the work.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from timbre.errors import TimbreError
from timbre.tui.faults import in_background
from timbre.tui.playback import Letter, Playback

if TYPE_CHECKING:
    from timbre.conversation.controller import Conversation
    from timbre.conversation.desk import Desk
    from timbre.conversation.replies import AudioMade
    from timbre.model.clip import Samples
    from timbre.tui.studio import Studio

CLOCK_SECONDS = 0.1
PEAKS_KEPT = 64


class Acts:
    """The conversation's acts for the ears, imported when the first is needed."""

    def __init__(self) -> None:
        from timbre.conversation import comparing, listening

        self.comparing, self.listening = comparing, listening


class Sound:
    """What is heard, as the studio sees it."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._peaks: OrderedDict[str, Samples] = OrderedDict()
        self._shown = ""
        """The take whose waveform the transport has."""
        self._ticking = False

    def toggle(self, take: str = "") -> None:
        """Play or pause."""
        self._do(lambda desk, acts: acts.listening.toggle(desk, take))

    def stop(self) -> None:
        """Fall silent."""
        self._do(lambda desk, _: desk.speaker.stop())

    def seek(self, fraction: float, take: str = "") -> None:
        """Go to a place of a take, or of what plays."""
        talk = self._studio.talk
        making = {order.take: order.request.seconds for order in talk.work.orders.values()} if talk else {}
        whole = making.get(take or self._shown)
        self._do(lambda desk, acts: acts.listening.seek_fraction(desk, fraction, take, whole_seconds=whole))

    def nudge(self, seconds: float) -> None:
        """A little back or forward."""
        self._do(lambda desk, acts: acts.listening.nudge(desk, seconds))

    def loop(self) -> None:
        """Round and round, or not."""
        self._do(lambda desk, acts: acts.listening.set_loop(desk, None))

    def volume(self, percent: float) -> None:
        """How loud, 0 to 100."""
        self._do(lambda desk, acts: acts.listening.set_volume(desk, min(100.0, max(0.0, percent))))

    def louder(self, percent: float) -> None:
        """Louder by so much, softer if negative."""
        talk = self._studio.talk
        if talk is not None:
            self.volume(talk.desk.speaker.volume_percent + percent)

    def switch(self, letter: str) -> None:
        """Hear another take of the comparison."""
        self._do(lambda desk, acts: acts.comparing.switch(desk, letter))

    def prefer(self, letter: str) -> None:
        """Keep one take of the comparison."""
        talk = self._studio.talk
        comparison = talk.desk.comparison if talk is not None else None
        if comparison is None:
            self._studio.notify("Nothing is being compared. B compares takes.", timeout=3)
        else:
            self._studio.say(f"/prefer {letter or comparison.letter}")

    def close_compare(self) -> None:
        """No more comparing."""
        self._do(lambda desk, acts: acts.comparing.close(desk))

    def made(self, take: str, reply: AudioMade) -> None:
        """More of a take exists; draw it if it is the one the transport shows."""
        if take and take == self._shown:
            total = self._studio.queue.seconds_total(reply.job)
            self._studio.transport.add_peaks(
                reply.peaks, reply.from_seconds, reply.to_seconds, total or reply.to_seconds
            )

    def remember(self, take: str, peaks: Samples) -> None:
        """A finished take's picture."""
        self._peaks[take] = peaks
        while len(self._peaks) > PEAKS_KEPT:
            self._peaks.popitem(last=False)
        if take == self._shown:
            self._studio.transport.show_peaks(peaks)

    def look(self) -> None:
        """Show how things stand, and go on ten times a second while something sounds."""
        talk = self._studio.talk
        if talk is None or not self._studio.is_running:
            return
        playback = self._playback(talk)
        self._picture(playback.take)
        self._studio.transport.show(playback)
        self._studio.key_bar.going_on(self._studio.queue.busy, talk.desk.comparison is not None)
        playing = playback.take if playback.playing else ""
        place = playback.position_seconds / playback.seconds if playback.seconds else None
        self._studio.transcript.playing(playing, place if playing else None)
        self._studio.history.playing(playing)
        if playback.playing and not self._ticking:
            self._ticking = True
            self._studio.set_timer(CLOCK_SECONDS, self._tick)

    def close(self) -> None:
        """The conversation is over."""
        self._ticking = True

    def _tick(self) -> None:
        self._ticking = False
        self.look()

    def _do(self, deed: Callable[[Desk, Acts], Awaitable[object] | None]) -> None:
        """Do something with the sound in the background; errors are told, never raised."""
        talk = self._studio.talk
        if talk is None:
            return

        async def run() -> None:
            try:
                done = deed(talk.desk, Acts())
                if done is not None:
                    await done
            except TimbreError as error:
                talk.desk.fail(error)
            self.look()

        in_background(self._studio, run(), "sound", group="sound")

    def _playback(self, talk: Conversation) -> Playback:
        desk = talk.desk
        speaker, state, comparison = desk.speaker, desk.state, desk.comparison
        piece = speaker.piece if speaker.playing else None
        making = {order.take: order for order in talk.work.orders.values()}
        pending = talk.work.pending
        heard = piece.label if piece is not None else ""
        compared = comparison.takes[comparison.heard] if comparison is not None else ""
        take_id = heard or compared or (pending.take if pending is not None else "") or state.current or ""
        take = state.takes.get(take_id)
        order = making.get(take_id)
        title = take.prompt if take is not None else (order.request.prompt if order is not None else "")
        seconds = speaker.seconds if piece is not None else (take.seconds or 0.0) if take is not None else 0.0
        if order is not None:
            seconds = max(seconds, order.request.seconds or 0.0)
        letters: tuple[Letter, ...] = ()
        if comparison is not None:
            letters = tuple(
                Letter(letter, number, gain)
                for letter, number, gain in zip(
                    comparison.letters, comparison.numbers, comparison.gains_db, strict=True
                )
            )
        return Playback(
            take=take_id,
            number=take.number if take is not None else None,
            title=title,
            position_seconds=speaker.position_seconds if piece is not None else 0.0,
            seconds=seconds,
            playing=piece is not None and not speaker.paused,
            paused=piece is not None and speaker.paused,
            live=order is not None and take is None,
            loop=speaker.loop,
            volume_percent=speaker.volume_percent,
            letters=letters,
            letter=comparison.letter if comparison is not None and heard in ("", *comparison.takes) else "",
            note=_no_device(title, bool(letters)) if desk.no_device and piece is None and take_id else "",
        )

    def _picture(self, take_id: str) -> None:
        """Give the transport the waveform of its take, read from the file if nobody has it."""
        if take_id == self._shown:
            return
        self._shown = take_id
        peaks = self._peaks.get(take_id)
        self._studio.transport.show_peaks(peaks)
        talk = self._studio.talk
        take = talk.desk.state.takes.get(take_id) if talk is not None else None
        if peaks is None and take is not None and take.path:
            path = take.path

            async def load() -> None:
                from timbre.tui.peaks import peaks_of

                found = await peaks_of(path)
                if found is not None:
                    self.remember(take_id, found)

            in_background(self._studio, load(), "drawing a take", group="peaks")


def _no_device(title: str, comparing: bool) -> str:
    """Said instead of the title; while something is compared there is only room for the fact."""
    return "no sound device" if comparing or not title else f"no sound device: {title}"
