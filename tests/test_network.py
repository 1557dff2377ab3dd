"""The network of the tiny package, against answers counted by hand."""

from __future__ import annotations

from dashboard.captions import network as words
from dashboard.catalog import Catalog
from dashboard.figures import network as figure
from dashboard.figures.style import Style
from dashboard.measures.network import (
    ORDERS,
    alike_without_tie,
    attribute_sources,
    by_region,
    flows,
    matrix,
    reach,
    seriated,
    shown_matrix,
)
from dashboard.selection import Selection, select

EVERY = Selection(relations=())


def test_the_matrix_holds_every_unit(tiny_catalog: Catalog) -> None:
    table = matrix(select(tiny_catalog, EVERY))
    assert table.shape == (3, 3)
    assert table.loc["CN-HE", "IA"] == 3
    assert table.loc["CN-HB", "OH"] == 2
    assert table.loc["CN-YN", "AK"] == 1
    assert table.to_numpy().sum() == 6


def test_the_matrix_follows_the_filters(tiny_catalog: Catalog) -> None:
    view = select(tiny_catalog, Selection(states=("IA",)))
    assert list(shown_matrix(view).columns) == ["IA"]
    assert shown_matrix(view).loc["CN-HE", "IA"] == 2


def test_untied_units_come_last(tiny_catalog: Catalog) -> None:
    view = select(tiny_catalog, Selection(tiers=("state-province",)))
    for order in ORDERS:
        table = seriated(matrix(view), order, tiny_catalog)
        assert table.index[-1] == "CN-YN"
        assert table.columns[-1] == "AK"
    assert words.untied(view) == (["Alaska"], ["Yunnan"])
    assert "Alaska" in words.gaps(view)


def test_orders(tiny_catalog: Catalog) -> None:
    table = matrix(select(tiny_catalog, EVERY))
    assert list(seriated(table, "most", tiny_catalog).columns) == ["IA", "OH", "AK"]
    assert list(seriated(table, "east", tiny_catalog).columns) == ["OH", "IA", "AK"]
    assert list(seriated(table, "east", tiny_catalog).index) == ["CN-HE", "CN-HB", "CN-YN"]


def test_units_with_the_same_partners_stand_together(shipped: Catalog) -> None:
    """Seriation keeps every number, and puts likes side by side whatever the order given."""
    table = matrix(select(shipped, Selection()))
    ordered = seriated(table, "alike", shipped)
    again = seriated(table.iloc[::-1, ::-1], "alike", shipped)
    assert ordered.to_numpy().sum() == table.to_numpy().sum()
    assert sorted(ordered.index) == sorted(table.index)

    def unlike(shown: object) -> float:
        values = (shown > 0).astype(int).to_numpy()  # type: ignore[operator]
        return float(abs(values[1:] - values[:-1]).sum())

    assert unlike(ordered.loc[:, table.columns]) < unlike(table)
    assert sorted(again.columns) == sorted(ordered.columns)


def test_regions_add_up(tiny_catalog: Catalog) -> None:
    table = by_region(matrix(select(tiny_catalog, EVERY)), tiny_catalog)
    assert list(table.columns) == ["West", "Midwest"]
    assert table["Midwest"].to_dict() == {"CN-HB": 2, "CN-HE": 3, "CN-YN": 0}


def test_reach(tiny_catalog: Catalog) -> None:
    table = reach(select(tiny_catalog, EVERY), chinese=False).set_index("code")
    iowa = table.loc["IA"]
    assert (iowa["pairings"], iowa["places"], iowa["partners"]) == (3, 3, 1)
    assert iowa["main"] == "CN-HE"
    assert iowa["first"] == 1983
    assert round(iowa["share"], 2) == 0.33
    assert table["exchanges"].sum() == 9


def test_coal_places_without_a_tie(tiny_catalog: Catalog) -> None:
    table = alike_without_tie(select(tiny_catalog, EVERY))
    assert table.to_dict("records") == [
        {"state": "AK", "province": "CN-HE", "pairings": 0},
        {"state": "OH", "province": "CN-HE", "pairings": 0},
    ]
    assert "2 of 2 combinations" in words.alike(select(tiny_catalog, EVERY)).title


def test_the_coal_attribute_names_its_sources(shipped: Catalog) -> None:
    """Teets and the US Energy Information Administration state it; census sources do not."""
    publishers = shipped.sources.set_index("source_id")["publisher"][attribute_sources(shipped)]
    assert any("Teets" in name for name in publishers)
    assert any("Energy Information" in name for name in publishers)
    assert not any("Census" in name for name in publishers)


def test_flows_name_units_while_they_are_few(tiny_catalog: Catalog) -> None:
    view = select(tiny_catalog, EVERY)
    assert flows(view, 3).to_dict("records")[0] == {"us": "IA", "cn": "CN-HE", "pairings": 3}
    assert flows(view, 2).to_dict("records")[0] == {"us": "Midwest", "cn": "East", "pairings": 3}
    assert flows(view, 2)["pairings"].sum() == 6


def test_cells_carry_what_a_click_means(tiny_catalog: Catalog) -> None:
    drawn = figure.draw(select(tiny_catalog, EVERY), Style(), "most").data[0]
    assert dict(zip(drawn.customdata, drawn.text, strict=True)) == {
        "IA|CN-HE": "3",
        "OH|CN-HB": "2",
        "AK|CN-YN": "1",
    }


def test_small_and_empty_selections(tiny_catalog: Catalog) -> None:
    one = select(tiny_catalog, Selection(states=("OH",), provinces=("CN-HB",)))
    assert "Ohio and Hubei share 2 pairings" in words.matrix(one, "alike", False).title
    none = select(tiny_catalog, Selection(states=("OH",), provinces=("CN-HE",)))
    for view in (one, none):
        for style in (Style(), Style(narrow=True, dark=True)):
            figure.draw(view, style, "alike")
            figure.draw_flows(view, style)
            figure.draw_alike(view, style)
    assert "Nothing matches" in words.matrix_alt(none)
    assert "Nothing matches" in words.flow_alt(none, 0)
