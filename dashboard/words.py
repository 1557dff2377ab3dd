"""What codes of the data are called, in the reader's language.

The English words are the field's standard terms; `N_` only marks them for extraction, `_`
translates when a page asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pandas as pd

from dashboard.catalog import Catalog
from dashboard.language import LANGUAGES, _, active


def N_(message: str) -> str:
    """Mark a text for translation without translating it yet."""
    return message


SECTORS = {
    "diplomacy_protocol": N_("Diplomacy and protocol"),
    "governance_planning": N_("Governance and planning"),
    "trade_investment": N_("Trade and investment"),
    "agriculture": N_("Agriculture"),
    "tourism": N_("Tourism"),
    "education": N_("Education"),
    "science_technology": N_("Science and technology"),
    "environment_climate": N_("Environment and climate"),
    "health": N_("Health"),
    "culture_arts": N_("Culture and arts"),
    "sports_youth": N_("Sports and youth"),
    "civil_society": N_("Civil society"),
}
KINDS = {
    "delegation": N_("Delegation"),
    "agreement": N_("Agreement"),
    "anniversary": N_("Anniversary"),
    "conference": N_("Conference"),
    "student_exchange": N_("Student exchange"),
    "teacher_scholar_exchange": N_("Teachers and scholars"),
    "school_link": N_("School link"),
    "training": N_("Training"),
    "performance_exhibition": N_("Performance or exhibition"),
    "sports_event": N_("Sports event"),
    "donation_relief": N_("Donation or relief"),
    "other": N_("Other"),
}
DIRECTIONS = {
    "us_to_cn": N_("To China"),
    "cn_to_us": N_("To the United States"),
    "both": N_("Both ways"),
    "virtual": N_("Without travel"),
}
TIERS = {"state-province": N_("State–province"), "city": N_("City")}
RELATIONS = {"sister": N_("Sister"), "friendship": N_("Friendship")}
STATUSES = {
    "active": N_("Active"),
    "inactive": N_("Inactive"),
    "ended": N_("Ended"),
    "unknown": N_("Not known"),
}
CONFIDENCES = {
    "documented": N_("Documented"),
    "reported": N_("Reported"),
    "listed": N_("Listed"),
}
LEVELS = {
    "state": N_("State"),
    "federal_district": N_("Federal district"),
    "province": N_("Province"),
    "autonomous_region": N_("Autonomous region"),
    "municipality": N_("Municipality"),
    "prefecture": N_("Prefecture-level city"),
    "county": N_("County or county-level city"),
    "district": N_("District"),
    "city": N_("City"),
    "town": N_("Town"),
    "township": N_("Township"),
    "borough": N_("Borough"),
    "village": N_("Village"),
}
CONFIDENCE_RULES = {
    "documented": N_("two independent sources, or one official"),
    "reported": N_("one source, not official"),
    "listed": N_("only in a list"),
}
BASES = {
    "stated": N_("stated by a source"),
    "derived from anniversary": N_("derived from an anniversary"),
}
CATEGORIES = {
    "bilateral": N_("Bilateral relations"),
    "law_policy": N_("Law and policy"),
    "conference": N_("Conferences"),
    "subnational": N_("Subnational ties"),
    "education": N_("Education"),
    "conflict": N_("Conflict"),
    "health": N_("Health"),
}
VIEWS = {"pacific": N_("Pacific"), "china": N_("China"), "us": N_("United States")}


def say(words: dict[str, str], code: str) -> str:
    """Return the word for a code, in the active language; an unknown code stands for itself."""
    return _(words[code]) if code in words else code


def unit_name(catalog: Catalog, admin1: str) -> str:
    """Return the name of a state or province, in the active language.

    Args:
        catalog: All tables.
        admin1: Postal code (`IA`) or ISO 3166-2 code (`CN-HE`).
    """
    return unit_names(catalog).get(admin1, admin1)


def unit_names(catalog: Catalog) -> Mapping[str, str]:
    """Return the names of all states and provinces by code, in the active language."""
    return _unit_names(catalog, "name_zh" if active() == "zh" else "name")


@lru_cache(maxsize=2 * len(LANGUAGES))
def _unit_names(catalog: Catalog, column: str) -> Mapping[str, str]:
    codes = pd.concat([catalog.states["postal"], catalog.provinces["iso_3166_2"]])
    names = pd.concat([catalog.states[column], catalog.provinces[column]])
    return MappingProxyType(dict(zip(codes, names, strict=True)))


def bilingual(names: pd.Series, names_zh: pd.Series) -> pd.Series:
    """Join English and Chinese names, the reader's first; a lone name stands alone."""
    chinese = names_zh.fillna("")
    both = chinese + " " + names if active() == "zh" else names + " " + chinese
    return names.where(names_zh.isna(), both)


def own_names(rows: pd.DataFrame, column: str = "name") -> pd.Series:
    """Return names in the reader's language; the English one where there is no other.

    Args:
        rows: With the column and its Chinese twin, such as `us_name` and `us_name_zh`.
        column: The column of English names.
    """
    return rows[f"{column}_zh"].fillna(rows[column]) if active() == "zh" else rows[column]


def own_name(row: Mapping[Any, Any] | pd.Series, column: str = "name") -> str:
    """Return one row's name as `own_names` does."""
    chinese = row[f"{column}_zh"]
    return str(chinese if active() == "zh" and pd.notna(chinese) else row[column])


def noted(text: object, note: object) -> str:
    """Put a note in brackets behind a text: `1985 (14)`."""
    return _("{text} ({note})").format(text=text, note=note)


def tied(us: str, cn: str) -> str:
    """Name two places as a pair."""
    return _("{us}–{cn}").format(us=us, cn=cn)


def span(first: int, last: int) -> str:
    """Write a span of years; a single year stands alone."""
    return str(first) if first == last else _("{first}–{last}").format(first=first, last=last)


def sentences(*parts: str) -> str:
    """Put sentences one after the other; empty ones leave no trace."""
    return ("" if active() == "zh" else " ").join(part for part in parts if part)


def listing(items: list[str]) -> str:
    """Join items as a sentence does: `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return _("{items} and {last}").format(items=_(", ").join(items[:-1]), last=items[-1])


def some(items: list[str], most: int) -> str:
    """Join the first items as `listing` does, and say how many more there are."""
    if len(items) <= most + 1:
        return listing(items)
    return listing([*items[:most], _("{n} more").format(n=len(items) - most)])
