"""Findings and our figures beside them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard import catalog, tables
from dashboard.captions import findings as words
from dashboard.catalog import Catalog
from dashboard.figures import findings as figure
from dashboard.figures.style import Style
from dashboard.measures import findings as measures
from dashboard.selection import Selection, select
from tests.tiny import Tiny

DRAWN = (
    figure.draw_students,
    figure.draw_delegations,
    figure.draw_conferences,
    figure.draw_reporting,
    figure.draw_coal,
    figure.draw_approval,
)


def test_every_finding_has_a_topic(shipped: Catalog) -> None:
    shown = [
        finding
        for topic in measures.topics(shipped)
        for finding in measures.of_topic(shipped, topic)["finding_id"]
    ]
    assert sorted(shown) == sorted(shipped.findings["finding_id"])


def test_the_numbers_of_the_founding_texts(shipped: Catalog) -> None:
    """The numbers that the five texts report, as they stand there."""
    expected = {
        "teets-ngo-offices": 591,
        "teets-temporary-activities": 3717,
        "essay-five-channels": 5,
        "essay-fifty-channels": 50,
        "essay-delegations-1978": 30,
        "voa-284-pairs": 284,
        "voa-students-15000": 15000,
        "voa-students-350": 350,
        "voa-students-700": 700,
        "voa-50000": 50000,
        "leffel-offices-interviewed": 14,
        "leffel-osu-revenue": 1200000,
        "teets-coal-us": 19.3,
        "teets-coal-china": 57,
        "teets-coal-states": 88,
    }
    assert {name: measures.value(shipped, name) for name in expected} == expected
    answers = [measures.value(shipped, name) for name in measures.ANSWERS]
    assert answers == [3, 4, 3, 3, 1]
    assert len(measures.conferences(shipped)) == 7


def test_figures_beside_findings_lead_to_as_many_rows(shipped: Catalog) -> None:
    """The address behind a count opens the table at exactly the rows counted."""
    checked = 0
    for finding in shipped.findings["finding_id"]:
        found = measures.beside(shipped, finding)
        if found is None or not found.rows.startswith("/methods"):
            continue
        query = parse_qs(urlsplit(found.rows).query)
        rows = tables.find(tables.table(shipped, query["table"][0]), query["find"][0])
        count = found.numbers.get("n", found.numbers.get("here"))
        assert len(rows) == count if count is not None else len(rows)
        checked += 1
    assert checked > 5


def test_addresses_of_pairings_exist(shipped: Catalog) -> None:
    known = set(shipped.pairings["pairing_id"])
    for finding in shipped.findings["finding_id"]:
        found = measures.beside(shipped, finding)
        if found and found.rows.startswith("/pairing?pairing="):
            assert found.rows.partition("=")[2] in known


def test_every_figure_beside_a_finding_can_be_said(shipped: Catalog) -> None:
    for finding in shipped.findings["finding_id"]:
        said = words.beside(measures.beside(shipped, finding))
        assert said.endswith(".")
        assert "{" not in said
    assert measures.beside(shipped, "leffel-strengths") is None
    assert "Not testable" in words.beside(None)


def test_the_sentence_changes_with_the_data(tiny: Tiny) -> None:
    tiny.add("findings", 2, finding_id="voa-284-pairs", theme="counts", value="284", unit="pairs")
    before = words.beside(measures.beside(catalog.load(tiny.write()), "voa-284-pairs"))
    assert before == (
        "5 sister pairings are identified here, ended ones included, 2% of 284. "
        "Newest official count: 284 (2022-04)."
    )
    tiny.put("pairings", 7, relation="sister")
    after = words.beside(measures.beside(catalog.load(tiny.write()), "voa-284-pairs"))
    assert after.startswith("6 sister pairings are identified here")


def test_delegations_by_direction(tiny_catalog: Catalog) -> None:
    table = measures.delegations(select(tiny_catalog, Selection()), 5)
    assert table.loc[1980].to_dict() == {"us_to_cn": 1, "cn_to_us": 0}
    assert table.loc[1985].to_dict() == {"us_to_cn": 0, "cn_to_us": 1}
    assert table.to_numpy().sum() == 2


def test_conferences_without_a_total_show_their_guests(tiny: Tiny) -> None:
    for indicator, period, year, value in (
        ("sister_cities_conference_attendance", "1st, A", "2014", "400"),
        ("sister_cities_conference_us_guests", "1st, A", "2014", "150"),
        ("sister_cities_conference_us_guests", "2nd, B", "2016", "90"),
    ):
        tiny.add("indicators", 2, indicator=indicator, period=period, year=year, value=value)
    rows = measures.conferences(catalog.load(tiny.write()))
    assert rows["value"].tolist() == [400, 90]
    assert rows["guests_only"].tolist() == [False, True]


@pytest.mark.parametrize(
    ("value", "qualifier", "said"),
    [
        (400.0, "more than", "more than 400"),
        (15000, "about", "about 15,000"),
        (19.3, None, "19.3"),
        (7, "seen by a friend", "7"),
    ],
)
def test_amounts(value: float, qualifier: str | None, said: str) -> None:
    assert words.amount(value, qualifier) == said


@pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__)
def test_charts_stand_without_their_findings(tiny_catalog: Catalog, draw: object) -> None:
    """The tiny package holds none of these findings: the chart says so, or shows what is known."""
    view = select(tiny_catalog, Selection())
    for style in (Style(), Style(dark=True, narrow=True)):
        assert draw(view, style).layout.annotations  # type: ignore[operator]


def test_words_of_the_charts(shipped: Catalog) -> None:
    assert words.students(shipped).title.startswith("US students in China for credit fell from")
    assert "50,000" in words.students(shipped).subtitle
    assert words.reporting(shipped).title.startswith("6 of 14 city offices")
    assert "over 88% against 57%" in words.coal(shipped).title
    assert "CPAFFC" in words.approval_alt(shipped)
    assert "No answer: 1" in words.reporting_alt(shipped)
