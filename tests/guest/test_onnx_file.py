"""What is accepted as a visitor's ONNX file, and that all else is one sentence before anything runs it."""

import contextlib
import pickle
import resource
import struct

import numpy as np
import pytest

from sr_core.errors import CheckpointError, SRError
from sr_core.guest.onnx_file import MOST_GUEST_BYTES, OnnxNetwork, read_onnx
from sr_core.guest.operators import ALLOWED
from tests.support.onnx_file import (
    attribute,
    field,
    from_torch,
    graph,
    model,
    node,
    onnx,
    small_net,
    tensor,
    value_info,
    varint,
)

RELU = node("Relu", ["x"], "y")


def with_weight(weight: bytes) -> bytes:
    """Write a model whose only weight is given as a message."""
    return model(graph([node("Add", ["x", "w"], "y")], {}) + field(5, weight))


def test_what_a_network_says_of_itself() -> None:
    found = read_onnx(from_torch(small_net(scale=2)))
    assert found == OnnxNetwork(3, None, 3 * 8 * 9 + 8 + 8 * 12 * 9 + 12, 17, ("Conv", "DepthToSpace", "Relu"))


def test_fixed_sides_and_one_channel() -> None:
    found = read_onnx(from_torch(small_net(channels=1), shape=(1, 1, 48, 64), opset=11))
    assert (found.channels, found.window, found.opset) == (1, (48, 64), 11)


