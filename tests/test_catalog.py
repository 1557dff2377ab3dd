"""Bad input: each fault of a package is named by file, row, column and value; nothing else is
ever raised, by the library or by the command line."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard import catalog, cli
from dashboard.catalog import Catalog, PackageError, Problem
from tests.tiny import COLUMNS, Tiny

ROOT = Path(__file__).resolve().parents[1]
THIS_YEAR = pd.Timestamp.today().year


def problems_of(directory: Path) -> tuple[Problem, ...]:
    """Return what `load` has against a package; fail when it has nothing."""
    with pytest.raises(PackageError) as raised:
        catalog.load(directory)
    assert raised.value.problems
    return raised.value.problems


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command line within this process; return exit code, output, error output."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.main(arguments)
    return code, out.getvalue(), err.getvalue()


@dataclass(frozen=True)
class Verdict:
    """What is said of a package: by `load`, and by the command line."""

    problems: tuple[Problem, ...]
    code: int
    out: str
    err: str

    def assert_names(self, file: str, row: int | None, column: str, value: str, rule: str) -> None:
        """Assert that a fault is named by all that a curator needs to find it.

        `rule` need only be part of the rule.
        """
        found = [
            problem
            for problem in self.problems
            if (problem.file, problem.row, problem.column, problem.value)
            == (file, row, column, value)
            and rule in problem.rule
        ]
        said = "\n".join(map(str, self.problems))
        assert found, f"{file}, row {row}, column {column} ({value[:80]!r}): {rule} not in:\n{said}"
        assert found[0].remedy
        assert self.code == 1
        assert str(found[0]) in self.err.splitlines()
        assert self.out == ""


def judge(directory: Path) -> Verdict:
    """Validate a package by the command line, and catch what `load` raised on the way."""
    raised: list[PackageError] = []
    load = catalog.load

    def listen(directory: Path) -> Catalog:
        try:
            return load(directory)
        except PackageError as error:
            raised.append(error)
            raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog, "load", listen)
        code, out, err = run("validate", str(directory))
    return Verdict(raised[0].problems if raised else (), code, out, err)


# Faults of a cell ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """A cell changed for the worse, and what is to be said of it.

    Attributes:
        table: Where.
        row: Row in the file, the header being 1.
        cells: What is written; the first cell is the one that is to be named.
        rule: Part of the rule that is to be named.
        value: The value to be named; None means that of the first cell.
    """

    table: str
    row: int
    cells: dict[str, str]
    rule: str
    value: str | None = None

    def touches(self, other: Fault) -> bool:
        """Whether both change a cell."""
        row = (self.table, self.row) == (other.table, other.row)
        return row and not self.cells.keys().isdisjoint(other.cells)


CELL_FAULTS = {
    "text": {
        "line break in a date": Fault(
            "pairings", 3, {"established": "1983\n"}, "control character"
        ),
        "line break in a text": Fault("exchanges", 3, {"summary": "a\nb"}, "control character"),
        "huge field": Fault("exchanges", 3, {"summary": "x" * 300_000}, "longer than 10000"),
        "NUL byte": Fault("exchanges", 3, {"summary": "Stu\0dents"}, "control character"),
    },
    "schema": {
        "number with letters": Fault("places", 7, {"lat": "north"}, "not of the type number"),
        "integer with letters": Fault("exchanges", 3, {"participants": "many"}, "the type integer"),
        "boolean in capitals": Fault("exchanges", 3, {"planned": "False"}, "the type boolean"),
        "decimal for an integer": Fault(
            "exchanges", 3, {"participants": "12.5"}, "the type integer"
        ),
        "number with a thousands comma": Fault(
            "indicators", 2, {"value": "1,000"}, "the type number"
        ),
        "beyond any integer": Fault("places", 7, {"geonames_id": "9" * 5000}, "the type integer"),
        "latitude over the pole": Fault("places", 7, {"lat": "90.5"}, "above 90"),
        "no participants": Fault("exchanges", 3, {"participants": "0"}, "below 1"),
        "unknown US place": Fault("exchanges", 3, {"us_place_id": "us-xx"}, "no row of places"),
        "unknown Chinese place": Fault("pairings", 3, {"cn_place_id": "cn-xx"}, "no row of places"),
        "unknown pairing": Fault("exchange_counts", 3, {"pairing_id": "us-x--cn-x"}, "of pairings"),
        "unknown scope": Fault("official_totals", 3, {"scope_place_id": "xx"}, "no row of places"),
        "unknown place of an event": Fault("context_events", 4, {"place_id": "x"}, "row of places"),
        "no source": Fault("findings", 2, {"source_ids": ""}, "the cell is empty"),
        "exchange in year 3019": Fault("exchanges", 3, {"year": "3019"}, "above 20"),
        "month 13": Fault("pairings", 3, {"established": "1983-13"}, "does not have the form"),
        "American date": Fault("exchanges", 3, {"date": "6/1/1995"}, "does not have the form"),
        "sector of another list": Fault("exchanges", 3, {"sector": "magic"}, "is not one of"),
        "relation of another list": Fault("pairings", 3, {"relation": "twin"}, "is not one of"),
        "level of another list": Fault("places", 7, {"level": "hamlet"}, "is not one of"),
        "region of another list": Fault("provinces", 2, {"region": "Middle"}, "is not one of"),
        "id in capitals": Fault("sources", 3, {"source_id": "Beta"}, "does not have the form"),
        "address without scheme": Fault("sources", 2, {"url": "alpha.example"}, "have the form"),
    },
    "plain writing": {
        "number with underscore": Fault("indicators", 2, {"value": "1_000"}, "digits 0 to 9"),
        "number in other digits": Fault("exchanges", 3, {"participants": "１２"}, "digits 0 to 9"),
        "year in other digits": Fault("exchanges", 3, {"year": "١٩٩٥"}, "digits 0 to 9"),
        "not a number": Fault("findings", 2, {"value": "NaN"}, "digits 0 to 9"),
        "infinite": Fault("indicators", 2, {"value": "INF"}, "digits 0 to 9"),
        "beyond 64 bits": Fault("places", 7, {"geonames_id": "9" * 30}, "digits 0 to 9"),
        "blank name": Fault("places", 7, {"name": " "}, "free of spaces"),
        "space before an id": Fault("exchanges", 3, {"participants": " 12"}, "digits 0 to 9"),
    },
    "rules": {
        "unknown source": Fault(
            "exchanges", 3, {"source_ids": "alpha;gamma"}, "no row of sources", "gamma"
        ),
        "source twice": Fault("pairings", 2, {"source_ids": "beta;beta"}, "a source stands twice"),
        "semicolons for sources": Fault("findings", 2, {"source_ids": ";;"}, "no source is named"),
        "established in 3019": Fault("pairings", 3, {"established": "3019"}, "between 1971 and"),
        "established in 1879": Fault("pairings", 3, {"established": "1879"}, "between 1971 and"),
        "established next year": Fault(
            "pairings", 3, {"established": str(THIS_YEAR + 1)}, f"and {THIS_YEAR}"
        ),
        "exchange dated 3019": Fault("exchanges", 3, {"date": "3019-06-01"}, "between 1971 and"),
        "source dated 3019": Fault("sources", 2, {"date": "3019"}, "between 1900 and"),
        "census in 3019": Fault("states", 2, {"population_date": "3019"}, "between 1971 and"),
        "30 February": Fault("pairings", 3, {"established": "1983-02-30"}, "no such day"),
        "29 February out of leap": Fault("exchanges", 3, {"date": "1995-02-29"}, "no such day"),
        "31 April": Fault("official_totals", 2, {"date": "2019-04-31"}, "no such day"),
        "date in other digits": Fault("pairings", 3, {"established": "１９８３"}, "no such day"),
        "tier above the levels": Fault(
            "pairings", 4, {"tier": "state-province"}, "both ends are first-level"
        ),
        "tier below the levels": Fault(
            "pairings", 3, {"tier": "city"}, "both ends are first-level"
        ),
        "exchange's US end in China": Fault(
            "exchanges", 9, {"us_place_id": "cn-hebei"}, "does not lie in US"
        ),
        "exchange's Chinese end in the US": Fault(
            "exchanges", 9, {"cn_place_id": "us-oh"}, "does not lie in CN"
        ),
        "total's ends swapped": Fault(
            "reported_totals", 3, {"us_place_id": "cn-hebei"}, "does not lie in US"
        ),
        "pairing id of other places": Fault(
            "pairings", 6, {"pairing_id": "us-ak-juneau--cn-hubei"}, "not the two place identifiers"
        ),
        "exchange of another pairing": Fault(
            "exchanges", 3, {"pairing_id": "us-ia--cn-hebei"}, "not the pairing of the row's"
        ),
        "exchange of paired places without pairing": Fault(
            "exchanges", 3, {"pairing_id": ""}, "not the pairing of the row's"
        ),
        "total of another pairing": Fault(
            "reported_totals", 2, {"pairing_id": "us-ia--cn-hebei"}, "not the pairing of the row's"
        ),
        "year of another date": Fault("exchanges", 3, {"year": "1996"}, "not the year of the date"),
        "date without year": Fault("exchanges", 3, {"year": ""}, "not the year of the date"),
        "exchange ends before it begins": Fault(
            "exchanges", 3, {"date_end": "1995-05-31"}, "lies before date"
        ),
        "event ends before it begins": Fault(
            "context_events", 3, {"date_end": "2020-06"}, "lies before date"
        ),
        "pairing ends before it begins": Fault("pairings", 5, {"ended": "1989"}, "lies before est"),
        "ended but active": Fault("pairings", 3, {"ended": "1999"}, "only an ended pairing"),
        "date without basis": Fault(
            "pairings", 3, {"established_basis": ""}, "a date needs its basis"
        ),
        "basis without date": Fault(
            "pairings", 6, {"established_basis": "stated"}, "a date needs its basis"
        ),
        "active without evidence": Fault(
            "pairings", 3, {"status_as_of": ""}, "dated 2016-11 or later"
        ),
        "active by old evidence": Fault(
            "pairings", 3, {"status_as_of": "2016-10-31"}, "dated 2016-11 or later"
        ),
        "unknown with evidence": Fault(
            "pairings", 6, {"status_as_of": "2020"}, "unknown has no evidence"
        ),
        "inactive without basis": Fault(
            "pairings", 7, {"status_basis": ""}, "a status needs what shows it"
        ),
        "21 words": Fault("exchanges", 3, {"summary": " ".join("w" * 21)}, "more than 20 words"),
        "21 words of a total": Fault(
            "reported_totals", 3, {"summary": " ".join("w" * 21)}, "more than 20 words"
        ),
        "state of another country": Fault("places", 7, {"admin1": "OH"}, "the other country"),
        "state that does not exist": Fault(
            "places", 7, {"admin1": "CN-ZZ"}, "no state or province"
        ),
        "country in a province": Fault("places", 2, {"admin1": "CN-HB"}, "a country lies in no"),
    },
    "counts": {
        "count too high": Fault("exchange_counts", 3, {"exchanges": "2"}, "exchanges.csv gives 1"),
        "share too low": Fault(
            "exchange_counts", 4, {"people_to_people": "0"}, "exchanges.csv gives 1"
        ),
    },
}


@cache
def verdicts(stage: str) -> dict[str, Verdict]:
    """Judge the faults that one stage of validation finds; as many to a package as do not touch.

    A stage lists all that it finds, so that a package takes several; loading is what takes time.
    """
    packages: list[dict[str, Fault]] = []
    for name, fault in CELL_FAULTS[stage].items():
        package = next((p for p in packages if not any(map(fault.touches, p.values()))), None)
        if package is None:
            packages.append(package := {})
        package[name] = fault
    found = {}
    with TemporaryDirectory() as directory:
        for package in packages:
            tiny = Tiny(Path(directory))
            for fault in package.values():
                tiny.put(fault.table, fault.row, **fault.cells)
            verdict = judge(tiny.write())
            found.update(dict.fromkeys(package, verdict))
    return found


@pytest.mark.parametrize(
    ("stage", "name"), [(stage, name) for stage, faults in CELL_FAULTS.items() for name in faults]
)
def test_a_bad_cell_is_named_by_file_row_column_value_and_rule(stage: str, name: str) -> None:
    fault = CELL_FAULTS[stage][name]
    column, written = next(iter(fault.cells.items()))
    value = written if fault.value is None else fault.value
    verdicts(stage)[name].assert_names(f"{fault.table}.csv", fault.row, column, value, fault.rule)


def test_a_pairing_of_a_country_is_refused(tiny: Tiny) -> None:
    tiny.put("places", 6, level="country", admin1="")
    tiny.add("pairings", 3, pairing_id="us-ia--cn-yunnan", cn_place_id="cn-yunnan", tier="city")
    tiny.write()
    judge(tiny.directory).assert_names(
        "pairings.csv", 8, "cn_place_id", "cn-yunnan", "a country cannot be"
    )


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("places", "place_id"),
        ("pairings", "pairing_id"),
        ("exchanges", "exchange_id"),
        ("reported_totals", "reported_total_id"),
        ("official_totals", "official_total_id"),
        ("context_events", "event_id"),
        ("findings", "finding_id"),
        ("provinces", "place_id"),
        ("states", "place_id"),
        ("sources", "source_id"),
    ],
)
def test_an_identifier_that_stands_twice_is_named_with_both_rows(
    tiny: Tiny, table: str, column: str
) -> None:
    tiny.add(table, 3)
    tiny.write()
    rows = tiny.tables[table]
    judge(tiny.directory).assert_names(
        f"{table}.csv", len(rows) + 1, column, rows[1][column], "in row 3 too"
    )


def test_a_pairing_under_another_identifier_is_a_duplicate_too(tiny: Tiny) -> None:
    tiny.add("pairings", 3, pairing_id="us-ia--cn-hebei-2").write()
    judge(tiny.directory).assert_names(
        "pairings.csv", 8, "pairing_id", "us-ia--cn-hebei-2", "is not the two place"
    )


def test_a_count_left_out_is_named(tiny: Tiny) -> None:
    tiny.tables["exchange_counts"].pop(2)
    tiny.write()
    value = "us-ia-muscatine--cn-hebei-zhengding 2012 education"
    judge(tiny.directory).assert_names(
        "exchange_counts.csv", None, "", value, "a count of 1 is miss"
    )


def test_a_count_given_twice_is_named(tiny: Tiny) -> None:
    tiny.add("exchange_counts", 3).write()
    judge(tiny.directory).assert_names(
        "exchange_counts.csv", 11, "sector", "education", "stands in a row above"
    )


def test_counts_are_not_judged_while_their_origin_is_unsound(tiny: Tiny) -> None:
    tiny.put("exchanges", 3, year="1996").write()
    assert {problem.file for problem in problems_of(tiny.directory)} == {"exchanges.csv"}


def test_all_faults_are_listed_at_once_in_order_of_files_and_rows(tiny: Tiny) -> None:
    tiny.put("exchanges", 5, sector="magic").put("exchanges", 3, kind="trick")
    tiny.put("pairings", 4, relation="twin").write()
    found = [(p.file, p.row, p.value) for p in problems_of(tiny.directory)]
    assert found == [
        ("exchanges.csv", 3, "trick"),
        ("exchanges.csv", 5, "magic"),
        ("pairings.csv", 4, "twin"),
    ]
    assert run("validate", str(tiny.directory))[2].rstrip().endswith(": 3 problems")


def test_dates_of_different_precision_are_compared_over_what_both_state(tiny: Tiny) -> None:
    tiny.put("exchanges", 3, date="1995-06-01", date_end="1995").write()
    catalog.load(tiny.directory)
    tiny.put("pairings", 5, established="1990", ended="1990").write()
    catalog.load(tiny.directory)


# Faults of a file ----------------------------------------------------------------------------


def edited(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(change(path.read_bytes()))


def swap(old: str, new: str) -> Callable[[Path], object]:
    def change(raw: bytes) -> bytes:
        assert old.encode() in raw
        return raw.replace(old.encode(), new.encode(), 1)

    return edited(change)


HEADER = ",".join(COLUMNS["exchanges"])
FILE_FAULTS: dict[str, tuple[Callable[[Path], object], int | None, str, str, str]] = {
    "missing column": (swap(",sector", ""), 1, "sector", "", "the column is missing"),
    "unknown column": (swap(",sector", ",theme"), 1, "theme", "", "the column is unknown"),
    "column twice": (swap(",sector", ",kind"), 1, "kind", "", "the column stands twice"),
    "columns in another order": (
        swap("sector,kind", "kind,sector"),
        1,
        "",
        "",
        "the columns are in another order",
    ),
    "other separator": (
        edited(lambda raw: raw.replace(b",", b";")),
        1,
        HEADER.replace(",", ";"),
        "",
        "the column is unknown",
    ),
    "missing file": (Path.unlink, None, "", "", "the file is missing"),
    "folder for a file": (
        lambda path: (path.unlink(), path.mkdir()),
        None,
        "",
        "",
        "the file is missing",
    ),
    "empty file": (edited(lambda _raw: b""), None, "", "", "the file is empty"),
    "file of blanks": (edited(lambda _raw: b"\n \r\n\n"), None, "", "", "the file is empty"),
    "mixed encodings": (
        edited(lambda raw: raw.replace(b"raced", "racèd".encode("latin-1"))),
        10,
        "",
        r"\xe8",
        "the file is not UTF-8",
    ),
    "another encoding": (
        edited(lambda raw: raw.decode().encode("utf-16")),
        1,
        "",
        r"\xff",
        "the file is not UTF-8",
    ),
    "blank row": (swap("\nex0002", "\n\nex0002"), 3, "", "", "the row is blank"),
    "row of commas": (swap("\nex0002", "\n,,,\nex0002"), 3, "", "", "the row is blank"),
    "blank rows at the end": (edited(lambda raw: raw + b"\n\n"), 14, "", "", "row is blank"),
    "cell too many": (swap("Columbus.,", "Columbus.,,"), 3, "", "", "16 cells, the header 15"),
    "cell too few": (swap(",Students", "Students"), 3, "", "", "14 cells, the header 15"),
    "comma not quoted": (swap("for each", "for, each"), 4, "", "", "16 cells, the header 15"),
    "quotation mark never closed": (
        swap(",Students", ',"Students'),
        3,
        "",
        "",
        "the row cannot be read",
    ),
    "quotation mark never closed in the last row": (
        swap(",Schools kept", ',"Schools kept'),
        12,
        "",
        "",
        "the row cannot be read",
    ),
    "quotation mark never closed in the header": (
        swap("exchange_id", '"exchange_id'),
        1,
        "",
        "",
        "the row cannot be read",
    ),
    "text after a closed quotation mark": (
        swap(",Students", ',"Students"'),
        3,
        "",
        "",
        "the row cannot be read",
    ),
    "NUL byte in the header": (swap("kind", "ki\0nd"), 1, "ki\0nd", "", "column is unknown"),
}


@pytest.mark.parametrize("name", FILE_FAULTS)
def test_a_bad_file_is_named_with_the_row_where_it_breaks(tiny: Tiny, name: str) -> None:
    change, row, column, value, rule = FILE_FAULTS[name]
    change(tiny.path("exchanges"))
    judge(tiny.directory).assert_names("exchanges.csv", row, column, value, rule)


def test_a_quotation_mark_that_swallows_rows_is_named_where_it_opens(tiny: Tiny) -> None:
    tiny.replace("exchanges", ",Governor", ',"Governor')
    tiny.replace("exchanges", "Corn delegation toured farms.,", 'Corn delegation toured farms.",')
    problem = problems_of(tiny.directory)[0]
    assert (problem.file, problem.row, problem.column) == ("exchanges.csv", 2, "summary")
    assert "quotation mark open" in problem.remedy


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: raw.replace(b"\n", b"\r"),
        lambda raw: raw.rstrip(b"\n"),
        lambda raw: raw.replace(b"exchange_id", b'"exchange_id"', 1),
    ],
    ids=["byte order mark", "Windows line ends", "old Mac line ends", "no last line end", "quotes"],
)
def test_what_spreadsheets_do_to_a_file_is_accepted(
    tiny: Tiny, tiny_catalog: Catalog, change: Callable[[bytes], bytes]
) -> None:
    for table in catalog.TABLES:
        edited(change)(tiny.path(table)) if table == "exchanges" else None
    pd.testing.assert_frame_equal(catalog.load(tiny.directory).exchanges, tiny_catalog.exchanges)


def test_tables_without_rows_are_accepted(tiny: Tiny) -> None:
    for rows in tiny.tables.values():
        rows.clear()
    found = catalog.load(tiny.write())
    assert found.pairings.empty
    assert list(found.exchanges.columns) == list(catalog.load().exchanges.columns)


# Faults of the descriptor --------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"resources": 3}',
        b'{"resources": [3]}',
        b'{"resources": [{}]}',
        b'{"resources": [',
        b"[" * 100_000,
        b"9" * 5000,
        b"\xff\xfe",
        b"<html>",
    ],
)
def test_a_descriptor_that_is_none_is_refused(tiny: Tiny, content: bytes) -> None:
    (tiny.directory / "datapackage.json").write_bytes(content)
    assert [p.file for p in problems_of(tiny.directory)] == ["datapackage.json"]
    assert run("validate", str(tiny.directory))[0] == 1


@pytest.mark.parametrize("directory", ["", "nowhere", "places.csv"])
def test_a_folder_without_descriptor_is_refused(tiny: Tiny, directory: str) -> None:
    (tiny.directory / "datapackage.json").unlink()
    judge(tiny.directory / directory).assert_names(
        "datapackage.json",
        None,
        "",
        str(tiny.directory / directory),
        "the folder holds no data package",
    )


def change_descriptor(directory: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = directory / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def table_of(descriptor: dict[str, Any], table: str) -> dict[str, Any]:
    return next(item for item in descriptor["resources"] if item["name"] == table)


def field_of(descriptor: dict[str, Any], table: str, column: str) -> dict[str, Any]:
    fields = table_of(descriptor, table)["schema"]["fields"]
    return next(item for item in fields if item["name"] == column)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["resources"].remove(table_of(d, "exchange_counts")), "'exchange_counts'"),
        (lambda d: table_of(d, "exchange_counts").pop("path"), "path"),
        (lambda d: table_of(d, "exchange_counts").pop("schema"), "schema"),
        (lambda d: table_of(d, "exchange_counts").update(path=3), "datapackage.json"),
        (
            lambda d: table_of(d, "exchange_counts").update(path=["a.csv", "b.csv"]),
            "datapackage.json",
        ),
        (
            lambda d: table_of(d, "exchange_counts").update(path="../secret.csv"),
            "'exchange_counts'",
        ),
        (lambda d: table_of(d, "exchange_counts").update(path="/etc/passwd"), "'exchange_counts'"),
        (lambda d: d["resources"].append(d["resources"][0]), "not unique"),
        (lambda d: d.pop("version"), "version"),
        (lambda d: d.update(version=[1]), "[1] is not of type 'string'"),
        (lambda d: field_of(d, "pairings", "established").update(type="date"), "'pairings'"),
        (lambda d: field_of(d, "pairings", "tier").update(type=[]), "datapackage.json"),
        (lambda d: field_of(d, "exchanges", "year").update(type="string"), '"minimum"'),
        (lambda d: field_of(d, "sources", "title").update(name=1), "'sources'"),
    ],
)
def test_a_descriptor_that_does_not_fit_is_refused_in_words(
    tiny: Tiny, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    change_descriptor(tiny.directory, change)
    problems = problems_of(tiny.directory)
    assert {problem.file for problem in problems} == {"datapackage.json"}
    assert said in run("validate", str(tiny.directory))[2]


@pytest.mark.parametrize(
    ("table", "column"), [("pairings", "tier"), ("places", "name_zh"), ("exchanges", "planned")]
)
def test_a_column_taken_out_of_file_and_descriptor_alike_is_missed(
    tiny: Tiny, table: str, column: str
) -> None:
    def change(descriptor: dict[str, Any]) -> None:
        schema = table_of(descriptor, table)["schema"]
        schema["fields"] = [field for field in schema["fields"] if field["name"] != column]

    change_descriptor(tiny.directory, change)
    pd.read_csv(tiny.path(table), dtype=str).drop(columns=column).to_csv(
        tiny.path(table), index=False
    )
    (problem,) = problems_of(tiny.directory)
    assert problem.file == "datapackage.json"
    assert column in problem.value


# Corruption at random ------------------------------------------------------------------------

SPECIAL = (
    "",
    " ",
    "\0",
    "\n",
    "\r",
    '"',
    "'",
    ",",
    ";",
    "3019",
    "1983-02-30",
    "-1",
    "1e999",
    "NaN",
    "None",
    "true",
    "１９８３",
    "1_0",
    "=1+1",
    "\ufeff",
    "\u2028",
    "\x85",
    "9" * 25,
    "cn",
    "us",
    "us-oh",
    "cn-hubei",
    "us-oh--cn-hubei",
    "alpha",
    "country",
    "city",
    "2000-W01",
    "20000101",
)
TEXTS = st.one_of(
    st.sampled_from(SPECIAL),
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
)
CELLS = st.sampled_from(
    [
        (table, row, column)
        for table, rows in Tiny(Path()).tables.items()
        for row in range(2, len(rows) + 2)
        for column in COLUMNS[table]
    ]
)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that examples write to in turn."""
    return tmp_path_factory.mktemp("workshop")


