"""Models page: the card of every checkpoint."""

import streamlit as st

import sr_core as sr
from pages.ui.models.curves import compare_curves
from pages.ui.models.detail import show_detail
from pages.ui.models.overview import facts_style, open_card, pick_models, show_overview
from pages.ui.shell.address import offer_link
from pages.ui.shell.frame import page_frame, show_damaged
from pages.ui.shell.text import plain, shortened

PROMISE = (
    "Every network here was trained by us, from a recipe in the repository. "
    "Its card says what it is for, what it gained over bicubic, what it costs, and where it fails."
)


def main() -> None:
    """Lay the page out."""
    with page_frame("Models", PROMISE):
        facts_style()
        cards = {card.id: card for card in sr.checkpoints()}
        show_damaged()
        if not cards:
            st.info("No network is installed: the folder `models` holds no checkpoint that can be used.")
            return
        wanted = st.query_params.get("model")
        if wanted in cards:
            st.button("‹ All networks", key="models_all", type="tertiary", on_click=open_card, args=(None,))
            offer_link()
            show_detail(cards[wanted], list(cards.values()))
            return
        if wanted is not None:
            st.warning(f"There is no network called {plain(shortened(wanted))}. All networks are shown.")
        chosen = pick_models(list(cards.values()))
        st.caption(
            f"{len(chosen)} of {len(cards)} networks. The gain over bicubic is in PSNR, averaged over the named set "
            "of pictures."
        )
        show_overview(chosen)
        compare_curves(chosen)


main()
