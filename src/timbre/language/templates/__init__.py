"""Templates: prompts with slots to fill in, such as "{mood=warm} piano, {seconds=20} seconds".

Knows nothing of where the user keeps theirs: a folder is handed in.
"""

from timbre.language.templates.filling import fill
from timbre.language.templates.load import Template, load_template, template_names
from timbre.language.templates.slots import KINDS, Slot

__all__ = ["KINDS", "Slot", "Template", "fill", "load_template", "template_names"]
