"""The prompt as T5 token ids, by the checkpoint's own `tokenizer.json`.

Knows nothing of the encoder that reads them. `tokenizers` is imported when a tokenizer is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from timbre.engines.musicgen.checkpoint.section import AGAIN
from timbre.errors import EngineError, MissingError
from timbre.model.text import clean, shortened

if TYPE_CHECKING:
    from tokenizers import Tokenizer as Backend

TOKENIZER_FILE = "tokenizer.json"
LONGEST_TOKENS = 512
"""With the end mark: the longest text T5 was trained on."""
END = "</s>"


@dataclass(frozen=True)
class Words:
    """A prompt as the text encoder reads it."""

    ids: NDArray[np.int64]
    """[T], the end mark last; [0] where the prompt holds no words."""
    cut: bool
    """Whether the end of the prompt was left out, because it is longer than LONGEST_TOKENS."""


class Tokenizer:
    """The tokenizer of the checkpoint in `folder`.

    `vocab_size` is the text encoder's: ids beyond it raise EngineError. Raises MissingError (no `tokenizers`
    installed, no tokenizer.json) or EngineError (a file that is no T5 tokenizer).
    """

    def __init__(self, folder: Path, vocab_size: int | None = None) -> None:
        self._path = folder / TOKENIZER_FILE
        self._backend = _open(self._path)
        self._backend.no_padding()
        self._backend.no_truncation()
        end = self._backend.token_to_id(END)
        if end is None:
            raise EngineError(f"{self._path} has no end mark {END!r}: it is not a T5 tokenizer.", AGAIN)
        self._end = int(end)
        self._vocab_size = vocab_size

    def encode(self, prompt: str) -> Words:
        """The ids of `prompt`, at most LONGEST_TOKENS with the end mark.

        A prompt without words gives no ids at all, which the loop plays without words: the authors' code masks the
        lone end mark out (transformers' lets the model hear it).
        """
        text = prompt.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no UTF-8
        ids = np.asarray(self._backend.encode(text, add_special_tokens=False).ids, np.int64)
        if not len(ids) or not text.strip():
            return Words(ids[:0], False)
        if self._vocab_size is not None and ids.max() >= self._vocab_size:
            raise EngineError(
                f"{self._path} gives token {ids.max()}, but the text encoder knows {self._vocab_size} tokens only: "
                "it belongs to another model.",
                AGAIN,
            )
        kept = ids[: LONGEST_TOKENS - 1]
        return Words(np.append(kept, self._end), len(kept) < len(ids))


def _open(path: Path) -> Backend:
    try:
        from tokenizers import Tokenizer as Library
    except ImportError as error:
        raise MissingError(
            "MusicGen reads prompts with the package 'tokenizers', which is not installed.",
            "Install it: pip install 'timbre-cli[musicgen]'",
        ) from error
    if not path.is_file():
        if (path.parent / "spiece.model").is_file():
            raise MissingError(
                f"{path.parent} has spiece.model only; Timbre reads {TOKENIZER_FILE}.",
                "Write one with transformers: AutoTokenizer.from_pretrained(folder).save_pretrained(folder)",
            )
        raise MissingError(f"{path} is missing.", AGAIN)
    try:
        return Library.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        reason = shortened(clean(str(error)), 120)
        raise EngineError(f"{path} cannot be read as a tokenizer: {reason}.", AGAIN) from error
