"""Match registry rows to our places and pairings.

A row is matched on its own only when both ends are, name for name, one of our pairings. What a
person must judge is handed over with ranked candidates: similar spellings, a district where we
have the prefecture, a US place whose Chinese name we do not know. Similarity alone never matches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from dashboard.catalog import FIRST_LEVEL, Catalog
from dashboard.registry.names import (
    COUNTY,
    MUNICIPAL,
    STATE,
    AmericanName,
    american,
    chinese,
    fold,
    similarity,
    stem_of,
)
from dashboard.registry.normalise import CPAFFC, Row, read_csv

NAMES_FILE = "chinese_names.csv"

MATCHED = "matched"
DIFFERENT = "matched with a difference"
NEW = "new"
AMBIGUOUS = "ambiguous"
OUTCOMES = (MATCHED, DIFFERENT, NEW, AMBIGUOUS)

DATE = "date"
LEVEL = "level"
RELATION = "relation"
SISTER = "sister"

SAME = "same"
FINER = "theirs is finer"
OURS_FINER = "ours is finer"
OURS_MISSING = "ours is missing"
THEIRS_MISSING = "theirs is missing"
DIFFER = "differ"

CANDIDATES = 5
ALIKE = 55.0
NAMELESS = 50.0
DAY_BONUS, YEAR_BONUS, DATE_PENALTY = 40.0, 20.0, 15.0

US_CLASS = {"state": STATE, "federal_district": STATE, "county": COUNTY}
LOWER = ("county", "district")
PREFECTURE_SUFFIXES = ("地区", "盟", "州", "自治州")


@dataclass(frozen=True)
class Candidate:
    """A pairing of ours, or a place, that a row may mean.

    Attributes:
        pairing_id: The pairing, or "".
        us_place_id: US end.
        cn_place_id: Chinese end.
        score: 0 to 100; only for ranking.
        reason: Why it may be the one, in words.
    """

    pairing_id: str
    us_place_id: str
    cn_place_id: str
    score: float
    reason: str


@dataclass(frozen=True)
class Match:
    """What became of one registry row.

    Attributes:
        row: The row.
        outcome: One of `OUTCOMES`.
        reason: Why, in words.
        pairing_id: Our pairing, when matched.
        us_place_id: US end, when it is one of our places.
        cn_place_id: Chinese end, when it is one of our places.
        differences: Which of date, level, relation differ.
        ours: Our date, or "".
        dates: How the two dates compare: one of the words above.
        days: Theirs minus ours in days, when both are known to the day.
        candidates: Ranked, for an ambiguous row.
        duplicate_of: The row that says the same, or "".
    """

    row: Row
    outcome: str
    reason: str = ""
    pairing_id: str = ""
    us_place_id: str = ""
    cn_place_id: str = ""
    differences: tuple[str, ...] = ()
    ours: str = ""
    dates: str = ""
    days: int | None = None
    candidates: tuple[Candidate, ...] = ()
    duplicate_of: str = ""

    @property
    def found(self) -> bool:
        """Whether the row is one of our pairings."""
        return self.outcome in (MATCHED, DIFFERENT)


@dataclass(frozen=True)
class Reconciliation:
    """All rows of a registry held against all our pairings.

    Attributes:
        matches: One for each registry row, in the registry's order.
        confirmed: Our pairings that a row states.
        absent: Our pairings that no row states.
        perhaps: Rows that may state an absent pairing, for a person to judge, by pairing.
    """

    matches: tuple[Match, ...]
    confirmed: frozenset[str]
    absent: tuple[str, ...]
    perhaps: dict[str, tuple[str, ...]]

    def count(self, outcome: str) -> int:
        """Count the rows of an outcome."""
        return sum(match.outcome == outcome for match in self.matches)


def compare_dates(ours: str, theirs: str) -> tuple[str, int | None]:
    """Compare two dates of any precision.

    Returns:
        How they compare, and theirs minus ours in days when both are known to the day.
    """
    if not ours or not theirs:
        word = SAME if ours == theirs else THEIRS_MISSING if ours else OURS_MISSING
        return word, None
    days = None
    if len(ours) == len(theirs) == 10:
        days = (date.fromisoformat(theirs) - date.fromisoformat(ours)).days
    shared = min(len(ours), len(theirs))
    if ours[:shared] != theirs[:shared]:
        return DIFFER, days
    if len(ours) == len(theirs):
        return SAME, days
    return (FINER if len(theirs) > len(ours) else OURS_FINER), None


# Our places by name --------------------------------------------------------------------------


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
    _us: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    _cn: dict[tuple[str, str], list[tuple[str, str]]] = field(
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
                if entry not in index._us[stem]:
                    index._us[stem].append(entry)


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
            if entry not in index._cn[(unit, read.stem)]:
                index._cn[(unit, read.stem)].append(entry)


def _index_identifiers(index: Index, catalog: Catalog) -> None:
    """Index English names and GeoNames identifiers."""
    for place in _records(catalog.places):
        index.english[_english(place["name"])].append(place["place_id"])
        # A US county carries its seat's identifier.
        if place["geonames_id"] and (place["country"], place["level"]) != ("US", COUNTY):
            index.geonames[place["geonames_id"]].append(place["place_id"])


def _of(catalog: Catalog, country: str) -> list[str]:
    places = catalog.places
    mask = (places["country"] == country) & (places["level"] != "country")
    return [str(place_id) for place_id in places.loc[mask, "place_id"]]


def _english(name: str) -> str:
    return "".join(c for c in name.lower().replace("saint", "st") if c.isalnum())


# Ends of a row -------------------------------------------------------------------------------


@dataclass(frozen=True)
class End:
    """What one end of a row may be.

    Attributes:
        places: Our places with exactly this name.
        near: Our places one administrative level away (a district's prefecture, a city's county).
        named: Whether the row names the end at all.
    """

    places: tuple[str, ...]
    near: tuple[str, ...] = ()
    named: bool = True


def us_end(index: Index, row: Row) -> End:
    """Find what a row's US end may be."""
    by_id = _by_identifier(index, row.us_geonames, row.us_en, "us-")
    if by_id:
        return End(by_id)
    name = american(row.us_zh, index.state_stems)
    if not name.stem:
        return End((), named=False)
    entries = [
        entry
        for entry in index._us.get(name.stem, [])
        if not name.state or index.admin1[entry[0]] == index.states[name.state]
    ]
    whole = tuple(
        place
        for place, _ in index._us.get(name.full, [])
        if name.level and name.full in index.names[place]
        if not name.state or index.admin1[place] == index.states[name.state]
    )
    places = whole or _of_class(entries, name)
    near = tuple(dict.fromkeys(place for place, _ in entries if place not in places))
    return End(places, near)