def test_weights_that_stand_among_the_inputs_are_no_inputs() -> None:
    body = graph([node("Add", ["x", "w"], "y")], {"w": np.ones((1, 3, 1, 1), np.float32)})
    assert read_onnx(model(body + field(11, value_info("w", (1, 3, 1, 1))))).channels == 3


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (onnx([node("Loop", ["x"], "y")]), "control flow 'Loop'"),
        (onnx([node("If", ["x"], "y")]), "control flow 'If'"),
        (onnx([node("RandomNormalLike", ["x"], "y")]), "such as Conv, Relu and Resize, found 'RandomNormalLike'"),
        (onnx([node("Evil", ["x"], "y", domain="com.example")]), "'Evil' of the domain 'com.example'"),
        (model(graph([RELU], {}), domain="com.example"), "one opset from 9 to 22, found none"),
        (onnx([RELU], opset=8), "one opset from 9 to 22, found 8"),
        (onnx([RELU], opset=23), "found 23; export it with opset 17"),
        (model(graph([RELU], {}), ir=99), "version 99 of the format"),
        (onnx([RELU], shape=(1, "height", "width", 3)), r"layout \(NCHW\)"),
        (onnx([RELU], shape=(1, 4, "height", "width")), "found 1 x 4 x"),
        (onnx([RELU], shape=(8, 3, "height", "width")), "found 8 x 3 x"),
        (onnx([RELU], shape=(1, 3, 100_000, 100_000)), "of 16 to 1024 pixels each"),
        (onnx([RELU], shape=(1, 3, 64, "width")), "sides of any length"),
        (model(graph([RELU], {}) + field(11, value_info("z", (1, 3, 8, 8)))), "found 2 inputs and 1 outputs"),
        (onnx([node("Relu", ["later"], "y")]), "reads 'later' before anything gives it"),
        (onnx([node("Add", ["x", "b"], "a"), node("Add", ["x", "a"], "b")]), "before anything gives it"),
        (onnx([RELU, RELU]), "'y' given twice"),
        (onnx([RELU], out="z"), "the result 'z', which no operation gives"),
        (onnx([]), "1 to 5,000 operations, found 0"),
        (onnx([node("Relu", ["x"], f"v{n}") for n in range(5001)]), "found 5,001"),
        (
            model(field(1, RELU) + field(11, value_info("x", (1, 3, 8, 8), kind=10)) + field(12, field(1, "y"))),
            "float32",
        ),
        (field(1, 8) + field(8, field(2, 17)), "no graph"),
        (model(graph([RELU], {})) + field(7, graph([RELU], {})), "'graph' twice"),
        (model(graph([RELU], {})) + field(25, b""), "functions of its own"),
        (model(graph([RELU], {})) + field(20, b""), "training information"),
        (model(graph([RELU], {})) + field(99, b""), r"no network needs \(number 99\)"),
        (with_weight(field(1, 1) + field(2, 1) + field(8, "w") + field(13, b"")), "external data"),
        (with_weight(field(1, 1) + field(2, 1) + field(8, "w") + field(14, 1)), "external data"),
        (with_weight(field(1, 2_684_354_560) + field(2, 1) + field(8, "w") + field(9, b"1234")), "1 numbers in a"),
        (with_weight(field(1, 2**62) + field(1, 2**62) + field(2, 1) + field(8, "w")), "0 numbers in a tensor"),
        (with_weight(field(1, -1) + field(2, 1) + field(8, "w")), r"of the shape \[-1\]"),
        (with_weight(field(1, 1) + field(2, 8) + field(8, "w")), "found type 8 in 'w'"),
        (with_weight(field(1, 1) + field(2, 1) + field(8, "w") + field(9, b"123")), "half a number"),
        (with_weight(tensor("w", np.array([np.nan], np.float32))), "NaN or infinity"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_is_no_plain_network_is_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(CheckpointError, match=f"^your network: expected [^\n]*(?:{said})"):
        read_onnx(data)


def test_a_graph_within_an_operation_is_refused_under_an_innocent_name() -> None:
    inner = field(1, "body") + field(6, graph([RELU], {})) + field(20, 5)
    relu = field(1, "x") + field(2, "y") + field(4, "Relu") + field(5, inner)
    with pytest.raises(CheckpointError, match="control flow"):
        read_onnx(onnx([relu]))


def test_other_files_are_refused() -> None:
    good = from_torch(small_net())
    noise = np.random.default_rng(0).bytes(100_000)
    for data in (b"", noise, pickle.dumps({"a": 1}), b"PK\3\4" + noise, good[:-1], good[: len(good) // 2]):
        with pytest.raises(CheckpointError, match=r"^your network: expected"):
            read_onnx(data)
    with pytest.raises(CheckpointError, match="at most 64 MB"):
        read_onnx(bytes(MOST_GUEST_BYTES + 1))


@pytest.mark.parametrize(
    "data",
    [
        field(7, field(5, field(4, b"\0" * 4) * 400_000)),
        field(7, field(5, field(7, varint(1) * 2_000_000))),
        field(7, field(1, b"") * 1_000_000),
        varint(7 << 3 | 2) + varint(2**62),
        b"\xff" * 1000,
    ],
    ids=["numbers one by one", "packed numbers", "empty operations", "a length of exabytes", "an endless number"],
)
def test_claims_take_no_memory(data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(CheckpointError):
        read_onnx(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # kB


def test_names_of_the_file_are_shortened_and_hold_no_markup() -> None:
    with pytest.raises(CheckpointError) as caught:
        read_onnx(onnx([node("<img src=x>`" * 50, ["x"], "y")]))
    assert "<" not in str(caught.value)
    assert "`" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_changed_bytes_are_read_or_refused() -> None:
    good = from_torch(small_net())
    rng = np.random.default_rng(1)
    for _ in range(300):
        changed = np.frombuffer(good, np.uint8).copy()
        changed[rng.integers(len(good) - 40 if rng.random() < 0.5 else 400, size=3)] = rng.integers(256, size=3)
        with contextlib.suppress(SRError):
            assert read_onnx(changed.tobytes()).channels in (1, 3)


def test_no_allowed_operator_runs_a_graph_or_draws_by_chance() -> None:
    assert not [
        op for op in ALLOWED if op in ("If", "Loop", "Scan") or op.startswith(("Random", "Sequence", "Optional"))
    ]


def test_attributes_of_all_plain_kinds_are_read() -> None:
    values = np.ones((1, 3, 1, 1), np.float32)
    chain = [
        node("Constant", [], "c", value=values),
        node("Add", ["x", "c"], "a"),
        node("LeakyRelu", ["a"], "l", alpha=0.1),
        node("DepthToSpace", ["l"], "y", blocksize=1, mode="CRD"),
    ]
    assert read_onnx(onnx(chain)).operators == ("Add", "Constant", "DepthToSpace", "LeakyRelu")
    assert struct.unpack("<f", attribute("alpha", 0.5)[-7:-3])[0] == 0.5
