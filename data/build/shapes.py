"""Simplify units that share borders, so that they still share them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon


def polygons(geometry: Any) -> list[Polygon]:
    """Return the non-empty polygons of any geometry, largest first."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    return sorted((p for p in parts if not p.is_empty), key=lambda p: -p.area)


def without_islets(geometries: Iterable[Any], min_area: float) -> list[MultiPolygon]:
    """Drop islands smaller than *min_area* that touch no other unit; keep each unit's largest part.

    An exclave (Hebei's between Beijing and Tianjin) touches its neighbours and stays: dropping it
    would leave a hole in the country.
    """
    units = [polygons(geometry) for geometry in geometries]
    tree = shapely.STRtree([part for unit in units for part in unit])
    return [
        MultiPolygon(
            [
                part
                for rank, part in enumerate(unit)
                if rank == 0
                or part.area >= min_area
                or len(tree.query(part, predicate="touches")) > 0
            ]
        )
        for unit in units
    ]


def rounded(geometries: Sequence[Any], decimals: int) -> list[MultiPolygon]:
    """Round every vertex alike, then drop what collapsed; wind exterior rings clockwise.

    Rounding acts on the vertex alone, so a vertex shared by two units lands on the same place in
    both. Plotly reads a counter-clockwise or collapsed ring as the whole globe but that ring.
    """

    def snap(xy: np.ndarray) -> np.ndarray:
        return np.round(xy, decimals) + 0.0  # + 0.0 turns -0.0 into 0.0

    out = []
    for geometry in geometries:
        parts = [mended(shapely.transform(part, snap)) for part in polygons(geometry)]
        flat = [p for part in parts for p in polygons(shapely.remove_repeated_points(part))]
        out.append(shapely.orient_polygons(MultiPolygon(flat), exterior_cw=True))
    return out


def mended(polygon: Polygon) -> Any:
    """Return *polygon* itself when valid, else its valid structure (rounding can pinch a neck)."""
    if polygon.is_valid:
        return polygon
    return shapely.make_valid(polygon, method="structure", keep_collapsed=False)


def simplified(
    geometries: Sequence[Any], tolerance: float, decimals: int, min_area: float
) -> list[MultiPolygon]:
    """Simplify a coverage so that shared borders stay shared, and round it.

    Raises
    ------
    ValueError
        If rounding broke the coverage (then another tolerance is needed).
    """
    kept = without_islets(geometries, min_area)
    out = rounded(shapely.coverage_simplify(kept, tolerance), decimals)
    if not shapely.coverage_is_valid(out):
        raise ValueError(f"rounding to {decimals} decimals broke the coverage at {tolerance}")
    return out
