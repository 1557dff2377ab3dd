"""Place: what ties one state, province, city or county has, and what came of them."""

from __future__ import annotations

from itertools import chain

import pandas as pd
import streamlit as st

from dashboard import widgets
from dashboard.captions import atlas as atlas_words
from dashboard.captions import phrases
from dashboard.captions import timeline as timeline_words
from dashboard.catalog import split_ids
from dashboard.figures import atlas, timeline
from dashboard.language import _, active, number, told
from dashboard.pages.reader import Reader, plane_of
from dashboard.pages.sections import chart, exchange_table, figures, page_title, source_list
from dashboard.profile import Profile, profile, summary
from dashboard.words import LEVELS, say, unit_name


def show(reader: Reader) -> None:
    """Show the page of the place that is chosen, the last one when there are several."""
    if not reader.selection.places:
        page_title(_("Which place?"), seen=True)
        st.markdown(_("Choose a place at left under “Place”, or find one by any of its names."))
        return
    found = profile(reader.catalog, reader.selection.places[-1], active())
    _head(reader, found)
    if not found.view.is_empty:
        chart(
            "place_map",
            atlas.draw(found.view, *plane_of(reader.catalog), reader.style),
            atlas_words.atlas_alt(found.view),
            reader.style,
            view=found.view,
            export="atlas",
        )
        st.header(_("Pairings"), anchor=False)
        widgets.pairing_table(found.view.pairings, found.view.counts, key="place_pairings")
        chart(
            "place_timeline",
            timeline.draw(
                found.view, timeline.shown_events(reader.catalog, reader.selection), reader.style
            ),
            timeline_words.timeline_alt(found.view),
            reader.style,
            view=found.view,
            export="timeline",
        )
    _exchanges(reader, found)
    _totals(reader, found)


def _head(reader: Reader, found: Profile) -> None:
    unit = unit_name(reader.catalog, found.admin1)
    page_title(" ".join(found.names), seen=True)
    level = say(LEVELS, found.level)
    st.caption(level if found.whole_unit else _("{level} in {unit}").format(level=level, unit=unit))
    st.markdown(summary(found))
    st.caption(_("This page shows all that is known of the place; the other filters do not apply."))
    sister = int((found.view.pairings["relation"] == "sister").sum())
    exchanges = found.exchanges
    figures(
        [
            (
                _("Sister pairings"),
                number(sister),
                _("rank {rank} of {n}").format(rank=found.rank, n=found.ranked)
                if found.rank
                else _("not ranked"),
            ),
            (
                _("Friendship pairings"),
                number(len(found.view.pairings) - sister),
                _("not in official totals"),
            ),
            (
                _("Documented exchanges"),
                number(len(exchanges)),
                _("{n} of them through its pairings").format(
                    n=number(int(exchanges["pairing_id"].notna().sum()))
                ),
            ),
            (
                _("People-to-people"),
                number(int(exchanges["people_to_people"].sum())),
                _("of these exchanges"),
            ),
        ]
    )


def _exchanges(reader: Reader, found: Profile) -> None:
    if found.exchanges.empty:
        return
    st.header(_("Documented exchanges"), anchor=False)
    exchange_table(reader.catalog, found.exchanges, key="place_exchanges")


def _totals(reader: Reader, found: Profile) -> None:
    """Show what sources report in sum, and what authorities count."""
    catalog = reader.catalog
    end = "us" if found.place_id.startswith("us-") else "cn"
    reported = catalog.reported_totals[catalog.reported_totals[f"{end}_place_id"] == found.place_id]
    official = catalog.official_totals[catalog.official_totals["scope_place_id"] == found.place_id]
    lines = [f"- {phrases.reported_total(row)}" for row in reported.to_dict("records")]
    lines += [
        "- "
        + _("{authority} counted {pairs} pairings ({date}).").format(
            authority=told(row["counted_by"]), pairs=row["pairs"], date=row["date"]
        )
        for row in official.to_dict("records")
        if pd.notna(row["pairs"])
    ]
    if not lines:
        return
    st.header(_("Totals that sources report"), anchor=False)
    st.markdown("\n".join(lines))
    ids = chain.from_iterable(
        split_ids(cell) for cell in [*reported["source_ids"], *official["source_ids"]]
    )
    with st.expander(_("Says who?")):
        source_list(catalog, list(dict.fromkeys(ids)))
