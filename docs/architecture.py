"""The picture of the house in `architecture.md`, made from the imports that are there.

`.venv/bin/python -m cogapp -r docs/architecture.md` draws it again.
"""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

PACKAGE = "dashboard"
APP = Path(__file__).parent.parent / "app.py"
# What stands below the floor that it is named after.
PARTS = {"figures.style": "figures.style", "figures.drawing": "figures.style"}
# It only calls the command line.
LEFT_OUT = "__main__"

Edges = dict[str, set[str]]


def part(module: str) -> str:
    """Return the part of the picture that a module such as `dashboard.charts.base` belongs to."""
    names = module.split(".")[1:3]
    return PARTS.get(".".join(names), names[0])


def imports() -> tuple[Edges, set[str]]:
    """Read the imports of the package and of `app.py`.

    Returns:
        The parts that each part imports, and the parts that know Streamlit.
    """
    graph = grimp.build_graph(PACKAGE, include_external_packages=True, cache_dir=None)
    inside = {one for one in graph.modules if one.startswith(f"{PACKAGE}.")}
    edges: Edges = {part(one): set() for one in inside}
    for module in inside:
        found = graph.find_modules_directly_imported_by(module) & inside
        edges[part(module)] |= {part(one) for one in found} - {part(module)}
    del edges[LEFT_OUT]
    app = ast.parse(APP.read_text(encoding="utf-8"))
    edges["app.py"] = {
        part(f"{node.module}.{alias.name}")
        for node in ast.walk(app)
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{PACKAGE}.")
        for alias in node.names
    }
    screens = graph.find_modules_that_directly_import("streamlit")
    return edges, {"app.py", *(part(one) for one in screens)}


def reduced(edges: Edges) -> Edges:
    """Leave out each import that a chain of others implies.

    Raises:
        graphlib.CycleError: Parts import each other in a circle.
    """
    below: Edges = {}
    for one in TopologicalSorter(edges).static_order():
        found = edges.get(one, set())
        below[one] = found.union(*(below[other] for other in found))
    return {
        one: {other for other in found if not any(other in below[via] for via in found)}
        for one, found in edges.items()
    }


def picture() -> str:
    """Return the picture as a block of Mermaid; an arrow leads up, to the part that imports.

    Raises:
        graphlib.CycleError: Parts import each other in a circle.
    """
    edges, screens = imports()
    lines = ["flowchart BT"]
    names = {one: re.sub(r"\W+", "_", one) for one in sorted(edges)}
    lines += [f'    {name}["{one}"]' for one, name in names.items()]
    lines += [
        f"    {names[other]} --> {names[one]}"
        for one, found in sorted(reduced(edges).items())
        for other in sorted(found)
    ]
    lines += [
        "    classDef streamlit stroke-width:3px,stroke-dasharray:6 3",
        f"    class {','.join(sorted(names[one] for one in screens))} streamlit",
    ]
    return "\n".join(("```mermaid", *lines, "```"))
