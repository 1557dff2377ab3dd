"""Corruption at random: whatever is changed, the package loads or its fault is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard import catalog
from dashboard.catalog import PackageError
from tests.tiny import COLUMNS, Tiny
from tests.verdicts import change_descriptor

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
