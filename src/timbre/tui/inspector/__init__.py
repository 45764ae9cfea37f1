"""The right panel: what the words mean and what the next take will have, each field editable where it stands.

Knows nothing of how a field is decided or set: it shows an Inspection and says lines.
"""

from timbre.tui.inspector.panel import Inspector

__all__ = ["Inspector"]
