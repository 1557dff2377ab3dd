"""All charts, by the name that they have in a link, a file name and on the command line.

A new chart is one more entry in `CHARTS`: the export panel, `/chart/<name>.svg` and the command
line then offer it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard import captions
from dashboard.catalog import Catalog, split_ids
from dashboard.figures import atlas, compare, timeline
from dashboard.figures.style import Frame, Style
from dashboard.geography import load_plane, positions
from dashboard.measures import (
    cumulative,
    exchanges_by_year,
    new_by_year,
    undated_by_sector,
    unknown_by_tier,
)
from dashboard.profile import Profile, profile
from dashboard.selection import View
from dashboard.words import N_

# So many places can be compared.
MOST = 5


@dataclass(frozen=True)
class Chart:
    """A chart and what travels with it.

    Attributes:
        name: Its name in links, file names and on the command line.
        title: What pages call it.
        page: URL path of the page that shows it.
        draw: Draws it.
        frame: The words around it.
        alt: Its alternative text.
        shown: The numbers that it shows, one row a mark.
        columns: What the columns of `shown` mean that the data package does not define; `new_*`
            stands for all that begin with `new_`, `{code}` for the rest of the name.
        rows: All rows behind it, by table of the data package.
        dense: Whether it holds so much that files need smaller letters.
        ready: Whether a view has what the chart needs.
    """

    name: str
    title: str
    page: str
    draw: Callable[[View, Style], go.Figure]
    frame: Callable[[View], Frame]
    alt: Callable[[View], str]
    shown: Callable[[View], pd.DataFrame]
    columns: Mapping[str, str]
    rows: Callable[[View], dict[str, pd.DataFrame]]
    dense: bool = False
    ready: Callable[[View], bool] = lambda view: True


def pairings_shown(view: View) -> pd.DataFrame:
    """Return what the map shows: a row a pairing.

    Returns:
        Columns `pairing_id`, `us_place_id`, `us_name`, `us_name_zh`, `us_admin1`, `cn_place_id`,
        `cn_name`, `cn_name_zh`, `cn_admin1`, `tier`, `relation`, `status`, `established`,
        `exchanges` (documented ones that match), `source_ids`.
    """
    pairings = view.pairings
    columns = [
        "pairing_id",
        *(f"us_{part}" for part in ("place_id", "name", "name_zh", "admin1")),
        *(f"cn_{part}" for part in ("place_id", "name", "name_zh", "admin1")),
        *("tier", "relation", "status", "established"),
    ]
    exchanges = pairings["pairing_id"].map(view.counts).fillna(0).astype(int)
    return pairings[columns].assign(exchanges=exchanges, source_ids=pairings["source_ids"])


def years_shown(view: View) -> pd.DataFrame:
    """Return what the timeline shows: a row a year, and one for what has no known year.

    Returns:
        Columns `year` (empty for the unknown), `new_state-province`, `new_city`, `in_force`
        (pairings of known year), and `exchanges_<sector>` for each sector that occurs.
    """
    exchanges = exchanges_by_year(view)
    shown = pd.concat(
        [
            new_by_year(view).add_prefix("new_"),
            cumulative(view).rename("in_force").astype("Int64"),
            exchanges.add_prefix("exchanges_"),
        ],
        axis=1,
    ).reset_index()
    undated = undated_by_sector(view).reindex(exchanges.columns, fill_value=0)
    unknown = {
        **unknown_by_tier(view).add_prefix("new_").to_dict(),
        **undated.add_prefix("exchanges_").to_dict(),
    }
    last = pd.DataFrame([unknown]).reindex(columns=shown.columns).astype("Int64")
    return pd.concat([shown.astype("Int64"), last], ignore_index=True)


def rows_behind(view: View) -> dict[str, pd.DataFrame]:
    """Return all rows behind a chart of a view.

    Returns:
        `pairings` and `exchanges` that count, and the `sources` that they cite; columns as in the
        data package, with names and units of both places beside.
    """
    return with_sources(view.catalog, view.pairings, view.exchanges)


def with_sources(
    catalog: Catalog, pairings: pd.DataFrame, exchanges: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return pairings and exchanges as tables of an export, with the sources that they cite."""
    cells = [*pairings["source_ids"], *exchanges["source_ids"]]
    cited = {source_id for cell in cells for source_id in split_ids(cell)}
    drop = ["us_level", "cn_level"]
    return {
        "pairings": pairings.drop(columns=drop),
        "exchanges": exchanges.drop(columns=drop),
        "sources": catalog.sources[catalog.sources["source_id"].isin(cited)],
    }


