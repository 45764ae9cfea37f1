"""Following a tune someone brought: where it is heard in the piece, over which chords, in whose register."""

from timbre.engines.composer.guide.arranging import Arrangement, arrange
from timbre.engines.composer.guide.finding import guide_of

__all__ = ["Arrangement", "arrange", "guide_of"]
