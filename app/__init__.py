"""Unrolled: recurrent networks, one step at a time.

Rooms, and the only direction in which they may import each other: ``nn`` (mathematics) <- ``models``
(networks) <- ``scenes`` (topics) <- ``stream`` (traces) <- ``web`` (pages).
"""

import os

__version__ = "0.1.0"

# One step of a small network is faster on one thread, and two threads on a busy machine are slower than one. NumPy
# reads this when it is loaded, so it is said before any room of the house can load it.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