@settings(max_examples=20)
@given(cell=CELLS, text=TEXTS)
def test_any_change_of_one_cell_loads_or_is_named_in_a_table(
    workshop: Path, cell: tuple[str, int, str], text: str
) -> None:
    table, row, column = cell
    tiny = Tiny(workshop / "cells").put(table, row, **{column: text})
    try:
        catalog.load(tiny.write())
    except PackageError as error:
        # Blaming the descriptor would mean that a rule failed rather than judged.
        assert {problem.file for problem in error.problems} <= {f"{t}.csv" for t in COLUMNS}
        assert all(problem.rule and problem.remedy for problem in error.problems)


@settings(max_examples=12)
@given(
    table=st.sampled_from(catalog.TABLES),
    place=st.floats(0, 1),
    length=st.integers(0, 30),
    junk=st.binary(max_size=8),
)
@example(table="exchanges", place=1.0, length=0, junk=b'"')
@example(table="places", place=0.0, length=0, junk=b"\xef\xbb\xbf\xef\xbb\xbf")
def test_any_change_of_bytes_loads_or_is_named_in_a_table(
    workshop: Path, table: str, place: float, length: int, junk: bytes
) -> None:
    tiny = Tiny(workshop / "bytes")
    tiny.write()
    raw = tiny.path(table).read_bytes()
    start = int(place * len(raw))
    tiny.path(table).write_bytes(raw[:start] + junk + raw[start + length :])
    try:
        catalog.load(tiny.directory)
    except PackageError as error:
        assert {problem.file for problem in error.problems} <= {f"{t}.csv" for t in COLUMNS}


