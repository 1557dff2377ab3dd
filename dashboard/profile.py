"""What is known of one place, whatever the filters: its ties, exchanges, rank, in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.catalog import COUNTRY, FIRST_LEVEL, Catalog
from dashboard.language import _, active, ngettext
from dashboard.selection import Selection, View, select
from dashboard.words import SECTORS, listing, noted, own_names, say, sentences, span, unit_name

NAMED_PARTNERS = 3


@dataclass(frozen=True, eq=False)
class Profile:
    """One place.

    Attributes:
        place_id: The place.
        name: Its English name.
        name_zh: Its Chinese name, or "".
        level: Its level.
        admin1: The state or province that it is or lies in.
        whole_unit: Whether it is a state or province, and so stands for all places in it.
        view: Its sister and friendship pairings and the exchanges through them, all years.
        exchanges: All its documented exchanges, with partners or not; planned ones left out.
        rank: Its rank among the units or places of its kind and country by sister pairings, 1 the
            most; 0 when it has none, or is one of the many places with one.
        ranked: How many units or places are ranked.
    """

    place_id: str
    name: str
    name_zh: str
    level: str
    admin1: str
    whole_unit: bool
    view: View
    exchanges: pd.DataFrame
    rank: int
    ranked: int

    @property
    def names(self) -> list[str]:
        """Its names in both languages, the reader's first."""
        names = [self.name, self.name_zh] if self.name_zh else [self.name]
        return names[::-1] if active() == "zh" else names


@lru_cache(maxsize=64)
def profile(catalog: Catalog, place_id: str, language: str) -> Profile:
    """Gather what is known of a place.

    Args:
        catalog: All tables.
        place_id: The place.
        language: Language of the words and charts made from it.

    Raises:
        KeyError: There is no such place, or it is a country.
    """
    rows = catalog.places[catalog.places["place_id"] == place_id]
    if rows.empty:
        raise KeyError(place_id)
    place = {str(column): value for column, value in rows.iloc[0].items()}
    if place["level"] == COUNTRY:
        raise KeyError(place_id)
    whole_unit = place["level"] in FIRST_LEVEL
    end = "us" if place["country"] == "US" else "cn"
    if whole_unit:
        scope = Selection(
            relations=(),
            language=language,
            states=(place["admin1"],) if end == "us" else (),
            provinces=(place["admin1"],) if end == "cn" else (),
        )
        mine = catalog.exchanges[f"{end}_admin1"] == place["admin1"]
    else:
        scope = Selection(relations=(), language=language, places=(place_id,))
        mine = catalog.exchanges[f"{end}_place_id"] == place_id
    rank, ranked = _rank(catalog, place, end)
    return Profile(
        place_id=place_id,
        name=place["name"],
        name_zh="" if pd.isna(place["name_zh"]) else place["name_zh"],
        level=place["level"],
        admin1=place["admin1"],
        whole_unit=whole_unit,
        view=select(catalog, scope),
        exchanges=catalog.exchanges[mine & ~catalog.exchanges["planned"]],
        rank=rank,
        ranked=ranked,
    )


def _rank(catalog: Catalog, place: dict[str, Any], end: str) -> tuple[int, int]:
    """Rank a unit among units, another place among the other places with a sister pairing."""
    sister = catalog.pairings[catalog.pairings["relation"] == "sister"]
    if place["level"] in FIRST_LEVEL:
        counts = sister[f"{end}_admin1"].value_counts()
        key, ranked = place["admin1"], len(catalog.states if end == "us" else catalog.provinces)
    else:
        below = sister[~sister[f"{end}_level"].isin(FIRST_LEVEL)]
        counts = below[f"{end}_place_id"].value_counts()
        key, ranked = place["place_id"], len(counts)
    # Most places hold one pairing: a rank shared by all of them says nothing.
    if key not in counts.index or (counts[key] == 1 and place["level"] not in FIRST_LEVEL):
        return 0, ranked
    return int((counts > counts[key]).sum()) + 1, ranked


