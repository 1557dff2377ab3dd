"""Counts of the tiny package, against answers counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import catalog
from dashboard.captions import atlas as atlas_words
from dashboard.captions import phrases
from dashboard.captions import timeline as timeline_words
from dashboard.catalog import Catalog
from dashboard.measures.atlas import by_place, by_unit
from dashboard.measures.headline import Headline, headline, official_total, unpaired
from dashboard.measures.timeline import (
    cumulative,
    exchanges_by_year,
    new_by_year,
    undated_by_sector,
    unknown_by_tier,
)
from dashboard.selection import Selection, View, select
from dashboard.text import Strong
from tests.tiny import Tiny

EMPTY = Selection(states=("IA",), provinces=("CN-HB",))


@pytest.fixture
def view(tiny_catalog: Catalog) -> View:
    """The first view: sister pairings, all years."""
    return select(tiny_catalog, Selection())


@pytest.fixture
def empty(tiny_catalog: Catalog) -> View:
    """A view without a pairing."""
    return select(tiny_catalog, EMPTY)


def test_the_headline_of_the_first_view(view: View) -> None:
    assert headline(view) == Headline(
        pairings=5,
        state_province=2,
        states=3,
        provinces=3,
        exchanges=8,
        exchanges_undated=0,
        exchanges_planned=1,
        silent=1,
        year_unknown=1,
    )


def test_the_headline_of_narrowed_years(tiny_catalog: Catalog) -> None:
    found = headline(select(tiny_catalog, Selection(years=(1990, 2000))))
    assert (found.pairings, found.exchanges, found.exchanges_undated) == (5, 2, 2)
    # Ohio and Cleveland have one each; Iowa, Muscatine and Juneau none in these years.
    assert found.silent == 3
    assert found.exchanges_planned == 1


def test_an_empty_view_counts_nothing(empty: View) -> None:
    assert headline(empty) == Headline(0, 0, 0, 0, 0, 0, 0, 0, 0)
    assert by_unit(empty).empty
    assert by_unit(empty)["exchanges"].sum() == 0
    assert by_place(empty).empty
    assert new_by_year(empty).to_numpy().sum() == 0
    assert cumulative(empty).sum() == 0
    assert exchanges_by_year(empty).to_numpy().sum() == 0
    assert undated_by_sector(empty).sum() == 0
    assert unknown_by_tier(empty).tolist() == [0, 0]


def test_units_are_counted_by_both_ends(view: View) -> None:
    assert by_unit(view).to_dict("index") == {
        "OH": {"pairings": 2, "state_province": 1, "exchanges": 4},
        "IA": {"pairings": 2, "state_province": 1, "exchanges": 4},
        "AK": {"pairings": 1, "state_province": 0, "exchanges": 0},
        "CN-HB": {"pairings": 2, "state_province": 1, "exchanges": 4},
        "CN-HE": {"pairings": 2, "state_province": 1, "exchanges": 4},
        "CN-YN": {"pairings": 1, "state_province": 0, "exchanges": 0},
    }


def test_places_are_counted_with_a_partner(tiny_catalog: Catalog) -> None:
    found = by_place(select(tiny_catalog, Selection(relations=())))
    assert len(found) == 11
    zhengding = found.loc["cn-hebei-zhengding"]
    assert (zhengding["pairings"], zhengding["exchanges"]) == (2, 4)
    assert zhengding["partner"] in {"us-ia-muscatine", "us-ia-polk-county"}
    assert found.loc["us-oh"].to_dict() == {
        "pairings": 1,
        "exchanges": 3,
        "partner": "cn-hubei",
        "first_level": True,
        "established": "1979",
    }
    assert found.loc["us-ak-juneau", "established"] == ""
    assert found.loc["us-ak-juneau", "exchanges"] == 0


def test_new_pairings_by_year_and_tier(view: View) -> None:
    new = new_by_year(view)
    assert (new.index[0], new.index[-1], len(new)) == (1979, 2026, 48)
    assert list(new.columns) == ["state-province", "city"]
    assert new[new.sum(axis=1) > 0].to_dict("index") == {
        1979: {"state-province": 1, "city": 0},
        1983: {"state-province": 1, "city": 0},
        1985: {"state-province": 0, "city": 1},
        1990: {"state-province": 0, "city": 1},
    }
    assert unknown_by_tier(view).to_dict() == {"state-province": 0, "city": 1}


def test_years_are_those_asked_for(tiny_catalog: Catalog) -> None:
    narrowed = select(tiny_catalog, Selection(years=(1984, 1986)))
    assert new_by_year(narrowed).sum(axis=1).to_dict() == {1984: 0, 1985: 1, 1986: 0}
    assert exchanges_by_year(narrowed).sum(axis=1).to_dict() == {1984: 0, 1985: 2, 1986: 0}
    # What was established before the first year is in force in it.
    assert cumulative(narrowed).to_dict() == {1984: 2, 1985: 3, 1986: 3}


def test_pairings_in_force_add_up_and_leave_after_they_end(view: View) -> None:
    running = cumulative(view)
    answers = {1979: 1, 1982: 1, 1983: 2, 1985: 3, 1989: 3, 1990: 4, 2000: 4, 2001: 3, 2026: 3}
    assert running.loc[list(answers)].to_dict() == answers


def test_exchanges_by_year_and_sector(view: View) -> None:
    counts = exchanges_by_year(view)
    # The most frequent sector, the undated included, stands first.
    assert counts.columns[0] == "education"
    assert set(counts.columns) == {
        "education",
        "diplomacy_protocol",
        "agriculture",
        "culture_arts",
        "sports_youth",
    }
    found = {(year, sector): n for (year, sector), n in counts.stack().items() if n}
    assert found == {
        (1980, "diplomacy_protocol"): 1,
        (1985, "agriculture"): 1,
        (1985, "education"): 1,
        (1992, "sports_youth"): 1,
        (1995, "education"): 1,
        (2012, "education"): 1,
    }
    assert undated_by_sector(view).to_dict() == {"culture_arts": 1, "education": 1}


@pytest.mark.parametrize(
    ("selection", "answer"),
    [
        # The US count of 2025 is newer, but counts otherwise; it does not stand for the official.
        (Selection(), (284, "2022-04", "all of China")),
        (Selection(provinces=("CN-HB",)), (9, "2020", "Hubei")),
        (Selection(provinces=("CN-HE",)), None),
        (Selection(states=("OH",)), None),
        (Selection(states=("IA", "OH")), None),
        (Selection(states=("IA",), provinces=("CN-HB",)), None),
        (Selection(tiers=("city",)), None),
        (Selection(relations=()), None),
        (Selection(places=("us-oh",)), None),
    ],
    ids=str,
)
def test_a_selection_is_held_against_the_official_total_that_counts_the_same(
    tiny_catalog: Catalog, selection: Selection, answer: tuple[int, str, str] | None
) -> None:
    found = official_total(select(tiny_catalog, selection))
    assert (found and (found["pairs"], found["date"], found["scope"])) == answer


# Words made from the numbers -----------------------------------------------------------------


def test_titles_say_what_was_counted(tiny_catalog: Catalog) -> None:
    def title(**attributes: object) -> str:
        return atlas_words.atlas(select(tiny_catalog, Selection(**attributes))).title  # type: ignore[arg-type]

    assert title() == "5 sister pairings tie 3 states to 3 provinces"  # none is ahead
    assert title(states=("IA",)) == "2 sister pairings tie Iowa to Hebei"
    assert title(states=("AK",)) == "One pairing: Juneau and Kunming"
    assert title(states=("IA",), provinces=("CN-HB",)) == "Nothing matches these filters"
    assert title(relations=(), provinces=("CN-HE",)) == (
        "3 sister and friendship pairings tie Iowa to Hebei"
    )
    assert title(sectors=("education",)).startswith(
        "2 sister pairings with documented exchanges in education"
    )


def test_the_timeline_tells_its_peaks(tiny_catalog: Catalog) -> None:
    narrowed = select(tiny_catalog, Selection(years=(1984, 1986)))
    assert timeline_words.timeline(narrowed).title == (
        "The one new tie of known year is of 1985; most documented exchanges fall in 1985 (2)"
    )
    subtitle = timeline_words.timeline(select(tiny_catalog, Selection())).subtitle
    assert "Pairings identified here (sister pairings): 5, of unknown year 1." in subtitle
    assert "exchanges through them, 1979–2026: 8." in subtitle


def test_a_changed_cell_changes_the_sentence(tiny: Tiny) -> None:
    tiny.put("pairings", 4, established="1983")
    view = select(catalog.load(tiny.write()), Selection())
    assert timeline_words.timeline(view).title.startswith("1983 brought the most new ties (2)")


def test_the_source_line_carries_filters_data_version_date_and_licence(
    tiny_catalog: Catalog,
) -> None:
    line = phrases.source_line(
        select(
            tiny_catalog,
            Selection(
                states=("IA",),
                provinces=("CN-HE", "CN-HB"),
                places=("cn-hebei-zhengding",),
                tiers=("city",),
                relations=(),
                statuses=("active",),
                sectors=("education", "health"),
                years=(1985, 1985),
                people_to_people=True,
            ),
        )
    )
    for said in (
        "US end in Iowa",
        "Chinese end in Hebei and Hubei",
        "one end in Zhengding",
        "tier: city",
        "status: active",
        "relation: sister and friendship",
        "exchanges in: education and health",
        "people-to-people exchanges only",
        "years 1985.",
        f"data {tiny_catalog.version}, as of {tiny_catalog.as_of}",
        "CC BY 4.0",
    ):
        assert said in line
    assert "Filters" not in phrases.source_line(select(tiny_catalog, Selection()))


def test_alternative_texts_mention_the_counts(tiny_catalog: Catalog) -> None:
    view = select(tiny_catalog, Selection())
    atlas = atlas_words.atlas_alt(view)
    assert "Pairings: 5; states: 3; provinces: 3." in atlas
    assert "Ohio 2" in atlas
    assert "Yunnan 1" in atlas
    timeline = timeline_words.timeline_alt(view)
    assert "4 with a known year" in timeline
    assert "1 of unknown year" in timeline
    assert "by sector: 8, peak 2 in 1985" in timeline
    faint = atlas_words.atlas_alt(select(tiny_catalog, Selection(sectors=("education",))))
    assert "3 pairings that otherwise match have no documented exchange" in faint


@pytest.mark.parametrize(
    "selection",
    [
        EMPTY,
        Selection(states=("AK",)),
        Selection(years=(1979, 1979)),
        Selection(years=(2020, 2026), sectors=("sports_youth",)),
        Selection(states=("AK",), years=(2020, 2020)),
    ],
    ids=str,
)
def test_words_are_whole_for_empty_and_smallest_selections(
    tiny_catalog: Catalog, selection: Selection
) -> None:
    view = select(tiny_catalog, selection)
    for frame in (atlas_words.atlas(view), timeline_words.timeline(view)):
        assert frame.title
        assert frame.subtitle
        assert frame.source
    for text in (atlas_words.atlas_alt(view), timeline_words.timeline_alt(view)):
        assert text.endswith(".")
        assert "nan" not in text.lower().split()
        assert "  " not in text
        assert " in ." not in text


def test_counts_do_not_depend_on_the_order_of_rows(tiny: Tiny, view: View) -> None:
    for name in ("pairings", "exchanges", "places", "exchange_counts"):
        tiny.tables[name].reverse()
    turned = select(catalog.load(tiny.write()), Selection())
    assert headline(turned) == headline(view)
    pd.testing.assert_frame_equal(by_unit(turned), by_unit(view))


@pytest.mark.parametrize(
    "selection",
    [
        Selection(statuses=("ended",)),
        Selection(years=(1979, 1985)),
        Selection(sectors=("health",)),
        Selection(people_to_people=True),
    ],
    ids=str,
)
def test_no_official_total_stands_beside_what_it_does_not_count(
    tiny_catalog: Catalog, selection: Selection
) -> None:
    assert official_total(select(tiny_catalog, selection)) is None


def test_a_reported_total_shows_its_number() -> None:
    row = {"value": 200, "unit": "delegations", "qualifier": "more than", "from_year": 1979,
           "to_year": None, "summary": "Visits since the tie began."}  # fmt: skip
    assert phrases.reported_total(row) == (
        Strong("more than 200 delegations"),
        " (since 1979). Visits since the tie began.",
    )


def test_exchanges_between_unpaired_places_are_counted_apart(tiny_catalog: Catalog) -> None:
    exchanges = tiny_catalog.exchanges
    alone = exchanges[exchanges["pairing_id"].isna() & ~exchanges["planned"]]
    assert unpaired(select(tiny_catalog, Selection())) == len(alone)
    some = select(tiny_catalog, Selection(states=("IA",)))
    assert unpaired(some) == int((alone["us_admin1"] == "IA").sum())
