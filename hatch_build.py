"""What the wheel holds beside the modules: hatchling runs this hook when it builds one.

A checkout keeps data, screen, style sheet and Streamlit's configuration beside the package. In a
wheel nothing may stand beside it, so they go to `dashboard/_home`, where `dashboard/home.py` finds
them. The languages' catalogues are compiled on the way; the source tree keeps no compiled copy
that could be stale. An editable install reads the checkout and needs none of this.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SCREEN = ("app.py", ".streamlit/config.toml")
FOLDERS = ("data", "static")
# How data were made: only a checkout makes them again.
LEFT = "data/build"


class WholeWheel(BuildHookInterface[Any]):
    """Puts the project's files and the compiled catalogues into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to hatchling: where each is and where in the wheel it goes."""
        if version == "editable":
            return
        root = Path(self.root)
        self._compiled = TemporaryDirectory()
        goes = build_data["force_include"]
        for path in files(root):
            goes[str(path)] = f"dashboard/_home/{path.relative_to(root).as_posix()}"
        for number, path in enumerate(sorted(root.glob("dashboard/locale/*/*/*.po"))):
            compiled = Path(self._compiled.name, f"{number}.mo")
            with path.open("rb") as text, compiled.open("wb") as file:
                write_mo(file, read_po(text))
            goes[str(compiled)] = path.relative_to(root).with_suffix(".mo").as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the compiled catalogues; the wheel has them."""
        if version != "editable":
            self._compiled.cleanup()


def files(root: Path) -> list[Path]:
    """Return the files of a checkout that the package needs from beside it."""
    inside = (path for folder in FOLDERS for path in sorted((root / folder).rglob("*")))
    return [root / name for name in SCREEN] + [
        path
        for path in inside
        if path.is_file() and not path.name.startswith(".") and not path.is_relative_to(root / LEFT)
    ]
