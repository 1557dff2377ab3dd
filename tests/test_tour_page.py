"""The tour's page, in Streamlit's own test harness; the worksheet and its command."""

from __future__ import annotations

import re
from base64 import b64decode
from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cli, language, tour
from dashboard.catalog import Catalog
from dashboard.export import worksheet
from dashboard.export.images import NoBrowser
from dashboard.export.worksheet import Sheet, file_name
from dashboard.pages import reader
from dashboard.tour import Tour, TourError
from tests.test_pages import run
from tests.test_tour import BUILT_IN, GOOD
from tests.tiny import Tiny

pytestmark = pytest.mark.usefixtures("loaded_once")


@pytest.fixture(scope="module")
def built_in(shipped: Catalog) -> Tour:
    language.activate("en")
    return tour.load(tour.FILE, shipped)


def said(app: AppTest) -> str:
    """Return the page's texts."""
    return " ".join(str(item.proto.body) for item in app.get("html"))


def test_each_step_shows_its_text_chart_and_question(built_in: Tour) -> None:
    for number, step in enumerate(built_in.steps, 1):
        app = run("tour", step=str(number))
        assert step.say("title") in said(app)
        # The apostrophe is escaped; the rest stands as it is.
        assert step.say("text").split("’")[0][:60] in said(app)
        assert len(app.get("plotly_chart")) == 1
        assert not app.warning


def test_next_and_previous_move_and_stop_at_the_ends(built_in: Tour) -> None:
    app = run("tour")
    assert app.button(key="tour_previous").disabled
    app.button(key="tour_next").click().run()
    assert not app.exception
    assert app.query_params["step"] in ("2", ["2"])
    assert built_in.steps[1].say("title") in said(app)
    app.button(key="tour_previous").click().run()
    assert built_in.steps[0].say("title") in said(app)
    last = run("tour", step=str(len(built_in.steps)))
    assert last.button(key="tour_next").disabled


@pytest.mark.parametrize("step", ["0", "99", "-1", "x", "1e3", "٣", "1" * 5000])
def test_a_step_that_does_not_exist_is_said(step: str, built_in: Tour) -> None:
    app = run("tour", step=step)
    assert any("step=" in warning.value for warning in app.warning)
    assert built_in.steps[0].say("title") in said(app)


def test_the_readers_filters_neither_act_on_the_tour_nor_get_lost() -> None:
    app = run("tour", state="IA", step="8")
    assert not app.multiselect
    assert "Iowa" not in app.get("plotly_chart")[0].proto.spec
    assert any("Iowa" in caption.value for caption in app.caption)
    app.button(key="tour_next").click().run()
    assert app.session_state["filter_states"] == ["IA"]
    assert app.query_params["state"] in ("IA", ["IA"])


def test_presenting_is_in_the_link_and_ends_by_a_button() -> None:
    app = run("tour", step="3", present="1")
    assert "stHeader" in said(app)
    app.button(key="tour_leave").click().run()
    assert "stHeader" not in said(app)
    assert "present" not in app.query_params
    app.button(key="tour_present").click().run()
    assert app.query_params["present"] in ("1", ["1"])
    assert app.query_params["step"] in ("3", ["3"])


def test_a_broken_tour_leaves_the_other_pages_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(GOOD.replace('"atlas"', '"pie"'), "utf-8")
    monkeypatch.setenv("TIES_TOUR", str(bad))
    app = run("tour")
    assert any("cannot be shown" in error.value for error in app.error)
    table = app.table[0].value
    assert table["File"].tolist() == ["bad.toml"]
    assert table["Step"].tolist() == ["1 (one)"]
    assert table["Field"].tolist() == ["chart"]
    assert len(run().get("plotly_chart")) == 1
    # Mended, the same server shows it.
    bad.write_text(GOOD, "utf-8")
    assert "One" in said(run("tour"))


def test_another_tour_is_kept_under_its_key(shipped: Catalog) -> None:
    key = reader.keep_tour(shipped, "mine.toml", GOOD.encode())
    found = reader.kept_tour(shipped, key)
    assert found is not None
    assert found.title == "A tour"
    assert reader.kept_tour(shipped, "nothing") is None
    with pytest.raises(TourError):
        reader.keep_tour(shipped, "bad.toml", b"x")


def test_only_so_many_tours_are_kept(shipped: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "TOURS_KEPT", 2)
    texts = [GOOD.replace("Why?", f"Why {n}?").encode() for n in range(3)]
    keys = [reader.keep_tour(shipped, "mine.toml", text) for text in texts]
    assert reader.kept_tour(shipped, keys[0]) is None
    assert reader.kept_tour(shipped, keys[2]) is not None


