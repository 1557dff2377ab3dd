"""The shipped data, held against facts known from elsewhere, and the rules of honest sourcing."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pandas as pd
import pytest

from dashboard import catalog
from dashboard.catalog import Catalog

PROVINCES = {
    "CN-AH": "Anhui", "CN-BJ": "Beijing", "CN-CQ": "Chongqing", "CN-FJ": "Fujian",
    "CN-GD": "Guangdong", "CN-GS": "Gansu", "CN-GX": "Guangxi", "CN-GZ": "Guizhou",
    "CN-HA": "Henan", "CN-HB": "Hubei", "CN-HE": "Hebei", "CN-HI": "Hainan",
    "CN-HL": "Heilongjiang", "CN-HN": "Hunan", "CN-JL": "Jilin", "CN-JS": "Jiangsu",
    "CN-JX": "Jiangxi", "CN-LN": "Liaoning", "CN-NM": "Inner Mongolia", "CN-NX": "Ningxia",
    "CN-QH": "Qinghai", "CN-SC": "Sichuan", "CN-SD": "Shandong", "CN-SH": "Shanghai",
    "CN-SN": "Shaanxi", "CN-SX": "Shanxi", "CN-TJ": "Tianjin", "CN-XJ": "Xinjiang",
    "CN-XZ": "Tibet", "CN-YN": "Yunnan", "CN-ZJ": "Zhejiang",
}  # fmt: skip
# The programme of 2000: ten provinces, regions and municipalities of the west and southwest,
# then Inner Mongolia and Guangxi.
WESTERN_DEVELOPMENT = {
    "Chongqing", "Sichuan", "Guizhou", "Yunnan", "Tibet", "Shaanxi", "Gansu", "Qinghai", "Ningxia",
    "Xinjiang", "Inner Mongolia", "Guangxi",
}  # fmt: skip
STATES = {
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS",
    "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY",
    "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV",
    "WI", "WY", "DC",
}  # fmt: skip
# Hosts that carry the texts of others: such a text is cited by its publisher, without an address.
MIRRORS = (
    "12ft.io", "alchetron.com", "archive.is", "archive.md", "archive.org", "archive.ph",
    "archive.today", "coursehero.com", "dbpedia.org", "docplayer.net", "dokumen.pub",
    "dokumen.tips", "everybodywiki.com", "fandom.com", "googleusercontent.com", "highbeam.com",
    "huggingface.co", "infogalactic.com", "kiwix.org", "masress.com", "newspapers.com",
    "pressreader.com", "questia.com", "scribd.com", "studylib.net", "thefreedictionary.com",
    "translate.goog", "vdoc.pub", "wikimili.com", "wikiwand.com", "wikizero.com",
)  # fmt: skip
# Newspapers whose name is no confession.
MIRRORS_BY_NAME_ONLY = (".ctmirror.org",)
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
UNSOURCED = {"places", "exchange_counts", "sources", "candidates"}
SOURCED = [table for table in catalog.TABLES if table not in UNSOURCED]


# History -------------------------------------------------------------------------------------


def test_the_first_two_pairings_are_ohio_hubei_and_st_louis_nanjing(shipped: Catalog) -> None:
    dated = shipped.pairings.dropna(subset="established").sort_values("established")
    assert dated[["pairing_id", "established"]].head(2).to_numpy().tolist() == [
        ["us-oh--cn-hubei", "1979-10-31"],
        ["us-mo-st-louis--cn-jiangsu-nanjing", "1979-11"],
    ]
    first = dated.iloc[0]
    assert (first["tier"], first["relation"]) == ("state-province", "sister")
    assert (dated.iloc[1]["us_name"], dated.iloc[1]["cn_name"]) == ("St. Louis", "Nanjing")


@pytest.mark.parametrize(
    ("month", "pairs"),
    [("2019-03", 277), ("2022-04", 284), ("2023-11", 284), ("2024-07", 286), ("2025-10", 288)],
)
def test_official_totals_are_those_that_were_announced(
    shipped: Catalog, month: str, pairs: int
) -> None:
    totals = shipped.official_totals
    national = totals[(totals["scope_place_id"] == "cn") & (totals["side"] != "US")]
    assert national[national["date"].str.startswith(month)]["pairs"].tolist() == [pairs]


def test_the_284_of_april_2022_are_50_and_234(shipped: Catalog) -> None:
    totals = shipped.official_totals
    row = totals[(totals["scope_place_id"] == "cn") & (totals["date"].str[:7] == "2022-04")]
    columns = ["pairs", "state_province_pairs", "city_pairs"]
    assert row[columns].to_numpy().tolist() == [[284, 50, 234]]


def test_stated_parts_add_up_to_their_total(shipped: Catalog) -> None:
    totals = shipped.official_totals.dropna(subset=["pairs", "state_province_pairs", "city_pairs"])
    assert len(totals)
    assert (totals["state_province_pairs"] + totals["city_pairs"] == totals["pairs"]).all()


def test_every_total_says_who_counted_when_and_how(shipped: Catalog) -> None:
    totals = shipped.official_totals
    assert totals[["date", "counted_by", "basis"]].notna().all(axis=None)
    assert totals[["pairs", "state_province_pairs", "city_pairs"]].notna().any(axis=1).all()


def short(name: str) -> str:
    """Leave out a second name in brackets."""
    return name.partition(" (")[0]


# Geography -----------------------------------------------------------------------------------


def test_there_are_31_provinces_under_their_iso_codes(shipped: Catalog) -> None:
    found = shipped.provinces.set_index("iso_3166_2")["name"].map(short).to_dict()
    assert found == PROVINCES


def test_there_are_50_states_and_the_district_of_columbia(shipped: Catalog) -> None:
    assert sorted(shipped.states["postal"]) == sorted(STATES)


def test_western_development_names_its_12_units(shipped: Catalog) -> None:
    western = shipped.provinces[shipped.provinces["western_development"]]
    assert sorted(western["name"].map(short)) == sorted(WESTERN_DEVELOPMENT)


def test_units_are_places_of_the_same_code(shipped: Catalog) -> None:
    places = shipped.places.set_index("place_id")
    for table, code in ((shipped.provinces, "iso_3166_2"), (shipped.states, "postal")):
        assert (table["place_id"].map(places["admin1"]) == table[code]).all()
        assert (table["place_id"].map(places["name"]) == table["name"]).all()
        assert table["place_id"].map(places["level"]).isin(catalog.FIRST_LEVEL).all()


def test_chinese_names_of_chinese_places_are_han_characters(shipped: Catalog) -> None:
    chinese = shipped.places[shipped.places["country"] == "CN"]
    wrong = chinese[~chinese["name_zh"].fillna("").map(HAN.fullmatch).astype(bool)]
    assert wrong["place_id"].tolist() == []


def test_chinese_names_of_us_places_are_han_characters_where_given(shipped: Catalog) -> None:
    american = shipped.places[shipped.places["country"] == "US"].dropna(subset="name_zh")
    bare = american["name_zh"].str.replace("·", "", regex=False)
    assert american[~bare.map(HAN.fullmatch).astype(bool)]["place_id"].tolist() == []


def test_english_names_hold_no_chinese(shipped: Catalog) -> None:
    assert not shipped.places["name"].map(HAN.search).astype(bool).any()


# Sources -------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", SOURCED)
def test_no_row_is_without_a_source(shipped: Catalog, table: str) -> None:
    known = set(shipped.sources["source_id"])
    rows = getattr(shipped, table)
    assert len(rows)
    for cell in rows["source_ids"]:
        ids = cell.split(";")
        assert ids
        assert set(ids) <= known


def test_only_generated_and_auxiliary_tables_go_without_sources(shipped: Catalog) -> None:
    without = {name for name in catalog.TABLES if "source_ids" not in getattr(shipped, name)}
    # Candidates are no facts: they carry what was read in words.
    assert without == UNSOURCED


def test_every_address_is_well_formed(shipped: Catalog) -> None:
    for url in shipped.sources["url"].dropna():
        parts = urlsplit(url)
        host = parts.hostname or ""
        assert parts.scheme in ("http", "https"), url
        assert re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", host), url
        assert parts.username is None, url
        assert parts.port in (None, 80, 443, 8080), url
        assert not re.search(r"[\s<>\"'{}|\\^`]", url), url
        assert not host.endswith((".example", ".test", ".invalid", "example.com", "example.org"))


def test_no_address_is_a_mirrors(shipped: Catalog) -> None:
    hosts = shipped.sources["url"].dropna().map(lambda url: f".{urlsplit(url).hostname}")
    mirrors = tuple(f".{mirror}" for mirror in MIRRORS)
    named = hosts.str.contains("mirror") & ~hosts.str.endswith(MIRRORS_BY_NAME_ONLY)
    assert hosts[hosts.str.endswith(mirrors) | named].tolist() == []


def test_no_two_sources_share_an_address_and_title(shipped: Catalog) -> None:
    sources = shipped.sources
    key = ["publisher", "title", "date", "url"]
    assert sources[sources.duplicated(key, keep=False)]["source_id"].tolist() == []


def test_a_publisher_has_one_spelling(shipped: Catalog) -> None:
    publishers = shipped.sources["publisher"]
    alike = publishers.str.casefold().str.split().str.join(" ")
    spellings = publishers.groupby(alike).unique()
    assert [list(names) for names in spellings if len(names) > 1] == []


# Who counts a tie, and what bears on it ------------------------------------------------------


def test_five_states_have_enacted_a_bar_or_an_end_of_ties(shipped: Catalog) -> None:
    measures = shipped.state_measures
    enacted = measures[
        (measures["instrument"] == "law") & measures["stage"].isin(["passed", "in_force"])
    ]
    barring = enacted[enacted["asks"].str.contains("forbids_new_ties")]
    assert sorted(barring["place_id"]) == ["us-ar", "us-fl", "us-in", "us-tx", "us-ut"]
    leaving = enacted[enacted["asks"].str.contains("orders_withdrawal")]
    assert sorted(leaving["place_id"]) == ["us-ar", "us-fl", "us-tx"]


@pytest.mark.parametrize(
    ("number", "column", "date"),
    [
        ("HB 128", "date_passed", "2025-06-20"),
        ("HB 128", "date_in_force", "2025-09-01"),
        ("HEA 1120", "date_in_force", "2024-07-01"),
        ("HB 404", "date_passed", "2024-03-21"),
        ("HB 1352", "date_in_force", "2025-08-05"),
        ("HB 905", "date_in_force", "2026-07-01"),
    ],
)
def test_laws_on_ties_have_their_dates(
    shipped: Catalog, number: str, column: str, date: str
) -> None:
    measures = shipped.state_measures.set_index("number")
    assert measures.at[number, column] == date


def test_what_is_in_force_is_a_law_of_today(shipped: Catalog) -> None:
    measures = shipped.state_measures
    begun = measures[measures["stage"] == "in_force"].dropna(subset="date_in_force")
    assert (begun["date_in_force"] <= shipped.as_of).all()


def test_cities_that_left_a_tie_have_a_pairing_that_ended(shipped: Catalog) -> None:
    measures = shipped.state_measures
    left = measures[
        measures["instrument"].isin(["withdrawal", "resolution"])
        & (measures["stage"] == "in_force")
        & measures["asks"].str.contains("orders_withdrawal")
    ]
    ended = shipped.pairings[shipped.pairings["status"] == "ended"]
    assert len(left) == 5
    assert set(left["place_id"]) <= set(ended["us_place_id"])


def test_every_sister_tie_says_who_counts_it_on_what_word(shipped: Catalog) -> None:
    sister = shipped.pairings[shipped.pairings["relation"] == "sister"]
    known = set(shipped.sources["source_id"])
    for column in ("counted_by_us", "counted_by_cn"):
        counted = sister[sister[column] != "unknown"]
        assert len(counted) > 100
        for cell in counted[f"{column}_source_ids"]:
            assert set(cell.split(";")) <= known
    # What a side has ended it no longer counts.
    ended = sister[sister["status"] == "ended"]
    assert set(ended["counted_by_us"]) <= {"no", "unknown"}


# Exchanges -----------------------------------------------------------------------------------


def test_no_exchange_is_told_twice(shipped: Catalog) -> None:
    key = ["us_place_id", "cn_place_id", "date", "kind", "summary"]
    twice = shipped.exchanges.assign(summary=shipped.exchanges["summary"].str.casefold())
    assert twice[twice.duplicated(key, keep=False)]["exchange_id"].tolist() == []


@pytest.mark.parametrize("table", ["exchanges", "reported_totals"])
def test_summaries_have_at_most_20_words(shipped: Catalog, table: str) -> None:
    rows = getattr(shipped, table)
    for summary in rows["summary"]:
        assert 2 <= len(summary.split()) <= 20, summary


def test_shipped_counts_are_those_of_the_exchanges(shipped: Catalog) -> None:
    held = shipped.exchanges[~shipped.exchanges["planned"]].dropna(subset="pairing_id")
    counts = shipped.exchange_counts
    assert counts["exchanges"].sum() == len(held)
    assert counts["people_to_people"].sum() == held["people_to_people"].sum()
    by_pairing = counts.groupby("pairing_id")["exchanges"].sum()
    assert by_pairing.to_dict() == held["pairing_id"].value_counts().to_dict()


def test_economic_activity_is_not_people_to_people(shipped: Catalog) -> None:
    """Teets's definition, which the package's descriptor repeats."""
    trade = shipped.exchanges[
        (shipped.exchanges["sector"] == "trade_investment")
        & shipped.exchanges["kind"].isin(["delegation", "agreement", "conference"])
    ]
    assert len(trade)
    assert trade[trade["people_to_people"]]["exchange_id"].tolist() == []


def test_a_founding_is_dated_as_its_pairing(shipped: Catalog) -> None:
    told = shipped.exchanges["summary"].str.endswith("was established, by signing or approval.")
    founding = shipped.exchanges[told].set_index("pairing_id")["date"]
    established = shipped.pairings.set_index("pairing_id")["established"].loc[founding.index]
    assert founding[founding != established].to_dict() == {}
    assert len(founding) > 50


def test_no_status_is_older_than_the_exchanges(shipped: Catalog) -> None:
    held = shipped.exchanges[~shipped.exchanges["planned"]]
    newest = held.dropna(subset=["pairing_id", "date"]).groupby("pairing_id")["date"].max()
    pairings = shipped.pairings.set_index("pairing_id")
    pairings = pairings[pairings["status"].isin(["active", "unknown"])]
    stale = []
    for pairing_id, date in newest[newest >= catalog.ACTIVE_SINCE].items():
        if pairing_id in pairings.index:
            known = pairings.at[pairing_id, "status_as_of"]
            # As far as both are precise.
            if pd.isna(known) or str(known) < date[: len(str(known))]:
                stale.append((pairing_id, known, date))
    assert stale == []


def test_nobody_has_taken_part_in_what_is_only_announced(shipped: Catalog) -> None:
    exchanges = shipped.exchanges
    counted = exchanges[exchanges["planned"] & exchanges["participants"].notna()]
    assert counted["exchange_id"].tolist() == []


def test_no_exchange_that_took_place_lies_in_the_future(shipped: Catalog) -> None:
    held = shipped.exchanges[~shipped.exchanges["planned"]].dropna(subset="date")
    made = held["date"].map(lambda date: shipped.as_of[: len(date)])
    assert held[held["date"] > made]["exchange_id"].tolist() == []


def test_numbers_of_the_founding_texts_are_there(shipped: Catalog) -> None:
    """NGO offices and temporary activities; American students in China in 2022 and 2023."""
    values = {*shipped.findings["value"].dropna(), *shipped.indicators["value"].dropna()}
    assert {591, 3717, 350, 700} <= values
