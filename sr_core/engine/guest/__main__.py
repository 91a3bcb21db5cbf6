"""The process that looks at a visitor's network, or runs it: the only one in which its file is interpreted."""

import json
from typing import Any

from ...worker.child import Tell, serve
from ...worker.message import Message


def answer(request: Message, tell: Tell) -> Message:
    """Do what is asked with the network in the array "file".

    Args:
        request: `job`: "inspect" measures an ONNX file of so many `channels` and perhaps a `window`; "trace" turns
            our `card` and its weights into a `graph`; "run" runs the network on the windows "0", "1" ... and tells each
            answer as soon as it is there. See `inspection` and `windows`.
        tell: sends a message on the way.
    """
    from . import inspection, windows
    from .network import Network

    words: dict[str, Any] = request.words
    data = request.arrays["file"].tobytes()
    match words["job"]:
        case "inspect":
            shape = None if words["window"] is None else tuple(words["window"])
            return Message(inspection.inspect(Network.of_onnx(data), words["channels"], shape))
        case "trace":
            return Message(inspection.trace(json.loads(words["card"]), data))
    windows.run_all(Network.of(data, words), words, request.arrays, tell)
    return Message()


if __name__ == "__main__":
    serve(answer)
