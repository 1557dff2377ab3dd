"""Addresses of data and charts, as a notebook, a spreadsheet or another site uses them."""

from __future__ import annotations

import json
import os
import shutil
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import catalog, server
from dashboard.export import images
from dashboard.selection import Selection, select
from tests.conftest import shipped_catalog


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=server.ROUTES), base_url="https://ties.example.org")


IOWA = Selection(states=("IA",), sectors=("education",))
QUERY = "?state=IA&sector=education"
TYPES = {
    "pairings.csv": "text/csv; charset=utf-8",
    "pairings.json": "application/json",
    "pairings.geojson": "application/geo+json",
    "exchanges.csv": "text/csv; charset=utf-8",
    "exchanges.json": "application/json",
    "datapackage.json": "application/json",
}


@pytest.mark.parametrize("name", TYPES)
def test_every_address_answers_with_its_type(client: TestClient, name: str) -> None:
    answer = client.get(f"/data/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES[name]
    assert 'rel="license"' in answer.headers["link"]


def test_parameters_select_as_on_the_pages(client: TestClient) -> None:
    view = select(shipped_catalog(), IOWA)
    read = pd.read_csv(BytesIO(client.get(f"/data/pairings.csv{QUERY}").content))
    assert read["pairing_id"].tolist() == view.pairings["pairing_id"].tolist()
    exchanges = client.get(f"/data/exchanges.json{QUERY}").json()
    assert [one["exchange_id"] for one in exchanges] == view.exchanges["exchange_id"].tolist()
    lines = client.get(f"/data/pairings.geojson{QUERY}").json()["features"]
    assert {one["id"] for one in lines} >= set(view.pairings["pairing_id"])


def test_years_and_all_relations_are_understood(client: TestClient) -> None:
    view = select(shipped_catalog(), Selection(years=(1980, 1989), relations=()))
    rows = client.get("/data/pairings.json?years=1980&years=1989&relation=all").json()
    assert len(rows) == len(view.pairings)


def test_the_descriptor_is_that_of_the_package(client: TestClient) -> None:
    shipped = json.loads((catalog.DEFAULT_DIR / "datapackage.json").read_text(encoding="utf-8"))
    assert client.get("/data/datapackage.json").json() == shipped


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/data/pairings.csv?state=ZZ", ("state", "ZZ")),
        ("/data/pairings.csv?stat=IA", ("stat", "province")),
        ("/data/pairings.json?years=1999&years=1980", ("years", "1999")),
        ("/data/exchanges.csv?size=square", ("size",)),
        ("/chart/atlas.svg?size=huge", ("size", "article", "story")),
        ("/chart/atlas.svg?dark=perhaps", ("dark", "true or false")),
        ("/chart/compare.svg", ("two places or more",)),
        ("/chart/flows.svg?place=us-ak-juneau", ("two states or two provinces",)),
    ],
)
def test_a_parameter_that_is_not_understood_is_refused_with_words(
    client: TestClient, address: str, words: tuple[str, ...]
) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["cache-control"] == "no-store"
    for word in words:
        assert word in answer.text


@pytest.mark.parametrize("address", ["/data/secrets.csv", "/chart/nope.svg", "/chart/atlas.exe"])
def test_an_unknown_address_says_which_there_are(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "pairings.csv" in answer.text or "atlas.svg" in answer.text


def test_a_known_version_is_not_sent_again(client: TestClient) -> None:
    first = client.get(f"/data/pairings.csv{QUERY}")
    assert "max-age" in first.headers["cache-control"]
    tag = first.headers["etag"]
    again = client.get(f"/data/pairings.csv{QUERY}", headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    other = client.get("/data/pairings.csv", headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag


def test_changed_data_change_the_etag(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    shutil.copytree(catalog.DEFAULT_DIR, package, ignore=shutil.ignore_patterns("build"))
    monkeypatch.setenv("TIES_DATA", str(package))
    first = client.get("/data/pairings.csv").headers["etag"]
    assert client.get("/data/pairings.csv").headers["etag"] == first
    os.utime(package / "pairings.csv", (1, 1))
    assert client.get("/data/pairings.csv").headers["etag"] != first


def test_a_broken_package_is_said_without_a_traceback(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIES_DATA", str(tmp_path))
    answer = client.get("/data/pairings.csv")
    assert answer.status_code == 503
    assert "Traceback" not in answer.text


def test_other_sites_may_read_but_not_write(client: TestClient) -> None:
    answer = client.get("/data/exchanges.json", headers={"Origin": "https://news.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    asked = {"Origin": "https://news.example", "Access-Control-Request-Method": "GET"}
    assert client.options("/data/exchanges.json", headers=asked).status_code == 200
    asked["Access-Control-Request-Method"] = "POST"
    assert client.options("/data/exchanges.json", headers=asked).status_code == 400
    assert client.post("/data/exchanges.json").status_code == 405


def test_without_chrome_charts_say_so_and_data_still_come(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "PRESS", images.Press())
    monkeypatch.setattr("dashboard.export.files.PRESS", images.PRESS)
    monkeypatch.setattr(images, "has_browser", lambda: False)
    answer = client.get("/chart/atlas.svg")
    assert answer.status_code == 501
    assert "Chrome or Chromium" in answer.text
    assert client.get("/data/pairings.csv").status_code == 200


@pytest.mark.browser
@pytest.mark.parametrize(
    ("address", "kind", "start"),
    [
        ("/chart/atlas.svg?state=IA&transparent=true", "image/svg+xml", b"<svg"),
        ("/chart/timeline.png?size=column&dark=true&footer=false", "image/png", b"\x89PNG"),
        ("/chart/sectors-kind.svg?state=IA&size=square", "image/svg+xml", b"<svg"),
        ("/chart/students.png?lang=en", "image/png", b"\x89PNG"),
    ],
)
def test_charts_are_drawn_as_asked(
    client: TestClient, address: str, kind: str, start: bytes
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.content.startswith(start)
