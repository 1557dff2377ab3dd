"""The export command writes the same files as the panel."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from dashboard import cli
from dashboard.charts import NAMES, chart_of
from dashboard.export import files
from dashboard.export.files import KINDS, Order, make
from dashboard.export.images import ImageError
from dashboard.export.sizes import SIZES
from dashboard.selection import Selection, select
from tests.conftest import shipped_catalog

pytestmark = pytest.mark.usefixtures("loaded_once")
IOWA = ["--state", "IA", "--sector", "education"]


def test_options_are_the_parameters_of_a_link(tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    given = ["--province", "HB", "--years", "1980", "1999", "--relation", "all"]
    code = cli.main(
        ["export", "--chart", "timeline", "--format", "pairings-csv", "-o", str(out), *given]
    )
    selection = Selection(provinces=("CN-HB",), years=(1980, 1999), relations=())
    view = select(shipped_catalog(), selection)
    assert code == 0
    assert pd.read_csv(out)["pairing_id"].tolist() == view.pairings["pairing_id"].tolist()


def test_the_panel_and_the_command_write_the_same_file(tmp_path: Path) -> None:
    out = tmp_path / "chart.json"
    site = "https://ties.example.org"
    given = ["--chart", "atlas", "--format", "metadata", "--site", site, *IOWA]
    cli.main(["export", *given, "-o", str(out)])
    view = select(shipped_catalog(), Selection(states=("IA",), sectors=("education",)))
    assert json.loads(out.read_bytes()) == json.loads(
        make(Order(chart_of(view, "atlas"), site), "metadata")
    )


def test_a_folder_gets_a_file_named_after_what_is_in_it(tmp_path: Path) -> None:
    assert cli.main(["export", "--chart", "atlas", "--format", "csv", "-o", str(tmp_path)]) == 0
    (made,) = tmp_path.iterdir()
    assert made.name.startswith("us-china-ties_atlas_all_")


@pytest.mark.parametrize("arguments", [["--chart", "atlas", "--state", "ZZ"], ["--state", "IA"]])
def test_what_is_not_understood_is_said_and_nothing_is_written(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["export", *arguments, "-o", str(tmp_path / "x.svg")]) == 2
    said = capsys.readouterr().err
    assert "ZZ" in said or "--chart" in said
    assert not list(tmp_path.iterdir())


def test_a_press_kit_holds_every_chart_kind_and_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "make", lambda order, kind: b"drawn")
    assert cli.main(["export", "--all", "-o", str(tmp_path), *IOWA]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    view = select(shipped_catalog(), Selection(states=("IA",), sectors=("education",)))
    expected = {
        files.file_name(Order(chart_of(view, name), "", size), kind)
        for name, chart in NAMES.items()
        if chart_of(view, name).is_ready
        for kind, made in KINDS.items()
        if made.offered(chart)
        for size in (SIZES if made.sized else ["article"])
    }
    assert names == expected
    for shown in NAMES:
        its = [name for name in names if name.startswith(f"us-china-ties_{shown}_")]
        assert bool(its) == (shown not in ("compare", "flows"))
        assert all(("state-ia" in name) == (chart_of(view, shown).view is view) for name in its)


def test_an_image_that_fails_leaves_the_rest_of_the_kit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_arguments: object) -> bytes:
        raise ImageError("no browser here")

    monkeypatch.setattr(files.PRESS, "draw", refuse)
    monkeypatch.setattr(cli, "NAMES", {name: NAMES[name] for name in ("atlas", "students")})
    assert cli.main(["export", "--all", "-o", str(tmp_path), *IOWA]) == 1
    assert "no browser here" in capsys.readouterr().err
    assert {path.suffix for path in tmp_path.iterdir()} == {
        ".html",
        ".csv",
        ".xlsx",
        ".geojson",
        ".json",
    }


@pytest.mark.browser
def test_an_image_is_written_where_asked(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out.svg"
    code = cli.main(["export", "--chart", "timeline", "--size", "square", "-o", str(out), *IOWA])
    assert code == 0
    assert b'width="1080" height="1080"' in out.read_bytes()[:400]
