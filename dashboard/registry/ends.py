"""Match the two ends of a row to our places, name for name; likeness plays no part here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.catalog import FIRST_LEVEL
from dashboard.registry.index import LOWER, Index, plain_english
from dashboard.registry.names import (
    MUNICIPAL,
    STATE,
    AmericanName,
    american,
    chinese,
    fold,
    stem_of,
)
from dashboard.registry.rows import Row

PREFECTURE_SUFFIXES = ("地区", "盟", "州", "自治州")


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
        for entry in index.us.get(name.stem, [])
        if not name.state or index.admin1[entry[0]] == index.states[name.state]
    ]
    whole = tuple(
        place
        for place, _ in index.us.get(name.full, [])
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
    units = [index.admin1[province]] if province else sorted({unit for unit, _ in index.cn if unit})
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
        for place, suffix in index.cn.get((unit, name.stem), [])
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
        near += [p for p, _ in index.cn.get((unit, name.parent), []) if index.level[p] not in LOWER]
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
    named = index.english.get(plain_english(english), [])
    agreed = tuple(place for place in places if place in named)
    return agreed if len(agreed) == 1 else ()
