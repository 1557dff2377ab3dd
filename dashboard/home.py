"""Where the project lives: its files in a checkout or an installed package, and its command.

In a checkout data, screen and style sheet lie beside the package; a wheel carries them inside it
(`hatch_build.py` puts them there).
"""

from __future__ import annotations

import sys
from pathlib import Path

COMMAND = "us-china-ties"
_INSIDE = Path(__file__).parent / "_home"
INSTALLED = _INSIDE.is_dir()
HOME = _INSIDE if INSTALLED else Path(__file__).parent.parent


def command() -> str:
    """Return how the program was started, for usage lines and remedies."""
    return COMMAND if Path(sys.argv[0]).stem == COMMAND else "python -m dashboard"


def is_installed(path: Path) -> bool:
    """Tell whether a path lies in an installed package, which is no place to edit."""
    return INSTALLED and path.resolve().is_relative_to(HOME.resolve())
