"""The assistant: a language model of the user's own choice that may propose an edit or a new idea from free talk.

Off unless an address is set, never needed. What it proposes is validated like typed words and shown before use.
Knows nothing of sessions, terminals or engines.
"""

from timbre.assistant.endpoint import Endpoint, endpoint_of
from timbre.assistant.propose import Proposal, propose

__all__ = ["Endpoint", "Proposal", "endpoint_of", "propose"]
