"""Turn a registry's raw answer into rows, or say field by field how it deviates.

Everything is read before anything is kept: one field that is not what it should be refuses the
whole answer, because a registry that changed its shape cannot be trusted row by row.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from dashboard.registry.names import fold

CPAFFC = "cpaffc"
WIKIDATA = "wikidata"
REGISTRIES = (CPAFFC, WIKIDATA)
UNITED_STATES = frozenset({"美国", "美利坚合众国"})

FIRST_YEAR = 1972
LONGEST_NAME = 80
LONGEST_EVENTS = 200_000
# About 3,187 rows in September 2026, 288 of them American: more than twice as many is another
# list, and far fewer a part of it.
MOST_ROWS = 6_400
MOST_US_ROWS = 600
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

SAFE_NAME = re.compile(r"[\w\s·・．•‧()（）\[\]【】,，、.'’/&\-–—]*")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BLANK_DATES = frozenset({"", "0", "-", "--", "无", "不详", "null", "none"})
DATE = re.compile(r"(\d{4})(?:[./年-](\d{1,2})(?:[./月-](\d{1,2}))?)?[年月日号]?")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class Row:
    """One tie as a registry states it.

    Attributes:
        registry: `cpaffc` or `wikidata`.
        row_id: The registry's own identifier of the row.
        province_zh: Chinese province, in Chinese.
        cn_zh: Chinese place, in Chinese; empty when the registry names only the province.
        us_zh: US place, in Chinese.
        date: Signing date, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty when none can be read.
        date_raw: The date as the registry writes it.
        date_problem: What is wrong with it, or "".
        ended: End of the tie, as `date`.
        cn_en: English name of the Chinese place, where given.
        us_en: English name of the US place, where given.
        cn_geonames: GeoNames identifier of the Chinese place, where given.
        us_geonames: GeoNames identifier of the US place, where given.
        events: The event log as plain text; for reading, never for publishing.
    """

    registry: str
    row_id: str
    province_zh: str
    cn_zh: str
    us_zh: str
    date: str = ""
    date_raw: str = ""
    date_problem: str = ""
    ended: str = ""
    cn_en: str = ""
    us_en: str = ""
    cn_geonames: str = ""
    us_geonames: str = ""
    events: str = ""


COLUMNS = tuple(field.name for field in fields(Row) if field.name != "events")


@dataclass(frozen=True)
class Deviation:
    """One way in which an answer is not what it should be.

    Attributes:
        field: The field, such as `data.lists[].qzsj`.
        rule: The rule that it breaks, in words.
        found: What stands there, shortened.
        rows: How many rows it concerns, 0 for the answer as a whole.
    """

    field: str
    rule: str
    found: str = ""
    rows: int = 0

    def __str__(self) -> str:
        """Return the deviation as one line for a terminal."""
        where = f" ({self.rows:,} row{'s' if self.rows > 1 else ''})" if self.rows else ""
        found = f"; found {self.found}" if self.found else ""
        return f"{self.field}: {self.rule}{where}{found}"


class ShapeError(Exception):
    """The answer is not the registry's; `deviations` says why, field by field."""

    def __init__(self, deviations: list[Deviation]) -> None:
        """Keep the deviations."""
        self.deviations = tuple(deviations)
        super().__init__("\n".join(str(deviation) for deviation in deviations))


@dataclass(frozen=True)
class Table:
    """The ties with the United States that a registry states.

    Attributes:
        rows: The rows, in the registry's order.
        total: All rows of the answer, other countries included.
        remarks: What a reader should know of the answer, such as fields that are not used.
    """

    rows: tuple[Row, ...]
    total: int
    remarks: tuple[str, ...] = ()


def read(raw: bytes, registry: str, partial: bool = False) -> Table:
    """Read a registry's answer.

    Args:
        raw: The answer as received, or a saved file.
        registry: `cpaffc` or `wikidata`.
        partial: Accept fewer rows than CPAFFC's list is known to hold.

    Raises:
        ShapeError: The answer deviates from what is documented; nothing of it is used.
    """
    return _cpaffc(raw, partial) if registry == CPAFFC else _wikidata(raw)


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


