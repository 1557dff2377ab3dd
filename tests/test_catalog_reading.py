"""Bad input, from the descriptor to the cell: each fault of a package is named by file, row, column
and value; nothing else is ever raised, by the library or by the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard import catalog, cli
from dashboard.catalog import Catalog, Problem
from tests.tiny import COLUMNS, Tiny
from tests.verdicts import (
    Fault,
    Verdict,
    change_descriptor,
    judge,
    judge_all,
    problems_of,
    run,
)

ROOT = Path(__file__).resolve().parents[1]


# Faults of a cell ----------------------------------------------------------------------------


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
}


@cache
def verdicts(stage: str) -> dict[str, Verdict]:
    """Judge the faults that one stage of validation finds."""
    return judge_all(CELL_FAULTS[stage])


@pytest.mark.parametrize(
    ("stage", "name"), [(stage, name) for stage, faults in CELL_FAULTS.items() for name in faults]
)
def test_a_bad_cell_is_named_by_file_row_column_value_and_rule(stage: str, name: str) -> None:
    fault = CELL_FAULTS[stage][name]
    column, written = next(iter(fault.cells.items()))
    value = written if fault.value is None else fault.value
    verdicts(stage)[name].assert_names(f"{fault.table}.csv", fault.row, column, value, fault.rule)


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


def test_the_catalog_tells_title_version_and_date(tiny: Tiny) -> None:
    change_descriptor(
        tiny.directory,
        lambda d: d.update(title="A title", version="2.3.4", created="2026-01-02T03:04:05Z"),
    )
    found = catalog.load(tiny.directory)
    assert (found.title, found.version, found.as_of) == ("A title", "2.3.4", "2026-01-02")


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


@pytest.mark.parametrize("arguments", [[], ["publish"], ["validate", "a", "b"]])
def test_a_wrong_command_says_how_to_use_it(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m dashboard" in capsys.readouterr().err
