"""Chinese place names, reduced to what two spellings of one name share.

A registry writes `浙江省杭州市上城区`, `杭州`, `聖路易斯` or `密苏里州堪萨斯市` as it likes.
Nothing here guesses: two names are the same only when their folded stems are equal; `similarity`
ranks candidates for a person to choose from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

import opencc
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

MINIMUM_STEM = 2
PEOPLES = (
    "傣族|侗族|白族|苗族|土家族|彝族|藏族|羌族|回族|朝鲜族|哈尼族|壮族|维吾尔|蒙古族"
    "|哈萨克|布依族|满族|瑶族|黎族"
)
COUNTY = "county"
MUNICIPAL = "municipal"
STATE = "state"
# Longest first: 自治县 before 县.
US_SUFFIXES = (
    ("行政区", MUNICIPAL),
    ("镇区", MUNICIPAL),
    ("特区", STATE),
    ("州", STATE),
    ("县", COUNTY),
    ("郡", COUNTY),
    ("市", MUNICIPAL),
    ("城", MUNICIPAL),
    ("镇", MUNICIPAL),
    ("村", MUNICIPAL),
    ("乡", MUNICIPAL),
    ("区", MUNICIPAL),
)
CN_SUFFIXES = (
    "特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "新区",
    "省", "市", "区", "县", "州", "盟", "旗",
)  # fmt: skip
US_PREFIXES = ("美利坚合众国", "美国")
DOTS = re.compile(r"[\s·・．•‧∙\-–—'’.]+")
BRACKETS = re.compile(r"[(\[【「]([^)\]】」]*)[)\]】」]")
INNER = re.compile(r"^(.{2,}?(?:市|自治州|地区|盟))(.{2,}(?:区|县|市|旗))$")


@dataclass(frozen=True)
class ChineseName:
    """The name of a Chinese place as a registry row gives it.

    Attributes:
        full: The folded name of the place itself, suffix and all.
        stem: The name without its administrative suffix.
        suffix: The suffix, or "".
        parent: Stem of the prefecture that the row names before it, or "".
    """

    full: str
    stem: str
    suffix: str
    parent: str = ""


@dataclass(frozen=True)
class AmericanName:
    """The name of a US place as a registry row gives it.

    Attributes:
        full: The folded name of the place itself, suffix and all.
        stem: The name without its suffix.
        level: `state`, `county`, `municipal`, or "" when the name says no level.
        state: Stem of the state that the row names beside it, or "".
    """

    full: str
    stem: str
    level: str
    state: str = ""


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Reduce a name to simplified characters, narrow forms, no dots, dashes or blanks."""
    folded = text
    while True:
        plain = DOTS.sub("", unicodedata.normalize("NFKC", folded))
        simpler = cast(str, _converter().convert(plain))
        if simpler == folded:
            return simpler
        folded = simpler


def american(text: str, states: frozenset[str] = frozenset()) -> AmericanName:
    """Read a US place's Chinese name.

    Args:
        text: The name, such as `密苏里州堪萨斯市`, `堪萨斯城（密苏里州）` or `洛杉矶`.
        states: Stems of the states' names; only these are read as a state beside a place.
    """
    folded = fold(text)
    hint = ""
    for inside in BRACKETS.findall(folded):
        stem = inside.removesuffix("州").removesuffix("特区")
        if stem in states:
            hint = stem
    folded = BRACKETS.sub("", folded)
    for prefix in US_PREFIXES:
        if folded.startswith(prefix) and len(folded) > len(prefix):
            folded = folded.removeprefix(prefix)
            break
    for mark in ("州", "特区"):
        head, _, rest = folded.partition(mark)
        if rest and head in states:
            hint, folded = head, rest
    for suffix, level in US_SUFFIXES:
        if folded.endswith(suffix) and len(folded) - len(suffix) >= MINIMUM_STEM:
            return AmericanName(folded, folded.removesuffix(suffix), level, hint)
    return AmericanName(folded, folded, "", hint)


def chinese(text: str, province: str = "") -> ChineseName:
    """Read a Chinese place's name.

    Args:
        text: The name, such as `杭州市`, `杭州市上城区` or `泰安市肥城市`.
        province: The province's full name; cut off where it stands before the place.
    """
    folded = fold(text)
    unit = fold(province)
    if unit and folded.startswith(unit) and len(folded) > len(unit):
        folded = folded.removeprefix(unit)
    parent = ""
    inner = INNER.match(folded)
    if inner:
        parent, folded = stem_of(inner[1])[0], inner[2]
    stem, suffix = stem_of(folded)
    return ChineseName(folded, stem, suffix, parent)


@lru_cache(maxsize=20_000)
def stem_of(name: str) -> tuple[str, str]:
    """Split a folded Chinese place name into stem and administrative suffix."""
    suffix = next(
        (end for end in CN_SUFFIXES if name.endswith(end) and len(name) - len(end) >= 1), ""
    )
    stem = name.removesuffix(suffix)
    # 沙市, 津市: a one-character stem with 市 or 区 is the name itself; 滑县 is not.
    if len(stem) < MINIMUM_STEM and suffix not in ("县", "旗"):
        return name, ""
    if suffix.startswith("自治"):
        stem = re.sub(f"(?<=..)(?:{PEOPLES}|族)+$", "", stem)
    return stem, suffix


def pinyin(text: str) -> str:
    """Return the toneless pinyin of a folded name, letters only."""
    return "".join(lazy_pinyin(fold(text)))


def similarity(one: str, other: str) -> float:
    """Say how alike two names are, 0 to 100: by characters or by sound, whichever is more.

    Transliterations of one English name differ in characters more than in sound
    (`马斯卡廷`, `马斯卡汀`).
    """
    if not one or not other:
        return 0.0
    return max(fuzz.ratio(fold(one), fold(other)), 0.95 * fuzz.ratio(pinyin(one), pinyin(other)))
