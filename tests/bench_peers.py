"""Other engines on the same weights, those of tests/requirements-bench.txt that are installed, for `bench_engine`."""

import io
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from functools import lru_cache
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


def ncnn(checkpoint: str, channels: int) -> Run:
    """ncnn as its own examples run it, on the whole picture, in float32: converted by pnnx, Winograd where it pays."""
    import ncnn
    import pnnx

    module = load_net.__wrapped__(checkpoint).to(memory_format=torch.contiguous_format)
    net = ncnn.Net()
    net.opt.num_threads = thread_count()
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    with tempfile.TemporaryDirectory() as folder:
        torch.jit.trace(module, torch.rand(1, channels, 64, 64)).save(f"{folder}/net.pt")
        sizes = [
            f"{name}=[1,{channels},{size}]f32" for name, size in (("inputshape", "64,64"), ("inputshape2", "96,80"))
        ]
        subprocess.run(
            [pnnx.EXEC_PATH, "net.pt", *sizes, "fp16=0"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        net.load_param(f"{folder}/net.ncnn.param")
        net.load_model(f"{folder}/net.ncnn.bin")

    def run(lr: np.ndarray) -> object:
        extractor = net.create_extractor()
        extractor.input("in0", ncnn.Mat(lr[0]).clone())  # a view of numpy's memory crashes
        return np.array(extractor.extract("out0")[1])

    return run


def peers(checkpoint: str, channels: int) -> dict[str, Run]:
    """Name and open what is installed and takes this net."""
    found: dict[str, Run] = {"eager": eager(checkpoint), "channels last": channels_last(checkpoint)}
    model = lru_cache(lambda: onnx(checkpoint, channels))
    for name, opener in {
        "ONNX Runtime": lambda: onnxruntime(model()),
        "plain OpenVINO": lambda: plain_openvino(model()),
        "OpenCV": lambda: opencv(model()),
        "ncnn": lambda: ncnn(checkpoint, channels),
    }.items():
        try:
            run = opener()
            run(np.zeros((1, channels, 32, 32), np.float32))
        except Exception:  # whatever a peer raises: where it is not installed or cannot run a net, it has no figure
            continue
        found[name] = run
    return found
