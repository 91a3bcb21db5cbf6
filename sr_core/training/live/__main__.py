"""The process that trains while somebody watches: an SRCNN of few features on the luma of a few pictures."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...errors import WorkerError
from ...worker.child import Tell, serve
from ...worker.message import Message

if TYPE_CHECKING:
    import torch

    Pair = tuple[torch.Tensor, torch.Tensor]

FEATURES, MAPPING = 32, 16
"""Features of the two hidden layers, half of the paper's: a processor core makes about a hundred steps a second."""
CROPS, CROP_SIDE = 8, 8
"""Crops of a step, and their side in LR pixels."""
WARM_STEPS = 20
"""Steps in which the learning rate rises; a cosine over the time then lets it fall to nothing."""
LOOK_SECONDS = 1.0
"""Seconds between two looks at the watched picture."""


def train(request: Message, tell: Tell, *, now: Callable[[], float] = time.perf_counter) -> Message:
    """Train from random parameters until the time is over; the steps depend on the clock and on the seed only.

    Args:
        request: `scale`, `seconds`, `learning_rate` of Adam and `seed`; arrays "lr0", "hr0", "lr1" ... of luma, (H, W)
            float32 in [0, 1], of the training pictures, and "watched", that of the input that is watched.
        tell: gets about once a second the number of `step`, the `seconds`, the mean `loss` (squared error) of the
            steps since the look before, None at first, and the enlarged `luma`, (scale * H, scale * W), not clipped.
        now: clock in seconds.

    Returns:
        The number of `steps`.

    Raises:
        WorkerError: if the loss is no number any more.
    """
    import torch

    from ...architectures.srcnn import SRCNN
    from ..optimizers import Descent
    from ..schedule import rate_factor

    torch.set_num_threads(1)
    words, arrays = request.words, request.arrays
    torch.manual_seed(words["seed"])
    scale, seconds = words["scale"], words["seconds"]
    net = SRCNN(scale=scale, n_feats=FEATURES, n_mapping=MAPPING)
    descent = Descent(net, "adam", learning_rate=words["learning_rate"])
    watched = torch.from_numpy(arrays["watched"])[None, None]
    count = sum(name.startswith("hr") for name in arrays)
    pairs = [(torch.from_numpy(arrays[f"lr{n}"]), torch.from_numpy(arrays[f"hr{n}"])) for n in range(count)]

    started, due, step, losses = now(), 0.0, 0, list[float]()
    while True:
        passed = now() - started
        if passed >= min(due, seconds):
            with torch.inference_mode():
                luma = net(watched)[0, 0].numpy()
            mean = sum(losses) / len(losses) if losses else None
            tell(Message({"step": step, "seconds": passed, "loss": mean}, {"luma": luma}))
            losses, due = [], passed + LOOK_SECONDS
        if passed >= seconds:
            return Message({"steps": step})
        lr, hr = _crops(pairs, scale)
        loss = torch.nn.functional.mse_loss(net(lr), hr)
        if not bool(loss.isfinite()):
            raise WorkerError(
                f"after {step} steps the error was no number any more, so the training was stopped; choose a smaller "
                "learning rate"
            )
        descent.step(loss, rate_factor("cosine", step, passed / seconds, warmup=WARM_STEPS, decay=0.0))
        losses.append(float(loss.detach()))
        step += 1


def _crops(pairs: "list[Pair]", scale: int) -> "Pair":
    """Draw crops at random places, turned at random: (CROPS, 1, side, side) of LR and of HR."""
    import torch

    drawn = []
    for n in torch.randint(len(pairs), (CROPS,)).tolist():
        lr, hr = pairs[n]
        top, left = (int(torch.randint(side - CROP_SIDE + 1, ())) for side in lr.shape)
        turns = int(torch.randint(4, ()))
        drawn.append(
            [
                plane[top * k : (top + CROP_SIDE) * k, left * k : (left + CROP_SIDE) * k].rot90(turns)
                for plane, k in ((lr, 1), (hr, scale))
            ]
        )
    lrs, hrs = zip(*drawn, strict=True)
    return torch.stack(lrs)[:, None], torch.stack(hrs)[:, None]


if __name__ == "__main__":
    serve(train)
