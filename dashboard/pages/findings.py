"""Findings: bars of the topics that follow the filters answer clicks with their years."""

from __future__ import annotations

from typing import Any

from dashboard import widgets
from dashboard.contents import findings
from dashboard.measures.findings import topics
from dashboard.pages.controls import url_choice
from dashboard.pages.reader import Reader, said
from dashboard.pages.show import Stage


def show(reader: Reader) -> None:
    """Show the page."""
    topic = url_choice("topic", topics(reader.catalog))
    reader = reader if topic in findings.FILTERED else reader.unfiltered
    stage = Stage(reader, clicks={"drift": _years_clicked, "delegations": _years_clicked})
    stage.page(said(findings.page, reader, topic))


def _years_clicked(points: list[dict[str, Any]]) -> None:
    first, _dash, last = str(points[0].get("customdata")).partition("-")
    if first.isdigit() and last.isdigit():
        widgets.change(years=(int(first), int(last)))
