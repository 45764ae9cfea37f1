"""The queue panel: jobs that run and wait, their progress, and what can be done to them."""

from timbre.tui.queue.panel import QueuePanel

__all__ = ["QueuePanel"]
