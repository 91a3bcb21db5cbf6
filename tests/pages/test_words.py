"""Words of the address: each value of each control leads to itself, and what is not known is said in one sentence."""

import re
from itertools import cycle, islice

import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.compare.comparison import Comparison
from pages.ui.compare.settings import all_methods, first_methods
from pages.ui.photo.picture import Photo
from pages.ui.photo.samples import SAMPLES
from pages.ui.shell.address import WORDS
from pages.ui.shell.state import Shell

from ..support.address_app import controls
from ..support.visitor import ROOT, kept_by, shared_words

LOOKS = {
    "view": ["grid", "stack", "left", "right"],
    "left": ["hr", "input", "bicubic"],
    "right": ["edsr-x4"],
    "divider": ["0", "0.125", "1"],
    "difference": ["hr", "bicubic"],
    "pictures": ["input", "-bicubic", "input,-hr,-edsr-x4"],
    "place": ["4,120.5,88", "0.333,10,10"],
    "lens": ["0,0", "64,128"],
    "smooth": ["1"],
}
DRAWN = {"region": ["0,0,1,1", "0.25,0.125,0.75,0.5"], "line": ["1,0.5,0,0.5"], "spot": ["0.5,0.12345"]}
HOSTILE = (
    "x" * 5000,
    "\x00\x1b[31m\n\u202e",
    "<img src=x onerror=alert(1)>",
    "**b** :red[x] $y$ [a](http://x.example)",
    ",,-,",
    "nan,nan,nan",
    "1e999",
    "٣",
)


def come(page: str, **words: str) -> AppTest:
    at = AppTest.from_function(controls, kwargs={"page": page}, default_timeout=60)
    at.query_params.update(words)
    at.run()
    assert not at.exception
    return at


def shared(at: AppTest) -> dict[str, str]:
    """Return the words that the page puts into the address, without empty ones."""
    return {name: word for name, word in shared_words(at).items() if word}


def values(at: AppTest) -> dict[str, object]:
    kinds = (at.segmented_control, at.selectbox, at.multiselect, at.toggle, at.slider, at.select_slider, at.pills)
    return {each.key: each.value for kind in kinds for each in kind}


