"""The sizes that charts are exported in, and how a figure is laid out for each.

A figure is laid out on fewer pixels than the file has and magnified: letters, lines and markers
grow together.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures.style import Style
from dashboard.words import N_

NARROW_BELOW = 620


@dataclass(frozen=True)
class Size:
    """A size of file.

    Attributes:
        title: What pages call it.
        width: Width of the file, px.
        height: Height of the file, px; None for as tall as the chart needs.
        zoom: Pixels of the file for each that the figure is laid out on.
        dense_zoom: The same for charts that hold much.
    """

    title: str
    width: int
    height: int | None
    zoom: float
    dense_zoom: float

    def magnification(self, dense: bool) -> float:
        """Return the pixels of the file for each of the layout."""
        return self.dense_zoom if dense else self.zoom

    def style(
        self,
        dense: bool = False,
        dark: bool = False,
        header: bool = True,
        footer: bool = True,
        transparent: bool = False,
    ) -> Style:
        """Return the style that a figure of this size is drawn in.

        Args:
            dense: Whether the chart holds much.
            dark: In the dark theme.
            header: With title and subtitle.
            footer: With source line and note.
            transparent: Without background.
        """
        zoom = self.magnification(dense)
        width = round(self.width / zoom)
        return Style(
            dark=dark,
            narrow=width < NARROW_BELOW,
            width=width,
            height=None if self.height is None else round(self.height / zoom),
            header=header,
            footer=footer,
            transparent=transparent,
        )


# For a wall: fills the width of a window, not a file; its words stand outside the figure.
PROJECTOR = Size("", 1336, 520, zoom=1.4, dense_zoom=1.2)
# Half a sheet of paper, between the margins.
SHEET = Size("", 960, 640, zoom=1.2, dense_zoom=1.0)
SIZES = {
    "article": Size(N_("Article, 1200 × 675"), 1200, 675, zoom=1.25, dense_zoom=1.0),
    "square": Size(N_("Square, 1080 × 1080"), 1080, 1080, zoom=1.25, dense_zoom=1.2),
    "story": Size(N_("Story, 1080 × 1920"), 1080, 1920, zoom=2.5, dense_zoom=2.0),
    "column": Size(N_("Column, 600 wide"), 600, None, zoom=1.25, dense_zoom=1.25),
}
