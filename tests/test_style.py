"""Colours that can be seen, and figures that are whole, offline and true to the view."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io
import pytest

from dashboard.captions import atlas as atlas_words
from dashboard.captions import phrases
from dashboard.captions import timeline as timeline_words
from dashboard.catalog import Catalog
from dashboard.figures import atlas, timeline
from dashboard.figures.style import (
    DARK,
    LIGHT,
    TEMPLATE,
    Palette,
    Style,
    contrast,
    edge_of,
    folded,
    lines,
    text_on,
)
from dashboard.geography import Plane, load_plane, positions
from dashboard.selection import Selection, View, select

GRAPHIC, TEXT = 3.0, 4.5
THEMES = {"light": LIGHT, "dark": DARK}
STYLES = [Style(dark, narrow) for dark in (False, True) for narrow in (False, True)]
SELECTIONS = {
    "first view": Selection(),
    "everything": Selection(relations=()),
    "one state": Selection(states=("IA",)),
    "one pairing": Selection(places=("us-oh",), provinces=("CN-HB",)),
    "nothing": Selection(states=("WY",), provinces=("CN-XZ",)),
    "one year": Selection(years=(1985, 1985)),
    "sectors": Selection(sectors=("education", "culture_arts"), people_to_people=True),
    "friendship": Selection(relations=("friendship",)),
    "China": Selection(view="china"),
    "United States": Selection(view="us"),
    "many filters": Selection(
        states=("CA", "NY", "TX", "WA"),
        provinces=("CN-GD", "CN-JS", "CN-NM", "CN-SH"),
        statuses=("active", "unknown"),
        sectors=("education", "trade_investment", "environment_climate"),
        relations=(),
        years=(1990, 2020),
    ),
}


@pytest.fixture(scope="module")
def plane() -> Plane:
    """The plane of the facing maps."""
    return load_plane()


@pytest.fixture(scope="module")
def points(shipped: Catalog) -> pd.DataFrame:
    """Where the shipped places lie on it."""
    return positions(shipped.places)


@pytest.fixture(scope="module", params=SELECTIONS.values(), ids=SELECTIONS.keys())
def view(request: pytest.FixtureRequest, shipped: Catalog) -> View:
    """A view that readers ask for."""
    return select(shipped, request.param)


def both(
    view: View, plane: Plane, points: pd.DataFrame, style: Style
) -> dict[str, tuple[go.Figure, Any]]:
    """Draw both figures; return each with the words that are to frame it."""
    events = timeline.shown_events(view.catalog, view.selection)
    return {
        "atlas": (atlas.draw(view, plane, points, style), atlas_words.atlas(view)),
        "timeline": (timeline.draw(view, events, style), timeline_words.timeline(view)),
    }


@pytest.fixture(scope="module")
def drawn(view: View, plane: Plane, points: pd.DataFrame) -> dict[Style, Any]:
    """Both figures of a view, in all styles."""
    return {style: both(view, plane, points, style) for style in STYLES}


# Colours -------------------------------------------------------------------------------------


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast("#FF0000", "#0000FF") == contrast("#0000FF", "#FF0000")


@pytest.mark.parametrize("palette", THEMES.values(), ids=THEMES.keys())
def test_text_is_readable(palette: Palette) -> None:
    for colour in (palette.ink, palette.muted):
        assert contrast(colour, palette.paper) >= TEXT
    # Labels inside regions: muted where there is no pairing, else what reads better.
    assert contrast(palette.muted, palette.blank) >= TEXT
    for fill in palette.steps:
        assert contrast(text_on(fill), fill) >= TEXT, fill


@pytest.mark.parametrize("palette", THEMES.values(), ids=THEMES.keys())
def test_lines_bars_and_markers_stand_out_from_the_paper(palette: Palette) -> None:
    for colour in (*palette.tiers.values(), *palette.sectors):
        assert contrast(colour, palette.paper) >= GRAPHIC, colour
    assert len(set(palette.sectors)) == len(palette.sectors) >= timeline.NAMED_SECTORS + 1
    assert len(set(palette.tiers.values())) == 2


@pytest.mark.parametrize("palette", THEMES.values(), ids=THEMES.keys())
def test_regions_stand_out_from_the_paper_and_from_each_other(palette: Palette) -> None:
    for fill in (palette.blank, *palette.steps):
        edge = edge_of(fill, palette)
        assert contrast(edge, fill) >= GRAPHIC, fill
        assert max(contrast(fill, palette.paper), contrast(edge, palette.paper)) >= GRAPHIC, fill


@pytest.mark.parametrize("palette", THEMES.values(), ids=THEMES.keys())
def test_the_scale_runs_one_way_in_steps_that_can_be_told_apart(palette: Palette) -> None:
    against = [contrast(fill, palette.paper) for fill in (palette.blank, *palette.steps)]
    assert against == sorted(against)
    steps = zip(palette.steps, palette.steps[1:], strict=False)
    assert all(contrast(first, second) >= 1.3 for first, second in steps)
    assert len(palette.steps) == len(atlas.STEPS) == len(atlas.step_labels())


def test_no_meaning_hangs_on_colour_alone() -> None:
    assert atlas.DASHES["city"] != atlas.DASHES["state-province"]
    assert timeline.HATCHES["city"] != timeline.HATCHES["state-province"]


@pytest.mark.parametrize(
    ("pairings", "step", "label"),
    [(0, -1, ""), (1, 0, "1–2"), (2, 0, "1–2"), (3, 1, "3–5"), (10, 2, "6–10"), (21, 4, "21+")],
)
def test_a_unit_falls_into_the_class_of_the_legend(pairings: int, step: int, label: str) -> None:
    assert atlas.step_of(pairings) == step
    assert not label or atlas.step_labels()[step] == label


# Words in the figure -------------------------------------------------------------------------


def test_texts_are_folded_at_words_and_chinese_counts_twice() -> None:
    text = "one two three four five six seven eight nine ten"
    assert folded(text, 20).replace("<br>", " ") == text
    assert all(len(line) <= 20 for line in folded(text, 20).split("<br>"))
    chinese = "武汉市" * 20
    assert all(len(line) <= 20 for line in folded(chinese, 40).split("<br>"))
    assert (lines(""), lines("a"), lines("a<br>b")) == (0, 1, 2)
    assert folded("", 20) == ""


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_title_subtitle_and_source_are_in_the_figure_and_folded(
    drawn: dict[Style, Any], style: Style
) -> None:
    for name, (figure, frame) in drawn[style].items():
        texts = [note.text for note in figure.layout.annotations]
        whole = {re.sub("<br>", " ", re.sub("</?b>", "", text)): text for text in texts}
        for words, factor in ((frame.title, 0.9), (frame.subtitle, 1), (frame.source, 1.2)):
            assert words in whole, f"{name}: {words}"
            longest = max(map(len, re.sub("</?b>", "", whole[words]).split("<br>")))
            assert longest <= style.characters * factor, f"{name}: {words}"
        margin = figure.layout.margin
        assert figure.layout.height > margin.t + margin.b
        assert margin.t >= 17 * (lines(whole[frame.title]) + lines(whole[frame.subtitle]))


def test_the_source_line_names_version_date_and_licence(view: View) -> None:
    for frame in (atlas_words.atlas(view), timeline_words.timeline(view)):
        for said in (view.catalog.version, view.catalog.as_of, phrases.LICENCE):
            assert said in frame.source


def test_alternative_texts_mention_the_counts(view: View) -> None:
    said = atlas_words.atlas_alt(view), timeline_words.timeline_alt(view)
    if view.is_empty:
        assert all("Nothing matches" in text for text in said)
        return
    known = int(view.pairings["established_year"].notna().sum())
    early = int((view.pairings["established_year"] < view.selection.years[0]).sum())
    assert f"Pairings: {len(view.pairings):,};" in said[0]
    assert f"{known - early:,} with a known year" in said[1]
    assert f"by sector: {len(view.exchanges):,}" in said[1]


# Figures -------------------------------------------------------------------------------------


def test_figures_fetch_nothing(drawn: dict[Style, Any]) -> None:
    for figures in drawn.values():
        for name, (figure, _frame) in figures.items():
            text = figure.to_json()
            assert "http" not in text, name
            drawn = json.loads(text)
            assert {trace["type"] for trace in drawn["data"]} <= {"scatter", "bar"}, name
            subplots = re.compile("geo|map|scene|polar|ternary|images")
            assert not [key for key in drawn["layout"] if subplots.match(key)], name


def test_numbers_in_figures_are_numbers(drawn: dict[Style, Any]) -> None:
    for figure, _frame in drawn[Style()].values():
        text = json.dumps(figure.to_plotly_json(), default=str)
        assert "NaN" not in text
        assert "<NA>" not in text
        assert ">nan<" not in text


def test_figures_name_their_template(shipped: Catalog, plane: Plane, points: pd.DataFrame) -> None:
    """Importing streamlit swaps the default; a figure that names its template does not care."""
    view = select(shipped, Selection())
    before = {name: f.to_json() for name, (f, _) in both(view, plane, points, Style()).items()}
    default = plotly.io.templates.default
    try:
        plotly.io.templates.default = "ggplot2"
        for name, (figure, _frame) in both(view, plane, points, Style()).items():
            assert figure.layout.template == plotly.io.templates[TEMPLATE]
            assert figure.layout.template.to_plotly_json()
            assert figure.to_json() == before[name]
    finally:
        plotly.io.templates.default = default


def test_what_can_be_clicked_exists(view: View, drawn: dict[Style, Any], shipped: Catalog) -> None:
    codes = {*shipped.states["postal"], *shipped.provinces["iso_3166_2"]}
    places = set(shipped.places["place_id"])
    totals = set(
        zip(shipped.official_totals["date"], shipped.official_totals["counted_by"], strict=True)
    )
    first, last = view.selection.years
    figures = drawn[Style()]
    for trace in figures["atlas"][0].data:
        ids = [] if trace.customdata is None else list(trace.customdata)
        assert set(ids) <= codes | places, trace.name
        assert not ids or len(ids) == len(trace.x)
    for trace in figures["timeline"][0].data:
        if trace.type == "bar":
            assert set(trace.customdata) <= {*range(first, last + 1), timeline.UNKNOWN}
            assert len(trace.customdata) == len(trace.x)
        elif trace.customdata is not None:
            assert {tuple(pair) for pair in trace.customdata} <= totals


def test_every_region_and_paired_place_can_be_clicked(
    shipped: Catalog, plane: Plane, points: pd.DataFrame
) -> None:
    view = select(shipped, Selection(relations=()))
    figure = atlas.draw(view, plane, points, Style())
    regions = next(trace for trace in figure.data if trace.name == atlas.REGIONS)
    assert sorted(regions.customdata) == sorted(
        [*shipped.states["postal"], *shipped.provinces["iso_3166_2"]]
    )
    marks = sum(len(trace.x) for trace in figure.data if trace.name == atlas.PLACES)
    ends = {*view.pairings["us_place_id"], *view.pairings["cn_place_id"]}
    assert marks == len(ends)


def test_each_pairing_is_one_arc(view: View, drawn: dict[Style, Any]) -> None:
    for figures in drawn.values():
        figure, _frame = figures["atlas"]
        arcs = "".join(shape.path for shape in figure.layout.shapes if "C" in (shape.path or ""))
        shown = len(view.pairings) + len(view.faint)
        assert arcs.count("M") == (shown if view.selection.view == "pacific" else 0)


def test_bars_of_the_timeline_hold_what_the_view_holds(view: View, drawn: dict[Style, Any]) -> None:
    figure, _frame = drawn[Style()]["timeline"]
    shown = {"y2": 0, "y4": 0}
    unknown = {"y2": 0, "y4": 0}
    for trace in figure.data:
        if trace.type != "bar":
            continue
        for year, height, hover in zip(trace.customdata, trace.y, trace.hovertext, strict=True):
            count = int(re.match(r"<b>(\d+)</b>", hover)[1])
            if year == timeline.UNKNOWN:
                unknown[trace.yaxis] += count
            else:
                assert height == count
                shown[trace.yaxis] += count
    years = view.pairings["established_year"]
    assert shown["y2"] == years.between(*view.selection.years).fillna(False).sum()
    assert unknown["y2"] == years.isna().sum()
    assert shown["y4"] == view.exchanges["year"].notna().sum()
    assert unknown["y4"] == view.exchanges["year"].isna().sum()


def test_labels_are_horizontal(drawn: dict[Style, Any]) -> None:
    figure, _frame = drawn[Style(narrow=True)]["timeline"]
    axes = [figure.layout[f"xaxis{number}"] for number in ("", 2, 3, 4)]
    assert all(axis.tickangle == 0 for axis in axes)
    assert not any(note.textangle for note in figure.layout.annotations)


def test_official_totals_stand_only_beside_what_they_count(
    shipped: Catalog, plane: Plane, points: pd.DataFrame
) -> None:
    def totals(**attributes: Any) -> list[int]:
        view = select(shipped, Selection(**attributes))
        figure, _frame = both(view, plane, points, Style())["timeline"]
        return [
            int(y)
            for trace in figure.data
            if trace.type == "scatter" and trace.customdata is not None
            for y in trace.y
        ]

    assert {277, 284, 286, 288} <= set(totals())
    assert totals(states=("IA",)) == []
    assert totals(tiers=("city",)) == []


@pytest.mark.parametrize(("height", "labelled"), [(None, True), (675, True), (430, False)])
def test_totals_are_labelled_where_there_is_room_and_never_flatten_the_line(
    shipped: Catalog, plane: Plane, points: pd.DataFrame, height: int | None, labelled: bool
) -> None:
    style = Style() if height is None else Style(width=1200, height=height)
    view = select(shipped, Selection())
    figure, _frame = both(view, plane, points, style)["timeline"]
    totals = [
        trace for trace in figure.data if trace.customdata is not None and trace.yaxis == "y3"
    ]
    highest = max(int(y) for trace in totals for y in trace.y)
    assert highest < figure.layout.yaxis3.range[1] <= 1.5 * highest
    assert any(any(trace.text or ()) for trace in totals) == labelled


def test_context_events_follow_the_choice(shipped: Catalog) -> None:
    main = timeline.shown_events(shipped, Selection())
    assert set(main["prominence"]) == {1}
    chosen = timeline.shown_events(shipped, Selection(events=("conference",)))
    assert set(chosen["category"]) == {"conference"}
    assert len(chosen) == (shipped.context_events["category"] == "conference").sum()
