"""Our places and pairings by the names that registries use."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from dashboard.catalog import Catalog
from dashboard.registry.names import COUNTY, MUNICIPAL, STATE, american, chinese, fold, stem_of
from dashboard.registry.tables import read_csv

NAMES_FILE = "chinese_names.csv"
US_CLASS = {"state": STATE, "federal_district": STATE, "county": COUNTY}
LOWER = ("county", "district")


@dataclass
class Index:
    """Our places and pairings, by the names that registries use.

    Attributes:
        level: Level by place.
        admin1: State or province by place.
        names: All folded Chinese names by place, customary first.
        parent: The prefecture or municipality of a county or district, by place.
        provinces: Province place by folded full name and stem.
        states: State's postal code by stem of its Chinese name.
        customary: Places whose Chinese name in `places.csv` is more than an alternate in GeoNames.
        geonames: Places by GeoNames identifier.
        english: Places by folded English name.
        pairings: Our pairings by their two places.
        us: US places with their level, by stem and by whole name.
        cn: Chinese places with their suffix, by province's code and stem.
    """

    level: dict[str, str] = field(default_factory=dict)
    admin1: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    parent: dict[str, str] = field(default_factory=dict)
    provinces: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    customary: set[str] = field(default_factory=set)
    geonames: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    english: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pairings: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    us: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    cn: dict[tuple[str, str], list[tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @property
    def state_stems(self) -> frozenset[str]:
        """Stems of the states' Chinese names."""
        return frozenset(self.states)


def build(catalog: Catalog, names: Path | None = None) -> Index:
    """Index a catalog's places and pairings by Chinese name.

    Args:
        catalog: All tables.
        names: A CSV with `place_id, name_zh` beside those of `places.csv`: customary names and
            variants. By default `chinese_names.csv` of the package, where there is one.
    """
    index = Index()
    extra = _extra_names(names or catalog.directory / NAMES_FILE)
    for place in _records(catalog.places):
        place_id = place["place_id"]
        index.level[place_id] = place["level"]
        index.admin1[place_id] = place["admin1"]
        if place["name_zh"]:
            index.names[place_id].append(fold(place["name_zh"]))
            if place.get("name_zh_basis") != "geonames":
                index.customary.add(place_id)
        index.names[place_id] += [n for n in extra[place_id] if n not in index.names[place_id]]
    _index_us(index, catalog)
    _index_cn(index, catalog)
    _index_identifiers(index, catalog)
    for pairing in _records(catalog.pairings):
        index.pairings[(pairing["us_place_id"], pairing["cn_place_id"])] = pairing
    return index


def _records(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Return a table's rows as texts, an empty cell as ""."""
    texts = frame.astype(object).where(frame.notna(), "")
    return [
        {str(key): str(value) for key, value in row.items()} for row in texts.to_dict("records")
    ]


def _extra_names(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    if path.is_file():
        for line in read_csv(path):
            if line.get("place_id") and line.get("name_zh"):
                found[line["place_id"]].append(fold(line["name_zh"]))
    return found


def _index_us(index: Index, catalog: Catalog) -> None:
    for state in _records(catalog.states):
        for name in (fold(state["name_zh"]), *index.names[state["place_id"]]):
            index.states[american(name).stem] = state["postal"]
    for place_id in _of(catalog, "US"):
        level = US_CLASS.get(index.level[place_id], MUNICIPAL)
        for name in index.names[place_id]:
            entry = (place_id, level)
            # 凤凰城 is the name and 凤凰 its stem: a registry may mean either.
            for stem in {american(name).stem, name}:
                if entry not in index.us[stem]:
                    index.us[stem].append(entry)


def _index_cn(index: Index, catalog: Catalog) -> None:
    for province in _records(catalog.provinces):
        full = fold(province["name_zh"])
        for name in (full, stem_of(full)[0]):
            index.provinces[name] = province["place_id"]
    places = [p for p in _records(catalog.places) if p["country"] == "CN" and p["admin1"]]
    english = {(p["admin1"], p["name"]): p["place_id"] for p in places if p["level"] not in LOWER}
    for place in places:
        place_id, unit = place["place_id"], place["admin1"]
        parent = english.get((unit, place["within"]))
        if parent:
            index.parent[place_id] = parent
        for name in index.names[place_id]:
            read = chinese(name)
            entry = (place_id, read.suffix)
            if entry not in index.cn[(unit, read.stem)]:
                index.cn[(unit, read.stem)].append(entry)


def _index_identifiers(index: Index, catalog: Catalog) -> None:
    """Index English names and GeoNames identifiers."""
    for place in _records(catalog.places):
        index.english[plain_english(place["name"])].append(place["place_id"])
        # A US county carries its seat's identifier.
        if place["geonames_id"] and (place["country"], place["level"]) != ("US", COUNTY):
            index.geonames[place["geonames_id"]].append(place["place_id"])


def _of(catalog: Catalog, country: str) -> list[str]:
    places = catalog.places
    mask = (places["country"] == country) & (places["level"] != "country")
    return [str(place_id) for place_id in places.loc[mask, "place_id"]]


def plain_english(name: str) -> str:
    """Fold an English name to its letters and digits."""
    return "".join(c for c in name.lower().replace("saint", "st") if c.isalnum())