def test_a_link_to_a_loaded_tour_opens_it_and_a_lost_one_says_so(shipped: Catalog) -> None:
    key = reader.keep_tour(reader.current_catalog(), "mine.toml", GOOD.encode())
    app = run("tour", tour=key)
    assert "A tour" in said(app)
    lost = run("tour", tour="0123456789ab")
    assert any("no longer on the server" in warning.value for warning in lost.warning)
    assert "tour" not in lost.query_params


def test_a_teachers_text_is_text(shipped: Catalog) -> None:
    hostile = GOOD.replace("Why?", "<img src=x onerror=alert(1)> ![x](http://example.org/x.png)")
    key = reader.keep_tour(reader.current_catalog(), "mine.toml", hostile.encode())
    assert "<img" not in said(run("tour", tour=key))


# On paper ------------------------------------------------------------------------------------


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the browser: what it draws is tested with the images."""
    monkeypatch.setattr(
        worksheet.PRESS, "draw", lambda figure, form, zoom: b'<svg xmlns="x"><text>i</text></svg>'
    )


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_worksheet_has_every_step_a_chart_and_lines(
    spoken: str, built_in: Tour, shipped: Catalog
) -> None:
    page = Sheet(built_in, shipped, "https://example.org", spoken, False).html().decode()
    language.activate(spoken)
    assert f'lang="{language.TAGS[spoken]}"' in page
    assert page.count("<section>") == len(built_in.steps)
    pictures = re.findall(r'<img alt="[^"]+" src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert len(pictures) == len(built_in.steps)
    assert b"<desc>" in b64decode(pictures[0])
    assert page.count('class="line"') >= 3 * len(built_in.steps)
    for step in built_in.steps:
        assert step.say("title") in page
        assert step.say("answer")[:30] not in page
    for part in (shipped.as_of, shipped.version, "CC BY 4.0", "https://example.org/tour"):
        assert part in page
    assert not re.search(r'(?:src|href)="(?!data:|https://example\.org/)', page)


def test_the_answer_key_has_the_answers_and_no_lines(built_in: Tour, shipped: Catalog) -> None:
    page = Sheet(built_in, shipped, "https://example.org", "en", True).html().decode()
    assert 'class="line"' not in page
    assert "<img" not in page
    for step in built_in.steps:
        assert step.say("answer").split("’")[0][:40] in page


def test_without_a_browser_charts_are_described(
    built_in: Tour, shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_given: object) -> bytes:
        raise NoBrowser("Charts need Chrome.")

    monkeypatch.setattr(worksheet.PRESS, "draw", none)
    page = Sheet(built_in, shipped, "https://example.org", "en", False).html().decode()
    assert page.count("Charts need Chrome.") == len(built_in.steps)
    assert page.count('class="described"') == len(built_in.steps)
    conferences = next(one for one in built_in.steps if one.chart == "conferences")
    assert escape(conferences.shown.alt) in page


def test_a_sheet_is_named_after_what_it_is(built_in: Tour, shipped: Catalog) -> None:
    sheet = Sheet(built_in, shipped, "https://example.org", "en", True)
    assert file_name(sheet, "pdf") == f"us-china-ties_answer-key_en_{shipped.as_of}.pdf"


def test_the_command_prints_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "key.pdf"
    assert cli.main(["worksheet", "--key", "-o", str(path)]) == 0
    assert path.read_bytes().startswith(b"%PDF")
    assert str(path) in capsys.readouterr().out
    assert cli.main(["worksheet", "--key", "-o", str(tmp_path / "key.html")]) == 0
    assert (tmp_path / "key.html").read_text("utf-8").startswith("<!doctype html>")


def test_each_step_fits_a_page(tmp_path: Path, built_in: Tour) -> None:
    path = tmp_path / "sheet.pdf"
    assert cli.main(["worksheet", "-o", str(path)]) == 0
    pages = re.findall(rb"/Type\s*/Page\b", path.read_bytes())
    assert len(pages) == len(built_in.steps)


def test_the_command_refuses_in_words(
    tmp_path: Path, tiny: Tiny, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_bytes(BUILT_IN.replace(b'id = "boom"', b'id = "west"'))
    assert cli.main(["worksheet", "--tour", str(bad), "-o", str(tmp_path / "x.pdf")]) == 1
    assert "bad.toml: 4 (west), id" in capsys.readouterr().err
    assert cli.main(["worksheet", "--key", "-o", str(tmp_path / "x.doc")]) == 2
    assert not (tmp_path / "x.pdf").exists()
