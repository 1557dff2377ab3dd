"""The recipes of CONTRIBUTING.md are followed, on copies, with the lines that stand there."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from dashboard import catalog, cli, language, tables, translation
from dashboard.catalog import Catalog, PackageError, rules
from dashboard.catalog.rules import evidence
from docs import numbers
from docs.architecture import imports
from tests.tiny import COLUMNS, Tiny

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = ("CONTRIBUTING.md", "docs/architecture.md", "README.md")
LONGEST_RECIPE = 16


def section(title: str) -> str:
    """Return what stands under a heading of CONTRIBUTING.md."""
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def blocks(title: str, language: str) -> list[str]:
    """Return the lines of code of a recipe."""
    return re.findall(rf"```{language}\n(.*?)```", section(title), re.DOTALL)


def insert(path: Path, after: str, lines: str) -> None:
    """Put lines into a file, behind a text that it holds once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(after) == 1, f"{after!r} stands {text.count(after)} times in {path}"
    path.write_text(text.replace(after, after + lines), encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code that a test may change, beside the data."""
    home = tmp_path / "house"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "dashboard", home / "dashboard", ignore=ignored)
    shutil.copy(ROOT / "app.py", home)
    (home / "data").symlink_to(ROOT / "data")
    return home


@pytest.mark.parametrize("title", ["A chart", "A rule", "A column", "A sentence", "A row of data"])
def test_a_recipe_is_short(title: str) -> None:
    lines = [line for line in section(title).splitlines() if line and not line.startswith("```")]
    assert len(lines) <= LONGEST_RECIPE


# What a chart needs beside the lines of the recipe; here it borrows from a chart that is there.
FIGURE = """

def draw_kinds(view: View, style: Style) -> go.Figure:
    return draw_classes(view, style)
"""
WORDS = """

def kinds(view: View) -> Frame:
    return classes(view)


def kinds_alt(view: View) -> str:
    return classes_alt(view)
"""
NUMBERS = """

def kinds_shown(view: View) -> pd.DataFrame:
    return view.exchanges.groupby("kind").size().reset_index(name="exchanges")
"""
# Runs within the copy: who offers the chart?
OFFERS = """
import json
from datetime import date
from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import catalog, cli, server, tour
from dashboard.charts import chart_of
from dashboard.contents import sectors
from dashboard.contents.blocks import ChartShown
from dashboard.export.files import KINDS, Order, make
from dashboard.pages import embed
from dashboard.publish.html import Printer
from dashboard.selection import Selection, select

package = catalog.load("{package}")
view = select(package, Selection())
chart, page = chart_of(view, "kinds"), sectors.page(view)
order = Order(chart, "https://ties.example.org")
made = {{name: len(make(order, name)) for name, one in KINDS.items()
        if one.offered(chart.kind) and not one.image}}
arguments = ["export", "--chart", "kinds", "--format", "csv", "--data", "{package}"]
code = cli.main([*arguments, "-o", "kinds.csv"])
client = TestClient(Starlette(routes=server.ROUTES))
print(json.dumps({{
    "here": server.__file__,
    "title": chart.title,
    "made": made,
    "exported": code,
    "rows": Path("kinds.csv").read_text(encoding="utf-8-sig").splitlines()[0],
    "addresses": client.get("/chart/kinds.gif").text,
    "embedded": "kinds" in embed.NAMES,
    "shown": [b.name for s in page.sections for b in s.blocks if isinstance(b, ChartShown)],
    "printed": Printer(package, order.site, "sectors", date.today()).page(page).count("<figure>"),
}}))
"""


def test_a_chart_is_one_entry_and_everybody_offers_it(house: Path, tiny: Tiny) -> None:
    (entry,) = blocks("A chart", "python")
    (shown,) = re.findall(r"`(ChartShown\(.*?\))`", section("A chart"))
    charts = house / "dashboard/charts/sectors.py"
    for path, lines in (("figures", FIGURE), ("captions", WORDS)):
        with (house / f"dashboard/{path}/sectors.py").open("a", encoding="utf-8") as file:
            file.write(lines)
    insert(charts, "\nCHARTS = (\n", f"{entry.rstrip()},\n")
    text = charts.read_text(encoding="utf-8")
    charts.write_text(text.replace("\nCHARTS = (", f"{NUMBERS}\n\nCHARTS = ("), encoding="utf-8")
    last = 'ChartShown("classes", view.selection, "classes"),\n'
    insert(house / "dashboard/contents/sectors.py", last, f"{shown},\n")

    ran = subprocess.run(
        [sys.executable, "-c", OFFERS.format(package=tiny.directory)],
        cwd=house,
        env={**os.environ, "TIES_DATA": str(tiny.directory)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert Path(found["here"]).is_relative_to(house)
    assert found["title"] == "Kinds of exchange"
    assert {"csv", "xlsx", "html", "metadata", "pairings-csv"} <= found["made"].keys()
    assert min(found["made"].values()) > 0
    assert (found["exported"], found["rows"]) == (0, "kind,exchanges")
    assert "kinds.svg" in found["addresses"]
    assert found["embedded"]
    assert found["shown"] == ["sectors", "classes", "kinds"]
    assert found["printed"] == 3


def test_a_rule_names_who_breaks_it(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (lines,) = blocks("A rule", "python")
    known = dict(vars(evidence))
    exec(lines, known)
    made = known["ended_is_explained"]
    assert isinstance(made, rules.Rule)
    monkeypatch.setattr(rules, "RULES", (*rules.RULES, made))
    ended = next(
        number
        for number, row in enumerate(tiny.tables["pairings"], start=2)
        if row["status"] == "ended"
    )
    assert cli.main(["validate", str(tiny.directory)]) == 1
    (problem, count) = filter(None, capsys.readouterr().err.splitlines())
    assert problem.startswith(
        f"pairings.csv, row {ended}, column note: an ended pairing has no note"
    )
    assert count.endswith(": 1 problem")
    tiny.put("pairings", ended, note="Cleveland's council left the tie.").write()
    assert catalog.load(tiny.directory).version


def test_a_column_is_a_field_and_a_column(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    (lines,) = blocks("A column", "json")
    field = json.loads(lines)
    path = tiny.directory / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    fields = tables_of(descriptor)["pairings"]["schema"]["fields"]
    fields.insert(len(fields) - 1, field)
    path.write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(PackageError, match="the column is missing"):
        catalog.load(tiny.directory)

    for row in tiny.tables["pairings"]:
        note = row.pop("note")
        row |= {field["name"]: "", "note": note}
    tiny.tables["pairings"][0][field["name"]] = "Columbus"
    monkeypatch.setitem(COLUMNS, "pairings", [one["name"] for one in fields])
    tiny.write_table("pairings")
    package = catalog.load(tiny.directory)
    assert package.pairings[field["name"]].dropna().tolist() == ["Columbus"]
    told = tables.dictionary(package, "pairings").set_index("column").loc[field["name"]]
    assert (told["type"], told["description"]) == (field["type"], field["description"])
    assert field["description"] in translation.texts_of_data(package)


def tables_of(descriptor: dict[str, Any]) -> dict[str, Any]:
    """Return the resources of a descriptor by name."""
    return {resource["name"]: resource for resource in descriptor["resources"]}


def test_a_sentence_wants_its_chinese(
    house: Path, tiny_catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shown,) = blocks("A sentence", "python")
    (said,) = blocks("A sentence", "po")
    monkeypatch.setattr(translation, "ROOT", house)
    monkeypatch.setattr(language, "LOCALE_DIR", house / "dashboard/locale")
    messages = language.po_file("zh", "messages")

    def gaps() -> list[tuple[str, str]]:
        """Return what is wrong with the texts of the code; the data are not the catalogue's."""
        found = translation.gaps(tiny_catalog)
        return [(gap.text, gap.rule) for gap in found if gap.file == messages]

    assert gaps() == []
    place = 'Paragraph((note,), "note"),\n'
    insert(house / "dashboard/contents/atlas.py", place, f"{shown.rstrip()},\n")
    (text,) = re.findall(r'_\("(.*?)"\)', shown)
    assert gaps() == [(text, "it is not translated")]
    translation.update(tiny_catalog)
    assert gaps() == [(text, "it is not translated")]
    written = messages.read_text(encoding="utf-8")
    empty = f'msgid "{text}"\nmsgstr ""\n'
    assert empty in written
    messages.write_text(written.replace(empty, said), encoding="utf-8")
    assert gaps() == []


def test_a_row_of_data_passes_once_counts_are_derived(tiny: Tiny) -> None:
    cited, told = blocks("A row of data", "csv")
    for name, line in (("sources", cited), ("exchanges", told)):
        (cells,) = csv.reader(StringIO(line))
        assert len(cells) == len(COLUMNS[name])
        with tiny.path(name).open("a", encoding="utf-8") as file:
            file.write(line)
    assert cli.main(["validate", str(tiny.directory)]) == 1
    assert cli.main(["derive", str(tiny.directory)]) == 0
    exchanges = catalog.load(tiny.directory).exchanges
    assert exchanges["exchange_id"].iloc[-1] == told.split(",")[0]


def test_the_places_of_the_rows_are_in_the_shipped_package(shipped: Catalog) -> None:
    _exchange, us, chinese, pairing, *_rest = blocks("A row of data", "csv")[1].split(",")
    assert {us, chinese} <= set(shipped.places["place_id"])
    assert pairing in set(shipped.pairings["pairing_id"])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_a_document_names_are_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    ends = "py|md|json|toml|po|css|cff|csv"
    named = re.findall(rf"`((?:[\w.<>-]+/)+(?:[\w.<>-]+\.(?:{ends}))?|[A-Z]+\.(?:md|cff))`", text)
    linked = [one for one in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in one]
    beside = (ROOT / document).parent
    assert named
    # What commands make is no part of the repository.
    made = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    paths = [re.sub("<.*?>", "*", one) for one in named if one not in made]
    missing = [one for one in paths if not list(ROOT.glob(one))]
    assert missing + [one for one in linked if not (beside / one).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_that_a_document_names_are_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    known = numbers.commands().keys()
    assert {"validate", "export", "serve"} <= known
    assert set(re.findall(r"python -m dashboard (\w+)", text)) <= known
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    asked = re.findall(r"(?:^|`)make\s+([a-z-]+)", text, re.MULTILINE)
    assert set(asked) <= targets


def test_the_readme_names_every_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    paths = numbers.pages()
    assert "timeline" in paths
    assert [path for path in paths if not re.search(rf"^\| `/{path}[`?]", text, re.MULTILINE)] == []


def test_architecture_tells_of_every_part() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([\w.]+)`", text.split("## Floor by floor")[1]))
    assert imports()[0].keys() - told == set()
