"""Codes of the shipped places against a second source, another than that which gave them."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import catalog

# GEOIDs: the Census Bureau's gazetteer of counties (2017) and table of cities (2014). GB/T 2260:
# a list of 2018 for checking identity cards. Items: lists of US cities that others keep by hand.
KNOWN = {
    "us-ia": {"census_geoid": "19"},
    "us-md-queen-annes-county": {"census_geoid": "24035"},
    "us-ca-los-angeles-county": {"census_geoid": "06037"},
    "us-ca-los-angeles": {"census_geoid": "0644000"},
    "us-il-chicago": {"census_geoid": "1714000"},
    "us-ny-new-york": {"census_geoid": "3651000"},
    "us-hi-maui-county": {"census_geoid": "15009"},
    "us-ca-san-bernardino": {"wikidata": "Q486168"},
    "us-ia-des-moines": {"wikidata": "Q39709"},
    "us-la-baton-rouge": {"wikidata": "Q28218"},
    "us-sd-sioux-falls": {"wikidata": "Q131335"},
    "us-ut-salt-lake-city": {"wikidata": "Q23337"},
    "cn-beijing": {"gbt2260": "110000"},
    "cn-beijing-chaoyang": {"gbt2260": "110105"},
    "cn-beijing-daxing": {"gbt2260": "110115"},
    "cn-beijing-fengtai": {"gbt2260": "110106"},
    "cn-beijing-haidian": {"gbt2260": "110108"},
    "cn-beijing-shunyi": {"gbt2260": "110113"},
    "cn-jiangxi-huichang": {"gbt2260": "360733"},
}


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    """The shipped places by identifier."""
    return catalog.load().places.set_index("place_id")


@pytest.mark.parametrize("place_id", KNOWN)
def test_a_code_is_that_of_another_source(places: pd.DataFrame, place_id: str) -> None:
    assert {code: places.loc[place_id, code] for code in KNOWN[place_id]} == KNOWN[place_id]


def test_a_county_or_district_lies_under_the_code_of_its_prefecture(places: pd.DataFrame) -> None:
    prefectures = places[places["level"] == "prefecture"].set_index(["admin1", "name"])["gbt2260"]
    inside = places[places["within"].notna() & places["gbt2260"].notna()]
    above = [
        (code, prefectures[unit, within])
        for unit, within, code in inside[["admin1", "within", "gbt2260"]].itertuples(index=False)
        if (unit, within) in prefectures.index
    ]
    assert len(above) > 50
    assert [(code, of) for code, of in above if code[:4] != of[:4]] == []