def _of_class(entries: Sequence[tuple[str, str]], name: AmericanName) -> tuple[str, ...]:
    wanted = (name.level,) if name.level else (MUNICIPAL, STATE)
    found = [place for place, level in entries if level in wanted]
    if not found and not name.level:
        found = [place for place, _ in entries]
    return tuple(dict.fromkeys(found))


def cn_end(index: Index, row: Row) -> End:
    """Find what a row's Chinese end may be."""
    by_id = _by_identifier(index, row.cn_geonames, row.cn_en, "cn-")
    if by_id:
        return _with_near(index, by_id)
    province = index.provinces.get(fold(row.province_zh), "")
    if not fold(row.cn_zh):
        return End((province,) if province else (), named=bool(province))
    units = (
        [index.admin1[province]] if province else sorted({unit for unit, _ in index._cn if unit})
    )
    found: list[str] = []
    near: list[str] = []
    for unit in units:
        one = _cn_in(index, row, unit, province)
        found += one.places
        near += one.near
    return End(tuple(dict.fromkeys(found)), tuple(p for p in dict.fromkeys(near) if p not in found))


def _cn_in(index: Index, row: Row, unit: str, province: str) -> End:
    full_province = index.names[province][0] if province else ""
    name = chinese(row.cn_zh, full_province)
    folded = fold(row.cn_zh)
    places = [
        place
        for place, suffix in index._cn.get((unit, name.stem), [])
        if _same_unit(index.level[place], suffix, name.suffix)
    ]
    exact = [place for place in places if name.full in index.names[place]]
    places = exact or places
    if name.parent:
        places = [place for place in places if _lies_in(index, place, name.parent)]
    elif province and (folded == full_province or (not name.suffix and len(places) > 1)):
        # 吉林 may be the province or its city; 吉林省 and 吉林市 say which.
        places = [
            p for p in places if (index.level[p] in FIRST_LEVEL) == (folded == full_province)
        ] or places
    found = _with_near(index, tuple(places))
    near = list(found.near)
    if name.parent:
        near += [
            p for p, _ in index._cn.get((unit, name.parent), []) if index.level[p] not in LOWER
        ]
    return End(found.places, tuple(near))


