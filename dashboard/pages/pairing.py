"""Pairing: what is known of the pairing that the link names, or a choice of one."""

from __future__ import annotations

import streamlit as st

from dashboard.contents import pairing
from dashboard.language import _
from dashboard.pages.reader import Reader, said
from dashboard.pages.show import Stage

PARAMETER = "pairing"


def show(reader: Reader) -> None:
    """Show the page."""
    wanted = st.query_params.get(PARAMETER, "")
    Stage(reader).page(said(pairing.page, reader, wanted))
    if wanted not in set(reader.catalog.pairings["pairing_id"]):
        _choose(reader)


def _choose(reader: Reader) -> None:
    labels = pairing.names(reader.catalog)
    chosen = st.selectbox(
        _("Choose a pairing"),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder=_("Type a place"),
    )
    if chosen is not None:
        st.query_params[PARAMETER] = chosen
        st.rerun()
