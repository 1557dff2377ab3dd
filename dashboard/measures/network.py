"""Who is tied to whom: the matrix of states and provinces, degree and reach, missing ties."""

from __future__ import annotations

import pandas as pd
from scipy.cluster import hierarchy

from dashboard.catalog import Catalog, split_ids
from dashboard.selection import View

ORDERS = ("alike", "most", "east")
# Ties of a unit, as a vector over its partners, are compared by the angle between them.
ATTRIBUTE = "coal_producer"


def matrix(view: View) -> pd.DataFrame:
    """Count pairings by province and state.

    Returns:
        Index: all provinces (ISO codes); columns: all states (postal codes); both sorted.
    """
    pairings = view.pairings
    return (
        pairings.groupby(["cn_admin1", "us_admin1"])
        .size()
        .unstack(fill_value=0)
        .reindex(
            index=sorted(view.catalog.provinces["iso_3166_2"]),
            columns=sorted(view.catalog.states["postal"]),
            fill_value=0,
        )
        .astype(int)
        .rename_axis(index=None, columns=None)
    )


def shown_matrix(view: View) -> pd.DataFrame:
    """Return the matrix cut to the states and provinces that the selection names, if it does."""
    table = matrix(view)
    selection = view.selection
    rows = [code for code in table.index if code in selection.provinces] or list(table.index)
    columns = [code for code in table.columns if code in selection.states] or list(table.columns)
    return table.loc[rows, columns]


def strongest(table: pd.DataFrame) -> list[tuple[str, str, int]]:
    """Return state, province and count of a matrix's cells, most pairings first."""
    cells = [
        (str(table.columns[x]), str(table.index[y]), int(value))
        for y, values in enumerate(table.to_numpy())
        for x, value in enumerate(values)
    ]
    return sorted(cells, key=lambda cell: -cell[2])


