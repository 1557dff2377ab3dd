"""The boundaries of the package, the plane of the facing maps, and places inside their units."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from dashboard.geography import PIECES, project

ROOT = Path(__file__).resolve().parents[1]
BOUNDARIES = ROOT / "data" / "boundaries"
COAST_TOLERANCE_KM = 25.0

# A city known to lie in each unit, lat, lon: provincial capitals of China.
CHINESE_CAPITALS = {
    "CN-AH": ("Hefei", 31.82, 117.23),
    "CN-BJ": ("Beijing", 39.91, 116.40),
    "CN-CQ": ("Chongqing", 29.56, 106.55),
    "CN-FJ": ("Fuzhou", 26.06, 119.31),
    "CN-GD": ("Guangzhou", 23.13, 113.26),
    "CN-GS": ("Lanzhou", 36.06, 103.83),
    "CN-GX": ("Nanning", 22.82, 108.32),
    "CN-GZ": ("Guiyang", 26.58, 106.71),
    "CN-HA": ("Zhengzhou", 34.76, 113.65),
    "CN-HB": ("Wuhan", 30.58, 114.27),
    "CN-HE": ("Shijiazhuang", 38.04, 114.51),
    "CN-HI": ("Haikou", 20.01, 110.34),
    "CN-HL": ("Harbin", 45.75, 126.65),
    "CN-HN": ("Changsha", 28.20, 112.97),
    "CN-JL": ("Changchun", 43.88, 125.32),
    "CN-JS": ("Nanjing", 32.06, 118.78),
    "CN-JX": ("Nanchang", 28.68, 115.88),
    "CN-LN": ("Shenyang", 41.79, 123.43),
    "CN-NM": ("Hohhot", 40.81, 111.65),
    "CN-NX": ("Yinchuan", 38.47, 106.27),
    "CN-QH": ("Xining", 36.62, 101.77),
    "CN-SC": ("Chengdu", 30.67, 104.07),
    "CN-SD": ("Jinan", 36.67, 117.00),
    "CN-SH": ("Shanghai", 31.22, 121.46),
    "CN-SN": ("Xi'an", 34.26, 108.93),
    "CN-SX": ("Taiyuan", 37.87, 112.56),
    "CN-TJ": ("Tianjin", 39.14, 117.18),
    "CN-XJ": ("Ürümqi", 43.80, 87.60),
    "CN-XZ": ("Lhasa", 29.65, 91.10),
    "CN-YN": ("Kunming", 25.04, 102.72),
    "CN-ZJ": ("Hangzhou", 30.29, 120.16),
}
STATE_CAPITALS = {
    "AK": ("Juneau", 58.30, -134.42),
    "AL": ("Montgomery", 32.37, -86.30),
    "AR": ("Little Rock", 34.75, -92.29),
    "AZ": ("Phoenix", 33.45, -112.07),
    "CA": ("Sacramento", 38.58, -121.49),
    "CO": ("Denver", 39.74, -104.98),
    "CT": ("Hartford", 41.76, -72.69),
    "DC": ("Washington", 38.90, -77.04),
    "DE": ("Dover", 39.16, -75.52),
    "FL": ("Tallahassee", 30.44, -84.28),
    "GA": ("Atlanta", 33.75, -84.39),
    "HI": ("Honolulu", 21.31, -157.86),
    "IA": ("Des Moines", 41.60, -93.61),
    "ID": ("Boise", 43.61, -116.20),
    "IL": ("Springfield", 39.80, -89.64),
    "IN": ("Indianapolis", 39.77, -86.16),
    "KS": ("Topeka", 39.05, -95.68),
    "KY": ("Frankfort", 38.20, -84.87),
    "LA": ("Baton Rouge", 30.44, -91.15),
    "MA": ("Boston", 42.36, -71.06),
    "MD": ("Annapolis", 38.98, -76.49),
    "ME": ("Augusta", 44.31, -69.78),
    "MI": ("Lansing", 42.73, -84.56),
    "MN": ("Saint Paul", 44.94, -93.09),
    "MO": ("Jefferson City", 38.58, -92.17),
    "MS": ("Jackson", 32.30, -90.18),
    "MT": ("Helena", 46.59, -112.04),
    "NC": ("Raleigh", 35.77, -78.64),
    "ND": ("Bismarck", 46.81, -100.78),
    "NE": ("Lincoln", 40.80, -96.67),
    "NH": ("Concord", 43.21, -71.54),
    "NJ": ("Trenton", 40.22, -74.74),
    "NM": ("Santa Fe", 35.69, -105.94),
    "NV": ("Carson City", 39.16, -119.77),
    "NY": ("Albany", 42.65, -73.76),
    "OH": ("Columbus", 39.96, -83.00),
    "OK": ("Oklahoma City", 35.47, -97.52),
    "OR": ("Salem", 44.94, -123.04),
    "PA": ("Harrisburg", 40.27, -76.88),
    "RI": ("Providence", 41.82, -71.41),
    "SC": ("Columbia", 34.00, -81.03),
    "SD": ("Pierre", 44.37, -100.35),
    "TN": ("Nashville", 36.17, -86.78),
    "TX": ("Austin", 30.27, -97.74),
    "UT": ("Salt Lake City", 40.76, -111.89),
    "VA": ("Richmond", 37.54, -77.44),
    "VT": ("Montpelier", 44.26, -72.58),
    "WA": ("Olympia", 47.04, -122.90),
    "WI": ("Madison", 43.07, -89.40),
    "WV": ("Charleston", 38.35, -81.63),
    "WY": ("Cheyenne", 41.14, -104.82),
}
CAPITALS = {**CHINESE_CAPITALS, **STATE_CAPITALS}
SIZE_LIMITS_KB = {
    "states.geojson": 150,
    "provinces.geojson": 200,
    "land.geojson": 60,
    "atlas_regions.json": 120,
}


@cache
def layer(name: str) -> gpd.GeoDataFrame:
    """Read one GeoJSON of the package."""
    return gpd.read_file(BOUNDARIES / f"{name}.geojson")


@cache
def units() -> gpd.GeoDataFrame:
    """Return states and provinces, indexed by admin1."""
    return pd.concat([layer("states"), layer("provinces")]).set_index("admin1")


@cache
def atlas() -> dict[str, Any]:
    """Read the facing maps."""
    content: dict[str, Any] = json.loads((BOUNDARIES / "atlas_regions.json").read_text("utf-8"))
    return content


def raw_rings(name: str) -> list[tuple[str, bool, np.ndarray]]:
    """Return every ring as written in the file: (unit, is exterior, coordinates)."""
    collection = json.loads((BOUNDARIES / f"{name}.geojson").read_text("utf-8"))
    rings = []
    for feature in collection["features"]:
        geometry = feature["geometry"]
        assert geometry["type"] == "MultiPolygon"
        for polygon in geometry["coordinates"]:
            for rank, ring in enumerate(polygon):
                rings.append((feature["properties"]["name"], rank == 0, np.array(ring)))
    return rings


def signed_area(ring: np.ndarray) -> float:
    """Return the shoelace area, negative when clockwise."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def atlas_rings(region: dict[str, Any]) -> list[np.ndarray]:
    """Split a region's None-separated lists into rings."""
    rings: list[list[tuple[int, int]]] = [[]]
    for x, y in zip(region["x"], region["y"], strict=True):
        if x is None:
            rings.append([])
        else:
            rings[-1].append((x, y))
    return [np.array(ring) for ring in rings]


