"""The look that all figures share: colours, fonts, title, source line.

Colours were chosen for 3:1 contrast against their background and for colour-blind readers; colour
never carries a meaning alone (see `tests/test_style.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

# Fonts that exist everywhere; the Chinese ones keep place names whole in exports.
FONT = (
    "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, "
    "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
)
# Importing streamlit replaces plotly's default template by placeholder colours: name ours.
TEMPLATE = "none"
WIDE_CHARACTERS = 104
NARROW_CHARACTERS = 46


@dataclass(frozen=True)
class Palette:
    """Colours of one theme.

    Attributes:
        ink: Text.
        muted: Secondary text, 4.5:1 against `paper`; edges of pale regions (`edge_of`).
        paper: Background of exports; on screen the page's own shows through.
        rule: Grid lines and frames.
        blank: A unit or year without anything to count.
        outline: Edges of markers and of regions that stand out from `paper` (`edge_of`).
        steps: Sequential scale for counts, few to many.
        tiers: Colour of each tier.
        sectors: Colours for the most frequent sectors, in order; the last is for the rest.
    """

    ink: str
    muted: str
    paper: str
    rule: str
    blank: str
    outline: str
    steps: tuple[str, ...]
    tiers: dict[str, str]
    sectors: tuple[str, ...]


LIGHT = Palette(
    ink="#1B2733",
    muted="#5A6672",
    paper="#FFFFFF",
    rule="#D9DFE5",
    blank="#ECEEF0",
    outline="#FFFFFF",
    steps=("#D3E3F1", "#A6C6E2", "#6297C8", "#3E79B0", "#12436D"),
    tiers={"city": "#12436D", "state-province": "#F46A25"},
    sectors=("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1", "#8B96A1"),
)
DARK = Palette(
    ink="#E6EBF0",
    muted="#A3AFBA",
    paper="#11181F",
    rule="#33404C",
    blank="#242E38",
    outline="#11181F",
    steps=("#24425E", "#2D5F8C", "#478BC3", "#79AEDD", "#BFDCF5"),
    tiers={"city": "#7FB2E5", "state-province": "#FF9A5C"},
    sectors=("#7FB2E5", "#4CC9BC", "#E58BBB", "#FF9A5C", "#D5D9DD", "#BCA6E8", "#7C8894"),
)


def edge_of(fill: str, palette: Palette) -> str:
    """Return the colour of a region's edge, 3:1 against its fill.

    A fill that is pale on its paper gets a drawn edge, any other a gap.
    """
    return max(palette.outline, palette.muted, key=lambda edge: contrast(edge, fill))


@dataclass(frozen=True)
class Style:
    """How a figure is to be drawn.

    Attributes:
        dark: On a dark page.
        narrow: For a phone or a narrow column.
    """

    dark: bool = False
    narrow: bool = False

    @property
    def palette(self) -> Palette:
        """The colours of the theme."""
        return DARK if self.dark else LIGHT

    @property
    def characters(self) -> int:
        """How many characters of body text fit on a line."""
        return NARROW_CHARACTERS if self.narrow else WIDE_CHARACTERS


def text_on(fill: str) -> str:
    """Return near-black or white, whichever reads better on a fill colour."""
    return max("#FFFFFF", "#14202B", key=lambda ink: contrast(ink, fill))


def luminance(colour: str) -> float:
    """Return the relative luminance of a `#RRGGBB` colour, 0 to 1 (WCAG 2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two `#RRGGBB` colours, 1 to 21 (WCAG 2)."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def folded(text: str, characters: int) -> str:
    """Fold text into lines for a figure; Chinese characters count twice."""
    wide = sum(ord(character) > 0x2E80 for character in text)
    factor = len(text) / max(1, len(text) + wide)
    return "<br>".join(wrap(text, max(10, int(characters * factor))))


def lines(text: str) -> int:
    """Count the lines of a folded text."""
    return text.count("<br>") + 1 if text else 0


@dataclass(frozen=True)
class Frame:
    """The words around a chart, in the reader's language.

    Attributes:
        title: The finding.
        subtitle: What, where, when, unit.
        source: Source line with as-of date, data version, licence.
    """

    title: str
    subtitle: str
    source: str


def framed(figure: go.Figure, frame: Frame, style: Style, body: int, above: int = 0) -> go.Figure:
    """Put title, subtitle and source line around a figure.

    Args:
        figure: The chart; its layout is changed.
        frame: The words.
        style: Theme and width.
        body: Height of the plotting area, px.
        above: Height kept between subtitle and plotting area, for a legend, px.

    Returns:
        The same figure.
    """
    palette = style.palette
    size = 17 if style.narrow else 21
    title = folded(frame.title, int(style.characters * (0.84 if style.narrow else 0.86)))
    subtitle = folded(frame.subtitle, style.characters)
    source = folded(frame.source, int(style.characters * 1.18))
    title_height = lines(title) * round(size * 1.3)
    top = 14 + title_height + lines(subtitle) * 19 + 14 + above
    bottom = 34 + lines(source) * 16
    left = -(figure.layout.margin.l or 0)
    words = (
        (f"<b>{title}</b>", {"size": size, "color": palette.ink}, 1, top - 8),
        (subtitle, {"size": 13.5, "color": palette.muted}, 1, top - 14 - title_height),
        (source, {"size": 11.5, "color": palette.muted}, 0, 4 - bottom),
    )
    # Annotations, not layout.title: several lines of a title grow upwards, out of the figure.
    annotations = [
        {
            "text": text,
            "font": look,
            "y": edge,
            "yshift": offset,
            "yanchor": "top" if edge else "bottom",
            **_at_left(left),
        }
        for text, look, edge, offset in words
    ]
    # One update: each costs plotly a pass over the whole layout.
    figure.update_layout(
        template=TEMPLATE,
        font={"family": FONT, "size": 13, "color": palette.ink},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        height=top + body + bottom,
        margin={"l": 0, "r": 0, "t": top, "b": bottom, **_margins(figure)},
        hoverlabel={
            "bgcolor": palette.paper,
            "bordercolor": palette.muted,
            "font": {"family": FONT, "size": 13, "color": palette.ink},
            "align": "left",
        },
        annotations=[*figure.layout.annotations, *annotations],
    )
    return figure


def _at_left(shift: float) -> dict[str, Any]:
    """Return what places an annotation at the figure's left edge."""
    return {
        "x": 0,
        "xshift": shift,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "align": "left",
        "showarrow": False,
    }


def _margins(figure: go.Figure) -> dict[str, Any]:
    """Return the side margins that a chart has already set."""
    margin = figure.layout.margin
    return {side: margin[side] for side in ("l", "r") if margin[side] is not None}
