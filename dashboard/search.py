"""Find places and pairings by any of their names: English, Chinese, other spellings, partners."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
from rapidfuzz import fuzz

from dashboard.catalog import COUNTRY, Catalog
from dashboard.language import active
from dashboard.words import bilingual, own_name, unit_names

# Below this likeness (0 to 100) a name is another name.
LIKE = 78
LONGEST = 80


@dataclass(frozen=True)
class Hit:
    """Something found.

    Attributes:
        kind: `place` or `pairing`.
        key: Its identifier.
        label: What to show.
        score: How well it fits, 0 to 100.
    """

    kind: str
    key: str
    label: str
    score: float


@dataclass(frozen=True)
class Entry:
    """What can be found: its folded Latin names and its Chinese names."""

    kind: str
    key: str
    label: str
    latin: tuple[str, ...]
    chinese: tuple[str, ...]
    weight: int


def find(catalog: Catalog, text: str, limit: int = 8) -> list[Hit]:
    """Find places and pairings.

    Args:
        catalog: All tables.
        text: What the reader typed, in Latin letters or Chinese characters; two places, in any
            order, find their pairing.
        limit: How many to return at most.

    Returns:
        The best hits first; among equals, what holds more pairings. Empty for an empty text.
    """
    text = text.strip()[:LONGEST]
    latin, chinese = fold(text), re.findall(r"[\u4e00-\u9fff]+", text)
    if not latin and not chinese:
        return []
    hits = [
        (Hit(entry.kind, entry.key, entry.label, score), entry.weight)
        for entry in _index(catalog, active())
        if (score := _score(entry, latin, chinese)) >= LIKE
    ]
    hits.sort(key=lambda found: (-found[0].score, -found[1], found[0].label))
    return [hit for hit, _weight in hits[:limit]]


def like(catalog: Catalog, identifier: str, kind: str, limit: int = 3) -> list[Hit]:
    """Suggest what an identifier that does not exist may have meant.

    Args:
        catalog: All tables.
        identifier: A place or pairing identifier, such as `us-ia-muscatin`.
        kind: `place` or `pairing`.
        limit: How many to suggest at most.
    """
    names = []
    for end in identifier[:LONGEST].split("--"):
        parts = end.lower().split("-")
        # The first part names the country, the second the state or province.
        names.append(" ".join(parts[2:] or parts[1:] or parts))
    hits = find(catalog, " ".join(names), limit=20)
    return [hit for hit in hits if hit.kind == kind][:limit]


def fold(text: str) -> str:
    """Reduce a Latin name to lower-case words: `St. Louis` and `Saint Louis` to `st louis`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9 ]", "", plain.replace("-", " ").replace(".", " ")).split()
    return " ".join("st" if word == "saint" else word for word in words)


def _score(entry: Entry, latin: str, chinese: list[str]) -> float:
    scores = [0.0]
    if latin:
        for name in entry.latin:
            if name == latin:
                scores.append(100.0)
            elif name.startswith(latin):
                scores.append(96.0)
            elif f" {latin}" in name:
                scores.append(92.0)
            elif entry.kind == "pairing" and " " in latin:
                scores.append(0.97 * fuzz.token_set_ratio(latin, name, score_cutoff=LIKE))
            elif len(latin) > 3:
                scores.append(0.9 * fuzz.ratio(latin, name, score_cutoff=LIKE))
    if chinese:
        known = " ".join(entry.chinese)
        found = sum(part in known for part in chinese)
        exact = any(part in entry.chinese for part in chinese)
        scores.append((98.0 if exact else 94.0) * found / len(chinese))
    return max(scores)


@lru_cache(maxsize=4)
def _index(catalog: Catalog, _language: str) -> tuple[Entry, ...]:
    """List all that can be found, with labels in the active language."""
    names = unit_names(catalog)
    variants = _chinese_variants(catalog)
    places = catalog.places[catalog.places["level"] != COUNTRY]
    held = pd.concat([catalog.pairings["us_place_id"], catalog.pairings["cn_place_id"]])
    weights = held.value_counts().to_dict()
    labels = bilingual(places["name"], places["name_zh"]) + ", " + places["admin1"].map(names)
    entries = [
        Entry(
            "place",
            place_id,
            label,
            tuple(dict.fromkeys(fold(other) for other in [name, *_split(others)])),
            _chinese(name_zh) + variants.get(place_id, ()),
            weights.get(place_id, 0),
        )
        for place_id, label, name, name_zh, others in zip(
            places["place_id"],
            labels,
            places["name"],
            places["name_zh"],
            places["alternate_names"],
            strict=True,
        )
    ]
    for row in catalog.pairings.to_dict("records"):
        ends = f"{row['us_name']} {row['cn_name']}"
        zh = tuple(row[f"{end}_name_zh"] for end in ("us", "cn") if pd.notna(row[f"{end}_name_zh"]))
        label = f"{own_name(row, 'us_name')} – {own_name(row, 'cn_name')}"
        # A pairing is found by both its places; a single name finds the place itself first.
        entries.append(Entry("pairing", row["pairing_id"], label, (fold(ends),), zh, 0))
    return tuple(entries)


def _chinese(name: object) -> tuple[str, ...]:
    """Return a Chinese name with and without its last character, the level (市, 县, 省)."""
    return (name, name[:-1]) if isinstance(name, str) else ()


def _chinese_variants(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Read further Chinese names by place, where the package has them: 旧金山 of San Francisco."""
    path = catalog.directory / "chinese_names.csv"
    if not path.is_file():
        return {}
    names = pd.read_csv(path, usecols=["place_id", "name_zh"], dtype=str)
    return {str(key): tuple(group) for key, group in names.groupby("place_id")["name_zh"]}


def _split(names: object) -> list[str]:
    return names.split(";") if isinstance(names, str) else []
