"""From a pull to the data package: the report, and adoption that is whole or not at all."""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dashboard import catalog, cli
from dashboard.registry import adopt, changes, diff, edits, match, outcomes, questions, record
from dashboard.registry.index import Index, build
from dashboard.registry.kept import Pull, latest, load
from dashboard.registry.rows import CPAFFC, Row
from dashboard.registry.tables import Tables
from tests.fake_registry import FakeRegistry, Planted, answer, good, plant, with_names

pytestmark = pytest.mark.usefixtures("loaded_once")


@dataclass
class Scene:
    """A package of one's own, a registry pulled from a server, and where they lie."""

    package: Path
    out: Path
    made: Planted

    def run(self, command: str, *arguments: str) -> int:
        return cli.main(
            ["registry", command, "cpaffc", "--out", str(self.out), "--package", str(self.package),
             *arguments]
        )  # fmt: skip

    def digest(self) -> str:
        total = hashlib.sha256()
        for path in sorted(self.package.rglob("*")):
            if path.is_file():
                total.update(path.name.encode() + path.read_bytes())
        return total.hexdigest()

    def compared(self) -> tuple[Index, Pull, outcomes.Reconciliation]:
        kept = load(latest(self.out, CPAFFC))
        index = build(catalog.load(self.package))
        return index, kept, match.reconcile(kept.table.rows, index)


