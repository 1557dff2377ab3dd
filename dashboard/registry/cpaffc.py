"""CPAFFC's list of sister ties (友城查询): the fields it has, and how they become rows."""

from __future__ import annotations

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
from dashboard.registry.names import fold
from dashboard.registry.rows import CPAFFC, Deviation, Row, ShapeError, Table
from dashboard.registry.saved import html_table, json_in_html, plain_text

UNITED_STATES = frozenset({"美国", "美利坚合众国"})
LONGEST_EVENTS = 200_000
# About 3,187 rows in September 2026, 288 of them American: more than twice as many is another
# list, and far fewer a part of it.
MOST_ROWS = 6_400
FEWEST_US_ROWS = 250
SHOWN_ROWS = 3

TEXT_FIELDS = ("prov", "city", "w_city", "w_country")
DOCUMENTED_FIELDS = ("id", "sn", *TEXT_FIELDS, "qzsj", "jhsj", "dashiji")
# What a table saved from the page may call them.
HEADINGS = {
    "编号": "sn", "序号": "sn", "省": "prov", "省份": "prov", "省区市": "prov", "中方省份": "prov",
    "城市": "city", "中方城市": "city", "外方城市": "w_city", "外国城市": "w_city",
    "友好城市": "w_city", "友城": "w_city", "国家": "w_country", "外方国家": "w_country",
    "国别": "w_country", "结好时间": "qzsj", "结好日期": "qzsj", "签字日期": "qzsj",
    "签字时间": "qzsj", "签约时间": "qzsj", "结好年份": "jhsj", "大事记": "dashiji",
    **{name: name for name in DOCUMENTED_FIELDS},
}  # fmt: skip
TABLE_FIELDS = ("city", "w_city", "w_country", "qzsj")


def read(raw: bytes, partial: bool) -> Table:
    """Read CPAFFC's answer, or a page saved in its stead.

    Args:
        raw: The answer as received.
        partial: Accept fewer rows than the list is known to hold.

    Raises:
        ShapeError: The answer deviates from what is documented.
    """
    text = text_of(raw)
    start = text.lstrip()[:1]
    remarks: list[str] = []
    if start in ("{", "["):
        records = _lists(json_of(text))
        wanted: tuple[str, ...] = DOCUMENTED_FIELDS
    else:
        inside = json_in_html(text)
        if inside is not None:
            records, wanted = _lists(inside), DOCUMENTED_FIELDS
        else:
            records, wanted = html_table(text, HEADINGS, TABLE_FIELDS), TABLE_FIELDS
            remarks.append("Read from a table of a saved page; event logs are not in it.")
    check_size(len(records), MOST_ROWS, "data.lists", "rows")
    _check_fields(records, wanted)
    extra = sorted({str(key) for record in records for key in record} - set(DOCUMENTED_FIELDS))
    if extra:
        remarks.append("Fields not used: " + ", ".join(short(name) for name in extra[:20]))
    rows = [
        _row(record, number)
        for number, record in enumerate(records, start=1)
        if fold(string(record.get("w_country"))) in UNITED_STATES
    ]
    _check_us_rows(len(rows), partial, "data.lists[].w_country")
    return Table(tuple(rows), len(records), tuple(remarks))


def _row(record: dict[str, Any], number: int) -> Row:
    raw_date = string(record.get("qzsj"))
    day, problem = parse_date(raw_date)
    year, _ = parse_date(string(record.get("jhsj")))
    if not day and not problem:
        day = year
    elif day and year and day[:4] != year[:4]:
        problem = f"the year field says {year[:4]}"
    return Row(
        registry=CPAFFC,
        row_id=string(record.get("id")) or string(record.get("sn")) or str(number),
        province_zh=string(record.get("prov")),
        cn_zh=string(record.get("city")),
        us_zh=string(record.get("w_city")),
        date=day,
        date_raw=raw_date,
        date_problem=problem,
        events=plain_text(_events(record.get("dashiji"))),
    )


def _lists(answer: Any) -> list[dict[str, Any]]:
    if not isinstance(answer, dict):
        refuse("(answer)", "it should be an object with `data`", type(answer).__name__)
    if not isinstance(answer.get("data"), dict):
        refuse("data", "an object is missing here", keys(answer))
    records = answer["data"].get("lists")
    if not isinstance(records, list):
        refuse("data.lists", "a list of rows is missing here", keys(answer["data"]))
    wrong = [record for record in records if not isinstance(record, dict)]
    if wrong:
        raise ShapeError(
            [Deviation("data.lists[]", "a row should be an object", short(wrong[0]), len(wrong))]
        )
    if not records:
        refuse("data.lists", "the list is empty", "0 rows")
    return records


def _check_fields(records: list[dict[str, Any]], wanted: tuple[str, ...]) -> None:
    found: dict[tuple[str, str], list[str]] = {}
    for record in records:
        for name, rule, value in _faults(record, wanted):
            found.setdefault((name, rule), []).append(value)
    if found:
        raise ShapeError(
            [
                Deviation(
                    f"data.lists[].{name}",
                    rule,
                    ", ".join(dict.fromkeys(v for v in values[:SHOWN_ROWS] if v)),
                    len(values),
                )
                for (name, rule), values in found.items()
            ]
        )


def _faults(record: dict[str, Any], wanted: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for name in wanted:
        if name not in record:
            yield name, "the field is missing", "row with " + keys(record)
    for name in ("id", "sn", *TEXT_FIELDS, "qzsj", "jhsj"):
        value = record.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            yield name, "a text or a whole number is expected", type(value).__name__
        else:
            fault = name_fault(string(value))
            if fault:
                yield name, fault, short(value)
    events = record.get("dashiji")
    if events is not None and not isinstance(events, str | list):
        yield "dashiji", "a text or a list is expected", type(events).__name__
    elif len(_events(events)) > LONGEST_EVENTS:
        yield "dashiji", f"longer than {LONGEST_EVENTS:,} characters", ""


def _check_us_rows(rows: int, partial: bool, field: str) -> None:
    if not rows:
        refuse(field, "no row is of the United States (美国)", "")
    check_size(rows, MOST_US_ROWS, field, "American rows")
    if rows < FEWEST_US_ROWS and not partial:
        refuse(
            field,
            f"fewer than {FEWEST_US_ROWS} American rows: the answer is cut short, or a part of"
            " the list (say --partial if that is meant)",
            f"{rows:,}",
        )


def _events(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(
            " ".join(string(part) for part in item.values())
            if isinstance(item, dict)
            else string(item)
            for item in value
        )
    return string(value)
