"""The prompt of the studio: the editor, the menu of commands, the search of typed lines."""

from timbre.tui.prompt.box import PromptBox

__all__ = ["PromptBox"]
