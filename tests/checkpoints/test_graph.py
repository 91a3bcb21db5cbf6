from pathlib import Path

import pytest

from sr_core.architectures import build
from sr_core.checkpoints.graph import Graph, Node, Speed, Timing, read_graph, read_speed, write_graph
from sr_core.checkpoints.trace import trace_graph
from sr_core.errors import CheckpointError

from ..support.architectures import SMALL

SPEED = Speed(3.0, (Timing(100, share=1.0, setup=10.0), Timing(10_000, share=3.0, setup=30.0)))


def test_graph_survives_its_file(tmp_path: Path) -> None:
    graph = trace_graph(build("edsr", **SMALL["edsr"]))
    write_graph(graph, tmp_path)
    assert read_graph(tmp_path) == graph


def test_graph_rejects_an_unknown_operation() -> None:
    with pytest.raises(CheckpointError, match="unknown operation 'softmax'; known: add"):
        Node("softmax", "x", ("lr",))


def test_graph_rejects_what_nothing_gives() -> None:
    with pytest.raises(CheckpointError, match="y needs 'x', which no earlier operation gives"):
        Graph((Node("relu", "y", ("x",)),))


@pytest.mark.parametrize("text", ["", "[1]", "{}", '{"speed": {}, "nodes": []}', '{"nodes": [{"op": "relu"}]}'])
def test_graph_rejects_a_file_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "graph.json").write_text(text, "utf-8")
    with pytest.raises(CheckpointError, match=r"graph\.json is not a graph"):
        read_graph(tmp_path)


@pytest.mark.parametrize(("pixels", "share"), [(1, 1.0), (100, 1.0), (1_000, 2.0), (10_000, 3.0), (10**6, 3.0)])
def test_share_lies_between_the_measured_ones(pixels: int, share: float) -> None:
    assert SPEED.share(pixels) == pytest.approx(share)
    assert SPEED.setup(pixels) == pytest.approx(10 * share)


def test_speed_survives_its_file(tmp_path: Path) -> None:
    write_graph(trace_graph(build("edsr", **SMALL["edsr"])), tmp_path, SPEED)
    assert read_speed(tmp_path) == SPEED


@pytest.mark.parametrize("wrong", ["[]", "[[0, 1.0, 1.0]]", "[[100, 0.0, 1.0]]", '[["a", 1, 1]]', "[[100, 1.0]]"])
def test_a_speed_that_is_none_is_refused(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "graph.json").write_text(f'{{"speed": {{"load": 0, "timings": {wrong}}}, "nodes": []}}', "utf-8")
    with pytest.raises(CheckpointError, match=r"graph\.json is not a graph"):
        read_speed(tmp_path)
