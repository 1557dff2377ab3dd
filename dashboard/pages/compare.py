"""Compare: two to five places side by side, on the same scales."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.charts.compare import MOST, profiles
from dashboard.figures import compare
from dashboard.language import _
from dashboard.pages.reader import Reader
from dashboard.pages.sections import chart, page_title
from dashboard.profile import Profile
from dashboard.words import SECTORS, listing, say


def show(reader: Reader) -> None:
    """Show the page for the places that are chosen."""
    chosen = reader.selection.places
    if len(chosen) < 2:
        page_title(_("Compare places"), seen=True)
        st.markdown(
            _(
                "Choose two to five places at left under “Place”: states, provinces, cities, "
                "counties."
            )
        )
        return
    found = profiles(reader.view)
    names = listing([place.name for place in found])
    page_title(_("Compare {places}").format(places=names), seen=True)
    if len(chosen) > MOST:
        st.caption(_("The first {n} of the places chosen are compared.").format(n=MOST))
    chart(
        "compare",
        compare.draw(found, reader.style),
        compare.alt(found),
        reader.style,
        view=reader.view,
    )
    st.header(_("The same in numbers"), anchor=False)
    st.table(_numbers(found), border="horizontal")
    st.caption(_("All relations and years; the other filters do not apply to this page."))


def _numbers(found: list[Profile]) -> pd.DataFrame:
    """Return one row a figure, one column a place."""
    rows: dict[str, list[str]] = {
        _("Sister pairings"): [
            str((place.view.pairings["relation"] == "sister").sum()) for place in found
        ],
        _("Friendship pairings"): [
            str((place.view.pairings["relation"] == "friendship").sum()) for place in found
        ],
        _("Of unknown year"): [
            str(place.view.pairings["established_year"].isna().sum()) for place in found
        ],
        _("Documented exchanges"): [str(len(place.exchanges)) for place in found],
        _("People-to-people among them"): [
            str(place.exchanges["people_to_people"].sum()) for place in found
        ],
        _("Most frequent sector"): [
            say(SECTORS, str(place.exchanges["sector"].value_counts().index[0]))
            if len(place.exchanges)
            else "–"
            for place in found
        ],
    }
    return pd.DataFrame(rows, index=[place.names[0] for place in found]).T.rename_axis(
        _("All relations and years")
    )
