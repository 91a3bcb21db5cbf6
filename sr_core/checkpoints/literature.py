"""The papers behind a network, the class of networks that it stands for, and what our version leaves out.

The texts stand in papers.toml, since a card.toml is written by commands only.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .card import ModelCard

_FILE = Path(__file__).parent / "papers.toml"
_ACCENTS = {"á": r"{\'a}"}
"""Letter -> its LaTeX form, for BibTeX programs that read ASCII only."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One publication."""

    key: str
    """Key in papers.toml and in BibTeX."""
    kind: str
    """Type of the BibTeX entry: "article", "inproceedings" or "misc"."""
    authors: tuple[str, ...]
    """Family name, comma, given names; in the order of the paper."""
    title: str
    """Title."""
    venue: str
    """Journal or conference, or where else it was published."""
    year: int
    """Year of publication."""
    doi: str
    """Digital object identifier; of the arXiv version where the proceedings gave none."""
    pages: str = ""
    """First and last page; empty where there are none."""
    volume: str = ""
    """Volume of a journal."""
    number: str = ""
    """Number within the volume."""

    @property
    def url(self) -> str:
        """Address that leads to the paper."""
        return f"https://doi.org/{self.doi}"

    @property
    def citation(self) -> str:
        """Family names, title, venue and year, in one line."""
        names = [author.partition(",")[0] for author in self.authors]
        told = f"{names[0]} et al." if len(names) > 3 else " and ".join([", ".join(names[:-1]), names[-1]])
        return f"{told.removeprefix(' and ')}: {self.title}. {self.venue}, {self.year}."

    @property
    def bibtex(self) -> str:
        """BibTeX entry, in ASCII."""
        place = {"article": "journal", "inproceedings": "booktitle", "misc": "howpublished"}[self.kind]
        fields = {
            "author": " and ".join(self.authors),
            "title": f"{{{self.title}}}",
            place: self.venue,
            "volume": self.volume,
            "number": self.number,
            "pages": self.pages.replace("-", "--"),
            "year": str(self.year),
            "doi": self.doi,
        }
        lines = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text)
        for letter, form in _ACCENTS.items():
            lines = lines.replace(letter, form)
        return f"@{self.kind}{{{self.key}{self.year},\n{lines}\n}}"


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a network comes from."""

    papers: tuple[Paper, ...]
    """Papers that its design is from, the main one first."""
    stands_for: str
    """Class of networks in the literature, in one sentence."""
    left_out: str
    """What differs from the papers, in one sentence or a few."""


def lineage(card: ModelCard) -> Lineage | None:
    """Return where a checkpoint's network comes from; None for one that papers.toml does not know."""
    papers, designs = _read()
    found = designs.get(card.id.removesuffix(f"-x{card.scale}")) or designs.get(card.architecture)
    if found is None:
        return None
    return Lineage(tuple(papers[key] for key in found["papers"]), found["stands_for"], found["left_out"])


@cache
def _read() -> tuple[dict[str, Paper], dict[str, dict[str, Any]]]:
    table = tomllib.loads(_FILE.read_text("utf-8"))
    papers = {
        key: Paper(key=key, **{**entry, "authors": tuple(entry["authors"])}) for key, entry in table["papers"].items()
    }
    return papers, table["designs"]
