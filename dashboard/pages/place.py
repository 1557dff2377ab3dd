"""Place: what is known of the place that is chosen."""

from __future__ import annotations

from dashboard.contents import place
from dashboard.pages.reader import Reader, said
from dashboard.pages.show import Stage


def show(reader: Reader) -> None:
    """Show the page."""
    Stage(reader).page(said(place.page, reader))
