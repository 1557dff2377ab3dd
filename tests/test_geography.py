"""Places and arcs on the plane of the facing maps."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from dashboard.catalog import Catalog
from dashboard.geography import FACING, STACKED, arc, load_plane, piece_of, positions, project


@pytest.fixture(scope="module")
def points(shipped: Catalog) -> pd.DataFrame:
    """Where the shipped places lie."""
    return positions(shipped.places)


def test_all_places_but_the_countries_lie_on_the_plane(
    shipped: Catalog, points: pd.DataFrame
) -> None:
    countries = set(shipped.places[shipped.places["level"] == "country"]["place_id"])
    assert countries == {"us", "cn"}
    assert set(points.index) == set(shipped.places["place_id"]) - countries
    assert points.notna().all(axis=None)


def test_places_lie_within_their_country(points: pd.DataFrame) -> None:
    extents = load_plane().extents
    for country in ("CN", "US"):
        west, south, east, north = extents[country]
        some = points[points["country"] == country]
        assert some["x"].between(west - 30, east + 30).all()
        assert some["y"].between(south - 30, north + 30).all()
    assert (
        points[points["country"] == "CN"]["x"].max() < points[points["country"] == "US"]["x"].min()
    )


def test_compass_directions_hold(tiny_catalog: Catalog) -> None:
    at = positions(tiny_catalog.places)
    assert at.loc["cn-yunnan-kunming", "x"] < at.loc["cn-hubei-wuhan", "x"]
    assert at.loc["cn-yunnan-kunming", "y"] < at.loc["cn-hebei-zhengding", "y"]
    assert at.loc["us-ia-muscatine", "x"] < at.loc["us-oh-cleveland", "x"]
    # Alaska stands as an inset south-west of the mainland.
    assert at.loc["us-ak-juneau", "y"] < at.loc["us-ia-muscatine", "y"]


def test_distances_are_true_kilometres_within_a_country(tiny_catalog: Catalog) -> None:
    at = positions(tiny_catalog.places)
    step = at.loc["cn-hubei-wuhan", ["x", "y"]] - at.loc["cn-hebei-zhengding", ["x", "y"]]
    # Wuhan to Zhengding as the crow flies: 842 km.
    assert (step.astype(float) ** 2).sum() ** 0.5 == pytest.approx(842, rel=0.02)


def test_centres_of_projection_stand_where_their_pieces_are_put() -> None:
    assert project(105, 35, "CN", "CN-GS") == pytest.approx((0, 0), abs=0.01)
    assert project(-96, 37.5, "US", "KS") == pytest.approx((6960, 150), abs=0.01)


@pytest.mark.parametrize(
    ("country", "admin1", "piece"),
    [("US", "AK", "US-AK"), ("US", "HI", "US-HI"), ("US", "IA", "US"), ("CN", "CN-HI", "CN")],
)
def test_insets_are_for_alaska_and_hawaii_not_hainan(country: str, admin1: str, piece: str) -> None:
    assert piece_of(country, admin1) == piece


@pytest.mark.parametrize("arrangement", [FACING, STACKED], ids=lambda a: a.name)
def test_an_arc_runs_from_place_to_place(arrangement: object) -> None:
    path = arc((10, -20), (7000, 300), arrangement)  # type: ignore[arg-type]
    numbers = r"-?\d+,-?\d+"
    assert re.fullmatch(rf"M10,-20C{numbers} {numbers} 7000,300", path)


def test_arcs_of_the_facing_maps_rise_over_both_ends() -> None:
    _start, first, second, _end = (
        tuple(map(int, pair.split(",")))
        for pair in re.findall(r"-?\d+,-?\d+", arc((0, 0), (7000, 300), FACING))
    )
    assert min(first[1], second[1]) > 300
    assert 0 < first[0] < second[0] < 7000


def test_an_empty_table_has_no_positions(tiny_catalog: Catalog) -> None:
    assert positions(tiny_catalog.places.head(0)).empty


def test_the_plane_is_read_once() -> None:
    assert load_plane() is load_plane()
