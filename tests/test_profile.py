"""What a profile says of a place holds against the tables."""

from __future__ import annotations

import pytest

from dashboard.figures import compare
from dashboard.figures.style import Style
from dashboard.profile import context_of, profile, sectors_by_direction, summary
from tests.conftest import shipped_catalog

PACKAGE = shipped_catalog()


def test_a_state_stands_for_all_places_in_it() -> None:
    found = profile(PACKAGE, "us-ia", "en")
    pairings = PACKAGE.pairings
    assert len(found.view.pairings) == int((pairings["us_admin1"] == "IA").sum())
    assert {"us-ia", "us-ia-muscatine"} <= set(found.view.pairings["us_place_id"])


def test_a_city_stands_for_itself() -> None:
    found = profile(PACKAGE, "us-ia-muscatine", "en")
    assert set(found.view.pairings["us_place_id"]) == {"us-ia-muscatine"}
    text = summary(found)
    assert "Zhengding (Hebei)" in text
    assert "2013" in text


def test_exchanges_without_a_pairing_belong_to_the_place_too() -> None:
    found = profile(PACKAGE, "us-ia-muscatine", "en")
    mine = PACKAGE.exchanges["us_place_id"] == "us-ia-muscatine"
    held = PACKAGE.exchanges[mine & ~PACKAGE.exchanges["planned"]]
    assert len(found.exchanges) == len(held) > len(found.view.exchanges)


def test_rank_one_is_the_state_with_most_sister_pairings() -> None:
    sister = PACKAGE.pairings[PACKAGE.pairings["relation"] == "sister"]
    most = sister["us_admin1"].value_counts().index[0]
    found = profile(PACKAGE, f"us-{str(most).lower()}", "en")
    assert (found.rank, found.ranked) == (1, 51)


def test_a_state_without_a_tie_is_said_so() -> None:
    without = sorted(set(PACKAGE.states["postal"]) - set(PACKAGE.pairings["us_admin1"]))
    assert without, "every state has a tie now: choose another case"
    found = profile(PACKAGE, f"us-{without[0].lower()}", "en")
    assert summary(found).startswith("No pairing of")
    assert found.rank == 0


@pytest.mark.parametrize("place_id", ["us", "cn", "us-zz-nowhere", ""])
def test_what_is_no_place_has_no_profile(place_id: str) -> None:
    with pytest.raises(KeyError):
        profile(PACKAGE, place_id, "en")


def test_compared_places_share_their_scales() -> None:
    found = [profile(PACKAGE, place_id, "en") for place_id in ("us-ca", "us-ia", "cn-hubei")]
    figure = compare.draw(found, Style())
    ranges = [figure.layout[f"yaxis{n}"].range for n in ("", 3, 5)]
    assert ranges[0] == ranges[1] == ranges[2]
    assert "California" in figure.layout.annotations[-3].text
    assert all(place.name in compare.alt(found) for place in found)


def test_sectors_by_direction_adds_up() -> None:
    mine = PACKAGE.exchanges[PACKAGE.exchanges["pairing_id"] == "us-ia--cn-hebei"]
    counts = sectors_by_direction(mine)
    assert int(counts.to_numpy().sum()) == len(mine)
    totals = counts.sum(axis=1).tolist()
    assert totals == sorted(totals, reverse=True)


def test_context_of_a_pairing_starts_with_its_own_places_and_its_year() -> None:
    pairings = PACKAGE.pairings.set_index("pairing_id")
    own, main = context_of(PACKAGE, pairings.loc["us-ia-muscatine--cn-hebei-zhengding"])
    assert set(own["place_id"]) <= {"us-ia", "cn-hebei", "us-ia-muscatine", "cn-hebei-zhengding"}
    assert (main["prominence"] == 1).all()
    assert main["date"].min() >= "2013"
    assert set(own["event_id"]).isdisjoint(main["event_id"])


def test_texas_law_stands_around_a_texan_pairing() -> None:
    texan = PACKAGE.pairings[PACKAGE.pairings["us_admin1"] == "TX"].iloc[0]
    own, _main = context_of(PACKAGE, texan)
    assert "2025-texas-hb-128" in set(own["event_id"])
