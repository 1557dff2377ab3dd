"""Change a package all or nothing.

The package is copied, changed and validated beside the original, which is replaced only when the
copy loads without a problem and nobody has touched the original meanwhile.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from dashboard import catalog
from dashboard.catalog import Catalog


class AdoptError(Exception):
    """Nothing was written; the message says why and what to do."""


def replace_package(directory: Path, edit: Callable[[Path, Catalog], None]) -> None:
    """Change a package in a copy and put the copy in its place, or leave everything as it is.

    Args:
        directory: Folder of the package.
        edit: Changes the copy; gets its folder and the catalog as it stood.

    Raises:
        AdoptError: The copy breaks a rule, or cannot take the package's place.
        catalog.PackageError: The package is broken as it stands.
    """
    directory = directory.resolve()
    copy = directory.with_name(f".{directory.name}.adopting")
    aside = directory.with_name(f".{directory.name}.before-adopting")
    recover(directory)
    before = catalog.load(directory)
    try:
        copy.mkdir()
    except FileExistsError as error:
        raise AdoptError(
            f"{copy} exists: another adoption is under way, or one was interrupted. Remove the"
            " folder when none is running; the package itself is whole"
        ) from error
    try:
        held = _digest(directory)
        shutil.copytree(directory, copy, dirs_exist_ok=True)
        edit(copy, before)
        try:
            catalog.load(copy)
        except catalog.PackageError as error:
            raise AdoptError(
                f"the changes would break the package; nothing written:\n{error}"
            ) from error
        if _digest(directory) != held:
            raise AdoptError("the package was changed meanwhile; nothing written, compare again")
        _swap(directory, copy, aside)
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def recover(directory: Path) -> None:
    """Put the package back when an adoption was killed between its last two steps."""
    directory = directory.resolve()
    aside = directory.with_name(f".{directory.name}.before-adopting")
    if aside.is_dir() and not directory.exists():
        aside.rename(directory)


def _swap(directory: Path, copy: Path, aside: Path) -> None:
    shutil.rmtree(aside, ignore_errors=True)
    try:
        directory.rename(aside)
        copy.rename(directory)
    except BaseException as error:
        recover(directory)
        if isinstance(error, OSError):
            raise AdoptError(f"{directory} cannot be replaced: {error}; nothing written") from error
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _digest(directory: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(directory.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(directory)).encode())
            total.update(path.read_bytes())
    return total.hexdigest()