def atlas_polygon(region: dict[str, Any]) -> Any:
    """Rebuild a region's geometry: clockwise rings are exteriors, the others holes."""
    rings = atlas_rings(region)
    shells = [shapely.Polygon(ring) for ring in rings if signed_area(ring) < 0]
    holes = [shapely.Polygon(ring) for ring in rings if signed_area(ring) > 0]
    return shapely.difference(shapely.union_all(shells), shapely.union_all(holes))


def kilometres_outside(lat: float, lon: float, admin1: str) -> float:
    """Return how far a point lies outside its unit."""
    polygon, point = units().geometry[admin1], shapely.Point(lon, lat)
    if polygon.covers(point):
        return 0.0
    near = shapely.shortest_line(polygon, point).coords[0]
    return float(Geod(ellps="WGS84").inv(lon, lat, near[0], near[1])[2]) / 1000


@pytest.mark.parametrize("name", ["states", "provinces", "land"])
def test_every_exterior_ring_is_clockwise_and_none_is_collapsed(name: str) -> None:
    for unit, exterior, ring in raw_rings(name):
        assert len(ring) >= 4 and (ring[0] == ring[-1]).all(), unit
        assert signed_area(ring) != 0, f"{unit}: collapsed ring at {ring[0]}"
        assert (signed_area(ring) < 0) == exterior, f"{unit}: wrong winding at {ring[0]}"


def test_there_are_51_states_with_dc_and_31_chinese_units() -> None:
    assert set(layer("states")["admin1"]) == set(STATE_CAPITALS)
    assert set(layer("provinces")["admin1"]) == set(CHINESE_CAPITALS)
    assert len(layer("states")) == 51
    assert len(layer("provinces")) == 31
    assert (layer("states")["place_id"] == "us-" + layer("states")["admin1"].str.lower()).all()
    expected = "cn-" + layer("provinces")["name"].str.lower().str.replace(" ", "-")
    assert (layer("provinces")["place_id"] == expected).all()


