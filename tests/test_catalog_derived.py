"""What is computed from the tables: columns that readers need, and the generated table."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import catalog
from dashboard.catalog import Catalog
from tests.tiny import Tiny
from tests.verdicts import run


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


def test_planned_and_unpaired_exchanges_are_not_counted(tiny_catalog: Catalog) -> None:
    counts = catalog.derive_exchange_counts(tiny_catalog.exchanges)
    assert counts["exchanges"].sum() == 9
    assert not counts["year"].eq(2024).any()


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
