"""Each page runs, in Streamlit's own test harness, under selections that readers make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

APP = str(Path(__file__).parent.parent / "app.py")


def run(path: str = "", **query: str | list[str]) -> AppTest:
    """Open a page by its link: the parameters come with it."""
    app = AppTest.from_file(APP, default_timeout=180)
    for key, value in query.items():
        app.query_params[key] = value
    # AppTest switches to files only; these pages are functions, known by their paths.
    if path:
        app._page_hash = calc_hash(path)
    app.run()
    assert not app.exception
    return app


def titles(app: AppTest) -> list[str]:
    """Return the bold texts inside the first chart."""
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    return [note["text"] for note in spec["layout"]["annotations"] if "<b>" in note["text"]]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"state": "IA"},
        {"province": "HB", "years": ["1985", "1995"]},
        {"sector": ["education", "health"], "p2p": "true"},
        {"relation": "all", "tier": "state-province"},
        {"status": "ended"},
        {"place": "us-ia-muscatine"},
        {"view": "china"},
        {"state": "ND", "province": "XZ"},
        {"state": "??", "years": ["1", "2", "3"], "lang": "tlh"},
    ],
    ids=str,
)
def test_atlas_answers_any_query(query: dict[str, str | list[str]]) -> None:
    app = run(**query)
    assert len(app.get("plotly_chart")) == 1


def test_a_filter_changes_the_finding() -> None:
    app = run()
    app.multiselect(key="filter_states").select("IA").run()
    assert not app.exception
    assert any("Iowa" in text for text in titles(app))
    assert app.query_params["state"] in ("IA", ["IA"])


def test_reset_empties_the_query() -> None:
    app = run(state="IA", p2p="true")
    app.button(key="reset").click().run()
    assert not app.exception
    assert "state" not in app.query_params
    assert not any("Iowa" in text for text in titles(app))


def test_what_is_not_understood_is_said_and_the_rest_kept() -> None:
    app = run(state=["IA", "ZZ"])
    assert any("ZZ" in warning.value for warning in app.warning)
    assert app.multiselect(key="filter_states").value == ["IA"]


@pytest.mark.parametrize(
    "query",
    [{}, {"state": "IA"}, {"years": ["1985", "1985"]}, {"event": "health"}, {"status": "ended"}],
    ids=str,
)
def test_timeline_answers_any_query(query: dict[str, str | list[str]]) -> None:
    assert len(run("timeline", **query).get("plotly_chart")) == 1


@pytest.mark.parametrize(
    "place", ["us-ia-muscatine", "us-ca", "cn-hubei", "us-nd", "cn-shanghai", "us-zz-nowhere"]
)
def test_place_shows_any_place(place: str) -> None:
    app = run("place", place=place)
    assert bool(app.get("plotly_chart")) == (place not in ("us-nd", "us-zz-nowhere"))


def test_pairing_shows_dates_sources_and_what_was_held() -> None:
    app = run("pairing", pairing="us-oh--cn-hubei")
    said = " ".join(item.value for kind in ("markdown", "html") for item in app.get(kind))
    assert "1979-10-31" in said or "1979-10-31" in str([e.proto for e in app.get("html")])
    assert any(item.value == "Says who?" for item in app.header)


def test_compare_shows_two_places_and_asks_for_a_second() -> None:
    assert run("compare", place=["us-ca", "us-ia"]).get("plotly_chart")
    assert not run("compare", place="us-ca").get("plotly_chart")
