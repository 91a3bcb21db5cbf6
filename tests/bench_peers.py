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

from sr_core.checkpoints.card import ModelCard
from sr_core.checkpoints.weights import load_net
from sr_core.engine.net import enlarge_window
from sr_core.engine.threads import thread_count
from sr_core.engine.tiles import plan_tiles

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


def ncnn(card: ModelCard) -> Run:
    """ncnn as its own examples run it, in float32: converted by pnnx, in tiles, Winograd where it pays.

    A tile writes 128 x 128 at most, as many as fit: SRResNet on 256 x 256 at once took 23 GB.
    """
    import ncnn
    import pnnx

    channels = 3 if card.channels == "rgb" else 1
    module = load_net.__wrapped__(card.id).to(memory_format=torch.contiguous_format)
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

    def window(lr: np.ndarray) -> np.ndarray:
        extractor = net.create_extractor()
        extractor.input("in0", ncnn.Mat(lr[0]).clone())  # a view of numpy's memory crashes
        return np.array(extractor.extract("out0")[1])[None]

    def run(lr: np.ndarray) -> object:
        height, width = lr.shape[2:]
        sr = np.empty((1, channels, height * card.scale, width * card.scale), np.float32)
        for tile in plan_tiles(height, width, tile_size=128, overlap=card.inference.tile_overlap):
            (top, bottom), (left, right) = ((s.start * card.scale, s.stop * card.scale) for s in (tile.rows, tile.cols))
            read = (slice(s.read_start, s.read_stop) for s in (tile.rows, tile.cols))
            sr[..., top:bottom, left:right] = enlarge_window(window, lr[:, :, *read], tile, card.scale)
        return sr

    return run


def peers(card: ModelCard) -> dict[str, Run]:
    """Name and open what is installed and takes this net."""
    checkpoint, channels = card.id, 3 if card.channels == "rgb" else 1
    found: dict[str, Run] = {"eager": eager(checkpoint), "channels last": channels_last(checkpoint)}
    model = lru_cache(lambda: onnx(checkpoint, channels))
    for name, opener in {
        "ONNX Runtime": lambda: onnxruntime(model()),
        "plain OpenVINO": lambda: plain_openvino(model()),
        "OpenCV": lambda: opencv(model()),
        "ncnn": lambda: ncnn(card),
    }.items():
        try:
            run = opener()
            run(np.zeros((1, channels, 32, 32), np.float32))
        except Exception:  # whatever a peer raises: where it is not installed or cannot run a net, it has no figure
            continue
        found[name] = run
    return found
