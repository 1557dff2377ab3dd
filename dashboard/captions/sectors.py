"""Words of the sectors page."""

from __future__ import annotations

from dashboard.captions.phrases import described, kind_of_pairing, nothing, source_line, years
from dashboard.figures.style import Frame
from dashboard.language import _, ngettext, number
from dashboard.measures.sectors import (
    CLASSES,
    PERIOD,
    classes_by_period,
    sector_summary,
    sector_table,
)
from dashboard.selection import View
from dashboard.words import DIRECTIONS, KINDS, SECTORS, listing, say, sentences, some, unit_name

TOP = 3

# How many sectors an alternative text names.
NAMED = 7


def by_name(by: str) -> str:
    """Name what sectors are crossed with."""
    return {
        "year": _("Year"),
        "direction": _("Direction"),
        "kind": _("Kind"),
        "state": _("US state"),
        "province": _("Chinese province"),
    }[by]


def class_name(name: str) -> str:
    """Name a class of exchange."""
    return {
        "people": _("People-to-people"),
        "economic": _("Economic"),
        "official": _("Official and other"),
    }[name]


def percent(part: int, whole: int) -> str:
    """Write a share in whole percent; "0%" of nothing."""
    return f"{round(100 * part / whole) if whole else 0}%"


def class_share(view: View, name: str) -> str:
    """Write a class's count and share of the exchanges shown."""
    found = sector_summary(view)
    count = found.classes[name]
    return f"{number(count)} · {percent(count, found.exchanges)}"


def no_exchange(view: View) -> Frame:
    """Return the frame of a chart of exchanges where there is none."""
    if view.is_empty:
        return nothing(view)
    return Frame(
        ngettext(
            "{n} pairing matches, but no exchange through it is documented",
            "{n} pairings match, but no exchange through them is documented",
            len(view.pairings),
        ).format(n=number(len(view.pairings))),
        _("None found is not the same as none held. Widen or reset the filters."),
        source_line(view),
    )


def sectors(view: View, by: str, narrow: bool) -> Frame:
    """Return the words around sectors against something else."""
    if view.exchanges.empty:
        return no_exchange(view)
    shown = number(len(view.exchanges))
    return Frame(_title(view, by), _subtitle(view, by, narrow).format(n=shown), source_line(view))


def _title(view: View, by: str) -> str:
    totals = view.exchanges["sector"].value_counts(sort=True)
    top = str(sector_table(view, "kind").index[0])
    words = {
        "sector": say(SECTORS, top),
        "share": percent(int(totals[top]), len(view.exchanges)),
    }
    table = sector_table(view, by)
    if by == "year" or table.empty or not table.to_numpy().sum():
        rest = [say(SECTORS, str(code)).lower() for code in sector_table(view, "kind").index[1:TOP]]
        if not rest:
            return _("All documented exchanges shown are in {sector}").format(
                sector=say(SECTORS, top).lower()
            )
        return _("{sector} makes up {share} of the documented exchanges, before {others}").format(
            **words, others=listing(rest)
        )
    leader = str(table.sum().idxmax())
    held = int(table[leader].sum())
    sector = str(table[leader].idxmax())
    if by == "direction":
        return _("{share} of exchanges go {direction}; {sector} leads among them").format(
            share=percent(held, int(table.to_numpy().sum())),
            direction=say(DIRECTIONS, leader)
            .lower()
            .replace("china", "China")
            .replace("united states", "United States"),
            sector=say(SECTORS, sector).lower(),
        )
    if by == "kind":
        return _(
            "{kind} is the commonest kind of exchange ({count}), most often in {sector}"
        ).format(kind=say(KINDS, leader), count=number(held), sector=say(SECTORS, sector).lower())
    return _("{place} has the most documented exchanges ({count}); {sector} leads there").format(
        place=unit_name(view.catalog, leader),
        count=number(held),
        sector=say(SECTORS, sector).lower(),
    )


def _subtitle(view: View, by: str, narrow: bool) -> str:
    parts = [
        _("Documented exchanges through {kind}, {years}: {{n}}.").format(
            kind=kind_of_pairing(view.selection), years=years(view.selection)
        )
    ]
    undated = int(view.exchanges["year"].isna().sum())
    if by == "year":
        parts.append(_("By sector and five years.") if narrow else _("By sector and year."))
        if undated:
            parts.append(
                ngettext(
                    "{n} of unknown year is not drawn.",
                    "{n} of unknown year are not drawn.",
                    undated,
                ).format(n=undated)
            )
    elif by == "direction":
        unknown = int(view.exchanges["direction"].isna().sum())
        if unknown:
            parts.append(_("{n} of unknown direction are not drawn.").format(n=unknown))
    return sentences(*parts)


def sectors_alt(view: View, by: str) -> str:
    """Return the alternative text of sectors against something else."""
    if view.exchanges.empty:
        return _("Table of sectors. No exchange matches the filters.")
    totals = view.exchanges["sector"].value_counts()
    details = _("Table of shaded cells: sectors by {by}. Exchanges by sector: {counts}.").format(
        by=by_name(by).lower(),
        counts=some(
            [f"{say(SECTORS, str(code)).lower()} {count}" for code, count in totals.items()],
            NAMED,
        ),
    )
    return described(sectors(view, by, narrow=False), details)


def classes(view: View) -> Frame:
    """Return the words around exchanges by class."""
    found = sector_summary(view)
    if not found.exchanges:
        return no_exchange(view)
    people, economic = found.classes["people"], found.classes["economic"]
    if people >= economic:
        title = _(
            "People-to-people activity is {people} of the documented exchanges, economic {economic}"
        )
    else:
        title = _(
            "Economic activity is {economic} of the documented exchanges, people-to-people {people}"
        )
    subtitle = _(
        "Documented exchanges by class and five years from the year named, {years}; one scale."
    ).format(years=years(view.selection))
    if found.undated:
        undated = ngettext(
            "{n} of unknown year counts in the totals only.",
            "{n} of unknown year count in the totals only.",
            found.undated,
        ).format(n=found.undated)
        subtitle = sentences(subtitle, undated)
    return Frame(
        title.format(
            people=percent(people, found.exchanges), economic=percent(economic, found.exchanges)
        ),
        subtitle,
        source_line(view),
    )


def classes_alt(view: View) -> str:
    """Return the alternative text of exchanges by class."""
    found = sector_summary(view)
    if not found.exchanges:
        return _("Bars of exchanges by class. No exchange matches the filters.")
    table = classes_by_period(view, PERIOD)
    said = []
    for name in CLASSES:
        text = f"{class_name(name)} {class_share(view, name)}"
        if table[name].sum():
            peak = int(str(table[name].idxmax()))
            text += _(", most in the five years from {year} ({count})").format(
                year=peak, count=table[name].max()
            )
        said.append(text)
    details = _("Three rows of bars. {classes}.").format(classes=_("; ").join(said))
    return described(classes(view), details)
