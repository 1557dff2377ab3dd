"""Documents say what is so: what they compute from code and data is computed anew."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from cogapp import Cog

from dashboard.catalog import RULES

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "data/README.md")
REFRESH = f"python -m cogapp -r {' '.join(DOCUMENTS)}"


def check(document: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Compute a document anew and write nothing; return the exit code (5: stale), what is said."""
    # The code within a document imports from the repository's folder.
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT)
    cog, said = Cog(), io.StringIO()
    cog.set_output(said, said)
    return cog.main(["cog", "--check", "--diff", str(document)]), said.getvalue()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_computes_is_fresh(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = check(ROOT / document, monkeypatch)
    assert code == 0, f"{document} is stale; refresh with: {REFRESH}\n{said}"


def test_a_stale_number_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = Path(shutil.copy(ROOT / "data/README.md", tmp_path))
    text = copy.read_text(encoding="utf-8")
    fresh = next(line for line in text.splitlines() if line.startswith("| `places.csv` |"))
    copy.write_text(text.replace(fresh, "| `places.csv` | 1 | places |"), encoding="utf-8")
    code, said = check(copy, monkeypatch)
    assert code == 5
    assert f"+{fresh}" in said


def test_the_data_readme_shows_every_rule() -> None:
    text = (ROOT / "data/README.md").read_text(encoding="utf-8")
    assert [rule.name for rule in RULES if f"\n- {rule.says}\n" not in text] == []
