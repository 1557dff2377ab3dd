"""Sectors: cells and bars answer clicks with the rows behind them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.contents import sectors
from dashboard.contents.blocks import Choice
from dashboard.contents.sectors import CLASS, SECTOR, YEARS, Rows
from dashboard.measures.sectors import BY, COLUMNS
from dashboard.pages.controls import put, row_control, taken, url_choice
from dashboard.pages.reader import Reader, said
from dashboard.pages.show import Stage


def show(reader: Reader) -> None:
    """Show the page."""
    by = url_choice("by", BY)
    choices = said(sectors.row_choices, reader, by, st.session_state.get(YEARS, ""))
    page = said(sectors.page, reader, by, Rows(*map(taken, choices)))
    stage = Stage(
        reader,
        clicks={"sectors": lambda points: _cell_clicked(points, by), "classes": _bar_clicked},
        before={"row table": lambda: _row_controls(choices)},
    )
    stage.page(page)


def _row_controls(choices: tuple[Choice, ...]) -> None:
    for place, choice in zip(st.columns(4), choices, strict=False):
        with place:
            row_control(choice)


def _cell_clicked(points: list[dict[str, Any]], by: str) -> None:
    sector, _bar, code = str(points[0].get("customdata")).partition("|")
    put({SECTOR: sector, CLASS: "", YEARS: ""})
    put({YEARS: code} if by == "year" else {f"sectors_{by}": code})


def _bar_clicked(points: list[dict[str, Any]]) -> None:
    klass, _bar, period = str(points[0].get("customdata")).partition("|")
    put({SECTOR: "", CLASS: klass, YEARS: period, **{f"sectors_{by}": "" for by in COLUMNS}})