@pytest.mark.parametrize("name", ["states", "provinces"])
def test_neighbours_share_their_borders(name: str) -> None:
    geometries = layer(name).geometry.values
    assert shapely.is_valid(geometries).all()
    assert shapely.coverage_is_valid(geometries)
    # A hairline gap between neighbours would be a small hole in the union.
    union = shapely.get_parts(shapely.union_all(geometries))
    holes = [shapely.Polygon(ring) for part in union for ring in part.interiors]
    assert [hole.area for hole in holes if hole.area < 0.05] == []


@pytest.mark.parametrize(("admin1", "city"), CAPITALS.items(), ids=list(CAPITALS))
def test_a_known_city_lies_in_each_unit_and_in_no_other(
    admin1: str, city: tuple[str, float, float]
) -> None:
    _, lat, lon = city
    inside = units()[units().covers(shapely.Point(lon, lat))]
    assert list(inside.index) == [admin1]


@pytest.mark.parametrize(("name", "limit"), SIZE_LIMITS_KB.items())
def test_files_stay_small(name: str, limit: int) -> None:
    assert (BOUNDARIES / name).stat().st_size < limit * 1000


def test_no_longitude_or_latitude_has_more_than_three_decimals() -> None:
    for name in ("states", "provinces", "land"):
        for unit, _, ring in raw_rings(name):
            assert np.array_equal(ring, ring.round(3)), unit


def test_the_facing_maps_hold_the_same_units_in_whole_kilometres() -> None:
    regions = atlas()["regions"]
    assert {region["admin1"] for region in regions} == set(CAPITALS)
    for region in regions:
        numbers = [n for n in (*region["x"], *region["y"]) if n is not None]
        assert all(isinstance(n, int) for n in numbers), region["place_id"]
        assert signed_area(atlas_rings(region)[0]) < 0, region["place_id"]
        assert all(signed_area(ring) != 0 for ring in atlas_rings(region)), region["place_id"]


@pytest.mark.parametrize("country", ["CN", "US"])
def test_neighbours_share_their_borders_on_the_facing_maps(country: str) -> None:
    shapes = [atlas_polygon(r) for r in atlas()["regions"] if r["country"] == country]
    assert shapely.coverage_is_valid(shapes)


def test_the_point_of_each_region_lies_inside_it_and_labels_stay_apart() -> None:
    regions = atlas()["regions"]
    for region in regions:
        point = shapely.Point(region["point"])
        assert atlas_polygon(region).buffer(5).covers(point), region["name"]
        if region["leader"]:
            assert region["leader"] == [region["point"], region["label"]]
    labels = shapely.points([region["label"] for region in regions])
    for index, label in enumerate(labels):
        others = np.delete(labels, index)
        assert shapely.distance(label, others).min() > 90, regions[index]["name"]


@pytest.mark.parametrize(("admin1", "city"), CAPITALS.items(), ids=list(CAPITALS))
def test_a_projected_city_lands_in_its_region(admin1: str, city: tuple[str, float, float]) -> None:
    _, lat, lon = city
    country = "CN" if admin1.startswith("CN-") else "US"
    x, y = project(lon, lat, country, admin1)
    region = next(r for r in atlas()["regions"] if r["admin1"] == admin1)
    assert atlas_polygon(region).distance(shapely.Point(x, y)) < 10


def test_the_atlas_says_how_to_project_into_it() -> None:
    written = atlas()["pieces"]
    assert written == {key: vars(piece) for key, piece in PIECES.items()}
    assert written["CN"]["scale"] == written["US"]["scale"] == 1


def test_the_two_countries_and_the_insets_do_not_touch() -> None:
    china, states = atlas()["extents"]["CN"], atlas()["extents"]["US"]
    assert states[0] - china[2] > 1500
    insets = [
        shapely.box(min(f["x"]), min(f["y"]), max(f["x"]), max(f["y"]))
        for f in atlas()["frames"].values()
    ]
    assert not insets[0].intersects(insets[1])
    lower48 = [
        atlas_polygon(r)
        for r in atlas()["regions"]
        if r["country"] == "US" and r["admin1"] not in ("AK", "HI")
    ]
    assert min(shapely.distance(inset, lower48).min() for inset in insets) > 20


def test_every_place_lies_in_its_own_unit() -> None:
    path = ROOT / "data" / "places.csv"
    places = pd.read_csv(path, dtype=str, keep_default_na=False)
    placed = places[places["admin1"] != ""]
    outside = {
        row["place_id"]: round(away)
        for row in placed.to_dict("records")
        if (away := kilometres_outside(float(row["lat"]), float(row["lon"]), row["admin1"]))
        > COAST_TOLERANCE_KM
    }
    assert outside == {}
