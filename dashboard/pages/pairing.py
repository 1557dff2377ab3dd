"""Pairing: one tie, since when and on whose word, and what the two places did together."""

from __future__ import annotations

from datetime import date
from itertools import chain

import pandas as pd
import streamlit as st

from dashboard import cite, widgets
from dashboard.captions import phrases as captions
from dashboard.catalog import FIRST_LEVEL, Catalog, split_ids
from dashboard.language import _, ngettext, told
from dashboard.pages import export_panel
from dashboard.pages.reader import Reader, site
from dashboard.pages.sections import exchange_table, figures, page_title, source_list
from dashboard.profile import context_of, sectors_by_direction
from dashboard.words import (
    BASES,
    CONFIDENCE_RULES,
    CONFIDENCES,
    DIRECTIONS,
    RELATIONS,
    SECTORS,
    STATUSES,
    TIERS,
    bilingual,
    own_name,
    own_names,
    say,
    sentences,
    unit_name,
)

PARAMETER = "pairing"
ENDS = ("us", "cn")


def show(reader: Reader) -> None:
    """Show the page of the pairing that the URL names."""
    catalog = reader.catalog
    wanted = st.query_params.get(PARAMETER, "")
    known = catalog.pairings.set_index("pairing_id")
    if wanted not in known.index:
        page_title(_("Which pairing?"), seen=True)
        if wanted:
            text = _("The link names a pairing that does not exist here: {id}.").format(
                id=widgets.quoted(wanted)
            )
            meant = widgets.suggestions(catalog, wanted, "pairing")
            st.warning(sentences(text, meant), icon=":material/link_off:")
        chosen = _choose(known)
        if chosen is None:
            return
        st.query_params[PARAMETER] = chosen
        st.rerun()
    row = known.loc[[wanted]].iloc[0]
    _facts(reader, known.loc[[wanted]])
    _held(reader, row)
    _totals(reader, row)
    _context(reader, row)
    with st.expander(_("Cite this pairing"), icon=":material/format_quote:"):
        address = cite.of_pairing(catalog, wanted, site(), date.today())
        export_panel.citation(address, key="cite_pairing")


def _choose(known: pd.DataFrame) -> str | None:
    us = own_names(known, "us_name") + ", " + known["us_admin1"]
    names = (us + " – " + own_names(known, "cn_name")).sort_values()
    labels = {str(pairing_id): str(name) for pairing_id, name in names.items()}
    return st.selectbox(
        _("Choose a pairing"),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder=_("Type a place"),
    )


def _facts(reader: Reader, known: pd.DataFrame) -> None:
    """Show a pairing, the only row of `known`."""
    catalog = reader.catalog
    row = known.iloc[0]
    page_title(f"{own_name(row, 'us_name')} – {own_name(row, 'cn_name')}", seen=True)
    names = {end: bilingual(known[f"{end}_name"], known[f"{end}_name_zh"]).iloc[0] for end in ENDS}
    ends = [
        names[end]
        if row[f"{end}_level"] in FIRST_LEVEL
        else f"{names[end]}, {unit_name(catalog, row[f'{end}_admin1'])}"
        for end in ENDS
    ]
    st.markdown(" · ".join(ends))
    st.caption(_("This page shows all that is known of the pairing; the filters do not apply."))
    said = {column: value for column, value in row.items() if pd.notna(value)}
    dated = _("as of {date}").format(date=said["status_as_of"]) if "status_as_of" in said else ""
    ended = _("ended {date}").format(date=said["ended"]) if "ended" in said else ""
    figures(
        [
            (
                _("Relation"),
                say(RELATIONS, row["relation"]),
                _("tier: {tier}").format(tier=say(TIERS, row["tier"]).lower()),
            ),
            (
                _("Since"),
                said.get("established", "–"),
                say(BASES, said["established_basis"])
                if "established" in said
                else _("no source says"),
            ),
            (
                _("Status"),
                say(STATUSES, row["status"]),
                _("; ").join(
                    part for part in (dated, ended, told(said.get("status_basis", ""))) if part
                ),
            ),
            (
                _("Confidence"),
                say(CONFIDENCES, row["confidence"]),
                say(CONFIDENCE_RULES, row["confidence"]),
            ),
        ]
    )
    if pd.notna(row["note"]):
        st.markdown(told(row["note"]))
    st.header(_("Says who?"), anchor=False)
    source_list(catalog, split_ids(row["source_ids"]))


def _held(reader: Reader, row: pd.Series) -> None:
    """Show what the two places did together, by sector and direction, and in order."""
    catalog = reader.catalog
    mine = catalog.exchanges[catalog.exchanges["pairing_id"] == row.name]
    held, planned = mine[~mine["planned"]], mine[mine["planned"]]
    st.header(
        ngettext("{n} documented exchange", "{n} documented exchanges", len(held)).format(
            n=len(held)
        ),
        anchor=False,
    )
    if held.empty:
        st.caption(_("None found yet; that does not mean that there were none."))
    else:
        st.table(_named(sectors_by_direction(held)), border="horizontal", width="content")
        exchange_table(catalog, held, key="pairing_exchanges")
    if not planned.empty:
        st.markdown(_("**Only announced**; no source read says that they took place:"))
        exchange_table(catalog, planned, key="pairing_planned")
    _sources_of(catalog, mine, _("All sources of these exchanges"))


def _named(counts: pd.DataFrame) -> pd.DataFrame:
    """Put sectors and directions in words."""
    return counts.rename(
        index=lambda code: say(SECTORS, code), columns=lambda code: say(DIRECTIONS, code)
    ).rename_axis(index=_("Exchanges by sector"), columns=None)


def _totals(reader: Reader, row: pd.Series) -> None:
    totals = reader.catalog.reported_totals
    totals = totals[totals["pairing_id"] == row.name]
    if totals.empty:
        return
    st.header(_("Totals that sources report"), anchor=False)
    st.markdown("\n".join(f"- {captions.reported_total(row)}" for row in totals.to_dict("records")))
    _sources_of(reader.catalog, totals, _("Says who?"))


def _context(reader: Reader, row: pd.Series) -> None:
    """List the events around the pairing: those of its own places first."""
    own, main = context_of(reader.catalog, row)
    if own.empty and main.empty:
        return
    with st.expander(_("What happened around it"), icon=":material/history:"):
        for events in (own, main):
            lines = [
                _("- {date}: **{title}**. {text}").format(
                    date=when, title=told(title), text=told(text)
                )
                for when, title, text in zip(
                    events["date"], events["title"], events["description"], strict=True
                )
            ]
            st.markdown("\n".join(lines))
        _sources_of(reader.catalog, pd.concat([own, main]), "")


def _sources_of(catalog: Catalog, rows: pd.DataFrame, label: str) -> None:
    """List the sources that rows cite, behind a label or openly."""
    ids = list(dict.fromkeys(chain.from_iterable(rows["source_ids"].map(split_ids))))
    if not ids:
        return
    with st.expander(label) if label else st.container():
        source_list(catalog, ids)