def test_every_value_of_every_control_of_compare_leads_to_itself() -> None:
    kernels, scales = ["", "lanczos", "box", "nearest"], ["2", "3", "", "8"]
    blurs = ["", *(f"{n / 10:g}" for n in range(1, 41))]
    noises, qualities = ["", *map(str, range(1, 31))], ["", *map(str, range(95, 5, -5))]
    looks = [(name, word) for name, words in (LOOKS | DRAWN).items() for word in words]
    for n, (blur, look) in enumerate(zip(blurs, islice(cycle(looks), len(blurs)), strict=True)):
        scale = scales[n % 4]
        methods = all_methods(int(scale or 4), sr.PHOTOGRAPH)
        named = methods[n // 4 :: 10]
        words = {"scale": scale, "blur": blur, "noise": noises[n % 31], "jpeg": qualities[n % 19]}
        words |= {"kernel": kernels[n // 4 % 4], "networks": ",".join(reversed(named)) or "none", look[0]: look[1]}
        at = come("Compare", **words)
        found = values(at)
        assert found["compare_scale"] == int(scale or 4)
        assert found["compare_blur"] == pytest.approx(float(blur or 0))
        assert found["compare_noise"] == int(words["noise"] or 0)
        assert found["compare_jpeg"] == (words["jpeg"] or "none")
        assert found["compare_kernel"] == (words["kernel"] or "bicubic")
        assert found[f"compare_x{scale or 4}"] == named
        comparison = kept_by(at, Photo).made.of(Comparison)
        own = {name: word for name, word in words.items() if word and name not in LOOKS and name != "networks"}
        assert shared(at) == own
        assert {name: getattr(comparison.link, name) for name in LOOKS} == {name: words.get(name, "") for name in LOOKS}
        assert not at.warning
    assert values(come("Compare", mode="enlarge"))["compare_mode"] == "enlarge"


def every(**words: list[str]) -> list[dict[str, str]]:
    """Return links with one word each."""
    return [{name: word} for name, many in words.items() for word in many]


THERMAL = [
    {"scale": str(scale), "network": method} for scale in (2, 4) for method in sr.methods_for(sr.THERMOGRAM, scale)
]


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ("Lesson", every(part=["vote", "train", "glossary"], step=["2", "3", "4", "5"], sample=[*SAMPLES][1:])),
        ("Benchmark", every(scale=["2", "3"], set=["set14", "thermal-test", "xray-test"])),
        ("Thermal", [*THERMAL, {"mode": "test"}]),
        (
            "Models",
            every(
                purpose=["chest-x-ray", "photographs", "thermograms"],
                scale=["2", "3", "4"],
                goal=["accuracy", "appearance"],
            ),
        ),
    ],
)
def test_every_value_leads_to_itself_and_is_seen(page: str, links: list[dict[str, str]]) -> None:
    seen = [values(come(page))]
    for link in links:
        at = come(page, **link)
        assert shared(at).items() <= link.items(), "a value at its default is left out"
        assert not at.warning
        if shared(at) == link:
            seen.append(values(at))
        else:
            assert values(at) == values(come(page, **shared(at)))
    texts = [repr(each) for each in seen]
    assert len(set(texts)) == len(texts) > len(links) // 2


@pytest.mark.parametrize("page", ["Compare", "Thermal", "Benchmark", "Models", "Lesson"])
def test_unknown_and_hostile_values_are_one_short_sentence_each_and_leave_the_defaults(page: str) -> None:
    usual = values(come(page))
    names = {name for name in WORDS[page] if name not in ("class", "model", "picture", "loss")}
    if page in ("Compare", "Thermal"):
        names -= {"sample", "part"}  # these belong to a picture
    for word in HOSTILE:
        at = come(page, **dict.fromkeys(names, word))
        assert values(at) == usual
        assert shared(at) == {}
        said = [warning.value for warning in at.warning]
        lost = {name for name in names if not any(f"{name}\\=" in sentence for sentence in said)}
        assert lost == ({"networks"} & names if not word.strip(",") else set())
        for sentence in said:
            assert sentence.endswith("is used instead.")
            assert len(sentence) < 600
            assert not set(re.sub(r"\\.", "", sentence)) & set("<>*_[]()$`:#\x1b\u202e")


def test_a_sentence_says_what_was_found_and_what_is_used_until_another_value_is_chosen() -> None:
    at = come("Compare", scale="9", networks="srcnn-x4,foo", view="4,100,90")
    said = [warning.value.replace("\\", "") for warning in at.warning]
    assert said == [
        "This link asks for “scale=9”, which this page does not offer. 4× is used instead.",
        "This link asks for “networks=foo”, which this page does not offer. What is left of the list is used instead.",
        "This link asks for “view=4,100,90”, which this page does not offer. The grid is used instead.",
    ]
    assert values(at)["compare_x4"] == ["srcnn-x4"]
    at.run()
    assert len(at.warning) == 3
    at.segmented_control(key="compare_scale").set_value(2).run()
    assert len(at.warning) == 2


def test_an_old_address_is_told_its_names() -> None:
    at = come("Compare", compare_scale="2×", compare_x2="SRCNN x2")
    assert [warning.value.replace("\\", "") for warning in at.warning] == [
        "This link names “compare_scale” and “compare_x2”, which this page does not know. They are ignored."
    ]
    assert values(at)["compare_scale"] == 4


def test_every_word_is_documented_on_its_page() -> None:
    rows = [
        line.split("|")[1:3] for line in (ROOT / "docs/addresses.md").read_text("utf-8").splitlines() if "|" in line
    ]
    listed = {(page.strip(), word) for pages, words in rows for page in pages.split(",") for word in words.split("`")}
    listed |= {("Compare", word) for words, _ in rows for word in words.split("`")}
    assert [(page, name) for page in WORDS for name in WORDS[page] if (page, name) not in listed] == []


def test_what_a_link_leaves_out_is_at_its_default_and_no_link_changes_nothing() -> None:
    at = come("Compare", noise="5", jpeg="40", networks="srcnn-x4")
    for words, noise, chosen in (({}, 5, ["srcnn-x4"]), ({"jpeg": "60"}, 0, None)):
        at.query_params.clear()
        at.query_params.update(words)
        kept_by(at, Shell).page = ""  # as after a visit to another page
        at.run()
        assert values(at)["compare_noise"] == noise
        methods = all_methods(4, sr.PHOTOGRAPH)
        usual = [method for method in methods if method in first_methods(methods)]
        assert sorted(values(at)["compare_x4"]) == sorted(chosen or usual)