def profiles(view: View) -> list[Profile]:
    """Return the places that are compared: those chosen, at most `MOST`."""
    chosen = view.selection.places[:MOST]
    return [profile(view.catalog, place_id, view.selection.language) for place_id in chosen]


def places_shown(view: View) -> pd.DataFrame:
    """Return what the comparison shows: a row a place and year, and one of unknown year.

    Returns:
        Columns `place_id`, `name`, `name_zh`, `year`, `exchanges`, `in_force`.
    """
    parts = []
    for found in profiles(view):
        years = found.exchanges["year"].astype("Int64")
        running = cumulative(found.view).astype("Int64")
        counts = years.value_counts().reindex(running.index, fill_value=0)
        part = pd.DataFrame({"year": running.index, "exchanges": counts, "in_force": running})
        unknown = {"year": [pd.NA], "exchanges": [int(years.isna().sum())], "in_force": [pd.NA]}
        part = pd.concat([part, pd.DataFrame(unknown)]).astype("Int64")
        part.insert(0, "place_id", found.place_id)
        part.insert(1, "name", found.name)
        part.insert(2, "name_zh", found.name_zh)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def rows_compared(view: View) -> dict[str, pd.DataFrame]:
    """Return all rows behind the comparison: pairings and exchanges of all its places."""
    found = profiles(view)
    pairings = pd.concat([one.view.pairings for one in found]).drop_duplicates("pairing_id")
    exchanges = pd.concat([one.exchanges for one in found]).drop_duplicates("exchange_id")
    return with_sources(view.catalog, pairings, exchanges)


def _atlas(view: View, style: Style) -> go.Figure:
    return atlas.draw(view, load_plane(), positions(view.catalog.places), style)


def _timeline(view: View, style: Style) -> go.Figure:
    return timeline.draw(view, timeline.shown_events(view.catalog, view.selection), style)


EXCHANGES = "Documented exchanges through the pairing that match the selection."
CHARTS = {
    chart.name: chart
    for chart in (
        Chart(
            "atlas",
            N_("Atlas"),
            "",
            _atlas,
            captions.atlas,
            captions.atlas_alt,
            pairings_shown,
            {"exchanges": EXCHANGES},
            rows_behind,
        ),
        Chart(
            "timeline",
            N_("Timeline"),
            "timeline",
            _timeline,
            captions.timeline,
            captions.timeline_alt,
            years_shown,
            {
                "year": "Calendar year; the row without one counts what has no known year.",
                "new_*": "Pairings of the tier `{code}` established in the year.",
                "in_force": "Pairings in force at the end of the year, of those of known year.",
                "exchanges_*": "Documented exchanges of the sector `{code}` in the year.",
            },
            rows_behind,
            dense=True,
        ),
        Chart(
            "compare",
            N_("Compare"),
            "compare",
            lambda view, style: compare.draw(profiles(view), style),
            lambda view: compare.words(profiles(view)),
            lambda view: compare.alt(profiles(view)),
            places_shown,
            {
                "place_id": "Identifier of the place.",
                "name": "Name of the place in English.",
                "name_zh": "Name of the place in Chinese.",
                "year": "Calendar year; the row without one counts what has no known year.",
                "exchanges": "Documented exchanges of the place in the year.",
                "in_force": "Its pairings in force at the end of the year, of known year.",
            },
            rows_compared,
            dense=True,
            ready=lambda view: len(view.selection.places) > 1,
        ),
    )
}