def write(table: Table, path: Path) -> None:
    """Write the rows as CSV, one column per field, without the event logs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in table.rows)


# CPAFFC --------------------------------------------------------------------------------------


def _cpaffc(raw: bytes, partial: bool) -> Table:
    text = _text(raw)
    start = text.lstrip()[:1]
    remarks: list[str] = []
    if start in ("{", "["):
        records = _lists(_json(text))
        wanted: tuple[str, ...] = DOCUMENTED_FIELDS
    else:
        inside = _json_in_html(text)
        if inside is not None:
            records, wanted = _lists(inside), DOCUMENTED_FIELDS
        else:
            records, wanted = _html_table(text), TABLE_FIELDS
            remarks.append("Read from a table of a saved page; event logs are not in it.")
    _check_size(len(records), MOST_ROWS, "data.lists", "rows")
    _check_fields(records, wanted)
    extra = sorted({str(key) for record in records for key in record} - set(DOCUMENTED_FIELDS))
    if extra:
        remarks.append("Fields not used: " + ", ".join(_short(name) for name in extra[:20]))
    rows = [
        _cpaffc_row(record, number)
        for number, record in enumerate(records, start=1)
        if fold(_string(record.get("w_country"))) in UNITED_STATES
    ]
    _check_us_rows(len(rows), partial, "data.lists[].w_country")
    return Table(tuple(rows), len(records), tuple(remarks))


def _cpaffc_row(record: dict[str, Any], number: int) -> Row:
    raw_date = _string(record.get("qzsj"))
    day, problem = parse_date(raw_date)
    year, _ = parse_date(_string(record.get("jhsj")))
    if not day and not problem:
        day = year
    elif day and year and day[:4] != year[:4]:
        problem = f"the year field says {year[:4]}"
    return Row(
        registry=CPAFFC,
        row_id=_string(record.get("id")) or _string(record.get("sn")) or str(number),
        province_zh=_string(record.get("prov")),
        cn_zh=_string(record.get("city")),
        us_zh=_string(record.get("w_city")),
        date=day,
        date_raw=raw_date,
        date_problem=problem,
        events=plain_text(_events(record.get("dashiji"))),
    )


def _lists(answer: Any) -> list[dict[str, Any]]:
    if not isinstance(answer, dict):
        _refuse("(answer)", "it should be an object with `data`", type(answer).__name__)
    if not isinstance(answer.get("data"), dict):
        _refuse("data", "an object is missing here", _keys(answer))
    records = answer["data"].get("lists")
    if not isinstance(records, list):
        _refuse("data.lists", "a list of rows is missing here", _keys(answer["data"]))
    wrong = [record for record in records if not isinstance(record, dict)]
    if wrong:
        raise ShapeError(
            [Deviation("data.lists[]", "a row should be an object", _short(wrong[0]), len(wrong))]
        )
    if not records:
        _refuse("data.lists", "the list is empty", "0 rows")
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
            yield name, "the field is missing", "row with " + _keys(record)
    for name in ("id", "sn", *TEXT_FIELDS, "qzsj", "jhsj"):
        value = record.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            yield name, "a text or a whole number is expected", type(value).__name__
        else:
            fault = name_fault(_string(value))
            if fault:
                yield name, fault, _short(value)
    events = record.get("dashiji")
    if events is not None and not isinstance(events, str | list):
        yield "dashiji", "a text or a list is expected", type(events).__name__
    elif len(_events(events)) > LONGEST_EVENTS:
        yield "dashiji", f"longer than {LONGEST_EVENTS:,} characters", ""


def name_fault(text: str) -> str:
    """Say why a text cannot be a name, a number or a date; "" when it can."""
    if len(text) > LONGEST_NAME:
        return f"longer than {LONGEST_NAME} characters"
    if re.search(r"<[^>]*>|&#?\w+;", text):
        return "HTML where a plain name is expected"
    if text.startswith(FORMULA) and len(text) > 1 and text.strip("-"):
        return "a value that a spreadsheet would run"
    if not SAFE_NAME.fullmatch(text.replace(":", "")):
        return "characters that no name has"
    return ""


def _check_size(rows: int, most: int, field: str, unit: str) -> None:
    if rows > most:
        _refuse(field, f"more than {most:,} {unit}: this is not the list we know", f"{rows:,}")


def _check_us_rows(rows: int, partial: bool, field: str) -> None:
    if not rows:
        _refuse(field, "no row is of the United States (美国)", "")
    _check_size(rows, MOST_US_ROWS, field, "American rows")
    if rows < FEWEST_US_ROWS and not partial:
        _refuse(
            field,
            f"fewer than {FEWEST_US_ROWS} American rows: the answer is cut short, or a part of"
            " the list (say --partial if that is meant)",
            f"{rows:,}",
        )


# Saved pages ---------------------------------------------------------------------------------


def _json_in_html(text: str) -> Any | None:
    """Return the JSON that a browser wrapped in a page, if the page is nothing else."""
    plain = plain_text(text).strip()
    if not plain.startswith("{"):
        return None
    try:
        return json.loads(plain)
    except (ValueError, RecursionError):
        return None


class _Tables(HTMLParser):
    """Collect the rows of a page's tables as lists of cell texts."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def _html_table(text: str) -> list[dict[str, Any]]:
    parser = _Tables()
    parser.feed(text)
    for number, cells in enumerate(parser.rows):
        names = [HEADINGS.get(fold(cell), "") for cell in cells]
        if set(TABLE_FIELDS) <= set(names):
            return [
                {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}
                for row in parser.rows[number + 1 :]
                if any(cell.strip() for cell in row)
            ]
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    _refuse(
        "(answer)",
        "a web page came instead of JSON, and it has no table with the columns of the list",
        f"page titled {_short(plain_text(title[1]))}" if title else "a page without title",
    )


