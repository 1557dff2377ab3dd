"""Data and methods: what is counted and how, what is missing, and every table to take away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cite, tables
from dashboard.captions import coverage as words
from dashboard.captions.sectors import class_name
from dashboard.catalog import Catalog, split_ids
from dashboard.export.tables import to_csv
from dashboard.figures import coverage as figure
from dashboard.language import _, number, told
from dashboard.measures import coverage
from dashboard.pages import export_panel
from dashboard.pages.parts import drawn, of_catalog, paged, unfiltered, url_choice, url_text
from dashboard.pages.reader import Reader, site
from dashboard.pages.sections import chart, page_title, source_list
from dashboard.registry import record
from dashboard.words import CONFIDENCE_RULES, CONFIDENCES, TIERS, say, unit_names

SECTIONS = ("counted", "coverage", "browse", "dictionary", "cite")
BROWSED = 50


def show(reader: Reader) -> None:
    """Show the page."""
    page_title(_("Data and methods"))
    section = url_choice(_("Data and methods"), "section", SECTIONS, _section_name)
    st.caption(
        _("The filters of the sidebar do not act on this page: it describes all of the data.")
    )
    {
        "counted": _counted,
        "coverage": _coverage,
        "browse": _browse,
        "dictionary": _dictionary,
        "cite": _cite,
    }[section](reader)


def _section_name(section: str) -> str:
    return {
        "counted": _("What is counted"),
        "coverage": _("Coverage and gaps"),
        "browse": _("Browse the tables"),
        "dictionary": _("Data dictionary"),
        "cite": _("Version and citation"),
    }[section]


def _counted(reader: Reader) -> None:
    """Say what a row is and how numbers come about."""
    catalog = reader.catalog
    st.header(_("What is counted, and how"), anchor=False)
    st.markdown(
        "\n".join(
            f"- {text}"
            for text in (
                _(
                    "**Pairing**: a formal tie of a US and a Chinese place that at least one "
                    "source names. The first view shows sister pairings, the kind that official "
                    "totals count; friendship ties are one filter away. Identified here and "
                    "officially counted are always shown apart, with authority and date."
                ),
                _(
                    "**In force**: established by the last year chosen and not ended before the "
                    "first. A pairing of unknown year counts as in force, and the page says so."
                ),
                _(
                    "**Exchange**: one documented activity. Planned ones are kept but not counted. "
                    "Counts of exchanges are counts of what sources tell, a lower bound of what "
                    "took place: compare shares rather than heights, and beware of early decades."
                ),
                _(
                    "**People-to-people**: organised citizen-level activity such as arts, students "
                    "and teachers, youth, sport and civic projects, after Teets; economic activity "
                    "and leisure tourism are not. Classes on the sectors page: {classes}."
                ).format(
                    classes=_(", ").join(
                        class_name(name).lower() for name in ("people", "economic", "official")
                    )
                ),
                _(
                    "**Trends** are tested with scipy and statsmodels; each page names the method, "
                    "its interval and n, and says so when there is no clear trend."
                ),
            )
        )
    )
    st.header(_("Confidence"), anchor=False)
    counts = coverage.sister(catalog)["confidence"].value_counts()
    total = len(coverage.sister(catalog))
    st.markdown(
        "\n".join(
            _(
                "- **{name}**: {rule}. {n} of {all} sister pairings ({share}); [rows]({rows})."
            ).format(
                name=say(CONFIDENCES, code),
                rule=say(CONFIDENCE_RULES, code),
                n=number(int(counts.get(code, 0))),
                all=number(total),
                share=words.percent(int(counts.get(code, 0)), total),
                rows="/methods?section=browse&table=pairings"
                f"&find=confidence:{code}+relation:sister",
            )
            for code in CONFIDENCES
        )
    )
    st.header(_("Known biases and gaps"), anchor=False)
    st.markdown("\n".join(f"- {text}" for text in words.biases(of_catalog(coverage.gaps, catalog))))


def _coverage(reader: Reader) -> None:
    """Hold what is identified here against official totals."""
    catalog = reader.catalog
    st.markdown("\n".join(f"- {text}" for text in record.sentences(catalog.directory)))
    every = unfiltered(reader)
    chart(
        "history",
        drawn(figure.draw_history, every),
        of_catalog(words.history_alt, catalog),
        reader.style,
        view=every.view,
    )
    column = st.column_config
    st.header(_("By date of the official total"), anchor=False)
    totals = of_catalog(coverage.history, catalog)
    shown = totals[["date", "pairs", "counted_by", "known", "undated"]].assign(
        share=[
            words.between(row["known"], row["known"] + row["undated"], row["pairs"])
            for row in totals.to_dict("records")
        ],
        rows="/methods?section=browse&table=official_totals&find=date:" + totals["date"],
        counted_by=totals["counted_by"].map(told),
    )
    st.dataframe(
        shown,
        hide_index=True,
        key="coverage_dates",
        alt=_("Official totals, one a row, beside what is identified here for the date"),
        column_config={
            "date": column.TextColumn(_("Date"), pinned=True),
            "pairs": column.NumberColumn(_("Official total")),
            "counted_by": column.TextColumn(_("Counted by")),
            "known": column.NumberColumn(_("Identified, of known year")),
            "undated": column.NumberColumn(_("Year unknown")),
            "share": column.TextColumn(_("Coverage")),
            "rows": column.LinkColumn(_("Says who?"), display_text=_("row")),
        },
    )
    st.caption(
        _(
            "From those of known year alone to all that may have been in force. More than 100% "
            "means that some of unknown year are newer than the date, or were not counted."
        )
    )
    st.header(_("By tier"), anchor=False)
    st.markdown("\n".join(f"- {text}" for text in of_catalog(words.tiers, catalog)))
    _by_province(catalog)
    _by_decade(catalog)


def _by_province(catalog: Catalog) -> None:
    st.header(_("By province"), anchor=False)
    provinces = of_catalog(coverage.by_province, catalog)
    official = int(provinces["official"].notna().sum())
    st.caption(
        _(
            "Official totals of their own are known here for {n} of {all} provinces. They may "
            "count other kinds of tie, or be older or newer than what is identified here."
        ).format(n=official, all=len(provinces))
    )
    column = st.column_config
    st.dataframe(
        pd.DataFrame(
            {
                "province": provinces["code"].map(unit_names(catalog)),
                **{
                    name: provinces[name]
                    for name in (
                        "identified",
                        "documented",
                        "reported",
                        "listed",
                        "year_unknown",
                        "official",
                        "date",
                    )
                },
                "counted_by": provinces["counted_by"].map(told, na_action="ignore"),
                "rows": "/network?province=" + provinces["code"].str.removeprefix("CN-"),
            }
        ),
        hide_index=True,
        key="coverage_provinces",
        placeholder="",
        alt=_("Provinces, one a row: sister pairings identified, by confidence, and official"),
        column_config={
            "province": column.TextColumn(_("Province"), pinned=True),
            "identified": column.NumberColumn(_("Identified")),
            "documented": column.NumberColumn(say(CONFIDENCES, "documented")),
            "reported": column.NumberColumn(say(CONFIDENCES, "reported")),
            "listed": column.NumberColumn(say(CONFIDENCES, "listed")),
            "year_unknown": column.NumberColumn(_("Year unknown")),
            "official": column.NumberColumn(_("Official total")),
            "date": column.TextColumn(_("Date")),
            "counted_by": column.TextColumn(_("Counted by")),
            "rows": column.LinkColumn(_("Rows"), display_text=_("pairings")),
        },
    )


def _by_decade(catalog: Catalog) -> None:
    st.header(_("By decade"), anchor=False)
    st.caption(
        _(
            "New sister pairings by decade of establishment, and all documented exchanges by "
            "decade. No authority publishes totals by decade; the dates above are the check."
        )
    )
    decades = of_catalog(coverage.by_decade, catalog)
    column = st.column_config
    st.dataframe(
        decades.assign(
            decade=[
                _("year unknown") if pd.isna(decade) else _("{decade}s").format(decade=decade)
                for decade in decades["decade"]
            ]
        ),
        hide_index=True,
        key="coverage_decades",
        alt=_("Decades, one a row: new sister pairings by tier and confidence, and exchanges"),
        column_config={
            "decade": column.TextColumn(_("Decade"), pinned=True),
            **{tier: column.NumberColumn(say(TIERS, tier)) for tier in TIERS},
            **{code: column.NumberColumn(say(CONFIDENCES, code)) for code in CONFIDENCES},
            "exchanges": column.NumberColumn(_("Exchanges")),
        },
    )


def _table(catalog: Catalog) -> str:
    """Show the choice of a table."""
    return url_choice(
        _("Table"),
        "table",
        tables.names(catalog),
        lambda name: told(tables.resource(catalog, name)["title"]),
        listed=True,
    )


def _browse(reader: Reader) -> None:
    """Show a table, searched and filtered, a part at a time, and the whole of it as CSV."""
    catalog = reader.catalog
    choose, search = st.columns(2)
    with choose:
        name = _table(catalog)
    with search:
        text = url_text(
            _("Find"),
            "find",
            _(
                "Rows that hold every word, in any column. `column:value` asks for a value of a "
                "column, several separated by |: `sector:education|health year:2015`."
            ),
        )
    rows = tables.find(tables.table(catalog, name), text)
    lists = tables.closed_lists(catalog, name)
    if lists:
        for place, (column, options) in zip(st.columns(len(lists)), lists.items(), strict=True):
            with place:
                chosen = st.multiselect(
                    column, options, key=f"browse_{name}_{column}", placeholder=_("All")
                )
            if chosen:
                rows = rows[rows[column].isin(chosen)]
    st.markdown(
        _("**{n}** of {all} rows. {description}").format(
            n=number(len(rows)),
            all=number(len(tables.table(catalog, name))),
            description=told(tables.resource(catalog, name)["description"]),
        )
    )
    shown = paged(rows, f"browse_{name}_part", BROWSED)
    _rows(catalog, name, shown)
    st.download_button(
        _("Download these {n} rows (CSV)").format(n=number(len(rows))),
        data=lambda: to_csv(rows),
        file_name=f"us-china-ties_{name}_{catalog.as_of}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="browse_download",
    )


def _rows(catalog: Catalog, name: str, shown: pd.DataFrame) -> None:
    """Show rows; choosing one lists its sources."""
    column = st.column_config
    settings: dict[str, Any] = {"url": column.LinkColumn("url")}
    if name == "pairings":
        shown = shown.assign(profile="/pairing?pairing=" + shown["pairing_id"])
        settings["profile"] = column.LinkColumn(_("Profile"), display_text=_("open"))
    if name == "places":
        shown = shown.assign(profile="/place?place=" + shown["place_id"])
        settings["profile"] = column.LinkColumn(_("Profile"), display_text=_("open"))
    sourced = "source_ids" in shown.columns
    event = st.dataframe(
        shown,
        hide_index=True,
        # Another part or search is another table: a row chosen before must not stay chosen.
        key=f"browse_{name}_{hash(tuple(shown.index))}",
        height=min(460, 38 + 35 * max(1, len(shown))),
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
        alt=_("Rows of the table"),
        column_config=settings,
    )
    if not sourced:
        return
    chosen = event.get("selection", {}).get("rows", [])
    if not chosen:
        st.caption(_("Choose a row to see its sources here."))
        return
    st.markdown(_("**Sources of this row**"))
    source_list(catalog, split_ids(str(shown.iloc[chosen[0]]["source_ids"])))


def _dictionary(reader: Reader) -> None:
    """Show what each column of a table means, as the package describes it."""
    catalog = reader.catalog
    name = _table(catalog)
    described = tables.resource(catalog, name)
    st.markdown(f"`{described['path']}` – {told(described['description'])}")
    # A plain table: descriptions wrap, where cells of a grid would cut them off.
    st.table(
        tables.dictionary(catalog, name)
        .assign(
            required=lambda rows: rows["required"].map({True: _("yes"), False: ""}),
            description=lambda rows: rows["description"].map(told),
        )
        .rename(
            columns={
                "column": _("Column"),
                "type": _("Type"),
                "required": _("Required"),
                "values": _("Values"),
                "description": _("Meaning"),
            }
        ),
        hide_index=True,
    )


def _cite(reader: Reader) -> None:
    """Say which version this is and how to cite it."""
    catalog = reader.catalog
    st.markdown(
        _(
            "**{title}**, data version **{version}**, as of {date}. Code: MIT licence. Data: "
            "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/): reuse freely, name the "
            "source. Cite the version, for the data grows; every chart carries it in its source "
            "line."
        ).format(title=told(catalog.title), version=catalog.version, date=catalog.as_of)
    )
    export_panel.citation(cite.of_data(catalog, site(), date.today()), key="cite_data")
    st.header(_("What the package holds"), anchor=False)
    column = st.column_config
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "table": told(tables.resource(catalog, name)["title"]),
                    "rows": len(tables.table(catalog, name)),
                    "description": told(tables.resource(catalog, name)["description"]),
                    "browse": f"/methods?section=browse&table={name}",
                }
                for name in tables.names(catalog)
            ]
        ),
        hide_index=True,
        key="package",
        height="content",
        alt=_("Tables of the package, one a row"),
        column_config={
            "table": column.TextColumn(_("Table"), pinned=True),
            "rows": column.NumberColumn(_("Rows")),
            "description": column.TextColumn(_("One row is"), width="large"),
            "browse": column.LinkColumn(_("Browse"), display_text=_("open")),
        },
    )
