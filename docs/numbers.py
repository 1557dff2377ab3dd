"""What the README says in numbers and lists, computed from data and code.

`make docs` writes it between the README's cog marks; `tests/test_docs.py` fails while they hold
something else.
"""

from __future__ import annotations

import ast
import io
import os
import re
from contextlib import redirect_stdout, suppress
from pathlib import Path
from unittest.mock import patch

from dashboard import cli, tour
from dashboard.charts import CHARTS
from dashboard.export.files import KINDS
from dashboard.language import LANGUAGES
from dashboard.measures.headline import official_total
from dashboard.selection import Selection, select
from data.build.readme import held, package

APP = Path(__file__).parent.parent / "app.py"
# Wide enough that the help of a command stands on one line.
WIDE = "200"


def summary() -> str:
    """Return what the data hold and the dashboard shows, as a paragraph."""
    data = package()
    relations = data.pairings["relation"].value_counts()
    official = official_total(select(data, Selection()))
    assert official, "no official total to hold the default view against"
    return (
        f"In data version {data.version}, as of {data.as_of}: **{relations['sister']} sister "
        f"pairings** identified here (official count: {official['pairs']}, {official['date']}, "
        f"by {official['counted_by']}), {relations['friendship']} friendship ties, "
        f"{len(held()):,} documented exchanges, {len(data.sources):,} "
        f"sources. On {len(pages())} pages: {len(CHARTS)} charts, each as {len(KINDS)} kinds of "
        f"file, and a tour of {len(tour.load(tour.FILE, data).steps)} steps, in "
        f"{' and '.join(LANGUAGES.values())}."
    )


def pages() -> list[str]:
    """Return the URL paths of the pages, as `app.py` names them."""
    calls = (
        node
        for node in ast.walk(ast.parse(APP.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "page"
    )
    return [ast.literal_eval(call.args[1]) for call in calls]


def charts() -> str:
    """Return the names that `/chart/` and `--chart` know, as a sentence."""
    return ", ".join(
        f"`{chart.name}`"
        if chart.option is None
        else f"`{chart.name}` (`-{'`, `-'.join(chart.option.codes[1:])}`)"
        for chart in CHARTS.values()
    )


def commands() -> dict[str, str]:
    """Return what each command of the command line does, by its name."""
    said = io.StringIO()
    with patch.dict(os.environ, {"COLUMNS": WIDE}), redirect_stdout(said), suppress(SystemExit):
        cli.main(["--help"])
    return dict(re.findall(r"^    (\w+) +(\S.*)$", said.getvalue(), re.MULTILINE))


def command_table() -> str:
    """Return the commands as a table."""
    rows = (f"| `{name}` | {text} |" for name, text in commands().items())
    return "\n".join(("| Command | Does |", "|---|---|", *rows))
