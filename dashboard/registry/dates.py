"""Dates of any precision: read as registries write them, and held against ours."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

SAME = "same"
FINER = "theirs is finer"
OURS_FINER = "ours is finer"
OURS_MISSING = "ours is missing"
THEIRS_MISSING = "theirs is missing"
DIFFER = "differ"

FIRST_YEAR = 1972
BLANK_DATES = frozenset({"", "0", "-", "--", "无", "不详", "null", "none"})
DATE = re.compile(r"(\d{4})(?:[./年-](\d{1,2})(?:[./月-](\d{1,2}))?)?[年月日号]?")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


def parse_date(text: str) -> tuple[str, str]:
    """Read a date as registries write it.

    Returns:
        The date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, and what is wrong with it; one of the two
        is empty, both are when the text is blank.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text.strip().split("T")[0]))
    plain = re.sub(r"(?:00:00|0:00)(?::00)?$", "", plain)
    if plain.lower() in BLANK_DATES or re.fullmatch(r"0+([-./]0+)*", plain):
        return "", ""
    match = COMPACT_DATE.fullmatch(plain) or DATE.fullmatch(plain)
    if not match:
        return "", "not a date"
    parts = [int(part) for part in match.groups() if part is not None]
    while parts and not parts[-1]:
        parts.pop()
    try:
        date(*[*parts, 1, 1][:3])
    except (ValueError, TypeError):
        return "", "no such day"
    if not FIRST_YEAR - 1 <= parts[0] <= date.today().year:
        return "", "the year cannot be right"
    return "-".join(f"{part:0{4 if place == 0 else 2}d}" for place, part in enumerate(parts)), ""


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
