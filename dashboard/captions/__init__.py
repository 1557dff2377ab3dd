"""Titles, source lines, filter words and alt texts, made from the data shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.catalog import Catalog
from dashboard.figures.style import Frame
from dashboard.language import _, ngettext, number, told
from dashboard.measures import by_unit, exchanges_by_year, headline, new_by_year
from dashboard.selection import Selection, View
from dashboard.words import (
    RELATIONS,
    SECTORS,
    STATUSES,
    TIERS,
    listing,
    own_name,
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


def reported_total(row: Mapping[Any, Any]) -> str:
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
    return _("**{value} {unit}** ({years}). {summary}").format(
        value=said, unit=told(row["unit"]), years=when, summary=told(row["summary"])
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


def atlas(view: View) -> Frame:
    """Return the words around the map."""
    if view.is_empty:
        return nothing(view)
    found = headline(view)
    units = by_unit(view)["pairings"]
    states = units[~units.index.str.startswith("CN-")].sort_values(ascending=False, kind="stable")
    provinces = units[units.index.str.startswith("CN-")].sort_values(ascending=False, kind="stable")
    kind = kind_of_pairing(view.selection)
    count = number(found.pairings)
    if found.pairings == 1:
        row = view.pairings.iloc[0]
        title = _("One pairing: {us} and {cn}").format(
            us=own_name(row, "us_name"), cn=own_name(row, "cn_name")
        )
    elif len(states) == 1 and len(provinces) == 1:
        title = _("{count} {kind} tie {state} to {province}").format(
            count=count,
            kind=kind,
            state=unit_name(view.catalog, states.index[0]),
            province=unit_name(view.catalog, provinces.index[0]),
        )
    elif len(states) == 1:
        title = _has(view, states, provinces, _("{n} provinces"))
    elif len(provinces) == 1:
        title = _has(view, provinces, states, _("{n} states"))
    elif _leads(states) and _leads(provinces):
        title = _(
            "{count} {kind} span the Pacific; {state} ({in_state}) and {province} ({in_province}) "
            "have the most"
        ).format(
            count=count,
            kind=kind,
            state=unit_name(view.catalog, states.index[0]),
            in_state=states.iloc[0],
            province=unit_name(view.catalog, provinces.index[0]),
            in_province=provinces.iloc[0],
        )
    else:
        title = _("{count} {kind} tie {states} states to {provinces} provinces").format(
            count=count, kind=kind, states=len(states), provinces=len(provinces)
        )
    subtitle = _(
        "Pairings identified here, in force at some time in {years}. Shading: pairings of a state "
        "or province."
    ).format(years=years(view.selection))
    if not view.selection.all_years and found.year_unknown:
        # Said inside the figure, so that it travels with an export.
        unknown = _("Counted in: {n} of unknown year.").format(n=number(found.year_unknown))
        subtitle = sentences(subtitle, unknown)
    if view.selection.view == "pacific":
        line = _("Line: a pairing, the thicker the more documented exchanges.")
        subtitle = sentences(subtitle, line)
    return Frame(title, subtitle, source_line(view))


def _leads(counts: pd.Series) -> bool:
    """Tell whether the first of some counts, the most first, is ahead of the second."""
    return len(counts) == 1 or counts.iloc[0] > counts.iloc[1]


def _has(view: View, unit: pd.Series, partners: pd.Series, several: str) -> str:
    """Say how many pairings one unit has and with whom most, or with how many when none leads."""
    said = {
        "unit": unit_name(view.catalog, str(unit.index[0])),
        "count": number(len(view.pairings)),
        "kind": kind_of_pairing(view.selection),
    }
    if _leads(partners):
        return _("{unit} has {count} {kind}, most with {partner} ({most})").format(
            partner=unit_name(view.catalog, str(partners.index[0])), most=partners.iloc[0], **said
        )
    return _("{unit} has {count} {kind}, in {partners}").format(
        partners=several.format(n=len(partners)), **said
    )


def atlas_alt(view: View) -> str:
    """Return the alternative text of the map."""
    if view.is_empty:
        return _("Map of China and the United States. Nothing matches the filters.")
    found = headline(view)
    units = by_unit(view)["pairings"].sort_values(ascending=False, kind="stable")

    def top(chinese: bool) -> str:
        some = units[units.index.str.startswith("CN-") == chinese].head(5)
        return listing([f"{unit_name(view.catalog, code)} {n}" for code, n in some.items()])

    text = _(
        "Map of China and the United States facing each other, pairings drawn as lines. Pairings: "
        "{count}; states: {states}; provinces: {provinces}. Most pairings by state: {top_states}. "
        "By province: {top_provinces}."
    ).format(
        count=number(found.pairings),
        states=found.states,
        provinces=found.provinces,
        top_states=top(False),
        top_provinces=top(True),
    )
    if len(view.faint):
        text = sentences(text, faint(view))
    return described(atlas(view), text)


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


def timeline(view: View) -> Frame:
    """Return the words around the timeline."""
    if view.is_empty:
        return nothing(view)
    found = headline(view)
    new = new_by_year(view).sum(axis=1)
    by_year = exchanges_by_year(view).sum(axis=1)
    parts = []
    if new.sum() == 1:
        parts.append(_("the one new tie of known year is of {year}").format(year=new.idxmax()))
    elif new.sum():
        parts.append(
            _("{year} brought the most new ties ({n})").format(year=new.idxmax(), n=new.max())
        )
    else:
        parts.append(_("no tie is known to be new in these years"))
    if by_year.sum() > 1:
        parts.append(
            _("most documented exchanges fall in {year} ({n})").format(
                year=by_year.idxmax(), n=by_year.max()
            )
        )
    title = _("; ").join(parts)
    title = title[0].upper() + title[1:]
    subtitle = _(
        "Pairings identified here ({kind}): {count}, of unknown year {unknown}. Documented "
        "exchanges through them, {years}: {exchanges}. Early decades are thin in sources."
    ).format(
        count=number(found.pairings),
        kind=kind_of_pairing(view.selection),
        unknown=number(found.year_unknown),
        exchanges=number(found.exchanges),
        years=years(view.selection),
    )
    return Frame(title, subtitle, source_line(view))


def timeline_alt(view: View) -> str:
    """Return the alternative text of the timeline."""
    if view.is_empty:
        return _("Timeline. Nothing matches the filters.")
    new = new_by_year(view).sum(axis=1)
    by_year = exchanges_by_year(view).sum(axis=1)
    found = headline(view)
    details = _(
        "Timeline {years} in three panels. New pairings a year: {new} with a known year, peak "
        "{new_peak} in {new_year}; {unknown} of unknown year. Pairings in force, added up, beside "
        "official totals. Documented exchanges a year by sector: {exchanges}, peak "
        "{exchange_peak} in {exchange_year}."
    ).format(
        years=years(view.selection),
        new=number(int(new.sum())),
        new_peak=new.max(),
        new_year=new.idxmax(),
        unknown=number(found.year_unknown),
        exchanges=number(found.exchanges),
        exchange_peak=by_year.max() if len(by_year) else 0,
        exchange_year=by_year.idxmax() if len(by_year) else "",
    )
    return described(timeline(view), details)
