"""Words of the map."""

from __future__ import annotations

import pandas as pd

from dashboard.captions.phrases import (
    described,
    faint,
    kind_of_pairing,
    nothing,
    source_line,
    years,
)
from dashboard.figures.style import Frame
from dashboard.language import _, number
from dashboard.measures.atlas import by_unit
from dashboard.measures.headline import headline
from dashboard.selection import View
from dashboard.words import listing, own_name, sentences, unit_name


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
