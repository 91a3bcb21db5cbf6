"""What 8-bit weights and features would cost and spare: `python -m tests.bench.int8 DATA [CHECKPOINT ...]`.

DATA holds natural/train and natural/Set5. The net is quantised by ONNX Runtime (symmetric, per channel, ranges from 24
training crops: all of their values, or all but 1 in 10,000), once whole and once without its first and last layers,
and run by ONNX Runtime and OpenVINO beside our engine. PSNR on Y of Set5 as in the cards.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantType, quantize_static

import sr_core as sr
from sr_core.engine.openvino.net import open_net

from .engine import line, take_turns
from .peers import Run, eager, onnxruntime, plain_openvino
from .peers import onnx as export_onnx

SIDE, CROPS = 128, 24


class Crops(CalibrationDataReader):
    """LR of crops from training pictures."""

    def __init__(self, folder: Path, scale: int) -> None:
        self._left = self._inputs(folder, scale)

    def _inputs(self, folder: Path, scale: int) -> Iterator[dict[str, np.ndarray]]:
        files = sorted(path for path in folder.iterdir() if path.suffix in (".jpg", ".png"))
        for path in files[:: len(files) // CROPS]:
            image = sr.decode(path.read_bytes(), path.name)
            side = 48 * scale
            if image.channels == 3 and min(image.height, image.width) >= side:
                crop = sr.DecodedImage(image.pixels[:side, :side].copy())
                yield {"x": planes(sr.degrade(crop, sr.Degradation(scale=scale)))}

    def get_next(self) -> dict[str, np.ndarray] | None:
        """Return the next input; None when all were read."""
        return next(self._left, None)


def planes(image: sr.DecodedImage) -> np.ndarray:
    return np.ascontiguousarray(image.pixels.transpose(2, 0, 1)[None] / np.float32(255.0))


def quantised(model: bytes, reader: Crops, *, percentile: bool, ends: bool) -> bytes:
    """Return the model in QDQ form; `ends` says whether the first and the last two convolutions are 8 bit too."""
    convs = [node.name for node in onnx.load_from_string(model).graph.node if node.op_type == "Conv"]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float.onnx", Path(folder) / "int8.onnx"
        source.write_bytes(model)
        quantize_static(
            str(source),
            str(target),
            reader,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv"],
            nodes_to_exclude=[] if ends else [convs[0], *convs[-2:]],
            calibrate_method=CalibrationMethod.Percentile if percentile else CalibrationMethod.MinMax,
            extra_options={"CalibPercentile": 99.99} if percentile else {},
        )
        return target.read_bytes()


def set5_psnr(run: Run, pictures: list[sr.DecodedImage], scale: int) -> float:
    """Mean PSNR in dB."""
    found = []
    for hr in (sr.crop_to_scale(picture, scale) for picture in pictures):
        lr = sr.degrade(hr, sr.Degradation(scale=scale))
        drawn = np.asarray(run(planes(lr)))[0].transpose(1, 2, 0)
        image = sr.DecodedImage(np.rint(np.clip(drawn, 0, 1) * 255).astype(np.uint8), scale=scale)
        found.append(sr.score(image, hr)[0].value)
    return float(np.mean(found))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("checkpoints", nargs="*", default=["edsr-x4", "edsr-lite-x4"])
    arguments = parser.parse_args()
    pictures = [sr.decode(path.read_bytes(), path.name) for path in sorted((arguments.data / "natural/Set5").iterdir())]
    heads = ["network", "form", "engine", "Set5 PSNR", f"wall / cpu of eager, {SIDE} x {SIDE}"]
    line(heads)
    line(["---"] * len(heads))
    for name in arguments.checkpoints:
        card = next(card for card in sr.checkpoints() if card.id == name)
        model = export_onnx(name, 3)
        runs: dict[str, Run] = {"float32 | eager": eager(name), "float32 | here": open_net(card)}
        for percentile in (False, True):
            for ends in (True, False):
                form = f"int8{'' if ends else ' but first and last'}, {'99.99 %' if percentile else 'all values'}"
                reader = Crops(arguments.data / "natural/train", card.scale)
                quick = quantised(model, reader, percentile=percentile, ends=ends)
                runs |= {f"{form} | ONNX Runtime": onnxruntime(quick), f"{form} | OpenVINO": plain_openvino(quick)}
        lr = np.random.default_rng(0).random((1, 3, SIDE, SIDE), np.float32)
        times = take_turns({form: lambda run=run, lr=lr: run(lr) for form, run in runs.items()}, 3)
        base = times["float32 | eager"]
        for form, run in runs.items():
            wall, cpu = (np.median(getattr(times[form], k)) / np.median(getattr(base, k)) for k in ("wall", "cpu"))
            line([f"`{name}`", form, f"{set5_psnr(run, pictures, card.scale):.2f} dB", f"{wall:.2f} / {cpu:.2f}"])


if __name__ == "__main__":
    main()
