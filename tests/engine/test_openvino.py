"""The fast engine: the same picture as PyTorch, from graph and weights alone."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from sr_core.architectures import ARCHITECTURES, build
from sr_core.checkpoints import store
from sr_core.checkpoints.graph import Graph, write_graph
from sr_core.checkpoints.net import load_net
from sr_core.checkpoints.store import find_card
from sr_core.checkpoints.trace import trace_graph
from sr_core.engine.cost import estimate_seconds
from sr_core.engine.engines import choose_engine
from sr_core.engine.openvino.model import build_model
from sr_core.engine.openvino.net import is_prepared, open_net, release
from sr_core.engine.openvino.tail import COARSE, FOLDED, find_coarse_end, find_tail, multiply_out
from sr_core.engine.upscale import upscale
from sr_core.errors import CheckpointError, EngineError
from sr_core.openvino_import import import_openvino
from sr_core.types import DecodedImage, Progress, UpscaleOptions

from ..support.architectures import CHANNELS, SMALL
from ..support.zoo import write_checkpoint

ROOT = Path(__file__).resolve().parents[2]


def randomised(name: str) -> torch.nn.Module:
    """A small net of which no weight is 0 and no batch norm does nothing."""
    net = build(name, **SMALL[name])
    with torch.no_grad():
        for value in net.state_dict().values():
            if value.is_floating_point():
                value.add_(0.05 * torch.rand_like(value))
    return net.eval()


def run(graph: Graph, net: torch.nn.Module, lr: np.ndarray) -> np.ndarray:
    tensors = {k: v.numpy() for k, v in net.state_dict().items()}
    tail = find_tail(graph, {k: v.shape for k, v in tensors.items()})
    tensors |= {} if tail is None else multiply_out(tail, tensors)
    hint = {"INFERENCE_PRECISION_HINT": "f32"}
    model = import_openvino().Core().compile_model(build_model(graph, tensors, lr.shape), "CPU", hint)
    return next(iter(model(lr).values()))


@pytest.mark.parametrize("shape", [(2, 2), (7, 40), (41, 19)])
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_architecture_is_the_same_in_openvino(name: str, shape: tuple[int, int]) -> None:
    net = randomised(name)
    lr = np.random.default_rng(0).random((1, CHANNELS[name], *shape), np.float32)
    with torch.inference_mode():
        expected = net(torch.from_numpy(lr)).numpy()
    tolerance = 1e-5 * max(1.0, float(np.abs(expected).max()))  # float32, summed in another order
    np.testing.assert_allclose(run(trace_graph(net), net, lr), expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_a_linear_tail_is_folded_into_one_convolution(scale: int) -> None:
    net = build("edsr", scale=scale, config={"n_resblocks": 1, "n_feats": 6}).double()
    tensors = {k: v.numpy() for k, v in net.state_dict().items()}
    tail = find_tail(trace_graph(net), {k: v.shape for k, v in tensors.items()})
    assert tail is not None
    folded = {k: torch.from_numpy(v).double() for k, v in multiply_out(tail, tensors).items()}
    features = torch.rand(1, 6, 12, 11, dtype=torch.float64)
    whole = net.tail(features)
    inner = torch.pixel_shuffle(torch.conv2d(features, *(folded[name] for name in FOLDED)), scale)
    rim = tail.radius * scale
    torch.testing.assert_close(inner, whole[..., rim:-rim, rim:-rim], rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", ["srresnet", "esrgan", "srcnn", "vdsr", "autoencoder"])
def test_a_tail_with_activations_is_not_folded(name: str) -> None:
    net = build(name, **SMALL[name])
    assert find_tail(trace_graph(net), {k: v.shape for k, v in net.state_dict().items()}) is None


@pytest.mark.parametrize("slopes", [1, 6])
@pytest.mark.parametrize("scale", [2, 4])
@pytest.mark.parametrize("shape", [(2, 2), (3, 40), (21, 19)])
def test_a_narrow_end_is_the_same_before_the_pixel_shuffle(scale: int, shape: tuple[int, int], slopes: int) -> None:
    net = build("srresnet", scale=scale, config={"n_resblocks": 1, "n_feats": 6}).eval()
    graph, rng = trace_graph(net), np.random.default_rng(0)
    tensors = {name: value.numpy() for name, value in net.state_dict().items()}
    used = [name for node in graph.nodes for name in node.weights if node.op == "prelu"]
    tensors |= {name: rng.random(slopes, np.float32) for name in used}
    shapes = {name: value.shape for name, value in tensors.items()}
    end = find_coarse_end(graph, shapes)
    assert end is not None
    assert len(end.slopes) == (slopes > 1)
    added = end.weights(tensors)
    assert {n: v.shape for n, v in added.items() if n != COARSE[1]}.items() <= end.shapes(shapes).items()
    lr = rng.random((1, 3, *shape), np.float32)
    hint = {"INFERENCE_PRECISION_HINT": "f32"}
    before, after = (
        next(iter(import_openvino().Core().compile_model(build_model(g, t, lr.shape), "CPU", hint)(lr).values()))
        for g, t in ((graph, tensors), (end.graph, tensors | added))
    )
    np.testing.assert_allclose(after, before, rtol=0, atol=1e-5 * np.abs(before).max())


@pytest.mark.parametrize("name", ["edsr", "rdn", "srcnn", "vdsr", "swift-srgan", "esrgan"])
def test_other_ends_stay_where_they_are(name: str) -> None:
    net = build(name, **SMALL[name])
    assert find_coarse_end(trace_graph(net), {k: v.shape for k, v in net.state_dict().items()}) is None


def test_trace_names_what_a_graph_cannot_hold() -> None:
    with pytest.raises(CheckpointError, match="a graph cannot hold Sigmoid"):
        trace_graph(torch.nn.Sequential(torch.nn.Conv2d(3, 3, 3), torch.nn.Sigmoid()))


@pytest.fixture
def fast_checkpoint(tiny_checkpoint: str) -> str:
    """The tiny checkpoint with its graph."""
    write_graph(trace_graph(load_net(store.find_card(tiny_checkpoint))), store.models_folder() / tiny_checkpoint)
    return tiny_checkpoint


def test_upscale_takes_the_fast_engine_and_says_so(fast_checkpoint: str, lr_image: DecodedImage) -> None:
    result = upscale(lr_image, fast_checkpoint)
    assert (result.engines, result.notes) == (("openvino",), ())


def test_engines_differ_by_a_grey_level_at_most(fast_checkpoint: str, lr_image: DecodedImage) -> None:
    fast, reference = (
        upscale(lr_image, fast_checkpoint, options=UpscaleOptions(engine=engine)) for engine in ("auto", "torch")
    )
    assert reference.engines == ("torch",)
    assert np.abs(fast.image.pixels.astype(int) - reference.image.pixels).max() <= 1


def test_without_a_graph_pytorch_runs_and_says_why(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    result = upscale(lr_image, tiny_checkpoint)
    assert result.engines == ("torch",)
    assert result.notes == (
        "edsr-tiny-x2 ran in PyTorch, which is slower, since it has no graph.json; write it: python -m sr_core graph",
    )


def test_the_fast_engine_is_refused_where_it_cannot(tiny_checkpoint: str) -> None:
    with pytest.raises(EngineError, match=r"openvino cannot run edsr-tiny-x2, since it has no graph\.json"):
        choose_engine(find_card(tiny_checkpoint), "openvino")


def test_graph_that_names_other_weights_is_refused(fast_checkpoint: str, lr_image: DecodedImage) -> None:
    folder = store.models_folder() / fast_checkpoint
    path = folder / "graph.json"
    path.write_text(path.read_text("utf-8").replace("head.weight", "head.heavy"), "utf-8")
    with pytest.raises(CheckpointError, match=r"graph\.json names 'head\.heavy', which weights"):
        upscale(lr_image, fast_checkpoint)


def test_a_stop_takes_effect_after_one_tile(fast_checkpoint: str, lr_image: DecodedImage) -> None:
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upscale(lr_image, fast_checkpoint, options=UpscaleOptions(tile_size=16), on_progress=stop)
    assert [(p.done, p.total) for p in seen] == [(1, 4)]


def test_tiles_of_the_fast_engine_equal_the_whole(fast_checkpoint: str, lr_image: DecodedImage) -> None:
    whole, tiled = (
        upscale(lr_image, fast_checkpoint, options=UpscaleOptions(tile_size=size)).image.pixels for size in (None, 16)
    )
    assert np.abs(whole.astype(int) - tiled).max() <= 1


def test_a_path_may_mix_engines(fast_checkpoint: str, lr_image: DecodedImage) -> None:
    write_checkpoint("edsr-other-x2")
    result = upscale(lr_image, f"{fast_checkpoint}+edsr-other-x2")
    assert result.engines == ("openvino", "torch")


def test_a_result_is_made_without_torch() -> None:
    code = """