def _same_unit(level: str, ours: str, theirs: str) -> bool:
    """Say whether two suffixes on one stem can be one unit, renamed or shortened."""
    if ours == theirs or not theirs:
        return True
    if level in LOWER:
        return True
    return theirs in PREFECTURE_SUFFIXES and ours in ("市", *PREFECTURE_SUFFIXES)


def _lies_in(index: Index, place: str, parent: str) -> bool:
    known = index.parent.get(place)
    if not known:
        return index.level[place] in LOWER
    return any(stem_of(name)[0] == parent for name in index.names[known])


def _with_near(index: Index, places: tuple[str, ...]) -> End:
    near = [index.parent[place] for place in places if place in index.parent]
    near += [child for child, parent in index.parent.items() if parent in places]
    return End(places, tuple(dict.fromkeys(near)))


def _by_identifier(index: Index, geonames: str, english: str, country: str) -> tuple[str, ...]:
    """Find a place by GeoNames identifier and English name together; neither alone suffices."""
    if not geonames or not english:
        return ()
    places = [p for p in index.geonames.get(geonames, []) if p.startswith(country)]
    named = index.english.get(_english(english), [])
    agreed = tuple(place for place in places if place in named)
    return agreed if len(agreed) == 1 else ()


# Rows ----------------------------------------------------------------------------------------


def reconcile(rows: Iterable[Row], index: Index) -> Reconciliation:
    """Hold registry rows against our pairings.

    Args:
        rows: The registry's rows.
        index: Our places and pairings.

    Returns:
        What became of each row, and of each of our pairings.
    """
    first = [_match(row, index) for row in rows]
    taken = frozenset(m.pairing_id for m in first if m.found and LEVEL not in m.differences)
    settled = [_without_taken(match, index, taken) for match in first]
    seen: dict[str, list[int]] = defaultdict(list)
    for place, match in enumerate(settled):
        if match.found:
            seen[match.pairing_id].append(place)
    for places in seen.values():
        if len(places) > 1:
            _settle_duplicates(settled, places)
    _mark_repeated(settled)
    confirmed = frozenset(match.pairing_id for match in settled if match.found)
    absent = tuple(
        pairing["pairing_id"]
        for pairing in index.pairings.values()
        if pairing["pairing_id"] not in confirmed
    )
    return Reconciliation(tuple(settled), confirmed, absent, _perhaps(settled))


