"""Files of data: they say what the view says, and no spreadsheet runs them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pandas as pd
import pytest
from _pytest.mark import ParameterSet
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalog import Catalog
from dashboard.charts import NAMES, chart_of
from dashboard.charts.base import Chart, rows_behind, whole
from dashboard.export.files import KINDS, Order, file_name
from dashboard.export.sizes import SIZES
from dashboard.export.tables import neutral, to_csv, to_xlsx
from dashboard.figures.drawing import Drawing
from dashboard.figures.style import Frame, Style, balanced, framed
from dashboard.measures.headline import headline
from dashboard.selection import Selection, View, Vocabulary, from_query, select
from tests.conftest import shipped_catalog

SITE = "https://ties.example.org"
PACKAGE = shipped_catalog()
DATA_KINDS = [name for name, kind in KINDS.items() if not kind.image]
SELECTIONS = {
    "all": Selection(),
    "one state": Selection(states=("IA",)),
    "years": Selection(years=(1985, 1999), relations=()),
    "education": Selection(sectors=("education",)),
    "one place": Selection(places=("us-ia-muscatine",)),
    "three places": Selection(places=("cn-hebei", "us-ia", "us-ia-muscatine")),
    "nothing": Selection(states=("IA",), provinces=("CN-XZ",)),
}
LARGE = ("all", "years")
# Charts whose rows are those of the atlas.
OTHERS = [name for name, chart in NAMES.items() if chart.scope is not whole and name != "atlas"]


@cache
def viewed(selection: Selection) -> View:
    """Return the view of a selection, made once for all tests."""
    return select(PACKAGE, selection)


@pytest.fixture(params=SELECTIONS.values(), ids=SELECTIONS)
def view(request: pytest.FixtureRequest) -> View:
    return viewed(request.param)


def cases(only: Callable[[Chart], bool] = lambda chart: True) -> list[ParameterSet]:
    """Pair each chart with the selections that it can be drawn for."""
    return [
        pytest.param(
            (shown, selection),
            id=f"{name}-{shown}",
            # Workbooks of thousands of rows are written in seconds.
            marks=pytest.mark.long if name in LARGE and shown in OTHERS else (),
        )
        for shown, chart in NAMES.items()
        for name, selection in SELECTIONS.items()
        if only(chart)
        # No filter acts on such a chart.
        and (chart.scope is not whole or name == "all")
        and chart_of(viewed(selection), shown).is_ready
    ]


def ordered(request: pytest.FixtureRequest) -> Order:
    name, selection = request.param
    return Order(chart_of(viewed(selection), name), SITE, today=date(2026, 1, 31))


# By order rather than by test: what a chart has counted once serves all tests of it.
@pytest.fixture(params=cases(), scope="module")
def order(request: pytest.FixtureRequest) -> Order:
    return ordered(request)


@pytest.fixture(scope="module")
def made(order: Order) -> Callable[[str], bytes]:
    """Make a kind of file of an order, once for all tests of it."""
    return cache(lambda name: KINDS[name].make(order))


@pytest.fixture(params=cases(lambda chart: chart.rows is rows_behind), scope="module")
def order_of_view(request: pytest.FixtureRequest) -> Order:
    """An order of a chart whose rows are those of the view."""
    return ordered(request)


def read_csv(data: bytes) -> pd.DataFrame:
    return pd.read_csv(BytesIO(data), encoding="utf-8-sig", keep_default_na=False)


def test_csv_of_rows_reloads_into_the_counts_on_screen(order_of_view: Order) -> None:
    order = order_of_view
    pairings = read_csv(KINDS["pairings-csv"].make(order))
    exchanges = read_csv(KINDS["exchanges-csv"].make(order))
    found = headline(order.view)
    assert len(pairings) == pairings["pairing_id"].nunique() == found.pairings
    assert (pairings["tier"] == "state-province").sum() == found.state_province
    assert pairings["us_admin1"].nunique() == found.states
    assert len(exchanges) == found.exchanges
    assert set(exchanges["pairing_id"]) <= set(pairings["pairing_id"])


def test_csv_of_the_atlas_reloads_into_the_same_counts(view: View) -> None:
    shown = read_csv(KINDS["csv"].make(Order(chart_of(view, "atlas"), SITE)))
    assert len(shown) == len(view.pairings)
    assert shown["exchanges"].sum() == len(view.exchanges)


def test_csv_of_the_timeline_adds_up_to_pairings_and_exchanges(view: View) -> None:
    shown = read_csv(KINDS["csv"].make(Order(chart_of(view, "timeline"), SITE)))
    first, last = view.selection.years
    years = shown["year"].iloc[:-1].astype(int)
    assert years.tolist() == list(range(first, last + 1))
    assert shown["year"].iloc[-1] == ""
    held = shown.filter(like="exchanges_").apply(pd.to_numeric).sum().sum()
    assert held == len(view.exchanges)
    known = view.pairings["established_year"]
    new = shown.filter(like="new_").apply(pd.to_numeric)
    assert new.iloc[:-1].sum().sum() == known.between(first, last).sum()
    assert new.iloc[-1].sum() == known.isna().sum()


def test_csv_of_the_comparison_adds_up_to_the_exchanges_of_each_place(shipped: Catalog) -> None:
    view = select(shipped, SELECTIONS["three places"])
    shown = read_csv(KINDS["csv"].make(Order(chart_of(view, "compare"), SITE)))
    held = shipped.exchanges[~shipped.exchanges["planned"]]
    counts = shown.groupby("place_id")["exchanges"].sum()
    assert counts["us-ia"] == (held["us_admin1"] == "IA").sum()
    assert counts["cn-hebei"] == (held["cn_admin1"] == "CN-HE").sum()
    assert counts["us-ia-muscatine"] == (held["us_place_id"] == "us-ia-muscatine").sum()


@pytest.mark.parametrize("name", [one for one in NAMES if one.startswith("sectors")])
def test_csv_of_sectors_adds_up_to_all_exchanges(name: str, view: View) -> None:
    shown = read_csv(KINDS["csv"].make(Order(chart_of(view, name), SITE)))
    assert shown["exchanges"].sum() == len(view.exchanges)
    by = shown.columns[1]
    unknown = pd.to_numeric(shown.loc[shown[by] == "", "exchanges"]).sum()
    if by in ("year", "direction"):
        assert unknown == view.exchanges[by].isna().sum()
    else:
        assert unknown == 0


def test_csv_of_classes_adds_up_to_all_exchanges(view: View) -> None:
    shown = read_csv(KINDS["csv"].make(Order(chart_of(view, "classes"), SITE)))
    counts = shown[["people", "economic", "official"]].sum()
    assert counts.sum() == len(view.exchanges)
    assert counts["people"] == view.exchanges["people_to_people"].sum()


@pytest.mark.parametrize("name", ["network", "network-most", "network-east", "flows"])
def test_csv_of_the_network_adds_up_to_all_pairings(name: str, view: View) -> None:
    shown = read_csv(KINDS["csv"].make(Order(chart_of(view, name), SITE)))
    assert shown["pairings"].sum() == len(view.pairings)
    for state, province in zip(shown["state"], shown["province"], strict=True):
        chosen = view.selection
        assert state in (chosen.states or [state])
        assert province in (chosen.provinces or [province])


def test_csv_of_the_drift_counts_each_new_pairing_in_its_year_and_decade(view: View) -> None:
    order = Order(chart_of(view, "drift"), SITE)
    shown = read_csv(KINDS["csv"].make(order))
    rows = read_csv(KINDS["pairings-csv"].make(order))
    known = view.pairings["established_year"].between(*view.selection.years)
    assert len(rows) == known.sum()
    for _span, part in shown.groupby("span"):
        assert part[["western", "other"]].sum().sum() == len(rows)
    points = read_csv(KINDS["csv"].make(Order(chart_of(view, "longitudes"), SITE)))
    assert set(points["pairing_id"]) == set(rows["pairing_id"])


def test_a_chart_offers_the_rows_that_it_rests_on_and_no_others(
    order: Order, made: Callable[[str], bytes]
) -> None:
    rows = order.chart.rows
    assert set(rows) == {*order.chart.kind.tables, "sources"}
    assert rows["sources"]["source_id"].is_unique
    for name, kind in KINDS.items():
        assert kind.offered(order.chart.kind) == (kind.table is None or kind.table in rows)
        if kind.offered(order.chart.kind) and not kind.image:
            assert made(name), name
    for table in order.chart.kind.tables:
        assert KINDS[f"{table}-csv"].offered(order.chart.kind)


@pytest.mark.parametrize("name", ["students", "conferences", "ngo-offices", "reporting", "coal"])
def test_charts_of_reported_values_offer_no_pairings(name: str) -> None:
    offered = {kind for kind, made in KINDS.items() if made.offered(NAMES[name])}
    assert not offered & {"pairings-csv", "exchanges-csv", "geojson"}
    assert offered & {"indicators-csv", "findings-csv"}
    assert {"csv", "xlsx", "metadata", "svg", "html"} <= offered


@pytest.mark.parametrize("name", [one for one, chart in NAMES.items() if chart.scope is whole])
def test_files_of_all_data_name_no_filter(name: str, shipped: Catalog) -> None:
    view = select(shipped, Selection(states=("IA",), sectors=("education",), language="en"))
    order = Order(chart_of(view, name), SITE)
    assert order.view.selection == Selection()
    assert "IA" not in order.link
    assert "_all_" in file_name(order, "svg")


def test_places_do_not_filter_the_coal_chart_but_other_filters_do(shipped: Catalog) -> None:
    wanted = Selection(states=("IA",), places=("us-ia-muscatine",), relations=())
    order = Order(chart_of(select(shipped, wanted), "alike"), SITE)
    assert order.view.selection == Selection(relations=())
    coal = set(shipped.states.loc[shipped.states["coal_producer"], "postal"])
    assert set(read_csv(KINDS["states-csv"].make(order))["postal"]) == coal
    assert set(read_csv(KINDS["pairings-csv"].make(order))["us_admin1"]) <= coal


def test_chinese_names_survive_every_data_file(shipped: Catalog) -> None:
    order = Order(chart_of(select(shipped, SELECTIONS["one place"]), "atlas"), SITE)
    for kind in ("csv", "pairings-csv", "geojson", "html"):
        assert "正定" in KINDS[kind].make(order).decode("utf-8-sig"), kind
    book = openpyxl.load_workbook(BytesIO(KINDS["xlsx"].make(order)))
    assert any("正定" in str(cell.value) for row in book["pairings"] for cell in row)


def test_csv_begins_with_the_mark_that_excel_needs(made: Callable[[str], bytes]) -> None:
    assert made("csv").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_cells_that_a_spreadsheet_would_run_are_neutralised(cell: str) -> None:
    hostile = pd.DataFrame({"note": [cell], "number": [-1]})
    read = read_csv(to_csv(hostile))
    assert read["note"].tolist() == [f"'{cell}"]
    assert read["number"].tolist() == [-1]


@given(st.text())
def test_no_text_stays_executable_and_harmless_text_stays_as_it_is(text: str) -> None:
    safe = neutral(text)
    assert isinstance(safe, str)
    assert safe[:1] not in tuple("=+-@\t\r\n")
    assert safe.removeprefix("'") == text or safe == text


def test_xlsx_stores_formulas_as_text_and_drops_control_characters() -> None:
    book = to_xlsx({"rows": pd.DataFrame({"note": ['=HYPERLINK("x")', "bell\x07"]})})
    cells = [row[0] for row in openpyxl.load_workbook(BytesIO(book))["rows"].iter_rows()]
    assert [cell.value for cell in cells] == ["note", '=HYPERLINK("x")', "bell"]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]


def test_xlsx_keeps_types_and_holds_the_rows_and_their_sources(shipped: Catalog) -> None:
    view = select(shipped, Selection())
    book = openpyxl.load_workbook(BytesIO(KINDS["xlsx"].make(Order(chart_of(view, "atlas"), SITE))))
    sheets = {name: list(book[name].values) for name in book.sheetnames}
    assert set(sheets) == {"about", "shown", "pairings", "exchanges", "sources", "columns"}
    header, *rows = sheets["exchanges"]
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    assert len(cells) == len(view.exchanges)
    assert {type(one["year"]) for one in cells} <= {int, type(None)}
    assert {type(one["people_to_people"]) for one in cells} == {bool}
    assert {type(one["date"]) for one in cells} <= {str, type(None)}
    cited = {one for row in cells for one in row["source_ids"].split(";")}
    assert cited <= {row[0] for row in sheets["sources"]}
    about = dict(sheets["about"][1:])
    assert about["Permalink"] == f"{SITE}/"
    assert shipped.version in about["Data version"]


def test_geojson_holds_every_pairing_as_a_line_over_the_pacific(view: View) -> None:
    collection = json.loads(KINDS["geojson"].make(Order(chart_of(view, "atlas"), SITE)))
    features = collection["features"]
    lines = [one for one in features if one["geometry"]["type"] == "MultiLineString"]
    points = [one for one in features if one["geometry"]["type"] == "Point"]
    assert {one["id"] for one in lines} == set(view.pairings["pairing_id"])
    assert len(lines) + len(points) == len(features)
    known = view.catalog.places.set_index("place_id")
    for point in points:
        place = known.loc[point["id"]]
        assert point["geometry"]["coordinates"] == pytest.approx([place["lon"], place["lat"]])
    for line in lines:
        (start, west_edge), (east_edge, end) = line["geometry"]["coordinates"]
        assert start[0] < 0 < end[0]
        assert (west_edge[0], east_edge[0]) == (-180, 180)
        assert west_edge[1] == east_edge[1]
        assert min(start[1], end[1]) <= west_edge[1] <= max(start[1], end[1])


def test_metadata_names_the_selection_and_the_permalink_reopens_it(
    order: Order, made: Callable[[str], bytes]
) -> None:
    described = json.loads(made("metadata"))
    vocabulary = Vocabulary.of(order.view.catalog)
    selection, notices = from_query(described["selection"]["query"], vocabulary)
    assert (selection, notices) == (order.view.selection, [])
    assert described["permalink"] == order.link
    assert order.link.startswith(f"{SITE}/{order.chart.kind.page}")
    asked = parse_qs(urlsplit(order.link).query)
    assert asked == described["selection"]["query"] | {
        key: [value] for key, value in order.chart.parameters.items()
    }
    assert described["data"]["version"] == order.view.catalog.version
    if "pairings" in order.chart.kind.tables:
        assert described["counts"]["pairings"] == len(order.view.pairings)
    else:
        assert described["counts"] == {}
    assert described["exported"] == "2026-01-31"


def test_metadata_defines_every_column_and_lists_every_source(
    order: Order, made: Callable[[str], bytes]
) -> None:
    described = json.loads(made("metadata"))
    tables = {"shown": order.chart.numbers, **order.chart.rows}
    assert set(described["tables"]) == set(tables)
    for name, table in described["tables"].items():
        assert [column["name"] for column in table["columns"]] == list(tables[name].columns)
        assert [one["name"] for one in table["columns"] if not one["description"]] == []
    del tables["shown"], tables["sources"]
    cited = {
        one for table in tables.values() for ids in table["source_ids"] for one in ids.split(";")
    }
    assert cited == {source["source_id"] for source in described["sources"]}


@pytest.mark.parametrize("name", KINDS)
def test_file_names_say_chart_filters_and_date(name: str, shipped: Catalog) -> None:
    view = select(shipped, Selection(states=("IA", "OH"), sectors=("education",)))
    named = file_name(Order(chart_of(view, "timeline"), SITE, dark=True), name)
    assert named.startswith("us-china-ties_timeline")
    assert "state-ia-oh" in named
    assert "sector-education" in named
    assert named.endswith(f"{shipped.as_of}.{KINDS[name].extension}")


def test_no_two_kinds_of_file_share_a_name(order: Order) -> None:
    assert len({file_name(order, name) for name in KINDS}) == len(KINDS)


def test_html_needs_no_other_file_and_carries_words_and_numbers(
    order: Order, made: Callable[[str], bytes]
) -> None:
    page = made("html").decode()
    outside = page.split("<script")[0] + page.rsplit("</script>", 1)[1]
    assert "src=" not in outside
    assert "<link" not in page.split("<body>")[0]
    assert "Plotly.newPlot" in page
    assert f"Accessed January 31, 2026. {order.link}".replace("&", "&amp;") in page
    assert page.count("<tr") == len(order.chart.numbers) + 1


def joined(text: str) -> str:
    """Return text without the marks and gaps of folding, which may fall after a hyphen."""
    return re.sub(r"\s|</?b>|<br>", "", text)


@pytest.mark.parametrize("size", SIZES)
def test_figures_have_the_size_asked_for_and_keep_their_words(order: Order, size: str) -> None:
    frame = order.chart.frame
    style = SIZES[size].style(order.chart.kind.dense)
    zoom = SIZES[size].magnification(order.chart.kind.dense)
    figure = order.chart.figure(style)
    assert figure.layout.width * zoom == SIZES[size].width
    if SIZES[size].height is not None:
        assert figure.layout.height * zoom == SIZES[size].height
    words = joined(" ".join(one.text or "" for one in figure.layout.annotations))
    assert joined(frame.title) in words
    assert joined(frame.source) in words
    # Narrow files fold states into regions and years into periods, and say so.
    if not (style.narrow and order.chart.name.startswith(("sectors", "network", "flows"))):
        assert joined(frame.subtitle) in words


@pytest.mark.parametrize(("part", "kept"), [("header", "source"), ("footer", "title")])
def test_header_and_footer_can_be_left_out(shipped: Catalog, part: str, kept: str) -> None:
    view = select(shipped, SELECTIONS["three places"])
    charts = (chart_of(view, name) for name in NAMES)
    for chart in (one for one in charts if one.is_ready):
        style = SIZES["article"].style(chart.kind.dense, **{part: False})
        texts = [one.text for one in chart.figure(style).layout.annotations]
        words = " ".join(texts).replace("<br>", " ")
        frame = chart.frame
        left_out = frame.title if part == "header" else frame.source
        assert left_out not in words
        assert getattr(frame, kept) in words.replace("<b>", "").replace("</b>", "")


def test_only_a_transparent_file_has_no_background(shipped: Catalog) -> None:
    view = select(shipped, SELECTIONS["three places"])
    charts = (chart_of(view, name) for name in NAMES)
    for chart in (one for one in charts if one.is_ready):
        order = Order(chart, SITE, dark=True)
        assert order.figure().layout.paper_bgcolor == order.style().palette.paper
        assert order.figure(transparent=True).layout.paper_bgcolor == "rgba(0,0,0,0)"


def test_words_leave_a_tall_enough_chart_when_they_are_long() -> None:
    frame = Frame("A long finding " * 8, "And a longer explanation " * 10, "Source " * 30)
    style = Style(width=432, height=768, narrow=True)
    figure = framed(Drawing(), frame, style, body=300)
    margin = figure.layout.margin
    assert figure.layout.height == 768
    assert 768 - margin.t - margin.b >= 300


def test_titles_fold_into_lines_of_like_length() -> None:
    text = "267 sister pairings span the Pacific; California (55) and Jiangsu (36) have the most"
    first, second = balanced(text, 70).split("<br>")
    assert abs(len(first) - len(second)) < 15
    assert balanced("Short", 70) == "Short"