def by_region(table: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Add up a matrix's states by census region."""
    region = catalog.states.set_index("postal")["region"]
    order = [name for name in ("West", "Midwest", "South", "Northeast") if name in set(region)]
    summed = table.T.groupby(region.reindex(table.columns).to_numpy()).sum().T
    return summed.reindex(columns=[name for name in order if name in summed.columns])


def seriated(table: pd.DataFrame, order: str, catalog: Catalog) -> pd.DataFrame:
    """Order a matrix so that structure shows; rows and columns without a tie come last.

    Args:
        table: Provinces by states.
        order: `alike`: units with similar partners stand together (average-linkage clustering of
            the cosine distance between tie vectors, leaves in optimal order); `most`: most ties
            first; `east`: from east to west within each country.
        catalog: All tables.
    """
    rows = _ordered(table, order, catalog)
    columns = _ordered(table.T, order, catalog)
    return table.loc[rows, columns]


def _ordered(table: pd.DataFrame, order: str, catalog: Catalog) -> list[str]:
    tied = table[table.sum(axis=1) > 0]
    blank = [str(code) for code in table.index if code not in tied.index]
    if order == "east":
        lon = _longitudes(catalog)
        tied = tied.loc[sorted(tied.index, key=lambda code: -lon[str(code)])]
    else:
        totals = tied.sum(axis=1)
        tied = tied.loc[totals.sort_values(ascending=False, kind="stable").index]
    codes = [str(code) for code in tied.index]
    if order == "alike" and len(tied) > 2:
        links = hierarchy.linkage(
            tied.to_numpy(dtype=float), "average", "cosine", optimal_ordering=True
        )
        leaves = [codes[leaf] for leaf in hierarchy.leaves_list(links)]
        # The clustering has no direction: the end with more ties comes first.
        half = len(leaves) // 2
        weight = tied.sum(axis=1)
        if weight[leaves[:half]].sum() < weight[leaves[-half:]].sum():
            leaves.reverse()
        codes = leaves
    return codes + blank


def _longitudes(catalog: Catalog) -> dict[str, float]:
    lon = catalog.places.set_index("place_id")["lon"]
    units = pd.concat(
        [
            catalog.states.set_index("postal")["place_id"],
            catalog.provinces.set_index("iso_3166_2")["place_id"],
        ]
    )
    return {str(code): float(lon[place_id]) for code, place_id in units.items()}


def reach(view: View, chinese: bool) -> pd.DataFrame:
    """Count each unit's ties and how far they reach.

    Args:
        view: What the reader asked for.
        chinese: Provinces rather than states.

    Returns:
        One row a state or province, those without a tie too, most ties first: `code`,
        `pairings`, `places` (places in it that hold one), `partners` (units of the other country
        it reaches), `share` (of all units there, 0 to 1), `main` (code of the partner with most
        ties, NaN without a tie), `exchanges`, `first` (earliest known year, NA).
    """
    own, other = ("cn", "us") if chinese else ("us", "cn")
    catalog = view.catalog
    codes = catalog.provinces["iso_3166_2"] if chinese else catalog.states["postal"]
    others = len(catalog.states if chinese else catalog.provinces)
    pairings = view.pairings.assign(exchanges=view.pairings["pairing_id"].map(view.counts))
    grouped = pairings.groupby(f"{own}_admin1")
    table = pd.DataFrame(
        {
            "pairings": grouped.size(),
            "places": grouped[f"{own}_place_id"].nunique(),
            "partners": grouped[f"{other}_admin1"].nunique(),
            "main": grouped[f"{other}_admin1"].agg(lambda s: s.value_counts().index[0]),
            "exchanges": grouped["exchanges"].sum(),
            "first": grouped["established_year"].min(),
        }
    ).reindex(sorted(codes))
    counts = ["pairings", "places", "partners", "exchanges"]
    table[counts] = table[counts].fillna(0).astype(int)
    table["share"] = table["partners"] / others
    return (
        table.rename_axis("code")
        .reset_index()
        .sort_values(["pairings", "partners"], ascending=False, kind="stable", ignore_index=True)
    )


def alike_without_tie(view: View) -> pd.DataFrame:
    """List every state and province that share the sourced attribute, tied or not.

    Args:
        view: Pairings that count; its places should not be filtered.

    Returns:
        One row a combination of coal-producing state and province, in alphabetical order:
        `state`, `province`, `pairings` (0: no tie).
    """
    catalog = view.catalog
    states = catalog.states.loc[catalog.states[ATTRIBUTE], "postal"]
    provinces = catalog.provinces.loc[catalog.provinces[ATTRIBUTE], "iso_3166_2"]
    table = matrix(view).loc[sorted(provinces), sorted(states)]
    rows = [
        (str(state), str(province), int(table.loc[province, state]))
        for state in table.columns
        for province in table.index
    ]
    return pd.DataFrame(rows, columns=["state", "province", "pairings"])


def attribute_sources(catalog: Catalog) -> list[str]:
    """Return the sources of the attribute: those that only rows holding it cite."""
    found: list[str] = []
    for table in (catalog.states, catalog.provinces):
        cited = {
            holds: {i for ids in part["source_ids"] for i in split_ids(ids)}
            for holds, part in table.groupby(table[ATTRIBUTE])
        }
        found += sorted(cited.get(True, set()) - cited.get(False, set()))
    return list(dict.fromkeys(found))


def flows(view: View, most: int) -> pd.DataFrame:
    """Count pairings from US units to Chinese units, coarse enough for a flow chart.

    Args:
        view: What the reader asked for.
        most: How many units of a side may stand by name; of more, regions do.

    Returns:
        Columns `us`, `cn` (codes of units, or region names), `pairings`, most first.
    """
    pairings = view.pairings
    ends = {}
    for end, table, key in (
        ("us", view.catalog.states, "postal"),
        ("cn", view.catalog.provinces, "iso_3166_2"),
    ):
        codes = pairings[f"{end}_admin1"]
        region = table.set_index(key)["region"]
        ends[end] = codes if codes.nunique() <= most else codes.map(region)
    return (
        pd.DataFrame(ends)
        .value_counts()
        .rename("pairings")
        .reset_index()
        .sort_values(["pairings", "us", "cn"], ascending=[False, True, True], ignore_index=True)
    )
