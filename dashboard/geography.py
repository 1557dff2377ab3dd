"""The plane of the facing maps, and what is drawn on it: regions, places and arcs.

China stands at left, the United States at right, in kilometres on one flat plane. Each piece has
its own equal-area projection::

    x = scale * east + dx        y = scale * north + dy

China and the lower 48 states share scale 1, so areas compare across the Pacific; Alaska and Hawaii
are insets. On a narrow screen the United States moves below China (`Arrangement`). Built by
`data/build/boundaries.py`; boundaries are for reference and imply no position.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pandas as pd
from pyproj import Proj

from dashboard.catalog import DEFAULT_DIR

Country = Literal["CN", "US"]
Ring = tuple[Sequence[int | None], Sequence[int | None]]
PLANE_FILE = "boundaries/atlas_regions.json"


@dataclass(frozen=True)
class Piece:
    """One piece of the plane: a projection, a scale and a shift.

    Attributes:
        crs: Authority code, or a description where no authority has one.
        proj4: The projection as a PROJ string with km as unit.
        scale: Plane km per projected km; 1 is true to the common scale.
        dx: Shift east in plane km, applied after scaling.
        dy: Shift north in plane km.
    """

    crs: str
    proj4: str
    scale: float
    dx: float
    dy: float


# The true ocean is some 9,000 km wide; 2,400 km lets the arcs fan out and keeps both sides large.
PIECES: dict[str, Piece] = {
    "CN": Piece(
        crs="Albers equal-area, parallels 25 and 47, centre 105 E 35 N, WGS84",
        proj4="+proj=aea +lat_1=25 +lat_2=47 +lat_0=35 +lon_0=105 +datum=WGS84 +units=km",
        scale=1.0,
        dx=0.0,
        dy=0.0,
    ),
    "US": Piece(
        crs="ESRI:102003",
        proj4="+proj=aea +lat_1=29.5 +lat_2=45.5 +lat_0=37.5 +lon_0=-96 +datum=NAD83 +units=km",
        scale=1.0,
        dx=6960.0,
        dy=150.0,
    ),
    "US-AK": Piece(
        crs="EPSG:3338",
        proj4="+proj=aea +lat_1=55 +lat_2=65 +lat_0=50 +lon_0=-154 +datum=NAD83 +units=km",
        scale=0.35,
        dx=5210.0,
        dy=-1450.0,
    ),
    "US-HI": Piece(
        crs="ESRI:102007",
        proj4="+proj=aea +lat_1=8 +lat_2=18 +lat_0=13 +lon_0=-157 +datum=NAD83 +units=km",
        scale=1.0,
        dx=6175.0,
        dy=-1962.0,
    ),
}


@dataclass(frozen=True)
class Arrangement:
    """How the two countries stand: the shift of the United States from its place at right."""

    name: str
    dx: int
    dy: int


FACING = Arrangement("facing", 0, 0)
STACKED = Arrangement("stacked", -6950, -4600)


@dataclass(frozen=True)
class Region:
    """One state or province on the plane.

    Attributes:
        place_id: Its place.
        country: `CN` or `US`.
        admin1: Postal code or ISO 3166-2 code.
        code: Two letters for a label.
        label: Where the label stands, plane km.
        textposition: Plotly text position of the label.
        leader: Two points of the line from the region to its label, or None.
        fine: Boundary for a map of one country; rings apart by None.
        coarse: Boundary for the map of both.
    """

    place_id: str
    country: Country
    admin1: str
    code: str
    label: tuple[int, int]
    textposition: str
    leader: tuple[tuple[int, int], tuple[int, int]] | None
    fine: Ring
    coarse: Ring


@dataclass(frozen=True)
class Plane:
    """The plane of the facing maps.

    Attributes:
        regions: The 31 provinces, 50 states and the District of Columbia.
        extents: West, south, east, north of `CN`, `US` and `all`, plane km.
        frames: Rings around the insets of Alaska and Hawaii, with their captions.
    """

    regions: tuple[Region, ...]
    extents: dict[str, tuple[int, int, int, int]]
    frames: dict[str, dict[str, object]]


@cache
def load_plane(directory: Path = DEFAULT_DIR) -> Plane:
    """Read the plane from the data package in `directory`."""
    raw = json.loads((directory / PLANE_FILE).read_text(encoding="utf-8"))
    return Plane(
        regions=tuple(
            Region(
                place_id=region["place_id"],
                country=region["country"],
                admin1=region["admin1"],
                code=region["code"],
                label=tuple(region["label"]),
                textposition=region["textposition"],
                leader=region["leader"] and tuple(map(tuple, region["leader"])),
                fine=(region["x"], region["y"]),
                coarse=(region["coarse_x"], region["coarse_y"]),
            )
            for region in raw["regions"]
        ),
        extents={key: tuple(box) for key, box in raw["extents"].items()},
        frames=raw["frames"],
    )


def piece_of(country: str, admin1: str) -> str:
    """Return the key of the piece of the plane that a first-level unit is drawn on.

    Args:
        country: `CN` or `US`.
        admin1: Postal code or ISO 3166-2 code; only `AK` and `HI` matter.
    """
    return f"US-{admin1}" if admin1 in ("AK", "HI") else country


@cache
def _projection(piece: str) -> Proj:
    return Proj(PIECES[piece].proj4)


def project(lon: float, lat: float, country: str, admin1: str) -> tuple[float, float]:
    """Place a longitude and latitude on the plane.

    Args:
        lon: Degrees east, WGS 84.
        lat: Degrees north, WGS 84.
        country: `CN` or `US`.
        admin1: Postal code or ISO 3166-2 code; sends Alaska and Hawaii to their insets.

    Returns:
        x and y in plane km.
    """
    key = piece_of(country, admin1)
    east, north = _projection(key)(lon, lat)
    piece = PIECES[key]
    return piece.scale * east + piece.dx, piece.scale * north + piece.dy


def positions(places: pd.DataFrame) -> pd.DataFrame:
    """Place all places on the plane, countries themselves left out.

    Args:
        places: The places table.

    Returns:
        Index `place_id`; columns `x`, `y` (whole plane km), `country`.
    """
    located = places[places["admin1"].notna()]
    points = [
        project(lon, lat, country, admin1)
        for lon, lat, country, admin1 in zip(
            located["lon"], located["lat"], located["country"], located["admin1"], strict=True
        )
    ]
    return pd.DataFrame(
        {
            "x": [round(x) for x, _ in points],
            "y": [round(y) for _, y in points],
            "country": located["country"].to_numpy(),
        },
        index=pd.Index(located["place_id"], name="place_id"),
    )


def arc(start: tuple[int, int], end: tuple[int, int], arrangement: Arrangement) -> str:
    """Return the SVG path of an arc from a Chinese to a US place: one cubic Bézier curve.

    The curves are drawn together over the ocean, so that the two ends, not the middle, are read.

    Args:
        start: x and y of the Chinese place, plane km.
        end: x and y of the US place, already arranged.
        arrangement: How the two countries stand.
    """
    (x0, y0), (x1, y1) = start, end
    if arrangement is STACKED:
        first = (round(0.7 * x0 + 0.3 * x1 + 500), round(y0 + 0.45 * (y1 - y0)))
        second = (round(0.3 * x0 + 0.7 * x1 + 500), round(y0 + 0.55 * (y1 - y0)))
    else:
        lift = 1150
        first = (round(x0 + 0.38 * (x1 - x0)), round(0.62 * y0 + lift))
        second = (round(x0 + 0.66 * (x1 - x0)), round(0.62 * y1 + lift))
    return f"M{x0},{y0}C{first[0]},{first[1]} {second[0]},{second[1]} {x1},{y1}"
