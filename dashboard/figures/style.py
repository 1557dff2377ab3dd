"""The look that all figures share: colours, fonts, title, source line.

Colours were chosen for 3:1 contrast against their background and for colour-blind readers; colour
never carries a meaning alone (see `tests/test_style.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap

import plotly.graph_objects as go
from uniseg.wrap import tt_wrap

from dashboard.figures.drawing import Drawing

# Fonts that exist everywhere; the Chinese ones keep place names whole in exports.
FONT = (
    "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, "
    "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
)
# Files are laid out by the server's fonts and read with the reader's: these share their widths.
FILE_FONT = (
    "Arial, 'Helvetica Neue', Helvetica, 'Liberation Sans', 'Noto Sans CJK SC', 'PingFang SC', "
    "'Microsoft YaHei', sans-serif"
)
# Importing streamlit replaces plotly's default template by placeholder colours: name ours.
TEMPLATE = "none"
WIDE_CHARACTERS = 104
NARROW_CHARACTERS = 44
WIDE_PIXELS = 1040
NARROW_PIXELS = 366
# Room around a figure in a file, px.
EDGE = 20


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
    sectors=("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1", "#827882"),
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
    sectors=("#7FB2E5", "#45D4B8", "#E86991", "#FF9A5C", "#D5D9DD", "#8B79C9", "#66727E"),
)


def edge_of(fill: str, palette: Palette) -> str:
    """Return the colour of a region's edge, 3:1 against its fill.

    A fill that is pale on its paper gets a drawn edge, any other a gap.
    """
    return max(palette.outline, palette.muted, key=lambda edge: contrast(edge, fill))


@dataclass(frozen=True)
class Style:
    """How a figure is to be drawn.

    On a screen the page gives the width and the chart the height. A file fixes `width`, and
    `height` unless the chart is to be as tall as it needs.

    Attributes:
        dark: On a dark page.
        narrow: For a phone or a narrow column.
        width: Width of the whole figure in a file, px; None on a screen.
        height: Height of the whole figure in a file, px.
        header: With title and subtitle.
        footer: With source line and note.
        transparent: A file without a background of its own.
    """

    dark: bool = False
    narrow: bool = False
    width: int | None = None
    height: int | None = None
    header: bool = True
    footer: bool = True
    transparent: bool = False

    @property
    def palette(self) -> Palette:
        """The colours of the theme."""
        return DARK if self.dark else LIGHT

    @property
    def edge(self) -> int:
        """Room kept on all sides, px; on a screen the page has its own."""
        return 0 if self.width is None else EDGE

    @property
    def across(self) -> int:
        """Width to draw in, px."""
        if self.width is not None:
            return self.width - 2 * EDGE
        return NARROW_PIXELS if self.narrow else WIDE_PIXELS

    @property
    def characters(self) -> int:
        """How many characters of body text fit on a line."""
        if self.width is not None:
            return min(WIDE_CHARACTERS, int(self.across / 7.4))
        return NARROW_CHARACTERS if self.narrow else WIDE_CHARACTERS

    @property
    def font(self) -> str:
        """The font family."""
        return FONT if self.width is None else FILE_FONT


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


@lru_cache(maxsize=4096)
def folded(text: str, characters: int) -> str:
    """Fold text into lines for a figure; Chinese characters count twice."""
    characters = max(10, characters)
    # Chinese has no spaces to break at, and rules of its own for what may begin a line.
    fold = tt_wrap if letters(text) > len(text) else wrap
    return "<br>".join(line.strip() for line in fold(text, characters))


def letters(text: str) -> int:
    """Return the width of a text in letters; Chinese characters count twice."""
    return sum(2 if character >= "\u2e80" else 1 for character in text)


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
        note: What a reader of a file must know that the page says elsewhere.
    """

    title: str
    subtitle: str
    source: str
    note: str = ""


@dataclass(frozen=True)
class _Words:
    """A frame's words folded to a style's width, and the room that they take, px."""

    title: str
    subtitle: str
    source: str
    size: int
    title_height: int
    top: int
    bottom: int


