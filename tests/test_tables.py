"""The tables as a reader browses and takes them away."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from dashboard import catalog, tables
from dashboard.catalog import TABLES, Catalog
from dashboard.export.tables import to_csv
from tests.tiny import Tiny


def test_every_table_can_be_browsed(shipped: Catalog) -> None:
    assert sorted(tables.names(shipped)) == sorted(TABLES)
    for name in TABLES:
        assert list(tables.table(shipped, name).columns) == tables.columns(shipped, name)
        assert tables.dictionary(shipped, name)["description"].str.len().min() > 0


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", 11),
        ("pupils", 1),
        ("PUPILS wrote", 1),
        ("pupils missing", 0),
        ("sector:education", 5),
        ("sector:education year:1985", 1),
        ("sector:education|agriculture planned:false", 6),
        ("planned:true", 1),
        ("people_to_people:false sector:agriculture", 2),
        ("nonsense:1", 0),
    ],
)
def test_find(tiny_catalog: Catalog, text: str, ids: int) -> None:
    assert len(tables.find(tables.table(tiny_catalog, "exchanges"), text)) == ids


def test_find_takes_no_pattern(tiny_catalog: Catalog) -> None:
    assert tables.find(tables.table(tiny_catalog, "exchanges"), "(.*").empty


def read(raw: bytes) -> list[dict[str, str]]:
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def test_csv_holds_what_the_file_holds(tiny_catalog: Catalog) -> None:
    for name in TABLES:
        rows = read(to_csv(tables.table(tiny_catalog, name)))
        with (tiny_catalog.directory / f"{name}.csv").open(encoding="utf-8") as file:
            original = list(csv.DictReader(file))
        assert len(rows) == len(original)
        if name in ("exchanges", "pairings"):
            assert rows == original


def test_csv_runs_nothing(tiny: Tiny) -> None:
    tiny.put("exchanges", 2, summary='=HYPERLINK("http://x")')
    tiny.put("exchanges", 3, summary="@SUM(A1)")
    frame = tables.table(catalog.load(tiny.write()), "exchanges")
    rows = read(to_csv(frame))
    assert rows[0]["summary"].startswith("'=")
    assert rows[1]["summary"].startswith("'@")


def test_numbers_stay_numbers() -> None:
    raw = to_csv(pd.DataFrame({"lon": [-93.5], "text": ["-1"], "flag": [True]}))
    assert read(raw) == [{"lon": "-93.5", "text": "'-1", "flag": "true"}]
