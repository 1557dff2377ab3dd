"""The fields of a step, each read by a function that notes what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from dashboard.catalog import Catalog
from dashboard.language import DEFAULT, _
from dashboard.selection import Selection
from dashboard.tour.basis import Basis
from dashboard.tour.format import (
    LONGEST_TITLE,
    MOST_CHARACTERS,
    MOST_NUMBERS,
    MOST_WORDS,
    SPOKEN,
    Text,
    filled,
    length,
)
from dashboard.tour.problems import Problems, Refused, shortened
from dashboard.tour.values import Value, compute


def read_string(
    table: Mapping[str, Any], field: str, problems: Problems, default: str | None = None
) -> str:
    """Return a text without space around it; "" when it cannot be used.

    Args:
        table: The table that has the field.
        field: Its name.
        problems: Where to note what is wrong.
        default: What a field that is left out says; None when it must be there.
    """
    value = table.get(field, default)
    if isinstance(value, str) and (value.strip() or default is not None):
        return value.strip()
    if value is None or value == "":
        problems.refuse(field, _("The field is missing or empty."), _("Write it as a text."))
    else:
        problems.refuse(field, _("The field is not a text."), _("Put it in quotation marks."))
    return ""


def read_text(
    table: Mapping[str, Any], field: str, problems: Problems, longest: int | None = None
) -> Text:
    """Read a text: one for all languages, or one for each of some.

    Args:
        table: The table that has the field.
        field: Its name.
        problems: Where to note what is wrong.
        longest: How many characters it may have.
    """
    value = table.get(field)
    said = {DEFAULT: value} if isinstance(value, str) else value
    if not isinstance(said, dict) or not said:
        read_string(table, field, problems)
        return {DEFAULT: ""}
    problems.refuse_unknown(said, SPOKEN, f"{field}.")
    found = {
        key: " ".join(read_string({f"{field}.{key}": text}, f"{field}.{key}", problems).split())
        for key, text in said.items()
        if key in SPOKEN
    }
    for key, text in found.items():
        if longest is not None and len(text) > longest:
            problems.refuse(
                f"{field}.{key}",
                _("It has {n} characters.").format(n=len(text)),
                _("Keep it to {most} characters.").format(most=longest),
            )
    return found or {DEFAULT: ""}


def read_filled(
    table: Mapping[str, Any],
    field: str,
    values: Mapping[str, Value | None],
    catalog: Catalog,
    problems: Problems,
) -> Text:
    """Read a text, and check its placeholders and its length with the numbers filled in."""
    found = read_text(table, field, problems, LONGEST_TITLE if field == "title" else None)
    for key, template in found.items():
        where = f"{field}.{key}"
        try:
            named = _placeholders(template)
        except Refused as refused:
            problems.refuse(where, refused.wrong, refused.remedy)
            continue
        for name in sorted(named - values.keys()):
            problems.refuse(
                where,
                _("The text names {{{name}}}, which is not among its numbers.").format(
                    name=shortened(name)
                ),
                _("Define it under [step.numbers], or double the braces to print them."),
            )
        known = {name: value for name, value in values.items() if value is not None}
        if named <= known.keys():
            _check_length(filled(template, known, catalog), where, problems)
    return found


def _check_length(text: str, where: str, problems: Problems) -> None:
    words, characters = length(text)
    if words + characters * MOST_WORDS / MOST_CHARACTERS > MOST_WORDS:
        problems.refuse(
            where,
            _("The text has {words} words and {characters} Chinese characters.").format(
                words=words, characters=characters
            ),
            _("Keep it to {words} words or {characters} Chinese characters.").format(
                words=MOST_WORDS, characters=MOST_CHARACTERS
            ),
        )


def _placeholders(template: str) -> set[str]:
    """Return the names in braces.

    Raises:
        Refused: A brace stands alone, or there is more than a name in a pair.
    """
    remedy = _("Write a number's name alone in braces, or double the braces to print them.")
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        raise Refused(_("A brace stands alone."), remedy) from None
    for _literal, name, spec, conversion in parts:
        if name is not None and (not name.isidentifier() or spec or conversion):
            raise Refused(
                _("{{{name}}} is not the name of a number.").format(name=shortened(name)), remedy
            )
    return {name for _literal, name, _spec, _conversion in parts if name is not None}


def read_selection(table: Mapping[str, Any], basis: Basis, problems: Problems) -> Selection | None:
    """Return the selection that a step's chart shows; None when it is refused."""
    try:
        return basis.selection(read_string(table, "select", problems, ""))
    except Refused as refused:
        problems.refuse("select", refused.wrong, refused.remedy)
        return None


def read_sources(table: Mapping[str, Any], basis: Basis, problems: Problems) -> tuple[str, ...]:
    """Return the identifiers of a step's sources."""
    found = table.get("sources", [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        problems.refuse(
            "sources",
            _("The field is not a list of texts."),
            _('Write it as ["first-id", "second-id"].'),
        )
        return ()
    for one in found:
        if one not in basis.sources:
            problems.refuse(
                "sources",
                _("There is no source “{name}”.").format(name=shortened(one)),
                _("Use the source_id of a row of sources.csv."),
            )
    return tuple(found)


def read_values(
    table: Mapping[str, Any], basis: Basis, problems: Problems
) -> dict[str, Value | None]:
    """Compute the numbers of a step; None for one that cannot be."""
    found = table.get("numbers", {})
    if not isinstance(found, dict):
        problems.refuse(
            "numbers", _("The numbers are not a table."), _("Begin them with [step.numbers].")
        )
        return {}
    if len(found) > MOST_NUMBERS:
        problems.refuse(
            "numbers",
            _("There are {n} numbers.").format(n=len(found)),
            _("A step may have {most}.").format(most=MOST_NUMBERS),
        )
        return {}
    return {
        name: compute(f"numbers.{shortened(name)}", asked, basis, problems)
        for name, asked in found.items()
    }