def _fold(frame: Frame, style: Style, above: int) -> _Words:
    """Fold the words of a frame.

    Args:
        frame: The words.
        style: Theme and width.
        above: Height kept between subtitle and plotting area, px.
    """
    on_screen = style.width is None
    size = 17 if style.narrow else 21
    if on_screen:
        # A narrow title fits 320 px, the width of a page magnified to 400 %.
        across = int(style.characters * (0.72 if style.narrow else 0.86))
    else:
        across = int(style.across / (0.6 * size))
    # Two lines of different length read worse than two of the same.
    title = folded(frame.title, across) if on_screen else balanced(frame.title, across)
    subtitle = folded(frame.subtitle, style.characters)
    if on_screen:
        source = folded(frame.source, int(style.characters * 1.18))
    else:
        below = int(style.across / 5.9)
        source = "<br>".join(folded(part, below) for part in (frame.note, frame.source) if part)
    title_height = lines(title) * round(size * 1.3)
    top = 14 + title_height + lines(subtitle) * 19 + 14 if style.header else style.edge
    bottom = 34 + lines(source) * 16 if style.footer else style.edge + 14
    if not on_screen:
        top += 8 if style.header else 0
        bottom += 8 if style.footer else 0
    return _Words(title, subtitle, source, size, title_height, top + above, bottom)


def balanced(text: str, characters: int) -> str:
    """Fold text into as few lines as `folded`, of lengths as even as words allow."""
    wanted = lines(folded(text, characters))
    narrower = (folded(text, fewer) for fewer in range(characters // 2, characters))
    return next((one for one in narrower if lines(one) == wanted), folded(text, characters))


def room(frame: Frame, style: Style, body: int, above: int = 0) -> int:
    """Return the height of the plotting area, px.

    Args:
        frame: The words around it.
        style: Theme and width.
        body: The height that the chart would like: what it gets unless a file fixes another.
        above: Height kept between subtitle and plotting area, for a legend, px.
    """
    if style.height is None:
        return body
    words = _fold(frame, style, above)
    return max(60, style.height - words.top - words.bottom)


def framed(figure: Drawing, frame: Frame, style: Style, body: int, above: int = 0) -> go.Figure:
    """Put title, subtitle and source line around a chart, and finish it.

    Args:
        figure: The chart; its layout is changed.
        frame: The words.
        style: Theme and width.
        body: Height of the plotting area, px; in a file of fixed height, see `room`.
        above: Height kept between subtitle and plotting area, for a legend, px.

    Returns:
        The figure.
    """
    palette = style.palette
    words = _fold(frame, style, above)
    body = room(frame, style, body, above)
    background = palette.paper if style.width and not style.transparent else "rgba(0,0,0,0)"
    margin = figure.layout.get("margin", {})
    left, right = margin.get("l", 0), margin.get("r", 0)
    _write(figure, words, left, style)
    figure.update_layout(
        template=TEMPLATE,
        font={"family": style.font, "size": 13, "color": palette.ink},
        paper_bgcolor=background,
        plot_bgcolor="rgba(0,0,0,0)",
        width=style.width,
        height=words.top + body + words.bottom,
        margin={
            "l": left + style.edge,
            "r": right + style.edge,
            "t": words.top,
            "b": words.bottom,
        },
        # By itself the bar would be half black over a transparent figure.
        modebar={
            "bgcolor": palette.paper,
            "color": palette.muted,
            "activecolor": palette.ink,
        },
        hoverlabel={
            "bgcolor": palette.paper,
            "bordercolor": palette.muted,
            "font": {"family": style.font, "size": 13, "color": palette.ink},
            "align": "left",
        },
    )
    return figure.finished()


def _write(figure: Drawing, words: _Words, left: int, style: Style) -> None:
    """Write title, subtitle and source line; the plotting area begins `left` px from the edge."""
    palette = style.palette
    half = style.edge // 2
    parts = []
    if style.header:
        below = words.top - 14 - half - words.title_height
        parts = [
            (f"<b>{words.title}</b>", words.size, palette.ink, 1, words.top - 8 - half),
            (words.subtitle, 13.5, palette.muted, 1, below),
        ]
    if style.footer:
        parts.append((words.source, 11.5, palette.muted, 0, 4 + half - words.bottom))
    # Annotations, not layout.title: several lines of a title grow upwards, out of the figure.
    for text, size, colour, end, offset in parts:
        figure.add_annotation(
            text=text,
            font={"size": size, "color": colour},
            y=end,
            yshift=offset,
            yanchor="top" if end else "bottom",
            x=0,
            xshift=-left,
            xref="paper",
            yref="paper",
            xanchor="left",
            align="left",
            showarrow=False,
        )


def blank(frame: Frame, style: Style) -> go.Figure:
    """Return a figure of words only, where there is nothing to draw."""
    hidden = {"visible": False}
    return framed(Drawing(layout={"xaxis": hidden, "yaxis": hidden}), frame, style, 20)
