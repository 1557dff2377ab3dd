"""The house keeps its order: who may import what, how long a room is, what no file may mention.

Who may import whom stands in `pyproject.toml` as contracts of import-linter; what those cannot say
is tested here.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = {
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): (
        path
    )
    for path in [ROOT / "app.py", *sorted((ROOT / "dashboard").rglob("*.py"))]
}
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}
# By contract: a file, there or not, and lines that would break the contract in it.
STRAYS = {
    "streamlit": [
        ("dashboard/measures/stray.py", "import streamlit"),
        (
            "dashboard/charts/stray.py",
            "def late() -> None:\n    from streamlit import session_state",
        ),
        ("dashboard/pages/stray.py", "import app"),
    ],
    "floors": [
        ("dashboard/measures/stray.py", "from dashboard.captions import coverage"),
        ("dashboard/charts/stray.py", "from dashboard.pages import reader"),
        ("dashboard/export/stray.py", "import dashboard.widgets"),
        ("dashboard/registry/stray.py", "from dashboard import selection"),
        ("dashboard/stray.py", ""),
    ],
    "rooms": [
        ("dashboard/charts/stray.py", "from dashboard.pages import reader"),
        ("dashboard/cli.py", "from dashboard import server"),
        ("dashboard/export/stray.py", "from dashboard import widgets"),
    ],
    "style": [("dashboard/figures/style.py", "from dashboard import captions")],
    "network": [
        ("dashboard/export/stray.py", "import requests"),
        ("dashboard/registry/stray.py", "from requests_cache import CachedSession"),
        ("dashboard/registry/stray.py", "import stamina"),
    ],
    "registry": [
        ("dashboard/export/stray.py", "from dashboard.registry import record"),
        ("dashboard/pages/stray.py", "from dashboard.registry import rows"),
    ],
}
# A docstring that holds these words says why its file, function or class is longer than the rest.
LONG_BECAUSE = "Long because"
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_CLASS = 450, 60, 150
MEASURED = [
    ROOT / "app.py",
    *(
        path
        for folder in ("dashboard", "benchmarks", "data/build")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ),
]


def imports(path: Path) -> set[str]:
    """Return the full names of all modules that a file imports, wherever in its text."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own_imports(module: str) -> set[str]:
    """Return the modules of the project that a module imports."""
    return (imports(MODULES[module]) & MODULES.keys()) - {module, "dashboard"}


def test_the_reader_of_imports_sees_them() -> None:
    assert "streamlit" in imports(ROOT / "app.py")
    assert "dashboard.catalog" in own_imports("dashboard.selection")
    assert "dashboard.figures.style" in own_imports("dashboard.figures.atlas")


# Contracts -----------------------------------------------------------------------------------


def lint(root: Path, contract: str) -> subprocess.CompletedProcess[str]:
    """Hold the package in a folder against one contract; what runs is what lies there."""
    code = (
        "import sys; from importlinter.cli import lint_imports;"
        "sys.exit(lint_imports(limit_to_contracts=sys.argv[1:], no_cache=True, no_logo=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", code, contract],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_contracts_of_imports_are_kept(contract: str) -> None:
    told = lint(ROOT, contract)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "Contracts: 1 kept, 0 broken." in told.stdout


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the code that a test may break."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path in (ROOT / "dashboard").rglob("*.py"):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return tmp_path


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [(contract, *stray) for contract, strays in STRAYS.items() for stray in strays],
)
def test_each_contract_can_be_broken(house: Path, contract: str, file: str, line: str) -> None:
    stray = house / file
    stray.parent.mkdir(exist_ok=True)
    with stray.open("a", encoding="utf-8") as text:
        text.write(f"\n{line}\n")
    told = lint(house, contract)
    assert told.returncode == 1
    assert f"{CONTRACTS[contract]} BROKEN" in " ".join(told.stdout.split())


def test_every_contract_is_tried() -> None:
    assert STRAYS.keys() == CONTRACTS.keys()


# What contracts cannot say -------------------------------------------------------------------


# Files outside the package are seen by no contract.


def test_outside_the_package_only_the_app_and_the_bare_app_know_streamlit() -> None:
    outside = [path for path in MEASURED if not path.is_relative_to(ROOT / "dashboard")]
    known = {path.name for path in outside if "streamlit" in imports(path)}
    assert known == {"app.py", "bare_app.py"}


def test_the_app_knows_neither_registry_nor_command_line() -> None:
    asked = own_imports("app")
    assert asked
    assert not {name for name in asked if name.startswith(("dashboard.registry", "dashboard.cli"))}


def test_no_module_imports_in_a_circle() -> None:
    # Contracts hold siblings apart; a package and its own files can make a circle too.
    order = list(TopologicalSorter({name: own_imports(name) for name in MODULES}).static_order())
    assert set(order) == MODULES.keys()


# Length --------------------------------------------------------------------------------------


def too_long(path: Path) -> list[str]:
    """Name what is too long in a file and does not say why: it, its functions, its classes."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    sizes = [(tree, "file", len(text.splitlines()), LONGEST_FILE)]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            longest = LONGEST_CLASS if isinstance(node, ast.ClassDef) else LONGEST_FUNCTION
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            sizes.append((node, node.name, lines, longest))
    return [
        f"{name}: {lines} lines, {longest} at most"
        for node, name, lines, longest in sizes
        if lines > longest and LONG_BECAUSE not in (ast.get_docstring(node) or "")
    ]


@pytest.mark.parametrize("path", MEASURED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_longer_than_a_reader_holds(path: Path) -> None:
    assert too_long(path) == []


def test_what_is_too_long_is_named_unless_it_says_why(tmp_path: Path) -> None:
    body = "    x = 1\n"
    path = tmp_path / "rooms.py"
    path.write_text(f"def short():\n{body * 59}\ndef long():\n{body * 60}", encoding="utf-8")
    assert too_long(path) == ["long: 61 lines, 60 at most"]
    path.write_text(f"class Long:\n{body * 150}", encoding="utf-8")
    assert too_long(path) == ["Long: 151 lines, 150 at most"]
    path.write_text("x = 1\n" * 451, encoding="utf-8")
    assert too_long(path) == ["file: 451 lines, 450 at most"]
    path.write_text(
        f'def long():\n    """Draw.\n\n    {LONG_BECAUSE} it lists.\n    """\n{body * 60}',
        encoding="utf-8",
    )
    assert too_long(path) == []


# Files ---------------------------------------------------------------------------------------


def tracked() -> list[Path]:
    """Return the files of the repository, without those that were only just removed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
def test_no_file_points_out_of_the_repository() -> None:
    # In parts, so that this file does not find itself.
    outside = re.compile(rb"\.\./sha" rb"red|/wo" rb"rk/(main|shared|scratch)")
    paths = tracked()
    assert Path(__file__).resolve() in paths
    assert outside.search(b"see ../sha" + b"red/x")
    assert [path for path in paths if outside.search(path.read_bytes())] == []


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is(module: str) -> None:
    assert ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))
