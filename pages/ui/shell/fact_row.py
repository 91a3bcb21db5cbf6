"""A few short facts side by side: label above value, wrapping on a phone."""

import html
from collections.abc import Mapping

import streamlit as st

_STYLE = """<style>
dl.facts { display: flex; flex-wrap: wrap; gap: 0.4rem 1.1rem; margin: 0 !important; padding: 0 !important;
  line-height: 1.35 }
dl.facts > div > dt { font-size: 0.8rem; font-weight: 400; opacity: 0.8; margin: 0; padding: 0 }
dl.facts > div > dd { margin: 0 !important; padding: 0; font-weight: 600; font-variant-numeric: tabular-nums }
</style>"""


def facts_style() -> None:
    """Write the style of `show_facts`, once per page."""
    st.html(_STYLE)


def show_facts(facts: Mapping[str, str]) -> None:
    """Show label -> value."""
    pairs = (f"<div><dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd></div>" for k, v in facts.items())
    st.html(f'<dl class="facts">{"".join(pairs)}</dl>')
