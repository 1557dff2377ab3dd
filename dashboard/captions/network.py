"""Words of the network page."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.captions.phrases import described, kind_of_pairing, nothing, source_line, years
from dashboard.figures.style import Frame
from dashboard.language import _, ngettext, number
from dashboard.measures.network import alike_without_tie, flows, shown_matrix, strongest
from dashboard.selection import View
from dashboard.words import listing, noted, sentences, some, tied, unit_names

# How many units without a pairing an alternative text names; a page names all there can be.
NAMED, EVERY = 6, 100


def order_name(order: str) -> str:
    """Name an order of the matrix."""
    return {
        "alike": _("Similar partners together"),
        "most": _("Most pairings first"),
        "east": _("East to west"),
    }[order]


def us_name(names: Mapping[str, str], code: str) -> str:
    """Name a US state, or a census region."""
    regions = {
        "West": _("US West"),
        "Midwest": _("US Midwest"),
        "South": _("US South"),
        "Northeast": _("US Northeast"),
    }
    return names.get(code) or regions.get(code, code)


def cn_name(names: Mapping[str, str], code: str) -> str:
    """Name a Chinese province, or a region of the statistics bureau."""
    regions = {
        "East": _("China’s East"),
        "Central": _("China’s Centre"),
        "West": _("China’s West"),
        "Northeast": _("China’s Northeast"),
    }
    return names.get(code) or regions.get(code, code)


def untied(view: View) -> tuple[list[str], list[str]]:
    """Return the names of the states and of the provinces in view that hold no pairing."""
    table = shown_matrix(view)
    names = unit_names(view.catalog)
    states = [names[str(code)] for code, total in table.sum().items() if not total]
    provinces = [names[str(code)] for code, total in table.sum(axis=1).items() if not total]
    return sorted(states), sorted(provinces)


def gaps(view: View, most: int = EVERY) -> str:
    """Say which states and provinces hold no pairing, naming so many of each at most."""
    states, provinces = untied(view)
    none = _("none")
    return _("States without one: {states}. Provinces without one: {provinces}.").format(
        states=some(states, most) or none, provinces=some(provinces, most) or none
    )


def matrix(view: View, order: str, regions: bool) -> Frame:
    """Return the words around the matrix."""
    if view.is_empty:
        return nothing(view)
    table = shown_matrix(view)
    names = unit_names(view.catalog)
    cells = strongest(table)
    state, province, most = cells[0]
    used = sum(n > 0 for _state, _province, n in cells)
    if len(cells) == 1:
        title = ngettext(
            "{state} and {province} share {n} pairing",
            "{state} and {province} share {n} pairings",
            most,
        ).format(state=names[state], province=names[province], n=most)
    else:
        title = _("{used} of {all} combinations of state and province hold a pairing; ").format(
            used=number(used), all=number(len(cells))
        )
        if cells[1][2] == most:
            title += _("none holds more than {n}").format(n=most)
        else:
            title += _("{state}–{province} has most ({n})").format(
                state=names[state], province=names[province], n=most
            )
    how = {
        "alike": _(
            "Ordered so that units with similar partners stand together (average-linkage "
            "clustering, cosine distance, optimal leaf order)"
        ),
        "most": _("Ordered by number of pairings"),
        "east": _("Ordered from east to west within each country"),
    }[order]
    across = _("US regions across; a wide screen shows states.") if regions else ""
    subtitle = _(
        "Number of {kind}, {years}. {how}; those without a pairing stand last, dotted. {across}"
    ).format(
        kind=kind_of_pairing(view.selection), years=years(view.selection), how=how, across=across
    )
    return Frame(title, subtitle.strip(), source_line(view))


def matrix_alt(view: View) -> str:
    """Return the alternative text of the matrix."""
    if view.is_empty:
        return _("Matrix of states and provinces. Nothing matches the filters.")
    names = unit_names(view.catalog)
    top = strongest(shown_matrix(view))[:6]
    said = [noted(tied(names[state], names[province]), n) for state, province, n in top if n]
    details = _(
        "Matrix of states and provinces, shaded by number of pairings. Most: {top}. {gaps}"
    ).format(top=listing(said), gaps=gaps(view, NAMED))
    return described(matrix(view, "alike", regions=False), details)


def flow(view: View, most: int) -> Frame:
    """Return the words around the flow chart, of which a side names so many units at most."""
    if view.is_empty:
        return nothing(view)
    names = unit_names(view.catalog)
    top = flows(view, most).iloc[0]
    share = round(100 * int(top["pairings"]) / len(view.pairings))
    title = _("The widest band joins {us} and {cn}: {share}% of the pairings").format(
        us=us_name(names, top["us"]), cn=cn_name(names, top["cn"]), share=share
    )
    subtitle = _(
        "US end left, Chinese end right, width by number of {kind} ({count} in all)."
    ).format(count=number(len(view.pairings)), kind=kind_of_pairing(view.selection))
    if top["us"] not in names or top["cn"] not in names:
        regions = _(
            "Regions of the US Census Bureau and of China’s statistics bureau; narrow the filters "
            "to see states and provinces."
        )
        subtitle = sentences(subtitle, regions)
    return Frame(title, subtitle, source_line(view))


def flow_alt(view: View, most: int) -> str:
    """Return the alternative text of the flow chart, see `flow`."""
    if view.is_empty:
        return _("Flow chart. Nothing matches the filters.")
    names = unit_names(view.catalog)
    said = [
        noted(tied(us_name(names, row["us"]), cn_name(names, row["cn"])), row["pairings"])
        for row in flows(view, 0).head(6).to_dict("records")
    ]
    details = _("Flow chart of pairings from US to Chinese regions. Widest bands: {said}.").format(
        said=listing(said)
    )
    return described(flow(view, most), details)


def alike(view: View) -> Frame:
    """Return the words around coal-producing states and provinces."""
    table = alike_without_tie(view)
    missing = table[table["pairings"] == 0]
    names = unit_names(view.catalog)
    bare = [
        names[str(code)]
        for code, total in table.groupby("province")["pairings"].sum().items()
        if not total
    ]
    title = ngettext(
        "{n} of {all} combinations of coal state and coal province has no pairing",
        "{n} of {all} combinations of coal state and coal province have no pairing",
        len(missing),
    ).format(n=len(missing), all=len(table))
    if bare:
        title += ngettext(
            "; {provinces} has none with a coal state",
            "; {provinces} have none with a coal state",
            len(bare),
        ).format(provinces=listing(bare))
    subtitle = _("{kind} between the leading coal-producing states and provinces, {years}.").format(
        kind=kind_of_pairing(view.selection).capitalize(), years=years(view.selection)
    )
    return Frame(title, subtitle, source_line(view))


def alike_alt(view: View) -> str:
    """Return the alternative text of coal-producing states and provinces."""
    names = unit_names(view.catalog)
    table = alike_without_tie(view)
    said = [
        noted(tied(names[row["state"]], names[row["province"]]), row["pairings"])
        for row in table.to_dict("records")
        if row["pairings"]
    ]
    details = _(
        "Table of coal-producing states and provinces. Tied: {tied}. All others are not."
    ).format(tied=listing(said) or _("none"))
    return described(alike(view), details)
