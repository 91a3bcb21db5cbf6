"""Memory of the server: what a large run or file needed is given back to the system."""

import ctypes
import gc
import sys


def give_back() -> None:
    """Drop what is only held in cycles, such as answers already sent, and return what the allocator keeps free.

    glibc keeps up to 200 MB after a 3072 x 3072 radiograph at x2; elsewhere nothing more is done.
    """
    gc.collect()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
