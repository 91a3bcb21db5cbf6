import tomllib

import pytest

import sr_core as sr
from pages.ui.photo.samples import sample_image
from pages.ui.photo.showcase import FOLDER, METHOD, SAMPLE

FACTS = tomllib.loads((FOLDER / "showcase.toml").read_text("utf-8"))


def test_showcase_is_of_the_method_and_sample_it_names() -> None:
    assert (FACTS["method"], FACTS["sample"]) == (METHOD, SAMPLE)


@pytest.mark.parametrize(("name", "method"), [("bicubic", "bicubic"), ("network", METHOD)])
def test_showcase_shows_what_the_core_makes_today(name: str, method: str) -> None:
    hr = sr.crop_to_scale(sample_image(SAMPLE), FACTS["scale"])
    lr = sr.degrade(hr, sr.Degradation(scale=FACTS["scale"]))
    today = sr.upscale(lr, method, scale=FACTS["scale"]).image
    kept = sr.decode((FOLDER / f"{name}.png").read_bytes(), name)
    # 1 grey level: BLAS differs between CPUs.
    assert abs(kept.pixels.astype(int) - today.pixels).max() <= 1
    assert sr.score(today, hr)[0].value == pytest.approx(FACTS[name]["psnr"], abs=0.005)
