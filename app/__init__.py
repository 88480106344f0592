"""Unrolled: recurrent networks, one step at a time.

Rooms, and the only direction in which they may import each other: ``nn`` (mathematics) <- ``models``
(networks) <- ``scenes`` (topics) <- ``stream`` (traces) <- ``web`` (pages).
"""

__version__ = "0.1.0"
