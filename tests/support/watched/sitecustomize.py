"""Loaded by the interpreter of a watched server: notes each file opened for writing and each host asked for."""

import os
import sys

_note = os.open(os.environ["WATCHED_NOTES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _hook(event: str, args: tuple) -> None:
    # ("open", path, mode, flags): mode is None where os.open was called.
    if event == "open" and args[2] & _WRITING and isinstance(args[0], str | bytes) and args[0] != os.devnull:
        os.write(_note, f"write {os.fsdecode(args[0])}\n".encode())
    elif event == "socket.connect" and isinstance(args[1], tuple):
        os.write(_note, f"ask {args[1][0]}\n".encode())
    elif event == "socket.getaddrinfo":
        os.write(_note, f"ask {args[0]}\n".encode())


sys.addaudithook(_hook)