@pytest.fixture(scope="module")
def pulled(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    home = tmp_path_factory.mktemp("scene")
    package = home / "data"
    shutil.copytree(catalog.DEFAULT_DIR, package, ignore=shutil.ignore_patterns("build"))
    made = plant(catalog.load(package))
    with_names(package, made.names)
    with FakeRegistry(good(answer(made.rows))) as server:
        code = cli.main(
            ["registry", "pull", "cpaffc", "--out", str(home / "out"), "--url", server.url, "--yes"]
        )
    assert code == 0
    return Scene(package, home / "out", made)


@pytest.fixture
def scene(pulled: Scene, tmp_path: Path) -> Iterator[Scene]:
    shutil.copytree(pulled.package, tmp_path / "data")
    shutil.copytree(pulled.out, tmp_path / "out")
    yield Scene(tmp_path / "data", tmp_path / "out", pulled.made)
    assert not list(tmp_path.glob(".data*")), "an adoption left something behind"


def rows(path: Path, key: str) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


# Report --------------------------------------------------------------------------------------


def test_the_report_is_shown_and_written_and_the_data_untouched(scene, tmp_path, capsys):
    before = scene.digest()
    page, table = tmp_path / "report.html", tmp_path / "report.csv"
    assert scene.run("diff", "--html", str(page), "--csv", str(table)) == 0
    assert scene.digest() == before
    shown = capsys.readouterr().out
    for heading in ("By province", "Dates that differ", "To be judged by a person"):
        assert heading in shown
        assert heading in page.read_text(encoding="utf-8")
    with table.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    american = [row for row in scene.made.rows if row["w_country"] == "美国"]
    assert sum(line["outcome"] != diff.ABSENT for line in lines) == len(american)
    _, _, result = scene.compared()
    assert sum(line["outcome"] == diff.ABSENT for line in lines) == len(result.absent)


def test_the_province_table_adds_up_and_names_the_official_total(scene):
    index, kept, result = scene.compared()
    package = catalog.load(scene.package)
    report = diff.report(package, index, kept, result)
    table = next(section for section in report.sections if section.title == "By province")
    *provinces, total = table.rows
    for column in (1, 2, 4, 5, 6, 7, 8):
        assert sum(int(row[column]) for row in provinces) == int(total[column])
    assert int(total[1]) == sum(int(cell) for cell in total[4:8])
    assert total[3] == "288 (2025-10-27)"


def test_the_report_escapes_what_it_shows():
    section = diff.Section("<i>", "&", ("A",), (("<script>alert(1)</script>",),))
    page = diff.html(diff.Report("<b>", ("<u>",), (section,), None))  # type: ignore[arg-type]
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_spreadsheet_runs_nothing_of_the_csv(scene, tmp_path):
    index, kept, result = scene.compared()
    report = diff.report(catalog.load(scene.package), index, kept, result)
    report.rows.loc[0, "us_zh"] = "=1+1"
    report.rows.loc[0, "days_apart"] = -5
    diff.csv(report, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["us_zh"], first["days_apart"]) == ("'=1+1", "-5")


# Adoption ------------------------------------------------------------------------------------


def test_adoption_writes_with_the_registry_as_source(scene, capsys):
    old = rows(scene.package / "pairings.csv", "pairing_id")
    assert scene.run("adopt") == 0
    package = catalog.load(scene.package)
    new = rows(scene.package / "pairings.csv", "pairing_id")
    index, kept, _ = scene.compared()
    source = edits.source_id(kept)
    assert (
        package.sources.set_index("source_id").loc[source, "accessed"]
        == kept.meta["retrieved"][:10]
    )
    added = set(new) - set(old)
    assert len(added) == 10
    for pairing_id in added:
        assert new[pairing_id]["source_ids"] == source
        assert new[pairing_id]["established"] == "2026-03-01"
        assert new[pairing_id]["status"] == "unknown"
    for row_id in scene.made.truth:
        row = new[scene.made.truth[row_id]]
        if source in row["source_ids"]:
            assert row["confidence"] == "documented"
    assert index.pairings
    assert "leave" in capsys.readouterr().out


def test_a_better_sourced_date_stays_unless_said(scene, capsys):
    old = rows(scene.package / "pairings.csv", "pairing_id")
    differing = {scene.made.truth[row_id] for row_id in scene.made.dates}
    better = {
        p for p in differing
        if (old[p]["confidence"], old[p]["established_basis"]) == ("documented", "stated")
    }  # fmt: skip
    assert better
    assert better < differing
    assert scene.run("adopt", "--only", "dates") == 0
    told = capsys.readouterr().out
    new = rows(scene.package / "pairings.csv", "pairing_id")
    for pairing_id in better:
        assert new[pairing_id]["established"] == old[pairing_id]["established"]
        assert f"leave  {pairing_id}" in told
    for pairing_id in differing - better:
        assert new[pairing_id]["established"] != old[pairing_id]["established"]
        assert old[pairing_id]["established"] in new[pairing_id]["note"]
    assert scene.run("adopt", "--only", "dates", "--overwrite") == 0
    told = capsys.readouterr().out
    newest = rows(scene.package / "pairings.csv", "pairing_id")
    for pairing_id in better:
        assert newest[pairing_id]["established"] != old[pairing_id]["established"]
        assert old[pairing_id]["established"] in newest[pairing_id]["note"]
    assert "replacing a better-sourced value" in told


def test_a_date_after_the_end_is_left_even_when_overwriting(scene):
    index, _, _ = scene.compared()
    ended = next(p for p in index.pairings.values() if p["ended"] and p["relation"] == "sister")
    ends = (ended["us_place_id"], ended["cn_place_id"])
    row = Row(CPAFFC, "1", "", "", "", "2026-01-02")
    found = match.settle(outcomes.Match(row, outcomes.AMBIGUOUS), ends, index)
    result = outcomes.Reconciliation((found,), frozenset(), (), {})
    (change,) = changes.plan(result, index, ["dates"])
    taken, left, _ = questions.decide([change], overwrite=True)
    assert (taken, left) == ([], [change])
    assert ended["ended"] in change.held


def test_a_documented_friendship_stays_one_unless_said(scene):
    old = rows(scene.package / "pairings.csv", "pairing_id")
    friendly = {key for key, row in old.items() if row["relation"] != "sister"}
    documented = {key for key in friendly if old[key]["confidence"] == "documented"}
    assert documented
    assert documented < friendly
    scene.run("adopt", "--only", "relations")
    new = rows(scene.package / "pairings.csv", "pairing_id")
    changed = {key for key in old if new[key]["relation"] != old[key]["relation"]}
    assert changed
    assert changed <= friendly - documented


def test_only_what_is_asked_for_is_adopted(scene):
    old = rows(scene.package / "pairings.csv", "pairing_id")
    assert scene.run("adopt", "--only", "new") == 0
    new = rows(scene.package / "pairings.csv", "pairing_id")
    assert {key: new[key] for key in old} == old
    assert len(new) == len(old) + 10


def test_rows_that_did_not_change_keep_every_byte(scene):
    old = (scene.package / "pairings.csv").read_text(encoding="utf-8").splitlines()
    exchanges = (scene.package / "exchanges.csv").read_bytes()
    scene.run("adopt", "--only", "new")
    new = (scene.package / "pairings.csv").read_text(encoding="utf-8").splitlines()
    assert set(old) <= set(new)
    assert (scene.package / "exchanges.csv").read_bytes() == exchanges


def test_version_changelog_and_record_say_what_happened(scene):
    before = catalog.load(scene.package)
    major, minor, _ = before.version.split(".")
    log = (scene.package / "CHANGELOG.md").read_text(encoding="utf-8")
    scene.run("adopt")
    after = catalog.load(scene.package)
    assert after.version == f"{major}.{int(minor) + 1}.0"
    new_log = (scene.package / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = [line for line in new_log.splitlines() if line.startswith("## ")]
    assert headings[0] == f"## {after.version} - {after.as_of}"
    assert headings[1:] == [line for line in log.splitlines() if line.startswith("## ")]
    kept = record.read(scene.package)["cpaffc"]
    _, pulled_again, _ = scene.compared()
    assert kept.data_version == after.version
    assert kept.sha256 == pulled_again.meta["sha256"]
    assert kept.matched + kept.different + kept.new + kept.ambiguous == kept.rows


def test_of_the_descriptor_only_version_and_date_change(scene):
    path = scene.package / "datapackage.json"
    old = path.read_text(encoding="utf-8").splitlines()
    scene.run("adopt", "--only", "new")
    new = path.read_text(encoding="utf-8").splitlines()
    assert len(new) == len(old)
    changed = [
        line.split(":")[0].strip() for line, was in zip(new, old, strict=True) if line != was
    ]
    assert set(changed) <= {'"version"', '"created"'}
    assert '"version"' in changed


def test_nothing_to_adopt_is_still_a_reconciliation(scene):
    scene.run("adopt", "--overwrite")
    version = catalog.load(scene.package).version
    pairings = (scene.package / "pairings.csv").read_bytes()
    assert scene.run("adopt", "--only", "dates") == 0
    assert (scene.package / "pairings.csv").read_bytes() == pairings
    major, minor, patch = version.split(".")
    assert catalog.load(scene.package).version == f"{major}.{minor}.{int(patch) + 1}"


def test_a_dry_run_writes_nothing(scene, capsys):
    before = scene.digest()
    assert scene.run("adopt", "--dry-run") == 0
    assert scene.digest() == before
    assert "would take" in capsys.readouterr().out


def test_a_change_that_breaks_a_rule_leaves_everything(scene, monkeypatch, capsys):
    before = scene.digest()
    apply = edits.apply

    def careless(package: Tables, change: changes.Change, source: str, day: str) -> None:
        apply(package, change, source, day)
        package.rows("pairings.csv")[-1]["established"] = "1979-02-31"

    monkeypatch.setattr(edits, "apply", careless)
    assert scene.run("adopt") == 1
    assert scene.digest() == before
    told = capsys.readouterr().err
    assert "no such day" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    "step", ["edits.add_source", "adopt._derive", "adopt._bump", "adopt._note", "replace._swap"]
)
def test_a_crash_at_any_step_leaves_everything(scene, monkeypatch, step):
    before = scene.digest()

    def crash(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(f"dashboard.registry.{step}", crash)
    assert scene.run("adopt") == 1
    assert scene.digest() == before


def test_a_failing_exchange_of_folders_is_undone(scene, monkeypatch):
    before = scene.digest()
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == ".data.adopting":
            raise OSError("busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    assert scene.run("adopt") == 1
    monkeypatch.undo()
    assert scene.digest() == before


def test_a_run_killed_between_its_last_steps_is_mended(scene):
    before = scene.digest()
    scene.package.rename(scene.package.with_name(".data.before-adopting"))
    assert scene.run("diff") == 0
    assert scene.digest() == before


def test_a_package_changed_meanwhile_is_not_overwritten(scene, monkeypatch, capsys):
    note = adopt._note

    def meanwhile(copy: Path, version: str, lines: Any) -> None:
        note(copy, version, lines)
        (scene.package / "notes.txt").write_text("mine", encoding="utf-8")

    monkeypatch.setattr(adopt, "_note", meanwhile)
    assert scene.run("adopt") == 1
    assert "meanwhile" in capsys.readouterr().err
    assert (scene.package / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_two_adoptions_at_once_do_not_mix(scene, capsys):
    lock = scene.package.with_name(".data.adopting")
    lock.mkdir()
    before = scene.digest()
    assert scene.run("adopt") == 1
    assert "under way" in capsys.readouterr().err
    assert scene.digest() == before
    lock.rmdir()


def test_a_broken_package_is_not_touched(scene, capsys):
    path = scene.package / "pairings.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",sister,", ",siter,", 1), "utf-8")
    before = scene.digest()
    assert scene.run("adopt") == 1
    assert "siter" in capsys.readouterr().err
    assert scene.digest() == before


def test_names_of_the_registry_replace_alternates_of_geonames(scene):
    old = rows(scene.package / "places.csv", "place_id")
    assert scene.run("adopt", "--only", "names") == 0
    new = rows(scene.package / "places.csv", "place_id")
    named = rows(scene.package / "chinese_names.csv", "place_id")
    changed = [key for key in old if new[key] != old[key]]
    assert changed
    for place_id in changed:
        assert old[place_id]["name_zh_basis"] in ("", "geonames")
        assert new[place_id]["name_zh_basis"] == "customary"
        assert new[place_id]["name_zh"]
        assert place_id in named
    invented = [key for key in scene.made.names if new[key]["name_zh"]]
    assert invented
    for place_id in invented:
        assert new[place_id]["name_zh"] == scene.made.names[place_id].removesuffix("市")


def test_wikidata_fills_gaps_and_overwrites_nothing(scene, tmp_path):
    pairings = rows(scene.package / "pairings.csv", "pairing_id")
    places = rows(scene.package / "places.csv", "place_id")
    simple = [
        row for row in pairings.values()
        if all(places[row[end]]["geonames_id"] for end in ("us_place_id", "cn_place_id"))
        and places[row["us_place_id"]]["level"] == "city"
        and places[row["cn_place_id"]]["level"] == "prefecture"
        and row["confidence"] == "reported"
    ]  # fmt: skip
    dated = next(row for row in simple if len(row["established"]) == 10)
    undated = next(row for row in simple if not row["established"])
    bindings = []
    for number, row in enumerate((dated, undated)):
        us, cn = places[row["us_place_id"]], places[row["cn_place_id"]]
        cells = {
            "statement": f"http://www.wikidata.org/entity/statement/Q{number}",
            "us": f"http://www.wikidata.org/entity/Q1{number}",
            "cn": f"http://www.wikidata.org/entity/Q2{number}",
            "usEn": us["name"], "usGeo": us["geonames_id"],
            "cnEn": cn["name"], "cnGeo": cn["geonames_id"],
            "start": "1999-02-03T00:00:00Z", "startPrecision": "11",
        }  # fmt: skip
        bindings.append({k: {"type": "literal", "value": v} for k, v in cells.items()})
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps({"results": {"bindings": bindings}}), encoding="utf-8")
    out = ["wikidata", "--out", str(scene.out)]
    assert cli.main(["registry", "pull", *out, "--file", str(saved)]) == 0
    assert cli.main(["registry", "adopt", *out, "--package", str(scene.package)]) == 0
    new = rows(scene.package / "pairings.csv", "pairing_id")
    kept, filled = new[dated["pairing_id"]], new[undated["pairing_id"]]
    assert kept["established"] == dated["established"]
    assert filled["established"] == "1999-02-03"
    for row in (kept, filled):
        assert row["confidence"] == "reported"
        assert catalog.split_ids(row["source_ids"])[-1].startswith("wikidata-registry-")
    assert "wikidata" in record.read(scene.package)


# With a person -------------------------------------------------------------------------------


def answering(monkeypatch: pytest.MonkeyPatch, reply: Any) -> list[str]:
    asked: list[str] = []

    def answer_it(question: str) -> str:
        asked.append(question)
        return str(reply(question))

    monkeypatch.setattr("builtins.input", answer_it)
    return asked


def test_a_person_decides_each_change(scene, monkeypatch):
    old = rows(scene.package / "pairings.csv", "pairing_id")
    asked = answering(monkeypatch, lambda q: "y" if "new pairing" in q else "")
    assert scene.run("adopt", "--interactive") == 0
    new = rows(scene.package / "pairings.csv", "pairing_id")
    assert len(new) == len(old) + 10
    assert {key: new[key] for key in old} == old
    assert any("becomes" in question for question in asked)


def test_a_name_that_a_person_recognises_is_known_next_time(scene, monkeypatch):
    _, _, result = scene.compared()
    row_id = scene.made.respelled[0]
    unsettled = next(m for m in result.matches if m.row.row_id == row_id)
    assert unsettled.outcome == outcomes.AMBIGUOUS
    monkeypatch.setattr(changes, "plan", lambda *_: [])
    answering(monkeypatch, lambda q: "1" if f"Row {row_id}:" in q else "")
    assert scene.run("adopt", "--interactive") == 0
    names = rows(scene.package / "chinese_names.csv", "name_zh")
    assert names[unsettled.row.us_zh]["basis"] == "registry"
    _, _, again = scene.compared()
    assert (
        next(m for m in again.matches if m.row.row_id == row_id).pairing_id
        == (scene.made.truth[row_id])
    )


def test_stopping_writes_nothing(scene, monkeypatch, capsys):
    before = scene.digest()
    answering(monkeypatch, lambda q: "q")
    assert scene.run("adopt", "--interactive") == 2
    assert scene.digest() == before
    assert "nothing was written" in capsys.readouterr().err


# Event logs ----------------------------------------------------------------------------------


def proposed(scene: Scene) -> Path:
    scene.run("adopt", "--only", "relations")
    return latest(scene.out, CPAFFC) / "proposed_exchanges.csv"


def fill(path: Path, **cells: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    lines[0].update(
        {"accept": "yes", "direction": "us_to_cn", "sector": "education", "kind": "delegation",
         "people_to_people": "true", "summary": "A school delegation visited.", **cells}
    )  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


def test_event_logs_become_proposals_without_their_words(scene):
    path = proposed(scene)
    text = path.read_text(encoding="utf-8-sig")
    assert "代表团" not in text
    lines = rows(path, "entry")
    assert {line["accept"] for line in lines.values()} == {""}
    assert "代表团" in (path.parent / "event_log.txt").read_text(encoding="utf-8")
    with path.open(encoding="utf-8-sig", newline="") as file:
        dates = [line["date"] for line in csv.DictReader(file)]
    assert {len(day) for day in dates} == {7, 10}


def test_an_accepted_proposal_becomes_an_exchange(scene):
    old = rows(scene.package / "exchanges.csv", "exchange_id")
    path = proposed(scene)
    fill(path)
    assert scene.run("adopt", "--only", "relations", "--exchanges", str(path)) == 0
    new = rows(scene.package / "exchanges.csv", "exchange_id")
    (added,) = set(new) - set(old)
    assert new[added]["summary"] == "A school delegation visited."
    assert new[added]["source_ids"].startswith("cpaffc-registry-")
    assert {key: new[key] for key in old} == old
    assert catalog.load(scene.package)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"summary": "代表团来访。"}, "your own"),
        ({"summary": ""}, "your own"),
        ({"summary": "word " * 30}, "20 words"),
        ({"sector": "parties"}, "parties"),
    ],
)
def test_a_proposal_that_is_not_ready_stops_the_run(scene, capsys, cells, words):
    path = proposed(scene)
    fill(path, **cells)
    before = scene.digest()
    assert scene.run("adopt", "--exchanges", str(path)) == 1
    assert words in capsys.readouterr().err
    assert scene.digest() == before


