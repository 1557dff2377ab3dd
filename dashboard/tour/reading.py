"""Reading a tour: from a file to a tour that is checked as a whole, or to all its problems."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dashboard.catalog import Catalog
from dashboard.language import _
from dashboard.tour.basis import Basis
from dashboard.tour.charts import check_shown, read_chart, read_explore
from dashboard.tour.fields import (
    read_filled,
    read_selection,
    read_sources,
    read_string,
    read_text,
    read_values,
)
from dashboard.tour.format import FIELDS, LARGEST, LONGEST_TITLE, MOST_STEPS, TEXTS, TOP, Step, Tour
from dashboard.tour.problems import Problems, Refused, TourError, shortened


def load(source: Path | bytes, catalog: Catalog, file: str = "") -> Tour:
    """Read and check a tour.

    Args:
        source: The file, or what it holds.
        catalog: What its numbers are computed from.
        file: Name of the file in messages, where `source` does not tell.

    Raises:
        TourError: Something is wrong with it; holds every problem that can be told.
    """
    problems = Problems(file or (source.name if isinstance(source, Path) else "tour.toml"))
    try:
        data = _read(source)
        table = _parsed(data)
    except Refused as refused:
        problems.refuse("", refused.wrong, refused.remedy)
        raise TourError(problems.found) from None
    problems.refuse_unknown(table, TOP)
    titles = read_text(table, "title", problems, LONGEST_TITLE)
    steps = _steps(table.get("step"), Basis(catalog), problems)
    if problems.found:
        raise TourError(problems.found)
    return Tour(problems.file, titles, steps, data)


def _read(source: Path | bytes) -> bytes:
    """Return what a file holds.

    Raises:
        Refused: It cannot be read, or is too large.
    """
    try:
        data = source if isinstance(source, bytes) else _beginning(source)
    except OSError as error:
        raise Refused(
            _("The file cannot be read: {reason}.").format(reason=error.strerror),
            _("Check its name and place."),
        ) from None
    if len(data) > LARGEST:
        raise Refused(
            _("The file is larger than {size} MB.").format(size=LARGEST // 1_000_000),
            _("A tour is text alone: take out what is not."),
        )
    return data


def _beginning(path: Path) -> bytes:
    """Return a file as far as it may go, and one byte more."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _parsed(data: bytes) -> dict[str, Any]:
    """Return a file as a table.

    Raises:
        Refused: It is not TOML.
    """
    try:
        # An editor's byte order mark is no fault of the teacher's.
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        wrong = _("The file is not UTF-8 text.")
        remedy = _("Save it as text in the encoding UTF-8.")
    except RecursionError:
        wrong = _("The file nests too deep.")
        remedy = _("Write it after the pattern of the built-in tour.")
    # `tomllib` answers some numbers and dates with a plain `ValueError`.
    except ValueError as error:
        wrong = _("The file is not TOML: {reason}.").format(reason=shortened(str(error)))
        remedy = _("Mend that line; texts stand in quotation marks.")
    raise Refused(wrong, remedy)


def _steps(found: Any, basis: Basis, problems: Problems) -> tuple[Step, ...]:
    """Read all steps; those that cannot be shown are left out, their problems noted."""
    if not isinstance(found, list) or not found:
        problems.refuse(
            "step",
            _("The tour has no steps."),
            _("Write at least one step that begins with [[step]]."),
        )
        return ()
    if len(found) > MOST_STEPS:
        problems.refuse(
            "step",
            _("The tour has {n} steps.").format(n=len(found)),
            _("A tour may have {most} steps.").format(most=MOST_STEPS),
        )
        return ()
    steps = [_step(place, table, basis, problems) for place, table in enumerate(found, 1)]
    _check_ids(found, problems)
    return tuple(step for step in steps if step is not None)


def _step(place: int, table: Any, basis: Basis, problems: Problems) -> Step | None:
    """Read a step; None when there is something wrong with it."""
    problems.move(place)
    before = len(problems.found)
    if not isinstance(table, dict):
        problems.refuse("", _("The step is not a table."), _("Begin each step with [[step]]."))
        return None
    step_id = read_string(table, "id", problems)
    problems.move(place, step_id)
    problems.refuse_unknown(table, FIELDS)
    values = read_values(table, basis, problems)
    texts = {field: read_filled(table, field, values, basis.catalog, problems) for field in TEXTS}
    chart, selection = read_chart(table, problems), read_selection(table, basis, problems)
    if chart is not None and selection is not None:
        check_shown(chart, selection, basis, problems)
    explore = read_explore(table, chart, problems)
    sources = read_sources(table, basis, problems)
    if len(problems.found) > before or chart is None or selection is None:
        return None
    known = {name: value for name, value in values.items() if value is not None}
    return Step(
        step_id,
        MappingProxyType(texts),
        chart,
        selection,
        explore,
        sources,
        MappingProxyType(known),
        basis.catalog,
    )


def _check_ids(steps: Sequence[Any], problems: Problems) -> None:
    """Check that no two steps have the same id."""
    seen: dict[str, int] = {}
    for place, step in enumerate(steps, 1):
        name = step.get("id") if isinstance(step, dict) else None
        if not isinstance(name, str) or not name:
            continue
        if name in seen:
            problems.move(place, name)
            problems.refuse(
                "id",
                _("Step {n} has the same id.").format(n=seen[name]),
                _("Give each step an id of its own."),
            )
        seen.setdefault(name, place)
