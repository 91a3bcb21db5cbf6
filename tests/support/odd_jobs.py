"""Jobs for a worker of the tests, run as a process: add, sleep, fail, take memory, print, end."""

import os
import time

import numpy as np

from sr_core.errors import EngineError
from sr_core.worker.child import Tell, serve
from sr_core.worker.message import Message


def do(request: Message, tell: Tell) -> Message:
    """Do what `request.words["job"]` names."""
    match request.words["job"]:
        case "add":
            print("what is printed must not get into the answer")
            tell(Message({"half": True}, {"so far": request.arrays["a"]}))
            return Message({"nice": os.nice(0)}, {"sum": request.arrays["a"] + request.arrays["b"]})
        case "sleep":
            tell(Message({"pid": os.getpid()}))
            time.sleep(60)
        case "take memory":
            return Message({}, {"zeros": np.ones(10**9)})
        case "refuse":
            raise EngineError("expected this, found that; do so")
        case "break":
            raise LookupError("the name of a patient")
        case "end":
            os._exit(3)
        case "write":
            try:
                with open(request.words["path"], "wb") as file:
                    file.write(b"pixels")
            except OSError as error:
                return Message({"refused": type(error).__name__})
        case "talk":
            os.write(1, b"into nowhere")
    return Message()


if __name__ == "__main__":
    serve(do)
