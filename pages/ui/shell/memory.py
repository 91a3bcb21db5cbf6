"""Memory of the server: what a run, a large file or a session needed is given back to the system."""

import ctypes
import gc
import platform

_M_ARENA_MAX = -8
"""Number of this setting in malloc.h."""


def give_back() -> None:
    """Drop what is only held in cycles, such as answers already sent, and return what the allocator keeps free.

    glibc keeps up to 200 MB after a 3072 x 3072 radiograph at x2, and the pieces that many small pictures leave.
    """
    gc.collect()
    _glibc("malloc_trim", 0)


def share_heaps() -> None:
    """Let all threads use two heaps: each run of a page is a thread, and one of its own keeps what others could use."""
    _glibc("mallopt", _M_ARENA_MAX, 2)


def _glibc(function: str, *numbers: int) -> None:
    """Call a function of glibc's allocator; on systems with another one there is nothing to call."""
    if platform.libc_ver()[0] == "glibc":
        getattr(ctypes.CDLL(None), function)(*numbers)
