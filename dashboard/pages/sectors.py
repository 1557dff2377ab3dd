"""Sectors: what do the ties do together, and who does what?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import widgets
from dashboard.captions import phrases as captions
from dashboard.captions import sectors as words
from dashboard.charts.sectors import sectors_chart
from dashboard.figures import sectors as figure
from dashboard.language import _, ngettext, number, told
from dashboard.measures.sectors import (
    BY,
    CLASSES,
    COLUMNS,
    PERIOD,
    classes_by_period,
    period_code,
    rows_behind,
    sector_summary,
    sector_table,
)
from dashboard.pages.parts import (
    choice,
    counted,
    drawn,
    paged,
    put_choice,
    source_links,
    url_choice,
)
from dashboard.pages.reader import Reader
from dashboard.pages.sections import chart, exchange_table, figures, left_out, page_title
from dashboard.words import DIRECTIONS, KINDS, SECTORS, say, unit_name

DEFINITION = "teets-definition"


def show(reader: Reader) -> None:
    """Show the page."""
    page_title(_("Sectors"))
    _figures(reader)
    by = url_choice(_("Sectors by"), "by", BY, words.by_name)
    chart(
        "sectors",
        drawn(figure.draw, reader, by),
        counted(words.sectors_alt, reader, by),
        reader.style,
        on_click=lambda points: _cell_clicked(points, by),
        view=reader.view,
        export=sectors_chart(by),
    )
    chart(
        "classes",
        drawn(figure.draw_classes, reader),
        counted(words.classes_alt, reader),
        reader.style,
        on_click=_bar_clicked,
        view=reader.view,
    )
    _definition(reader)
    left_out(reader)
    if reader.view.is_empty:
        widgets.nothing_found()
        return
    _rows(reader, by)


def _figures(reader: Reader) -> None:
    found = counted(sector_summary, reader)
    figures(
        [
            (
                _("Documented exchanges"),
                number(found.exchanges),
                _("through {kind}").format(kind=captions.kind_of_pairing(reader.selection)),
            ),
            *(
                (
                    words.class_name(name),
                    words.percent(found.classes[name], found.exchanges),
                    ngettext("{n} exchange", "{n} exchanges", found.classes[name]).format(
                        n=number(found.classes[name])
                    ),
                )
                for name in CLASSES
            ),
        ]
    )


def _definition(reader: Reader) -> None:
    """Say by which rule an exchange is people-to-people, and what the page leaves out."""
    catalog = reader.catalog
    known = catalog.findings[catalog.findings["finding_id"] == DEFINITION]
    for row in known.to_dict("records"):
        st.caption(
            _("Rule, after Teets: {statement} Source: {source}").format(
                statement=told(row["statement"]), source=source_links(catalog, row["source_ids"])
            ),
            unsafe_allow_html=True,
        )
    st.caption(
        _(
            "Economic: trade and investment, agriculture and tourism, unless people-to-people. "
            "All filters of the sidebar act on this page. Not counted: {unpaired} documented "
            "exchanges between places without a pairing, or where a source names only the "
            "country; [browse them](/methods?section=browse&table=exchanges)."
        ).format(unpaired=number(counted(sector_summary, reader).unpaired))
    )


def _rows(reader: Reader, by: str) -> None:
    """Show the rows behind the charts; a click on a cell or bar narrows them."""
    view = reader.view
    st.header(_("The exchanges behind the charts"), anchor=False)
    st.caption(_("Click a cell or a bar to see its rows here; these controls do the same."))
    across = st.columns(4)
    with across[0]:
        sector = choice(
            _("Sector"),
            [str(code) for code in counted(sector_table, reader, "kind").index],
            "sectors_sector",
            lambda code: say(SECTORS, code),
        )
    with across[1]:
        klass = choice(_("Class"), list(CLASSES), "sectors_class", words.class_name)
    with across[2]:
        period = choice(_("Years"), _periods(reader), "sectors_period", _years)
    code = ""
    if by in COLUMNS:
        with across[3]:
            code = choice(
                words.by_name(by),
                [str(code) for code in counted(sector_table, reader, by).columns],
                f"sectors_{by}",
                lambda code: _column_word(reader, by, code),
            )
    rows = rows_behind(view.exchanges, sector, klass, period, (by, code))
    st.markdown(
        ngettext("**{n} exchange**", "**{n} exchanges**", len(rows)).format(n=number(len(rows)))
    )
    ordered = rows.sort_values("date", ascending=False, na_position="last", kind="stable")
    exchange_table(reader.catalog, paged(ordered, "sectors_part"), key="sectors_table")


def _periods(reader: Reader) -> list[str]:
    """Return the five-year periods, and a single year that was clicked."""
    first, last = reader.selection.years
    periods = [
        period_code(int(year), PERIOD, first, last)
        for year in counted(classes_by_period, reader, PERIOD).index
    ]
    clicked = st.session_state.get("sectors_period", "")
    if clicked.isdigit() and first <= int(clicked) <= last and clicked not in periods:
        periods.append(clicked)
    return periods


def _years(code: str) -> str:
    return code.replace("-", "–")


def _column_word(reader: Reader, by: str, code: str) -> str:
    if by in ("state", "province"):
        return unit_name(reader.catalog, code)
    return say({"direction": DIRECTIONS, "kind": KINDS}[by], code)


def _cell_clicked(points: list[dict[str, Any]], by: str) -> None:
    sector, _bar, code = str(points[0].get("customdata")).partition("|")
    put_choice(sectors_sector=sector, sectors_class="", sectors_period="")
    put_choice(**({"sectors_period": code} if by == "year" else {f"sectors_{by}": code}))


def _bar_clicked(points: list[dict[str, Any]]) -> None:
    klass, _bar, period = str(points[0].get("customdata")).partition("|")
    put_choice(sectors_sector="", sectors_class=klass, sectors_period=period)
    put_choice(**{f"sectors_{by}": "" for by in COLUMNS})
