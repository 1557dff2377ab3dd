"""Tables of counts drawn as shaded cells, for the charts that cross two things.

Cells are bars, not a heat map: bars can be clicked, and only cells with something in them are
sent to the browser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Frame, Style, letters, room, text_on

GAP = 0.06
# Of a row, px.
TALLEST = 72


@dataclass(frozen=True)
class Cell:
    """One cell with something in it.

    Attributes:
        column: Number of the column, from the left.
        row: Number of the row, from the top.
        value: The count, 1 or more.
        key: What a click on it means.
        hover: What hovering says.
    """

    column: int
    row: int
    value: int
    key: str
    hover: str


@dataclass(frozen=True)
class Grid:
    """A table to draw.

    Attributes:
        rows: Labels of the rows, from the top.
        columns: Labels of the columns; "" leaves one out.
        cells: The cells with something in them.
        height: Height of a row, px.
        left: Room for the row labels, px.
        above: Room for the column labels over the table, px.
        blank_rows: Rows without any cell, the last ones, to mark as a gap.
        blank_columns: Columns without any cell, the last ones, to mark as a gap.
    """

    rows: list[str]
    columns: list[str]
    cells: list[Cell]
    height: int
    left: int
    above: int
    blank_rows: list[int] = field(default_factory=list)
    blank_columns: list[int] = field(default_factory=list)

    @property
    def body(self) -> int:
        """Height of all rows."""
        return self.height * len(self.rows)


def limits(highest: int, steps: int) -> list[int]:
    """Return the highest count of each shade: narrow classes first, for counts are skewed.

    Args:
        highest: The highest count, 1 or more.
        steps: How many shades there are.
    """
    if highest <= steps:
        return list(range(1, highest + 1))
    ratio = highest ** (1 / steps)
    bounds: list[int] = []
    for step in range(1, steps + 1):
        low = bounds[-1] + 1 if bounds else 1
        bounds.append(max(low, round(ratio**step)))
    bounds[-1] = highest
    return bounds


def shades(bounds: list[int], style: Style) -> list[str]:
    """Return a colour for each class of count, few to many."""
    steps = style.palette.steps
    if len(bounds) == 1:
        return [steps[3]]
    spread = (len(steps) - 1) / (len(bounds) - 1)
    return [steps[round(position * spread)] for position in range(len(bounds))]


def draw_cells(figure: Drawing, grid: Grid, style: Style, frame: Frame) -> None:
    """Draw a table of counts with its labels; each cell says its number, so no legend is due.

    Args:
        figure: The chart; axes `x` and `y` are taken.
        grid: The table.
        style: Theme and width.
        frame: The words around it.
    """
    palette = style.palette
    # A file of fixed height may leave less for a row than its letters need.
    row = room(frame, style, grid.body, grid.above) / max(1, len(grid.rows))
    bounds = limits(max((cell.value for cell in grid.cells), default=1), len(palette.steps))
    colours = shades(bounds, style)
    fills = [
        colours[next(i for i, bound in enumerate(bounds) if cell.value <= bound)]
        for cell in grid.cells
    ]
    still = {"marker": {"opacity": 1}}
    figure.add_trace(
        type="bar",
        x=[cell.column for cell in grid.cells],
        base=[cell.row - 0.5 + GAP for cell in grid.cells],
        y=[1 - 2 * GAP] * len(grid.cells),
        # Wide columns need no wider gap than rows have.
        width=1 - 2 * GAP * min(1, len(grid.columns) / 24),
        customdata=[cell.key for cell in grid.cells],
        hovertext=[cell.hover for cell in grid.cells],
        hoverinfo="text",
        text=[str(cell.value) for cell in grid.cells],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        insidetextfont={"size": min(11, row - 1), "color": [text_on(fill) for fill in fills]},
        marker={"color": fills, "line": {"width": 0}},
        selected=still,
        unselected=still,
        showlegend=False,
    )
    _shade(figure, grid, style)
    figure.update_layout(**_layout(grid, row, style))


def _layout(grid: Grid, row: float, style: Style) -> dict[str, Any]:
    """Return the layout of a table whose rows are `row` px high."""
    palette = style.palette
    labels = {"size": min(12 if grid.height >= 17 else 11, row - 0.5), "color": palette.ink}
    return dict(
        barmode="overlay",
        clickmode="event+select",
        dragmode=False,
        hovermode="closest",
        margin={"l": grid.left, "r": 2, "autoexpand": False},
        xaxis={
            "range": [-0.5, len(grid.columns) - 0.5],
            "side": "top",
            "tickmode": "array",
            "tickvals": [i for i, label in enumerate(grid.columns) if label],
            "ticktext": [label for label in grid.columns if label],
            "tickangle": 0,
            "tickfont": {**labels, "size": _label_size(grid, style)},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={
            # Few rows in a tall file stay rows: the rest of the height is left empty.
            "range": [len(grid.rows) * max(1, row / TALLEST) - 0.5, -0.5],
            "tickmode": "array",
            "tickvals": list(range(len(grid.rows))),
            "ticktext": grid.rows,
            "tickfont": labels,
            "ticklabelstandoff": 6,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )


def _label_size(grid: Grid, style: Style) -> float:
    """Return the size of the column labels, px: smaller where a file has no room for them."""
    size = 10 if len(grid.columns) > 40 else 11
    if style.width is None:
        return size
    labels = [label for label in grid.columns if label]
    longest = max((letters(line) for label in labels for line in label.split("<br>")), default=1)
    across = (style.across - grid.left) / max(1, len(labels))
    # How wide a letter is for its size; labels keep 3 px apart.
    letter = 0.7 if all(label[:2].isupper() for label in labels) else 0.6
    return min(size, max(7.5, (across - 3) / longest / letter))


def _shade(figure: Drawing, grid: Grid, style: Style) -> None:
    """Lay the empty table under the cells; a blank row or column is left without a ground."""
    width, height = len(grid.columns) - 0.5, len(grid.rows) - 0.5
    shapes: list[dict[str, Any]] = [
        {"x0": -0.5, "x1": width, "y0": row - 0.5 + GAP, "y1": row + 0.5 - GAP}
        for row in range(len(grid.rows))
    ]
    ground = [
        {
            "type": "rect",
            "xref": "x",
            "yref": "y",
            **shape,
            "fillcolor": style.palette.blank,
            "opacity": 0.55,
            "line": {"width": 0},
            "layer": "below",
        }
        for shape in shapes
    ]
    gap = {
        "type": "rect",
        "xref": "x",
        "yref": "y",
        "fillcolor": "rgba(0,0,0,0)",
        "line": {"color": style.palette.muted, "width": 1, "dash": "dot"},
    }
    gaps = []
    if grid.blank_rows:
        first, last = grid.blank_rows[0] - 0.5, grid.blank_rows[-1] + 0.45
        gaps.append({**gap, "x0": -0.5, "x1": width, "y0": first, "y1": last})
    if grid.blank_columns:
        first, last = grid.blank_columns[0] - 0.5, grid.blank_columns[-1] + 0.5
        gaps.append({**gap, "x0": first, "x1": last, "y0": -0.5, "y1": height})
    figure.shapes += ground + gaps
