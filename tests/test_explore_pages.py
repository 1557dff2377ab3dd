"""Sectors, network, findings and methods run under selections that readers make."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.pages.methods import SECTIONS
from tests.test_pages import run
from tests.tiny import Tiny

QUERIES: list[dict[str, str | list[str]]] = [
    {},
    {"state": "IA"},
    {"province": "HB", "years": ["1985", "1995"]},
    {"sector": ["education", "health"], "p2p": "true"},
    {"relation": "all", "tier": "state-province"},
    {"place": "us-ia-muscatine"},
    {"state": "ND", "province": "XZ"},
]
PANEL = "Export, cite, share"
TOPICS = (
    "counts",
    "westward",
    "students",
    "approval",
    "delegations",
    "conferences",
    "channels",
    "knowledge",
    "coal",
)


def words(app: AppTest) -> str:
    """Return all texts inside and around the charts."""
    specs = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    notes = [note["text"] for spec in specs for note in spec["layout"].get("annotations", [])]
    around = [item.value for kind in ("caption", "markdown") for item in app.get(kind)]
    return " ".join([*notes, *around]).replace("<br>", " ")


@pytest.mark.parametrize("query", QUERIES, ids=str)
@pytest.mark.parametrize("path", ["sectors", "network"])
def test_filtered_pages_answer_any_query(path: str, query: dict[str, str | list[str]]) -> None:
    app = run(path, **query)
    assert app.get("plotly_chart")


@pytest.mark.parametrize("by", ["direction", "kind", "state", "province"])
def test_sectors_can_be_crossed(by: str) -> None:
    app = run("sectors")
    app.session_state["url_by"] = by
    app.run()
    assert not app.exception
    app.selectbox(key="sectors_sector").select("education").run()
    assert not app.exception
    assert app.selectbox(key=f"sectors_{by}").value == ""


def test_choosing_a_sector_narrows_the_rows() -> None:
    app = run("sectors", state="IA")
    every = int(next(m.value for m in app.markdown if "exchanges**" in m.value).split()[0][2:])
    app.selectbox(key="sectors_sector").select("education").run()
    some = next(m.value for m in app.markdown if "exchange" in m.value and "**" in m.value)
    assert 0 < int(some.split()[0][2:]) < every


def test_network_says_who_has_no_tie() -> None:
    said = words(run("network"))
    assert "States without one:" in said
    assert "coal province" in said


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_of_the_findings(topic: str) -> None:
    app = run("findings", topic=topic)
    assert not app.warning
    assert any('<dl class="findings">' in part.proto.body for part in app.get("html"))
    if topic == "westward":
        assert "95% interval" in words(app)
    if topic != "counts":
        assert app.query_params["topic"] in (topic, [topic])


def test_the_drift_follows_the_years() -> None:
    assert "1979–2010" in words(run("findings", years=["1979", "2010"], topic="westward"))


def test_an_unknown_topic_is_said() -> None:
    app = run("findings", topic="gossip")
    assert any("gossip" in warning.value for warning in app.warning)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_methods(section: str) -> None:
    app = run("methods", section=section)
    assert not app.warning


def test_a_link_opens_the_rows_behind_a_number() -> None:
    app = run(
        "methods", section="browse", table="findings", find="finding_id:voa-50000|khabar-14000"
    )
    assert app.selectbox(key="url_table").value == "findings"
    assert any(item.value.startswith("**2** of") for item in app.markdown)


def test_a_closed_list_filters_the_table() -> None:
    app = run("methods", section="browse")
    app.multiselect(key="browse_pairings_relation").select("friendship").run()
    assert not app.exception
    first, _of, whole = next(m.value for m in app.markdown if "rows." in m.value).split()[:3]
    assert int(first.strip("*")) < int(whole)


def test_pages_follow_the_data(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package, other numbers: nothing on the pages is typed."""
    monkeypatch.setenv("TIES_DATA", str(tiny.directory))
    assert "3 of 9 combinations" in words(run("network"))
    assert "none holds more than 2" in words(run("network"))
    assert "People-to-people activity is 75%" in words(run("sectors"))
    assert "1 of 5 sister pairings (20%)" in words(run("methods"))


def test_a_link_is_followed_after_another_page() -> None:
    """A topic left for another page and linked again is shown, not the first one."""
    app = run("findings", topic="students")
    app._page_hash = calc_hash("network")
    del app.query_params["topic"]
    app.run()
    app._page_hash = calc_hash("findings")
    app.query_params["topic"] = "students"
    app.run()
    assert not app.exception
    assert app.session_state["url_topic"] == "students"


@pytest.mark.parametrize(
    ("path", "query", "panel", "charts"),
    [
        ("sectors", {"by": "kind"}, "sectors", 2),
        ("network", {"order": "most"}, "network", 3),
        ("findings", {"topic": "westward"}, "drift", 2),
        ("findings", {"topic": "delegations"}, "delegations", 1),
        ("methods", {"section": "coverage"}, "history", 1),
    ],
)
def test_every_chart_has_a_panel_that_makes_nothing_before_it_is_opened(
    path: str, query: dict[str, str | list[str]], panel: str, charts: int
) -> None:
    app = run(path, **query)
    panels = [one for one in app.expander if one.label == PANEL]
    assert len(panels) == len(app.get("plotly_chart")) == charts
    assert not app.get("download_button")
    app.session_state[f"export_{panel}"] = True
    app.run()
    assert not app.exception
    labels = {one.proto.label for one in app.get("download_button")}
    assert {"SVG", "Interactive HTML", "CSV of all pairings behind it"} <= labels
    # The link leads back to the same chart, not to the page's first.
    (key, value), *_rest = query.items()
    assert any(f"/{path}?{key}={value}" in one.value for one in app.code)


@pytest.mark.parametrize(
    ("topic", "panel", "rows"),
    [
        ("students", "students", "values"),
        ("conferences", "conferences", "values"),
        ("channels", "ngo-offices", "values"),
        ("coal", "coal", "findings"),
    ],
)
def test_panels_of_reported_values_offer_those_and_no_pairings(
    topic: str, panel: str, rows: str
) -> None:
    app = run("findings", topic=topic, state="IA")
    app.session_state[f"export_{panel}"] = True
    app.run()
    assert not app.exception
    labels = {one.proto.label for one in app.get("download_button")}
    assert f"CSV of all {rows} behind it" in labels
    assert not {label for label in labels if "pairings" in label or "exchanges" in label}
    assert not any("/data/pairings" in one.value for one in app.code)
    assert not any("state=IA" in one.value for one in app.code)


def test_the_data_version_is_cited_as_in_every_panel() -> None:
    app = run("methods", section="cite")
    cited = next(one.value for one in app.code)
    assert "Data set, data version" in cited
    app.session_state["cite_data_format"] = "bibtex"
    app.run()
    assert any(one.value.startswith("@misc{") for one in app.code)
