"""Other engines on the same weights, for `tests.bench_engine`: those of requirements-bench.txt that are installed."""

import io
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from sr_core.checkpoints.weights import load_net
from sr_core.engine.threads import thread_count

Run = Callable[[np.ndarray], object]
"""Runs a net on (1, C, H, W)."""


def eager(checkpoint: str) -> Run:
    """Plain PyTorch: contiguous tensors, the whole picture, no gradients."""
    net = load_net.__wrapped__(checkpoint).to(memory_format=torch.contiguous_format)

    def run(lr: np.ndarray) -> object:
        with torch.inference_mode():
            return net(torch.from_numpy(lr)).numpy()

    return run


def channels_last(checkpoint: str) -> Run:
    """PyTorch, channels last: the reference engine on the whole picture."""
    net = load_net(checkpoint)

    def run(lr: np.ndarray) -> object:
        with torch.inference_mode():
            return net(torch.from_numpy(lr).contiguous(memory_format=torch.channels_last)).numpy()

    return run


def onnx(checkpoint: str, channels: int) -> bytes:
    """Export a net to ONNX with free height and width."""
    net = load_net.__wrapped__(checkpoint).to(memory_format=torch.contiguous_format)
    file = io.BytesIO()
    free = {"x": {2: "h", 3: "w"}, "y": {2: "sh", 3: "sw"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net, (torch.rand(1, channels, 64, 64),), file, dynamo=False, opset_version=17,
            input_names=["x"], output_names=["y"], dynamic_axes=free,
        )  # fmt: skip
    return file.getvalue()


def onnxruntime(model: bytes) -> Run:
    """ONNX Runtime without its arena."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads, options.enable_cpu_mem_arena = thread_count(), False
    session = ort.InferenceSession(model, options)
    return lambda lr: session.run(None, {"x": lr})[0]


def plain_openvino(model: bytes) -> Run:
    """OpenVINO on the ONNX file as it is: nothing folded, no strips, any size."""
    from sr_core.engine.openvino_model import import_openvino

    hints = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": thread_count(), "NUM_STREAMS": 1}
    core = import_openvino().Core()
    request = core.compile_model(core.read_model(model), "CPU", hints).create_infer_request()
    return lambda lr: next(iter(request.infer({0: lr}).values())).copy()


def opencv(model: bytes) -> Run:
    """OpenCV's dnn module."""
    import cv2

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.onnx"
        path.write_bytes(model)
        net = cv2.dnn.readNetFromONNX(str(path))
    cv2.setNumThreads(thread_count())

    def run(lr: np.ndarray) -> object:
        net.setInput(lr)
        return net.forward()

    return run


def peers(checkpoint: str, channels: int) -> dict[str, Run]:
    """Name and open what is installed and takes this net."""
    found: dict[str, Run] = {"eager": eager(checkpoint), "channels last": channels_last(checkpoint)}
    try:
        model = onnx(checkpoint, channels)
    except ImportError:  # of the package onnx
        return found
    for name, opener in {"ONNX Runtime": onnxruntime, "plain OpenVINO": plain_openvino, "OpenCV": opencv}.items():
        try:
            run = opener(model)
            run(np.zeros((1, channels, 32, 32), np.float32))
        except Exception:  # whatever a peer raises: where it cannot run a net, it has no figure
            continue
        found[name] = run
    return found
