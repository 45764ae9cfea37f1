"""What a worker tells of one job: engine events become messages, at a bearable rate, and audio becomes the preview.

Knows nothing of pipes or threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from timbre.jobs import protocol
from timbre.jobs.preview import PreviewWriter
from timbre.jobs.take import TakeReady
from timbre.model.events import AudioChunk, Event, Progress, Started

PERIOD_SECONDS = 1 / 30
"""Progress of one stage, and chunks, are told at most this often."""


class Report:
    """Turns the events of `run` into messages for `send`."""

    def __init__(
        self,
        run: protocol.Run,
        send: Callable[[protocol.FromWorker], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._run = run
        self._send = send
        self._clock = clock
        self._preview = PreviewWriter(Path(run.preview))
        self._started: Started | None = None
        self._told_frames = 0
        self._told_stage = ""
        self._progress_at = self._chunk_at = -PERIOD_SECONDS

    def stage(self, name: str) -> None:
        """A stage begins that no engine tells of."""
        self._send(protocol.Progress(job=self._run.job, stage=name, fraction=0.0))

    def tell(self, event: Event) -> None:
        """One event of the engine. Raises FileError when the preview cannot be written."""
        if isinstance(event, Started):
            self._started = event
            self._send(
                protocol.Started(
                    job=self._run.job,
                    seconds=event.seconds,
                    sample_rate=event.sample_rate,
                    channels=event.channels,
                )
            )
        elif isinstance(event, AudioChunk):
            self._hear(event)
        elif isinstance(event, Progress):
            self._progress(event)

    def close(self) -> None:
        """Tell what is left of the audio; the preview file is complete."""
        self._tell_chunk()
        self._preview.close()

    def result(self, ready: TakeReady, partial: bool = False) -> protocol.Result:
        """The last message of a job that went well; stems are announced before it."""
        for path in map(Path, ready.result.stems):
            self._send(protocol.Stem(job=self._run.job, name=path.stem, path=str(path)))
        low, high = ([round(float(value), 4) for value in row] for row in ready.peaks)
        return protocol.Result(
            job=self._run.job, result=ready.result, peaks=(low, high), partial=partial, request=ready.request
        )

    def keep_partial(self) -> TakeReady | None:
        """A take of the audio so far; None when there is too little. Raises TimbreError."""
        from timbre.jobs.partial import keep_partial

        if self._started is None or self._preview.frames == 0:
            return None
        self.stage("save")
        self._preview.close()
        started, place = self._started, self._run.place.destination()
        return keep_partial(
            self._run.request, place, self._preview.path, started.sample_rate, started.channels
        )

    def _hear(self, chunk: AudioChunk) -> None:
        """Stems are not previewed; nor is an engine whose audio is not what it announced."""
        if (
            chunk.stem is not None
            or self._started is None
            or chunk.samples.shape[0] != self._started.channels
        ):
            return
        self._preview.append(chunk.samples)
        if self._clock() - self._chunk_at >= PERIOD_SECONDS:
            self._tell_chunk()

    def _tell_chunk(self) -> None:
        count = self._preview.frames - self._told_frames
        if count > 0:
            self._send(protocol.Chunk(job=self._run.job, offset=self._told_frames, count=count))
            self._told_frames += count
            self._chunk_at = self._clock()

    def _progress(self, event: Progress) -> None:
        now = self._clock()
        if event.stage == self._told_stage and now - self._progress_at < PERIOD_SECONDS:
            return
        self._told_stage, self._progress_at = event.stage, now
        self._send(
            protocol.Progress(
                job=self._run.job,
                stage=event.stage[:80],
                fraction=min(1.0, max(0.0, event.fraction)),
                seconds_made=max(0.0, event.seconds_made),
            )
        )
