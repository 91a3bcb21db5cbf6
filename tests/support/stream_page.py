"""A page that offers two files which are made while they are sent: one of 50 MB that a test can make, too, by `made`,
and one without an end."""

from collections.abc import Iterator
from random import Random

import streamlit as st

import sr_core as sr
from pages.ui.shell.frame import page_frame
from pages.ui.shell.stream import Stream
from pages.ui.shell.text import plain
from pages.ui.shell.work import Told
from pages.ui.workbench.saving import offer_stream

NAME, ENDLESS = "a large file.bin", "an endless file.bin"
MEGABYTES, HEADER = 50, b"written last"


def made() -> Iterator[bytes]:
    """Yield the file in pieces, with zeros at the place of its header."""
    random = Random(0)
    yield bytes(len(HEADER))
    for _ in range(MEGABYTES):
        yield random.randbytes(1_000_000)


def produce(sink: Stream, told: Told) -> int:
    """Write the file."""
    for count, piece in enumerate(made()):
        told.progress(count / MEGABYTES, f"{count} of {MEGABYTES} MB are made")
        sink.write(piece)
        told.let_others()
    sink.rewrite(0, HEADER)
    return MEGABYTES


def produce_for_ever(sink: Stream, told: Told) -> None:
    """Write a file without an end."""
    while True:
        told.progress(0.5, "No end is in sight")
        sink.write(bytes(1_000_000))


def main() -> None:
    """Lay the page out."""
    with page_frame("Enlarge"):
        wanted = st.button("Make the file", key="home_make", type="primary")
        endless = st.button("Make an endless file", key="home_endless")
        st.button("Run the page again", key="home_again")
        beside = st.empty()
        kind = "application/octet-stream"
        try:
            count = offer_stream("home_file", "file", beside, produce, name=NAME, mime=kind, wanted=wanted)
            offer_stream("home_all", "all", beside, produce_for_ever, name=ENDLESS, mime=kind, wanted=endless)
        except sr.SRError as error:
            st.error(plain(str(error)))
        else:
            if count:
                st.text(f"{count} MB were written")


if __name__ == "__main__":
    main()