@settings(max_examples=8)
@given(data=st.data(), junk=st.none() | st.booleans() | st.integers() | st.text() | st.just([]))
def test_any_change_of_the_descriptor_loads_or_is_refused(
    workshop: Path, data: st.DataObject, junk: object
) -> None:
    tiny = Tiny(workshop / "descriptor")
    tiny.write()

    def change(node: Any) -> None:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
            change(node[key])
        elif data.draw(st.booleans()):
            del node[key]
        else:
            node[key] = junk

    change_descriptor(tiny.directory, change)
    try:
        catalog.load(tiny.directory)
    except PackageError as error:
        assert error.problems


@settings(max_examples=4)
@given(cell=st.integers(0, 10**9), text=TEXTS)
def test_any_change_of_one_cell_of_the_shipped_package_loads_or_is_named(
    shipped_texts: dict[str, pd.DataFrame], workshop: Path, cell: int, text: str
) -> None:
    table = catalog.TABLES[cell % len(catalog.TABLES)]
    changed = shipped_texts[table].copy()
    changed.iloc[cell % len(changed), cell % changed.shape[1]] = text
    changed.to_csv(workshop / "shipped" / f"{table}.csv", index=False)
    try:
        catalog.load(workshop / "shipped")
    except PackageError as error:
        assert {problem.file for problem in error.problems} <= {f"{t}.csv" for t in COLUMNS}
    finally:
        shipped_texts[table].to_csv(workshop / "shipped" / f"{table}.csv", index=False)


