"""Compare: the places that are chosen, side by side."""

from __future__ import annotations

from dashboard.contents import compare
from dashboard.pages.reader import Reader, said
from dashboard.pages.show import Stage


def show(reader: Reader) -> None:
    """Show the page."""
    Stage(reader).page(said(compare.page, reader))
