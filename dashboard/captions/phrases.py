"""Phrases that the words of several charts and pages share: filters, sources, kinds of pairing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.catalog import Catalog
from dashboard.figures.style import Frame
from dashboard.language import _, ngettext, number, told
from dashboard.selection import Selection, View
from dashboard.text import Text, marked
from dashboard.words import (
    RELATIONS,
    SECTORS,
    STATUSES,
    TIERS,
    listing,
    own_names,
    say,
    sentences,
    span,
    unit_name,
)

LICENCE = "CC BY 4.0"


def years(selection: Selection) -> str:
    """Write the selection's years."""
    return span(*selection.years)


def kind_of_pairing(selection: Selection) -> str:
    """Name the pairings that count: "sister pairings", with the exchanges they must have."""
    if selection.relations == ("sister",):
        kind = _("sister pairings")
    elif selection.relations == ("friendship",):
        kind = _("friendship pairings")
    else:
        kind = _("sister and friendship pairings")
    if not selection.filters_exchanges:
        return kind
    said = [say(SECTORS, code).lower() for code in selection.sectors]
    if len(said) in (1, 2):
        return _("{kind} with documented exchanges in {sectors}").format(
            kind=kind, sectors=listing(said)
        )
    return _("{kind} with such exchanges documented").format(kind=kind)


def filters(catalog: Catalog, selection: Selection) -> list[str]:
    """Say each filter that is set, in words."""
    said = []
    if selection.states:
        said.append(
            _("US end in {places}").format(
                places=listing([unit_name(catalog, code) for code in selection.states])
            )
        )
    if selection.provinces:
        said.append(
            _("Chinese end in {places}").format(
                places=listing([unit_name(catalog, code) for code in selection.provinces])
            )
        )
    if selection.places:
        named = catalog.places.set_index("place_id").reindex(list(selection.places))
        said.append(_("one end in {places}").format(places=listing(own_names(named).tolist())))
    for codes, names, text in (
        (selection.tiers, TIERS, _("tier: {names}")),
        (selection.statuses, STATUSES, _("status: {names}")),
        (selection.sectors, SECTORS, _("exchanges in: {names}")),
    ):
        if codes:
            said.append(text.format(names=listing([say(names, code).lower() for code in codes])))
    if selection.relations != ("sister",):
        shown = selection.relations or tuple(RELATIONS)
        said.append(
            _("relation: {names}").format(
                names=listing([say(RELATIONS, code).lower() for code in shown])
            )
        )
    if selection.people_to_people:
        said.append(_("people-to-people exchanges only"))
    if not selection.all_years:
        said.append(_("years {years}").format(years=years(selection)))
    return said


def reported_total(row: Mapping[Any, Any]) -> Text:
    """Write a reported total: what it is about, and its number, hedge, unit and years."""
    value = float(row["value"])
    said = number(value)
    hedges = {
        "more than": _("more than {value}"),
        "about": _("about {value}"),
        "at least": _("at least {value}"),
    }
    said = hedges.get(str(row["qualifier"]), "{value}").format(value=said)
    first, last = (None if pd.isna(row[key]) else int(row[key]) for key in ("from_year", "to_year"))
    if first and last:
        when = span(first, last)
    elif first or last:
        when = _("since {year}").format(year=first) if first else _("to {year}").format(year=last)
    else:
        when = _("years not stated")
    return marked(
        _("**{value} {unit}** ({years}). {summary}"),
        value=said,
        unit=told(row["unit"]),
        years=when,
        summary=told(row["summary"]),
    )


def provenance(catalog: Catalog) -> str:
    """Say where the numbers come from: data and version, date, licence."""
    return _("Source: {title}, data {version}, as of {date}. Licence {licence}.").format(
        title=told(catalog.title), version=catalog.version, date=catalog.as_of, licence=LICENCE
    )


def source_line(view: View) -> str:
    """Return the line under every chart: filters, data and version, date, licence."""
    said = filters(view.catalog, view.selection)
    asked = _("Filters: {filters}.").format(filters=_("; ").join(said)) if said else ""
    return sentences(asked, provenance(view.catalog))


def nothing(view: View) -> Frame:
    """Return the frame of a chart that has nothing to show."""
    return Frame(_("Nothing matches these filters"), _("Widen or reset them."), source_line(view))


def described(frame: Frame, details: str) -> str:
    """Return a chart's alternative text: its finding, then what it looks like and its numbers."""
    return _("{finding}. {details}").format(finding=frame.title, details=details)


def faint(view: View) -> str:
    """Say how many pairings have no exchange of the kinds asked for."""
    count = len(view.faint)
    return ngettext(
        "{count} pairing that otherwise matches has no documented exchange of this kind; it is "
        "left out of the counts and drawn faint.",
        "{count} pairings that otherwise match have no documented exchange of this kind; they are "
        "left out of the counts and drawn faint.",
        count,
    ).format(count=number(count))