class _Plain(HTMLParser):
    """Collect a page's text; blocks and breaks end a line."""

    BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3"})
    SILENT = frozenset({"script", "style", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT and self._silent > 0
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """Return the text of a piece of HTML, one line per block, without scripts."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    lines = (line.strip() for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)


# Wikidata ------------------------------------------------------------------------------------

WIKIDATA_FIELDS = ("statement", "us", "cn")
WIKIDATA_TEXTS = ("usEn", "usZh", "cnEn", "cnZh", "usGeo", "cnGeo")
PRECISIONS = {"9": 4, "10": 7, "11": 10}


def _wikidata(raw: bytes) -> Table:
    text = _text(raw)
    if text.lstrip()[:1] != "{":
        _refuse("(answer)", "JSON is expected", _short(plain_text(text)))
    answer = _json(text)
    results = answer.get("results") if isinstance(answer, dict) else None
    bindings = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(bindings, list):
        _refuse("results.bindings", "a list of rows is missing here", _keys(answer))
    _check_size(len(bindings), 4 * MOST_US_ROWS, "results.bindings", "rows")
    deviations: dict[tuple[str, str], list[str]] = {}
    rows: dict[tuple[str, str], Row] = {}
    for binding in bindings:
        faults = list(_binding_faults(binding))
        for name, rule, value in faults:
            deviations.setdefault((name, rule), []).append(value)
        if not faults:
            row = _wikidata_row(binding)
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
        _refuse("results.bindings", "the list is empty", "0 rows")
    _check_size(len(rows), MOST_US_ROWS, "results.bindings", "ties")
    return Table(tuple(rows.values()), len(bindings))


def _binding_faults(binding: Any) -> Iterator[tuple[str, str, str]]:
    if not isinstance(binding, dict):
        yield "", "a row should be an object", _short(binding)
        return
    for name in WIKIDATA_FIELDS:
        if not re.fullmatch(r"https?://www\.wikidata\.org/entity/\S+", _value(binding, name)):
            yield name, "a Wikidata address is expected", _short(_value(binding, name))
    for name in WIKIDATA_TEXTS:
        fault = name_fault(_value(binding, name))
        if fault:
            yield name, fault, _short(_value(binding, name))


def _wikidata_row(binding: dict[str, Any]) -> Row:
    day, problem = _wikidata_date(binding, "start")
    ended, _ = _wikidata_date(binding, "end")
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


def _wikidata_date(binding: dict[str, Any], name: str) -> tuple[str, str]:
    """Read a Wikidata time with its precision; coarser than a year counts as none."""
    raw = _value(binding, name)
    precision = _value(binding, f"{name}Precision") or "11"
    if not raw or precision not in PRECISIONS:
        return "", ""
    return parse_date(raw.lstrip("+").split("T")[0][: PRECISIONS[precision]])


def _value(binding: dict[str, Any], name: str) -> str:
    cell = binding.get(name)
    return _string(cell.get("value")) if isinstance(cell, dict) else ""


# Small helps ---------------------------------------------------------------------------------


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse("(answer)", "it is not UTF-8 throughout", f"byte {error.start:,}")
    if not text.strip():
        _refuse("(answer)", "it is empty", "")
    return text


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        _refuse("(answer)", "it is not whole JSON", _short(error))


def _events(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(
            " ".join(_string(part) for part in item.values())
            if isinstance(item, dict)
            else _string(item)
            for item in value
        )
    return _string(value)


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _keys(value: Any) -> str:
    if not isinstance(value, dict):
        return type(value).__name__
    return "fields " + ", ".join(_short(key) for key in list(value)[:12])


def _short(value: Any) -> str:
    text = printable(str(value))
    return repr(text if len(text) <= 60 else text[:57] + "…")


def printable(text: str) -> str:
    """Blank what could steer the terminal that shows a text."""
    return "".join(c if c.isprintable() else " " for c in text)


def _refuse(field: str, rule: str, found: str) -> NoReturn:
    raise ShapeError([Deviation(field, rule, found)])


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as text rows."""
    text = path.read_text(encoding="utf-8-sig")
    return [dict(row) for row in csv.DictReader(StringIO(text, newline=""))]
