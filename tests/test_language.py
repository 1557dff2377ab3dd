"""Two languages: nothing is left untranslated, nothing translated in vain, and both read right."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dashboard import language, translation
from dashboard.catalog import Catalog
from dashboard.charts import NAMES, chart_of
from dashboard.export.files import Order, make
from dashboard.figures.style import Style, folded
from dashboard.search import find
from dashboard.selection import Selection, select
from dashboard.words import listing, sentences
from tests.test_pages import run

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names that Chinese text keeps in Latin letters, and words of plotly's own notation.
KEPT = {"Leffel", "Teets", "Blackburn", "CPAFFC", "Pew", "Gallup", "Open", "Doors", "rgba"}
# Parts of a figure that no reader sees as text.
UNSEEN = re.compile(
    r"color|family|type|mode|axis|symbol|dash|shape|line|template|customdata|^ids|hoverinfo|ref|"
    r"position|anchor|overlaying|side|meta|legend|marker|orientation|layer|font|ticks$|"
    r"traceorder|constraint|arrangement|matches|align|automargin|fill|uirevision|rangemode|name"
)


@pytest.fixture
def zh() -> None:
    language.activate("zh")


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalogues that a test may break; the Chinese one of the code."""
    shutil.copytree(language.LOCALE_DIR, tmp_path / "locale")
    monkeypatch.setattr(language, "LOCALE_DIR", tmp_path / "locale")
    monkeypatch.setattr(translation, "ROOT", tmp_path)
    monkeypatch.setattr(translation, "texts_of_code", texts_of_code)
    return language.po_file("zh", "messages")


# Found once: it reads all of the code.
CODE = translation.texts_of_code()


def texts_of_code() -> Any:
    return CODE


def test_every_text_is_translated_and_no_translation_is_left_over(shipped: Catalog) -> None:
    assert [str(gap) for gap in translation.gaps(shipped)] == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (r'msgid "Atlas"\nmsgstr "[^"]+"', 'msgid "Atlas"\nmsgstr ""', "not translated"),
        (r'msgid "Atlas"', 'msgid "Atlantis"', "nothing shows it any more"),
        (r'\nmsgid "Atlas"', '\n#, fuzzy\nmsgid "Atlas"', "fuzzy"),
        (r'msgstr "[^"]*\{date\}[^"]*"', 'msgstr "没有日期"', "other placeholders"),
    ],
    ids=["untranslated", "orphan", "fuzzy", "placeholder"],
)
def test_a_gap_is_named(shipped: Catalog, locale: Path, old: str, new: str, rule: str) -> None:
    text, changed = re.subn(old, new, locale.read_text(encoding="utf-8"), count=1)
    assert changed
    locale.write_text(text, encoding="utf-8")
    found = [str(gap) for gap in translation.gaps(shipped)]
    assert any(rule in gap and "messages.po" in gap for gap in found), found


def test_update_keeps_what_is_translated(shipped: Catalog, locale: Path) -> None:
    before = locale.read_text(encoding="utf-8")
    translation.update(shipped)
    assert locale.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW", "zh"),
        ("en-GB,zh;q=0.5", "en"),
        ("de-DE,zh;q=0.7", "zh"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
        (",;q=;", "en"),
    ],
)
def test_browser_language_is_understood(header: str | None, wanted: str) -> None:
    assert language.spoken(header) == wanted


@given(st.integers(-(10**12), 10**12), st.sampled_from(list(language.LANGUAGES)))
def test_numbers_read_back(value: int, code: str) -> None:
    language.activate(code)
    assert parse_decimal(language.number(value), locale="en") == value


def test_lists_and_sentences_join_as_each_language_does(zh: None) -> None:
    assert listing(["甲", "乙", "丙"]) == "甲、乙和丙"
    assert sentences("一。", "", "二。") == "一。二。"
    language.activate("en")
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert sentences("One.", "", "Two.") == "One. Two."


