"""Words of the timeline."""

from __future__ import annotations

from dashboard.captions.phrases import described, kind_of_pairing, nothing, source_line, years
from dashboard.figures.style import Frame
from dashboard.language import _, number
from dashboard.measures.headline import headline
from dashboard.measures.timeline import exchanges_by_year, new_by_year
from dashboard.selection import View


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
