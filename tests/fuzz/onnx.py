"""Changed and cut ONNX files: each is accepted, or refused in one sentence, without taking memory.

python -m tests.fuzz.onnx 300       # for so many seconds
"""

import resource
import sys
import time
from collections import Counter

import numpy as np

from sr_core.errors import SRError
from sr_core.guest.onnx_file import read_onnx

from ..support.onnx_file import field, from_torch, node, onnx, small_net

MOST_GROWTH = 200_000
"""Kilobytes by which the process may grow."""


def seeds() -> list[bytes]:
    """Return sound files of several kinds."""
    weights = {"w": np.ones((1, 3, 1, 1), np.float32), "s": np.array([1, 1, 2, 2], np.float32)}
    chain = [
        node("Constant", [], "c", value=np.array([1, 3, -1], np.int64)),
        node("Add", ["x", "w"], "a"),
        node("LeakyRelu", ["a"], "l", alpha=0.1),
        node("Resize", ["l", "", "s"], "y", mode="linear"),
    ]
    return [
        from_torch(small_net(2)),
        from_torch(small_net(3, channels=1), shape=(1, 1, 48, 64), opset=11),
        onnx(chain, weights),
    ]


def changed(data: bytes, rng: np.random.Generator) -> bytes:
    """Change, cut, repeat or put in some bytes, mostly outside the weights."""
    found = bytearray(data)
    for _ in range(int(rng.integers(1, 6))):
        at = int(rng.integers(len(found)) if rng.random() < 0.3 else rng.choice([*range(300), *range(-300, 0)]))
        match int(rng.integers(6)):
            case 0:
                found[at % len(found)] = int(rng.integers(256))
            case 1:
                found[at % len(found)] ^= 1 << int(rng.integers(8))
            case 2:
                found = found[: max(1, at % len(found))]
            case 3:
                start = at % len(found)
                found[start:start] = found[start : start + int(rng.integers(1, 200))]
            case 4:
                extra = field(int(rng.integers(1, 30)), int(rng.integers(-(2**63), 2**63 - 1)))
                found[at % len(found) : at % len(found)] = extra
            case 5:
                found[at % len(found) : at % len(found)] = bytes([255] * int(rng.integers(1, 12)))
    return bytes(found)


def refusal(data: bytes) -> str:
    """Return the sentence with which a file is refused; empty where it is accepted."""
    try:
        read_onnx(data)
    except SRError as error:
        return str(error)
    return ""


def main(seconds: float) -> None:
    """Try changed files for so many seconds, and say what became of them."""
    rng, good = np.random.default_rng(), seeds()
    outcomes: Counter[str] = Counter()
    before, end, slowest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic() + seconds, 0.0
    while time.monotonic() < end:
        data = changed(good[int(rng.integers(len(good)))], rng)
        started = time.process_time()
        said = refusal(data)
        assert "\n" not in said, said
        assert len(said) < 300, said
        outcomes["refused" if said else "accepted"] += 1
        slowest = max(slowest, time.process_time() - started)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{outcomes.total()} files: {dict(outcomes)}; slowest {slowest:.3f} s; grown by {grown} kB")
    assert grown < MOST_GROWTH


if __name__ == "__main__":
    main(float(sys.argv[1]))
