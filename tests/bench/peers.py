"""Other engines on the same weights, those of tests/requirements-bench.txt that are installed, for `bench_engine`.

`python -m tests.bench.peers ENGINE CHECKPOINT FOLDER SIDE` runs one in a process of its own, from what `convert` wrote.
"""

import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

import sr_core as sr
from sr_core.checkpoints.card import ModelCard
from sr_core.engine.net import enlarge_window, thread_count
from sr_core.engine.tiles import plan_tiles

ONNX, NCNN = "net.onnx", "net.ncnn"
Run = Callable[[np.ndarray], object]
"""Runs a net on (1, C, H, W)."""


def _channels(card: ModelCard) -> int:
    return 3 if card.channels == "rgb" else 1


def convert(card: ModelCard, folder: Path) -> None:
    """Write a net as ONNX with free height and width, and by pnnx for ncnn where that is installed."""
    import torch

    from sr_core.checkpoints.net import load_net

    net = load_net.__wrapped__(card).to(memory_format=torch.contiguous_format)
    drawn = torch.rand(1, _channels(card), 64, 64)
    free = {"x": {2: "h", 3: "w"}, "y": {2: "sh", 3: "sw"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net, (drawn,), folder / ONNX, dynamo=False, opset_version=17,
            input_names=["x"], output_names=["y"], dynamic_axes=free,
        )  # fmt: skip
    try:
        import pnnx
    except ImportError:
        return
    torch.jit.trace(net, drawn).save(folder / "net.pt")
    sizes = (("inputshape", "64,64"), ("inputshape2", "96,80"))
    shapes = [f"{name}=[1,{_channels(card)},{size}]f32" for name, size in sizes]
    command = [pnnx.EXEC_PATH, "net.pt", *shapes, "fp16=0"]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def eager(card: ModelCard, folder: Path) -> Run:
    """Plain PyTorch: contiguous tensors, the whole picture, no gradients."""
    del folder
    import torch

    from sr_core.checkpoints.net import load_net

    torch.set_num_threads(thread_count())
    net = load_net.__wrapped__(card).to(memory_format=torch.contiguous_format)

    def run(lr: np.ndarray) -> object:
        with torch.inference_mode():
            return net(torch.from_numpy(lr)).numpy()

    return run


def channels_last(card: ModelCard, folder: Path) -> Run:
    """PyTorch, channels last: the reference engine on the whole picture."""
    del folder
    import torch

    from sr_core.checkpoints.net import load_net

    net = load_net(card)

    def run(lr: np.ndarray) -> object:
        with torch.inference_mode():
            return net(torch.from_numpy(lr).contiguous(memory_format=torch.channels_last)).numpy()

    return run


def onnxruntime(card: ModelCard, folder: Path) -> Run:
    """ONNX Runtime without its arena."""
    del card
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads, options.enable_cpu_mem_arena = thread_count(), False
    session = ort.InferenceSession(folder / ONNX, options)
    return lambda lr: session.run(None, {"x": lr})[0]


def plain_openvino(card: ModelCard, folder: Path) -> Run:
    """OpenVINO on the ONNX file as it is: nothing folded, no strips, any size."""
    del card
    from sr_core.openvino_import import import_openvino

    hints = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": thread_count(), "NUM_STREAMS": 1}
    core = import_openvino().Core()
    request = core.compile_model(core.read_model(folder / ONNX), "CPU", hints).create_infer_request()
    return lambda lr: next(iter(request.infer({0: lr}).values())).copy()


def opencv(card: ModelCard, folder: Path) -> Run:
    """OpenCV's dnn module."""
    del card
    import cv2

    net = cv2.dnn.readNetFromONNX(str(folder / ONNX))
    cv2.setNumThreads(thread_count())

    def run(lr: np.ndarray) -> object:
        net.setInput(lr)
        return net.forward()

    return run


def ncnn(card: ModelCard, folder: Path) -> Run:
    """ncnn as its own examples run it, in float32: converted by pnnx, in tiles, Winograd where it pays.

    A tile writes 128 x 128 at most, as many as fit: SRResNet on 256 x 256 at once took 23 GB.
    """
    import ncnn

    net = ncnn.Net()
    net.opt.num_threads = thread_count()
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    net.load_param(f"{folder / NCNN}.param")
    net.load_model(f"{folder / NCNN}.bin")

    def window(lr: np.ndarray) -> np.ndarray:
        extractor = net.create_extractor()
        extractor.input("in0", ncnn.Mat(lr[0]).clone())  # a view of numpy's memory crashes
        return np.array(extractor.extract("out0")[1])[None]

    def run(lr: np.ndarray) -> object:
        height, width = lr.shape[2:]
        sr = np.empty((1, lr.shape[1], height * card.scale, width * card.scale), np.float32)
        for tile in plan_tiles(height, width, tile_size=128, overlap=card.inference.tile_overlap):
            (top, bottom), (left, right) = ((s.start * card.scale, s.stop * card.scale) for s in (tile.rows, tile.cols))
            read = (slice(s.read_start, s.read_stop) for s in (tile.rows, tile.cols))
            sr[..., top:bottom, left:right] = enlarge_window(window, lr[:, :, *read], tile, card.scale)
        return sr

    return run


PEERS: dict[str, Callable[[ModelCard, Path], Run]] = {
    "eager": eager,
    "channels last": channels_last,
    "ONNX Runtime": onnxruntime,
    "plain OpenVINO": plain_openvino,
    "ncnn": ncnn,
    "OpenCV": opencv,
}


def peers(card: ModelCard, folder: Path) -> dict[str, Run]:
    """Name and open what is installed and takes this net, converted into `folder`."""
    convert(card, folder)
    found: dict[str, Run] = {}
    for name, opener in PEERS.items():
        try:
            run = opener(card, folder)
            run(np.zeros((1, _channels(card), 32, 32), np.float32))
        except Exception:  # whatever a peer raises: where it is not installed or cannot run a net, it has no figure
            continue
        found[name] = run
    return found


def main() -> None:
    """Make one result; print peak memory in MB and whether torch was loaded."""
    engine, checkpoint, folder, side = sys.argv[1:]
    card = next(card for card in sr.checkpoints() if card.id == checkpoint)
    lr = np.random.default_rng(0).random((1, _channels(card), int(side), int(side)), np.float32)
    PEERS[engine](card, Path(folder))(lr)
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    peak = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    print(peak, "torch" in sys.modules)


if __name__ == "__main__":
    main()
