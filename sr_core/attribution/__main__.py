"""The process that calculates attributions: the only one of them that loads PyTorch."""

import time

from ..worker.child import Tell, serve
from ..worker.message import Message


def attribute_all(request: Message, tell: Tell) -> Message:
    """Attribute the patch of each method of a request, one after the other.

    Args:
        request: `methods`, a list of `{"method": id, "scale": n, "patch": [top, left, height, width]}`, and for each
            of them an array "0", "1" ... of planes; see `integrate`.
        tell: gets the share of the work that is done, and the method in progress.

    Returns:
        `found`, a list of detail, blurred detail and seconds, and an array of influence for each method.
    """
    import torch

    from .blur_path import STEPS
    from .gradients import integrate
    from .nets import open_nets

    torch.set_num_threads(1)
    methods = request.words["methods"]
    found, arrays = [], {}
    for place, asked in enumerate(methods):
        started = time.perf_counter()
        planes = request.arrays[str(place)]
        net = open_nets(asked["method"], asked["scale"])

        def on_step(number: int, method: str = asked["method"], place: int = place) -> None:
            tell(Message({"share": (place + number / STEPS) / len(methods), "method": method}))

        on_step(0)
        values, detail, blurred = integrate(net, planes, tuple(asked["patch"]), on_step=on_step)
        arrays[str(place)] = values
        found.append([detail, blurred, time.perf_counter() - started])
    return Message({"found": found}, arrays)


if __name__ == "__main__":
    serve(attribute_all)
