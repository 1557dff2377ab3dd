"""Pairing: one tie, since when and on whose word, and what the two places did together."""

from __future__ import annotations

from datetime import date
from itertools import chain

import pandas as pd
import streamlit as st

from dashboard import cite
from dashboard.catalog import split_ids
from dashboard.language import _, ngettext
from dashboard.pages import export_panel
from dashboard.pages.reader import Reader, site
from dashboard.pages.sections import exchange_table, figures, source_list
from dashboard.words import (
    BASES,
    CONFIDENCE_RULES,
    CONFIDENCES,
    RELATIONS,
    STATUSES,
    TIERS,
    say,
    unit_name,
)

PARAMETER = "pairing"


def show(reader: Reader) -> None:
    """Show the page of the pairing that the URL names."""
    catalog = reader.catalog
    wanted = st.query_params.get(PARAMETER, "")
    known = catalog.pairings.set_index("pairing_id")
    if wanted not in known.index:
        if wanted:
            st.warning(
                _("The link names a pairing that does not exist here: `{id}`").format(
                    id=wanted[:80]
                )
            )
        chosen = _choose(known)
        if chosen is None:
            return
        wanted = chosen
        st.query_params[PARAMETER] = wanted
    _facts(reader, known.loc[[wanted]].iloc[0])
    _held(reader, wanted)
    with st.expander(_("Cite this pairing"), icon=":material/format_quote:"):
        address = cite.of_pairing(catalog, wanted, site(), date.today())
        export_panel.citation(address, key="cite_pairing")


def _choose(known: pd.DataFrame) -> str | None:
    names = (known["us_name"] + ", " + known["us_admin1"] + " – " + known["cn_name"]).sort_values()
    labels = {str(pairing_id): str(name) for pairing_id, name in names.items()}
    return st.selectbox(
        _("Choose a pairing"),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder=_("Type a place"),
    )


def _facts(reader: Reader, row: pd.Series) -> None:
    catalog = reader.catalog
    st.header(f"{row['us_name']} – {row['cn_name']}", anchor=False)
    ends = [
        " ".join(
            str(name) for name in (row[f"{end}_name"], row[f"{end}_name_zh"]) if pd.notna(name)
        )
        + f", {unit_name(catalog, row[f'{end}_admin1'])}"
        for end in ("us", "cn")
    ]
    st.markdown(" · ".join(ends))
    known = {column: value for column, value in row.items() if pd.notna(value)}
    ended = _("ended {date}").format(date=known["ended"]) if "ended" in known else ""
    figures(
        [
            (
                _("Relation"),
                say(RELATIONS, row["relation"]),
                _("tier: {tier}").format(tier=say(TIERS, row["tier"]).lower()),
            ),
            (
                _("Since"),
                known.get("established", "–"),
                say(BASES, known["established_basis"])
                if "established" in known
                else _("no source says"),
            ),
            (
                _("Status"),
                say(STATUSES, row["status"]),
                "; ".join(part for part in (ended, known.get("status_basis", "")) if part),
            ),
            (
                _("Confidence"),
                say(CONFIDENCES, row["confidence"]),
                say(CONFIDENCE_RULES, row["confidence"]),
            ),
        ]
    )
    if pd.notna(row["note"]):
        st.markdown(row["note"])
    st.subheader(_("Says who?"), anchor=False)
    source_list(catalog, split_ids(row["source_ids"]))


def _held(reader: Reader, pairing_id: str) -> None:
    catalog = reader.catalog
    exchanges = catalog.exchanges[catalog.exchanges["pairing_id"] == pairing_id]
    totals = catalog.reported_totals[catalog.reported_totals["pairing_id"] == pairing_id]
    st.subheader(
        ngettext("{n} documented exchange", "{n} documented exchanges", len(exchanges)).format(
            n=len(exchanges)
        ),
        anchor=False,
    )
    if exchanges.empty:
        st.caption(_("None found yet; that does not mean that there were none."))
    else:
        exchange_table(catalog, exchanges, key="pairing_exchanges")
        ids = chain.from_iterable(exchanges["source_ids"].map(split_ids))
        with st.expander(_("All sources of these exchanges")):
            source_list(catalog, list(dict.fromkeys(ids)))
    if not totals.empty:
        st.subheader(_("Totals that sources report"), anchor=False)
        for row in totals.to_dict("records"):
            st.markdown(f"- {row['summary']}")
        ids = chain.from_iterable(totals["source_ids"].map(split_ids))
        source_list(catalog, list(dict.fromkeys(ids)))
