"""What a network stands for in the literature, what our version leaves out, and its papers to cite."""

import streamlit as st

import sr_core as sr

from ..shell.text import duration, plain


def show_paper(card: sr.ModelCard) -> None:
    """Show class, differences and papers; only the paper on the card where the design is not known."""
    found = sr.lineage(card)
    if found is None:
        st.markdown(f"The design is from {plain(card.paper)}. We trained it ourselves.")
        return
    trained = f"{duration(card.training.seconds).removeprefix('about ')} on {plain(card.training.hardware)}"
    st.markdown(f"**Stands for.** {plain(found.stands_for)}")
    st.markdown(
        f"**Left out or changed.** {plain(found.left_out)} Ours was trained for {trained}; papers usually train for "
        "days on GPUs."
    )
    for place, paper in enumerate(found.papers):
        head = "**Paper.**" if place == 0 else "**Also.**"
        st.markdown(f"{head} {plain(paper.citation)} [doi.org/{paper.doi}]({paper.url})")
    with st.expander("BibTeX"):
        st.code("\n\n".join(paper.bibtex for paper in found.papers), language=None, wrap_lines=True)
