"""Wikidata's twinned administrative bodies (P190): how a query's answer becomes rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dashboard.registry.checks import (
    MOST_US_ROWS,
    check_size,
    json_of,
    keys,
    name_fault,
    refuse,
    short,
    string,
    text_of,
)
from dashboard.registry.dates import parse_date
from dashboard.registry.rows import WIKIDATA, Deviation, Row, ShapeError, Table
from dashboard.registry.saved import plain_text

ADDRESSES = ("statement", "us", "cn")
TEXTS = ("usEn", "usZh", "cnEn", "cnZh", "usGeo", "cnGeo")
PRECISIONS = {"9": 4, "10": 7, "11": 10}


def read(raw: bytes) -> Table:
    """Read the answer to the query of `endpoints.SPARQL`.

    Raises:
        ShapeError: The answer deviates from what is documented.
    """
    text = text_of(raw)
    if text.lstrip()[:1] != "{":
        refuse("(answer)", "JSON is expected", short(plain_text(text)))
    answer = json_of(text)
    results = answer.get("results") if isinstance(answer, dict) else None
    bindings = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(bindings, list):
        refuse("results.bindings", "a list of rows is missing here", keys(answer))
    check_size(len(bindings), 4 * MOST_US_ROWS, "results.bindings", "rows")
    deviations: dict[tuple[str, str], list[str]] = {}
    rows: dict[tuple[str, str], Row] = {}
    for binding in bindings:
        faults = list(_faults(binding))
        for name, rule, value in faults:
            deviations.setdefault((name, rule), []).append(value)
        if not faults:
            row = _row(binding)
            ends = (_value(binding, "us"), _value(binding, "cn"))
            # The tie stands on both items, often dated on one only.
            known = rows.get(ends)
            if known is None or len(row.date) > len(known.date):
                rows[ends] = row
    if deviations:
        raise ShapeError(
            [
                Deviation(f"results.bindings[].{name}", rule, values[0], len(values))
                for (name, rule), values in deviations.items()
            ]
        )
    if not rows:
        refuse("results.bindings", "the list is empty", "0 rows")
    check_size(len(rows), MOST_US_ROWS, "results.bindings", "ties")
    return Table(tuple(rows.values()), len(bindings))


def _faults(binding: Any) -> Iterator[tuple[str, str, str]]:
    if not isinstance(binding, dict):
        yield "", "a row should be an object", short(binding)
        return
    for name in ADDRESSES:
        if not re.fullmatch(r"https?://www\.wikidata\.org/entity/\S+", _value(binding, name)):
            yield name, "a Wikidata address is expected", short(_value(binding, name))
    for name in TEXTS:
        fault = name_fault(_value(binding, name))
        if fault:
            yield name, fault, short(_value(binding, name))


def _row(binding: dict[str, Any]) -> Row:
    day, problem = _date(binding, "start")
    ended, _ = _date(binding, "end")
    return Row(
        registry=WIKIDATA,
        row_id=_value(binding, "statement").rsplit("/", 1)[-1],
        province_zh="",
        cn_zh=_value(binding, "cnZh"),
        us_zh=_value(binding, "usZh"),
        date=day,
        date_raw=_value(binding, "start"),
        date_problem=problem,
        ended=ended,
        cn_en=_value(binding, "cnEn"),
        us_en=_value(binding, "usEn"),
        cn_geonames=_value(binding, "cnGeo"),
        us_geonames=_value(binding, "usGeo"),
    )


def _date(binding: dict[str, Any], name: str) -> tuple[str, str]:
    """Read a Wikidata time with its precision; coarser than a year counts as none."""
    raw = _value(binding, name)
    precision = _value(binding, f"{name}Precision") or "11"
    if not raw or precision not in PRECISIONS:
        return "", ""
    return parse_date(raw.lstrip("+").split("T")[0][: PRECISIONS[precision]])


def _value(binding: dict[str, Any], name: str) -> str:
    cell = binding.get(name)
    return string(cell.get("value")) if isinstance(cell, dict) else ""