@pytest.fixture(scope="module")
def shipped_texts(workshop: Path) -> dict[str, pd.DataFrame]:
    """The cells of the shipped package, which is copied into the workshop."""
    directory = workshop / "shipped"
    directory.mkdir()
    texts = {}
    for name in catalog.TABLES:
        source = catalog.DEFAULT_DIR / f"{name}.csv"
        texts[name] = pd.read_csv(source, dtype=str, keep_default_na=False)
        (directory / source.name).write_bytes(source.read_bytes())
    descriptor = catalog.DEFAULT_DIR / "datapackage.json"
    (directory / descriptor.name).write_bytes(descriptor.read_bytes())
    return texts


# What a good package gives -------------------------------------------------------------------


def test_the_shipped_package_is_valid_and_keeps_every_row(package: Path) -> None:
    found = catalog.load(package)
    for name in catalog.TABLES:
        lines = (package / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert len(getattr(found, name)) == len(lines) - 1, name


def test_cells_get_the_types_of_the_descriptor(tiny_catalog: Catalog) -> None:
    exchanges = tiny_catalog.exchanges.set_index("exchange_id")
    assert exchanges["year"].dtype == "Int64"
    assert exchanges["people_to_people"].dtype == bool
    assert exchanges.loc["ex0002", "participants"] == 12
    assert pd.isna(exchanges.loc["ex0001", "participants"])
    assert pd.isna(exchanges.loc["ex0003", "year"])
    assert tiny_catalog.places.set_index("place_id").loc["cn-hubei-wuhan", "lat"] == 30.58
    assert pd.isna(tiny_catalog.places.set_index("place_id").loc["us-ak-juneau", "name_zh"])


def test_pairings_and_exchanges_know_their_places_and_pairing(tiny_catalog: Catalog) -> None:
    pairing = tiny_catalog.pairings.set_index("pairing_id").loc["us-oh-cleveland--cn-hubei-wuhan"]
    assert pairing["us_admin1"] == "OH"
    assert pairing["cn_admin1"] == "CN-HB"
    assert (pairing["us_name"], pairing["cn_name_zh"]) == ("Cleveland", "武汉市")
    assert (pairing["established_year"], pairing["ended_year"]) == (1990, 2000)
    exchanges = tiny_catalog.exchanges.set_index("exchange_id")
    assert exchanges.loc["ex0010", ["tier", "relation", "status"]].tolist() == [
        "city",
        "friendship",
        "inactive",
    ]
    assert pd.isna(exchanges.loc["ex0008", "tier"])


def test_the_catalog_tells_title_version_and_date(tiny: Tiny) -> None:
    change_descriptor(
        tiny.directory,
        lambda d: d.update(title="A title", version="2.3.4", created="2026-01-02T03:04:05Z"),
    )
    found = catalog.load(tiny.directory)
    assert (found.title, found.version, found.as_of) == ("A title", "2.3.4", "2026-01-02")


def test_planned_and_unpaired_exchanges_are_not_counted(tiny_catalog: Catalog) -> None:
    counts = catalog.derive_exchange_counts(tiny_catalog.exchanges)
    assert counts["exchanges"].sum() == 9
    assert not counts["year"].eq(2024).any()


@pytest.mark.parametrize(
    ("cell", "ids"),
    [("a", ["a"]), ("a;b", ["a", "b"]), (" a ; b ;", ["a", "b"]), (";", []), ("", [])],
)
def test_source_ids_are_split(cell: str, ids: list[str]) -> None:
    assert catalog.split_ids(cell) == ids


def test_a_long_value_is_shortened_on_the_terminal_but_kept_in_the_problem() -> None:
    problem = Problem("a.csv", 2, "b", "x" * 500, "rule", "Remedy")
    assert len(str(problem)) < 140
    assert problem.value == "x" * 500


# Command line --------------------------------------------------------------------------------


def test_validate_reports_rows_and_version_of_a_good_package(tiny: Tiny) -> None:
    code, out, err = run("validate", str(tiny.directory))
    assert (code, err) == (0, "")
    assert "pairings" in out
    assert "6 rows" in out
    assert "valid, version" in out


def test_validate_as_a_reader_runs_it(tiny: Tiny) -> None:
    tiny.put("pairings", 3, established="1983-02-30").write()
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "validate", str(tiny.directory)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 1
    assert "pairings.csv, row 3, column established ('1983-02-30')" in done.stderr
    assert "Traceback" not in done.stderr


def test_derive_writes_the_counts_that_validate_asks_for(tiny: Tiny) -> None:
    shipped = tiny.path("exchange_counts").read_text(encoding="utf-8")
    tiny.tables["exchange_counts"].clear()
    tiny.write()
    assert run("derive", str(tiny.directory))[0] == 0
    assert tiny.path("exchange_counts").read_text(encoding="utf-8") == shipped
    assert run("validate", str(tiny.directory))[0] == 0


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"year": "soon"}, "'soon'"),
        ({"planned": "maybe"}, "'maybe'"),
        ({"summary": "a\0"}, "row 3"),
    ],
)
def test_derive_touches_nothing_when_exchanges_cannot_be_read(
    tiny: Tiny, cells: dict[str, str], said: str
) -> None:
    before = tiny.path("exchange_counts").read_bytes()
    tiny.put("exchanges", 3, **cells).write_table("exchanges")
    code, _out, err = run("derive", str(tiny.directory))
    assert code == 1
    assert "exchanges.csv, row 3" in err
    assert said in err
    assert tiny.path("exchange_counts").read_bytes() == before


@pytest.mark.parametrize("arguments", [[], ["publish"], ["validate", "a", "b"]])
def test_a_wrong_command_says_how_to_use_it(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m dashboard" in capsys.readouterr().err