import sys
from streamlit.testing.v1 import AppTest
at = AppTest.from_file(sys.argv[1], default_timeout=120).run()
at.button(key="home_sample_cat").click().run()
at.segmented_control(key="home_scale").set_value(2).run()
at.toggle(key="home_cut_False").set_value(True).run()
at.button(key="home_run").click().run()
assert not at.exception, at.exception
from pages.ui.photo.picture import Photo
assert at.session_state["_kept"].of(Photo).outcome.result.engines == ("openvino",)
found = [name for name in sys.modules if name.partition(".")[0] in ("torch", "openvino_telemetry")]
assert not found, found
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT / "home.py")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_last_sizes_stay_prepared_until_released(fast_checkpoint: str) -> None:
    card = find_card(fast_checkpoint)
    net = open_net(card)
    for side in (5, 6, 7):
        net(np.zeros((1, 3, side, 4), np.float32))
    assert [is_prepared(card, side, 4) for side in (5, 6, 7)] == [False, True, True]
    release()
    assert not is_prepared(card, 7, 4)


def test_estimate_leaves_out_what_is_ready(fast_checkpoint: str) -> None:
    before = estimate_seconds(fast_checkpoint, 20, 30)
    upscale(DecodedImage(np.zeros((20, 30, 3), np.uint8)), fast_checkpoint)
    assert estimate_seconds(fast_checkpoint, 20, 30) < before