def summary(found: Profile) -> str:
    """Say in a few sentences what is known of a place."""
    pairings = found.view.pairings
    sister = int((pairings["relation"] == "sister").sum())
    friendship = len(pairings) - sister
    name = unit_name(found.view.catalog, found.admin1) if found.whole_unit else found.names[0]
    said = []
    if pairings.empty:
        said.append(_("No pairing of {name} is identified here.").format(name=name))
    else:
        said.append(
            _("{name} holds {pairings} identified here, with {partners}.").format(
                name=name,
                pairings=_counted(sister, friendship),
                partners=_partners(found),
            )
        )
    known = pairings["established"].dropna()
    if len(known) and len(pairings) == 1:
        said.append(_("It dates from {date}.").format(date=known.iloc[0]))
    elif len(known):
        said.append(_("The first with a known date is of {date}.").format(date=sorted(known)[0]))
    if found.rank and found.ranked > 1:
        said.append(
            _("By sister pairings it ranks {rank} of {n}.").format(rank=found.rank, n=found.ranked)
        )
    said.append(_held(found))
    return sentences(*said)


def _counted(sister: int, friendship: int) -> str:
    parts = []
    if sister:
        text = ngettext("{n} sister pairing", "{n} sister pairings", sister)
        parts.append(text.format(n=sister))
    if friendship:
        text = ngettext("{n} friendship pairing", "{n} friendship pairings", friendship)
        parts.append(text.format(n=friendship))
    return listing(parts)


def _partners(found: Profile) -> str:
    """Name the partner places of a place, or the partner units of a unit that has many."""
    pairings = found.view.pairings
    other = "cn" if found.place_id.startswith("us-") else "us"
    if len(pairings) <= NAMED_PARTNERS:
        names = [
            name if level in FIRST_LEVEL else noted(name, unit_name(found.view.catalog, code))
            for name, code, level in zip(
                own_names(pairings, f"{other}_name"),
                pairings[f"{other}_admin1"],
                pairings[f"{other}_level"],
                strict=True,
            )
        ]
        return listing(names)
    units = pairings[f"{other}_admin1"].value_counts()
    top = [noted(unit_name(found.view.catalog, str(code)), n) for code, n in units.items()]
    named = listing(top[:NAMED_PARTNERS])
    if len(units) <= NAMED_PARTNERS:
        return named
    if other == "cn":
        return _("places in {n} provinces, most in {named}").format(n=len(units), named=named)
    return _("places in {n} states, most in {named}").format(n=len(units), named=named)


def _held(found: Profile) -> str:
    exchanges = found.exchanges
    if exchanges.empty:
        return _("No exchange is documented here yet.")
    years = exchanges["year"].dropna()
    sector = say(SECTORS, str(exchanges["sector"].value_counts().index[0])).lower()
    count = ngettext("{n} exchange is", "{n} exchanges are", len(exchanges)).format(
        n=len(exchanges)
    )
    if years.empty:
        return _("{count} documented, of unknown year.").format(count=count)
    first, last = int(years.min()), int(years.max())
    return _("{count} documented, {span}, most often in {sector}.").format(
        count=count, span=span(first, last), sector=sector
    )


def sectors_by_direction(exchanges: pd.DataFrame) -> pd.DataFrame:
    """Count exchanges by sector and direction.

    Returns:
        Index the sectors that occur, the most frequent first; columns the directions that occur.
    """
    counts = pd.crosstab(exchanges["sector"], exchanges["direction"])
    return counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def context_of(catalog: Catalog, pairing: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the context events around a pairing.

    Args:
        catalog: All tables.
        pairing: A row of its pairings.

    Returns:
        Rows of `context_events`, oldest first: those of its two places and of the state and
        province they lie in; and the main events since the year it was established (all of them
        when that is unknown).
    """
    events = catalog.context_events.sort_values("date")
    places = catalog.places
    units = places[
        places["level"].isin(FIRST_LEVEL)
        & places["admin1"].isin([pairing["us_admin1"], pairing["cn_admin1"]])
    ]["place_id"]
    own = events["place_id"].isin([*units, pairing["us_place_id"], pairing["cn_place_id"]])
    since = str(pairing["established"])[:4] if pd.notna(pairing["established"]) else ""
    main = (events["prominence"] == 1) & (events["date"].str[:4] >= since) & ~own
    return events[own], events[main]