def _perhaps(matches: Iterable[Match]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for match in matches:
        for candidate in match.candidates:
            if candidate.pairing_id:
                found[candidate.pairing_id] = (
                    *found.get(candidate.pairing_id, ()),
                    match.row.row_id,
                )
    return found


def with_settled(result: Reconciliation, settled: Iterable[Match]) -> Reconciliation:
    """Put the rows that a person settled in the place of the ambiguous ones."""
    chosen = {match.row: match for match in settled}
    matches = tuple(chosen.get(match.row, match) for match in result.matches)
    confirmed = result.confirmed | {match.pairing_id for match in chosen.values()}
    absent = tuple(pairing_id for pairing_id in result.absent if pairing_id not in confirmed)
    return Reconciliation(matches, confirmed, absent, _perhaps(matches))


def settle(match: Match, ends: tuple[str, str], index: Index) -> Match:
    """Turn an ambiguous row into a match with the pairing that a person chose."""
    return replace(_matched(match.row, index, ends), reason="chosen by a person")


def _without_taken(match: Match, index: Index, taken: frozenset[str]) -> Match:
    """Settle a row again, now that other rows have taken pairings by their exact names."""
    if LEVEL in match.differences and match.pairing_id in taken:
        return _new_or_ambiguous(match.row, index, (), taken)
    if match.outcome != AMBIGUOUS or not match.candidates:
        return match
    left = tuple(c for c in match.candidates if c.pairing_id not in taken)
    if left:
        return replace(match, candidates=left)
    if match.us_place_id and match.cn_place_id:
        return replace(match, outcome=NEW, candidates=(), reason="both places are known")
    return match


def _match(row: Row, index: Index) -> Match:
    us, cn = us_end(index, row), cn_end(index, row)
    if not us.named or not cn.named:
        missing = "the US place" if not us.named else "the Chinese place"
        return Match(
            row,
            AMBIGUOUS,
            f"the row does not name {missing}",
            candidates=_candidates(row, index, us, cn),
        )
    hits = [(u, c) for u in us.places for c in cn.places if (u, c) in index.pairings]
    if len(hits) == 1:
        return _matched(row, index, hits[0])
    if len(hits) > 1:
        return Match(
            row,
            AMBIGUOUS,
            "the names fit several of our pairings",
            candidates=_ranked(row, index, [(*hit, 90.0, "same names") for hit in hits]),
        )
    related = [
        (u, c)
        for u in (*us.places, *us.near)
        for c in (*cn.places, *cn.near)
        if (u, c) in index.pairings
    ]
    return _new_or_ambiguous(row, index, tuple(related), frozenset(), us, cn)


def _matched(row: Row, index: Index, ends: tuple[str, str], level: bool = False) -> Match:
    pairing = index.pairings[ends]
    dates, days = compare_dates(pairing["established"], row.date)
    differences = [LEVEL] if level else []
    if dates == DIFFER:
        differences.append(DATE)
    # P190 covers friendship ties too; CPAFFC's list holds sister ties only.
    if row.registry == CPAFFC and pairing["relation"] != SISTER:
        differences.append(RELATION)
    return Match(
        row,
        DIFFERENT if differences else MATCHED,
        "one administrative level apart, same year" if level else "same names",
        pairing["pairing_id"],
        *ends,
        tuple(differences),
        pairing["established"],
        dates,
        days,
    )


def _new_or_ambiguous(
    row: Row,
    index: Index,
    related: tuple[tuple[str, str], ...],
    taken: Iterable[str],
    us: End | None = None,
    cn: End | None = None,
) -> Match:
    us, cn = us or us_end(index, row), cn or cn_end(index, row)
    ends = (
        us.places[0] if len(us.places) == 1 else "",
        cn.places[0] if len(cn.places) == 1 else "",
    )
    if related:
        dated = [
            pair
            for pair in related
            if row.date and index.pairings[pair]["established"][:4] == row.date[:4]
        ]
        if len(related) == 1 and dated:
            return _matched(row, index, related[0], level=True)
        return Match(
            row,
            AMBIGUOUS,
            "one administrative level apart from a pairing of ours",
            us_place_id=ends[0],
            cn_place_id=ends[1],
            candidates=_ranked(
                row, index, [(*pair, 70.0, "one administrative level apart") for pair in related]
            ),
        )
    if all(ends):
        if (
            fold(row.cn_zh) == ""
            and index.level[ends[0]] != "state"
            and index.level[ends[1]]
            in (
                "province",
                "autonomous_region",
            )
        ):
            return Match(
                row,
                AMBIGUOUS,
                "the row names a province only, for a US place below a state",
                us_place_id=ends[0],
                candidates=_candidates(row, index, us, End(())),
            )
        return Match(row, NEW, "both places are known", "", *ends)
    if len(us.places) > 1 or len(cn.places) > 1:
        several = [
            (u, c, 60.0, "one of several places of this name")
            for u in us.places or ("",)
            for c in cn.places or ("",)
        ]
        return Match(
            row,
            AMBIGUOUS,
            "several places have this name",
            us_place_id=ends[0],
            cn_place_id=ends[1],
            candidates=_ranked(row, index, several),
        )
    candidates = tuple(c for c in _candidates(row, index, us, cn) if c.pairing_id not in set(taken))
    unknown = " and ".join(
        text
        for text, place in (("the US place", ends[0]), ("the Chinese place", ends[1]))
        if not place
    )
    return Match(
        row,
        AMBIGUOUS if candidates else NEW,
        f"{unknown}: no place of ours has this name",
        us_place_id=ends[0],
        cn_place_id=ends[1],
        candidates=candidates,
    )


def _candidates(row: Row, index: Index, us: End, cn: End) -> tuple[Candidate, ...]:
    """Rank our pairings for a row with an end whose name we do not know."""
    us_name = american(row.us_zh, index.state_stems)
    cn_name = chinese(row.cn_zh, row.province_zh)
    province = index.provinces.get(fold(row.province_zh), "")
    unit = index.admin1.get(province, "")
    scored: list[tuple[str, str, float, str]] = []
    for u, c in index.pairings:
        if (us.places and u not in us.places) or (cn.places and c not in cn.places):
            continue
        if unit and index.admin1[c] != unit:
            continue
        score, reason = 100.0, []
        if not us.places:
            names = index.names[u]
            alike = max((similarity(us_name.stem, american(n).stem) for n in names), default=0.0)
            if not us.named:
                alike, why = NAMELESS, "the row names no US place"
            elif not names:
                alike = NAMELESS if cn.places else 0.0
                why = "we know no Chinese name of the US place"
            else:
                why = f"US name {alike:.0f} % alike"
            score = min(score, alike)
            reason.append(why)
        if not cn.places:
            names = index.names[c]
            alike = max((similarity(cn_name.stem, stem_of(n)[0]) for n in names), default=0.0)
            # A row that names no Chinese place at all may be any of the province.
            score = min(score, alike if cn_name.stem else NAMELESS)
            reason.append(
                f"Chinese name {alike:.0f} % alike"
                if cn_name.stem
                else "the row names no Chinese place"
            )
        if score >= ALIKE or (score == NAMELESS and (us.places or cn.places)):
            scored.append((u, c, score, ", ".join(reason)))
    return _ranked(row, index, scored)


def _ranked(
    row: Row, index: Index, found: Iterable[tuple[str, str, float, str]]
) -> tuple[Candidate, ...]:
    """Turn scored ends into candidates, best first; agreeing dates speak for a pairing."""
    candidates = []
    for us, cn, score, reason in found:
        pairing = index.pairings.get((us, cn))
        weighed, why = score, reason
        if pairing:
            dates, _ = compare_dates(pairing["established"], row.date)
            if dates == SAME and row.date:
                weighed, why = weighed + DAY_BONUS, f"{reason}, same date"
            elif dates in (FINER, OURS_FINER):
                weighed, why = weighed + YEAR_BONUS, f"{reason}, dates agree"
            elif dates == DIFFER:
                weighed, why = weighed - DATE_PENALTY, f"{reason}, dates differ"
        candidates.append(
            Candidate(
                pairing["pairing_id"] if pairing else "", us, cn, min(100.0, max(0.0, weighed)), why
            )
        )
    candidates.sort(key=lambda c: (-c.score, c.pairing_id, c.us_place_id, c.cn_place_id))
    return tuple(candidates[:CANDIDATES])


def _settle_duplicates(settled: list[Match], places: list[int]) -> None:
    """Two rows, one pairing: the same date makes a duplicate, another date needs a person."""
    longest = max((settled[place].row.date for place in places), key=len)
    if all(longest.startswith(settled[place].row.date) for place in places):
        best = max(places, key=lambda place: (len(settled[place].row.date), -place))
        for place in places:
            if place != best:
                settled[place] = replace(
                    settled[place],
                    duplicate_of=settled[best].row.row_id,
                    reason="the registry states the tie twice",
                )
        return
    for place in places:
        match = settled[place]
        settled[place] = replace(
            match,
            outcome=AMBIGUOUS,
            reason="the registry states the tie twice, with different dates",
            pairing_id="",
            differences=(),
            candidates=_only(match),
        )


def _only(match: Match) -> tuple[Candidate, ...]:
    return (Candidate(match.pairing_id, match.us_place_id, match.cn_place_id, 90.0, "same names"),)


def _mark_repeated(settled: list[Match]) -> None:
    """Mark rows beyond our pairings that an earlier row states word for word."""
    seen: dict[tuple[str, str, str], str] = {}
    for place, match in enumerate(settled):
        key = (
            fold(match.row.province_zh + match.row.cn_zh) or match.row.cn_en,
            fold(match.row.us_zh) or match.row.us_en,
            match.row.date,
        )
        if match.found or not all(key[:2]):
            continue
        if key in seen:
            settled[place] = replace(match, duplicate_of=seen[key])
        else:
            seen[key] = match.row.row_id
