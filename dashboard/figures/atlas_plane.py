"""Where the atlas stands on the plane: the countries' arrangement, its box, scale and grain."""

from __future__ import annotations

import pandas as pd

from dashboard.figures.style import Style
from dashboard.geography import FACING, STACKED, Arrangement, Plane

# Px per plane km at which labels and markers have their full size, and how far they shrink.
FULL_SCALE = 0.1
LEAST_GRAIN = 0.66
# West, south, east, north, plane km.
Box = tuple[float, float, float, float]


def arrangement_for(
    plane: Plane, countries: tuple[str, ...], style: Style, height: int
) -> Arrangement:
    """Choose how the countries stand: on a screen by its width, in a file by what is larger.

    Args:
        plane: The plane of the facing maps.
        countries: The countries shown.
        style: Theme and width.
        height: Height to draw in, px, where a file fixes it.
    """
    if len(countries) == 1:
        return FACING
    if style.height is None:
        return STACKED if style.narrow else FACING

    return max(
        (FACING, STACKED),
        key=lambda one: _scale(box_of(plane, countries, one), height, style),
    )


def _scale(box: Box, height: int, style: Style) -> float:
    """Return px per plane km of a file, given the height to draw in."""
    west, south, east, north = box
    across = style.across / (east - west)
    return across if style.height is None else min(across, height / (north - south))


def grain_of(box: Box, height: int, style: Style) -> float:
    """Return how large labels and markers are: as on a screen, or less where a file's map is small.

    Args:
        box: West, south, east, north of the map, plane km.
        height: Height to draw in, px, where a file fixes it.
        style: Theme and width.
    """
    if style.width is None:
        return 1.0
    return min(1.0, max(LEAST_GRAIN, _scale(box, height, style) / FULL_SCALE))


def arranged(positions: pd.DataFrame, arrangement: Arrangement) -> pd.DataFrame:
    """Move the places of the United States to where the arrangement has them."""
    american = (positions["country"] == "US").astype(int)
    return positions.assign(
        x=positions["x"] + arrangement.dx * american,
        y=positions["y"] + arrangement.dy * american,
    )


def shift(country: str, arrangement: Arrangement) -> tuple[int, int]:
    """Return how far the arrangement moves a country, plane km."""
    return (arrangement.dx, arrangement.dy) if country == "US" else (0, 0)


def box_of(plane: Plane, countries: tuple[str, ...], arrangement: Arrangement) -> Box:
    """Return the box of the countries shown, with room for the labels around them."""
    boxes = []
    for country in countries:
        west, south, east, north = plane.extents[country]
        dx, dy = shift(country, arrangement)
        boxes.append((west + dx, south + dy, east + dx, north + dy))
    return (
        min(box[0] for box in boxes) - 60,
        min(box[1] for box in boxes) - 80,
        max(box[2] for box in boxes) + 320,
        max(box[3] for box in boxes) + 60,
    )
