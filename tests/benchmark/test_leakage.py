import dataclasses
import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sr_core.benchmark.leakage import find_file_leaks, find_leaks
from sr_core.benchmark.run import benchmark, run_benchmark
from sr_core.benchmark.training_data import data_path, read_training_data, write_training_data
from sr_core.checkpoints import store
from sr_core.decode import decode
from sr_core.errors import CardError, SRError
from sr_core.types import DecodedImage

from ..support.data import DATA
from ..support.pictures import scene


@pytest.fixture
def trained(tiny_checkpoint: str, tmp_path: Path) -> Path:
    """Training folder of the tiny checkpoint: an AVIF and a PNG, fingerprinted as "drawn/train"."""
    folder = tmp_path / "train"
    folder.mkdir()
    Image.fromarray(scene(0).pixels).save(folder / "a.avif", quality=90)
    Image.fromarray(scene(1).pixels).save(folder / "b.png")
    write_training_data(folder, "drawn/train")
    name_data(tiny_checkpoint, "drawn/train")
    return folder


def name_data(checkpoint: str, data: str, **changes: str) -> None:
    card = store.find_card(checkpoint)
    store.write_card(dataclasses.replace(card, training=dataclasses.replace(card.training, data=data, **changes)))


def test_training_data_holds_digests_and_fingerprints_only(trained: Path) -> None:
    lines = data_path("drawn/train").read_text().splitlines()
    assert lines[0] == "sha256,fingerprints"
    assert [[len(cell) for cell in line.split(",")] for line in lines[1:]] == [[64, 128], [64, 128]]


def test_benchmark_refuses_a_training_file_by_its_bytes(trained: Path, tiny_checkpoint: str) -> None:
    with pytest.raises(SRError, match=r"a\.avif is a training picture of edsr-tiny-x2 \(drawn/train, the same file\)"):
        run_benchmark(trained, 2, [tiny_checkpoint])


def test_benchmark_says_jpeg_xl_is_not_read(tiny_checkpoint: str, tmp_path: Path) -> None:
    folder = tmp_path / "hr"
    folder.mkdir()
    (folder / "new.jxl").write_bytes(b"\xff\x0a" + bytes(99))
    with pytest.raises(SRError, match=r"new\.jxl: .*found a JPEG XL picture"):
        run_benchmark(folder, 2, [tiny_checkpoint])


def test_benchmark_refuses_a_training_picture_in_memory(trained: Path, tiny_checkpoint: str) -> None:
    holiday = DecodedImage(np.ascontiguousarray(np.rot90(scene(0).pixels)), "holiday.jpg")
    with pytest.raises(SRError, match=r"holiday\.jpg is a training picture .* or leave edsr-tiny-x2 out"):
        benchmark([holiday], 2, ["bicubic", tiny_checkpoint])


def test_benchmark_of_bicubic_takes_any_picture(trained: Path) -> None:
    assert benchmark([scene(0)], 2, ["bicubic"]).results[0].images[0].name == "0.png"


def test_find_leaks_names_the_picture_and_the_checkpoint(trained: Path, tiny_checkpoint: str) -> None:
    [leak] = find_leaks([scene(5), scene(1)], [tiny_checkpoint])
    assert (leak.picture, leak.checkpoint, leak.data) == ("1.png", tiny_checkpoint, "drawn/train")


def test_find_leaks_counts_what_a_net_was_started_from(trained: Path, tiny_checkpoint: str) -> None:
    card = store.find_card(tiny_checkpoint)
    folder = store.models_folder() / "edsr-next-x2"
    folder.mkdir()
    training = dataclasses.replace(card.training, data="none", start=tiny_checkpoint)
    store.write_card(dataclasses.replace(card, folder=folder, id="edsr-next-x2", training=training))
    assert [leak.checkpoint for leak in find_leaks([scene(1)], ["edsr-next-x2"])] == ["edsr-next-x2"]


def test_benchmark_notes_data_without_fingerprints(tiny_checkpoint: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        done = benchmark([scene(0)], 2, [tiny_checkpoint])
    assert done.notes == (
        f"{tiny_checkpoint} was not checked for training pictures, since its training data 'none' have no fingerprints",
    )
    assert caplog.messages == list(done.notes)


def test_read_training_data_rejects_a_damaged_table(trained: Path) -> None:
    data_path("drawn/train").write_text("sha256,fingerprints\nab,xyz\n")
    with pytest.raises(CardError, match="not a table of fingerprints"):
        read_training_data("drawn/train")


def test_write_training_data_rejects_a_name_that_leaves_the_folder(trained: Path) -> None:
    with pytest.raises(SRError, match=r"found '\.\./x'"):
        write_training_data(trained, "../x")


def test_no_benchmark_picture_is_taken_for_a_training_picture() -> None:
    known = read_training_data("natural/train")
    paths = sorted((DATA / "natural").glob("Set*/*.png"))
    if not paths:
        pytest.skip("Set5 and Set14 are not here; set SR_DATA to the data folder")
    assert known is not None
    pictures = [DecodedImage(np.asarray(Image.open(path).convert("RGB")), path.name) for path in paths]
    assert [p.name for p in pictures if known.has_picture(p)] == []


def test_files_only_refuses_the_file_and_not_what_looks_like_it(trained: Path, tiny_checkpoint: str) -> None:
    [path, *_] = sorted(trained.glob("*.png"))
    write_training_data(trained, "drawn/train", files_only=True)
    data = path.read_bytes()
    assert find_file_leaks([(path.name, data)], [tiny_checkpoint])
    assert not find_leaks([decode(data, path.name)], [tiny_checkpoint])