def test_the_curators_work_is_never_overwritten(scene):
    path = proposed(scene)
    fill(path)
    before = path.read_bytes()
    scene.run("adopt", "--only", "relations")
    assert path.read_bytes() == before


# New places ----------------------------------------------------------------------------------


def test_new_places_are_listed_and_taken_when_complete(scene):
    scene.run("adopt", "--only", "new")
    path = latest(scene.out, CPAFFC) / "places_needed.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 10
    lines[0].update(
        {"place_id": "us-ia-testville", "admin1": "IA", "name": "Testville", "level": "city",
         "lat": "42", "lon": "-93", "coordinate_basis": "hand-checked"}
    )  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    old = rows(scene.package / "pairings.csv", "pairing_id")
    assert scene.run("adopt", "--only", "new", "--places", str(path)) == 0
    assert "us-ia-testville" in rows(scene.package / "places.csv", "place_id")
    assert scene.run("adopt", "--only", "new") == 0
    new = rows(scene.package / "pairings.csv", "pairing_id")
    (added,) = set(new) - set(old)
    assert added.startswith("us-ia-testville--")


# Record for readers --------------------------------------------------------------------------


def test_readers_are_told_when_and_with_what_result(scene):
    assert all("not been compared" in sentence for sentence in record.sentences(scene.package))
    scene.run("adopt")
    told, other = record.sentences(scene.package)
    kept = record.read(scene.package)["cpaffc"]
    assert kept.retrieved in told
    assert f"{kept.rows} pairs" in told
    assert "not been compared" in other


def test_a_record_that_cannot_be_read_counts_as_none(tmp_path):
    (tmp_path / record.FILE).write_text("{", encoding="utf-8")
    assert record.read(tmp_path) == {}


def test_the_dashboard_does_not_load_what_only_a_curator_needs():
    import subprocess
    import sys

    code = (
        "import sys, dashboard.cli, dashboard.registry.record;"
        "print(json.dumps([m for m in ('requests_cache','opencc','rapidfuzz','stamina','pypinyin')"
        " if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import json;" + code], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []


def test_only_the_pull_opens_the_network():
    networked = {"requests", "requests_cache", "urllib3", "urllib.request", "http.client", "httpx",
                 "socket", "aiohttp"}  # fmt: skip
    root = Path(catalog.__file__).parents[1]
    found = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            if any(name in networked or name.split(".")[0] in networked for name in names):
                found.add(str(path.relative_to(root)))
    assert found == {"registry/pull.py"}
