"""The house keeps its order: who may import what, and what no file may mention."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = {
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): (
        path
    )
    for path in [ROOT / "app.py", *sorted((ROOT / "dashboard").rglob("*.py"))]
}


def rooms(package: str) -> set[str]:
    """Return the names of all modules of a package."""
    return {name for name in MODULES if name.startswith(f"{package}.")}


STREAMLIT_ROOMS = ("app", "dashboard.pages", "dashboard.widgets", "dashboard.server")
# From the files to the reader; a module imports none of a later floor.
FLOORS = (
    {"dashboard.catalog", "dashboard.language"},
    {"dashboard.selection", "dashboard.words", "dashboard.geography"},
    {*rooms("dashboard.measures"), "dashboard.figures.style"},
    rooms("dashboard.captions"),
    {"dashboard.figures.atlas", "dashboard.figures.timeline"},
    {"dashboard.widgets"},
    rooms("dashboard.pages"),
    {"app"},
)


def imports(module: str) -> set[str]:
    """Return the full names of all modules that a module imports, wherever in its text."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own_imports(module: str) -> set[str]:
    """Return the modules of the project that a module imports."""
    return (imports(module) & MODULES.keys()) - {module, "dashboard"}


def may_import_streamlit(module: str) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in STREAMLIT_ROOMS)


def test_the_reader_of_imports_sees_them() -> None:
    assert "streamlit" in imports("app")
    assert "dashboard.catalog" in own_imports("dashboard.selection")
    assert "dashboard.figures.style" in own_imports("dashboard.figures.atlas")


@pytest.mark.parametrize("module", [name for name in MODULES if not may_import_streamlit(name)])
def test_only_the_rooms_of_pages_import_streamlit(module: str) -> None:
    assert not {name for name in imports(module) if name.split(".")[0] == "streamlit"}


@pytest.mark.parametrize("module", [name for name in MODULES if not may_import_streamlit(name)])
def test_nothing_outside_imports_from_the_rooms_of_pages(module: str) -> None:
    assert not {name for name in own_imports(module) if may_import_streamlit(name)}


def test_no_module_imports_in_a_circle() -> None:
    finished: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail[trail.index(module) :], module))
        if module in finished:
            return
        for imported in sorted(own_imports(module)):
            visit(imported, (*trail, module))
        finished.add(module)

    for module in MODULES:
        visit(module, ())
    assert finished == MODULES.keys()


def test_the_flow_is_one_way() -> None:
    floor = {module: number for number, modules in enumerate(FLOORS) for module in modules}
    assert floor.keys() <= MODULES.keys() | set(STREAMLIT_ROOMS)
    for module, number in floor.items():
        later = {name for name in own_imports(module) if floor.get(name, -1) > number}
        assert not later, f"{module} imports from a later floor: {later}"


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