@pytest.mark.parametrize("width", [12, 20, 46])
def test_chinese_lines_begin_with_no_closing_mark(width: int) -> None:
    text = "282对友好城市结对跨越太平洋，加利福尼亚州（53对）和江苏省（31对）最多；其余各有不同。"
    lines = folded(text, width).split("<br>")
    assert "".join(lines) == text
    assert all(line[0] not in "，。；：）、”" for line in lines)
    assert max(sum(2 if c >= "\u2e80" else 1 for c in line) for line in lines) <= width


def words_seen(part: Any) -> Iterator[str]:
    """Yield all Latin words of three letters or more that a figure shows."""
    if isinstance(part, str):
        yield from re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>|%\{[^}]*\}", " ", part))
    elif isinstance(part, dict):
        for key, value in part.items():
            if not UNSEEN.search(key) or key in ("legendgrouptitle", "colorbar"):
                yield from words_seen(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from words_seen(value)


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_in_chinese_holds_no_english(shipped: Catalog, zh: None, name: str) -> None:
    names = set(re.findall("[A-Za-z]+", " ".join(shipped.places["name"])))
    for places in ((), ("us-ia", "us-ca-san-francisco")):
        chart = chart_of(select(shipped, Selection(language="zh", places=places)), name)
        if not chart.is_ready:
            continue
        frame = chart.frame
        shown = chart.figure(Style()).to_plotly_json()
        english = {*words_seen(shown), *words_seen([chart.alt, *vars(frame).values()])}
        assert english <= names | KEPT
        assert CHINESE.search(frame.title)
        assert CHINESE.search(chart.alt)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", {}),
        ("timeline", {}),
        ("place", {"place": "us-ia-muscatine"}),
        ("pairing", {"pairing": "us-oh--cn-hubei"}),
        ("compare", {"place": ["us-ca", "us-ia"]}),
        ("sectors", {}),
        ("network", {}),
        ("findings", {}),
        ("methods", {}),
    ],
)
def test_a_page_in_chinese_speaks_chinese(path: str, query: dict[str, Any]) -> None:
    app = run(path, lang="zh", **query)
    said = [
        *(item.value for kind in ("header", "subheader", "caption") for item in app.get(kind)),
        *(item.label for kind in ("multiselect", "text_input", "button") for item in app.get(kind)),
        *(
            json.loads(item.proto.spec)["layout"]["annotations"][-1]["text"]
            for item in app.get("plotly_chart")
        ),
    ]
    assert said
    assert [text for text in said if text and not CHINESE.search(text)] == []
    assert app.query_params["lang"] in ("zh", ["zh"])


def test_choosing_a_language_changes_the_page_and_the_link() -> None:
    app = run()
    assert "lang" not in app.query_params
    app.session_state["filter_language"] = "zh"
    app.run()
    assert app.query_params["lang"] in ("zh", ["zh"])
    assert app.sidebar.header[0].value == "筛选"


def test_places_are_found_by_either_name_in_either_language(shipped: Catalog) -> None:
    for code in language.LANGUAGES:
        language.activate(code)
        assert find(shipped, "旧金山")[0].key == "us-ca-san-francisco"
        assert find(shipped, "San Francisco")[0].key == "us-ca-san-francisco"


@pytest.mark.browser
def test_an_exported_image_draws_chinese(shipped: Catalog) -> None:
    """With no Chinese font, every character would be the same empty box."""
    drawn = []
    for province in ("CN-GS", "CN-GZ"):
        view = select(shipped, Selection(language="zh", provinces=(province,)))
        order = Order(chart_of(view, "atlas"), "https://ties.example.org")
        assert "省" in make(order, "svg").decode()
        picture = Image.open(BytesIO(make(order, "png"))).convert("L")
        drawn.append(picture.crop((40, 30, 140, 90)).tobytes())
    assert drawn[0] != drawn[1]
