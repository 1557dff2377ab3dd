"""Each page runs, in Streamlit's own test harness, under selections that readers make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parent.parent / "app.py")
PAGES = ("", "timeline", "pairing")


def run(path: str = "", **query: str | list[str]) -> AppTest:
    """Run the app on a page with query parameters."""
    app = AppTest.from_file(APP, default_timeout=30)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    if path:
        app.switch_page(path).run()
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
