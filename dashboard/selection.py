"""What the reader asked for, and the part of the catalog that answers it.

A `Selection` is frozen and hashable: caches are keyed on it, and it turns into a query string and
back. `select` applies it to the catalog and returns a `View`, from which all numbers are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from dashboard.catalog import COUNTRY, FIRST_LEVEL, Catalog
from dashboard.language import LANGUAGES, _

FIRST_YEAR = 1979
LAST_YEAR = 2026
TIERS = ("state-province", "city")
RELATIONS = ("sister", "friendship")
STATUSES = ("active", "inactive", "ended", "unknown")
SECTORS = (
    "diplomacy_protocol",
    "governance_planning",
    "trade_investment",
    "agriculture",
    "tourism",
    "education",
    "science_technology",
    "environment_climate",
    "health",
    "culture_arts",
    "sports_youth",
    "civil_society",
)
EVENT_CATEGORIES = (
    "bilateral",
    "law_policy",
    "conference",
    "subnational",
    "education",
    "conflict",
    "health",
)
VIEWS = ("pacific", "china", "us")
MAX_VALUES = 100
MAX_LENGTH = 40


@dataclass(frozen=True)
class Selection:
    """What the reader asked for. An empty tuple means "all"; the defaults are the first view.

    Attributes:
        states: Postal codes of US states, sorted.
        provinces: ISO 3166-2 codes of Chinese provinces (`CN-HB`), sorted.
        sectors: Sectors of exchanges.
        years: First and last year, both included.
        tiers: Tiers of pairings.
        relations: Relations of pairings; the default is the kind that official totals count.
        statuses: Statuses of pairings.
        people_to_people: Only people-to-people exchanges.
        view: Map preset, one of `VIEWS`.
        language: Language of the page.
        places: Place ids, in the order chosen; a pairing matches when one of its ends is among
            them, or lies in a state or province among them.
        events: Categories of context events to show in full; empty means the main events.
    """

    states: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    years: tuple[int, int] = (FIRST_YEAR, LAST_YEAR)
    tiers: tuple[str, ...] = ()
    relations: tuple[str, ...] = ("sister",)
    statuses: tuple[str, ...] = ()
    people_to_people: bool = False
    view: str = "pacific"
    language: str = "en"
    places: tuple[str, ...] = ()
    events: tuple[str, ...] = ()

    @property
    def filters_exchanges(self) -> bool:
        """Whether only some kinds of exchange are asked for."""
        return bool(self.sectors) or self.people_to_people

    @property
    def all_years(self) -> bool:
        """Whether no year is excluded."""
        return self.years == (FIRST_YEAR, LAST_YEAR)

    @property
    def is_default(self) -> bool:
        """Whether no filter is set (view, language and context events are not filters)."""
        return self == self.reset()

    def reset(self) -> Selection:
        """Return the selection with all filters at their defaults."""
        return Selection(view=self.view, language=self.language, events=self.events)


@dataclass(frozen=True)
class Notice:
    """A query parameter that was not understood, for the reader.

    Attributes:
        parameter: Name of the parameter.
        value: What it held, shortened.
        text: What was wrong and what was done, in the active language.
    """

    parameter: str
    value: str
    text: str


@dataclass(frozen=True)
class Vocabulary:
    """The codes that a query may name: postal codes, ISO 3166-2 codes, place ids."""

    states: tuple[str, ...]
    provinces: tuple[str, ...]
    places: tuple[str, ...]

    @classmethod
    def of(cls, catalog: Catalog) -> Vocabulary:
        """Return the vocabulary of a catalog."""
        return cls(
            tuple(sorted(catalog.states["postal"])),
            tuple(sorted(catalog.provinces["iso_3166_2"])),
            tuple(sorted(catalog.places.loc[catalog.places["level"] != COUNTRY, "place_id"])),
        )


@dataclass(frozen=True)
class Parameter:
    """How one attribute of a selection stands in a query string; `many` ones know `all`."""

    name: str
    attribute: str
    write: Callable[[Any], list[str]]
    read: Callable[[list[str], Vocabulary], tuple[Any, list[str]]]
    many: bool = False


def _choices(
    allowed: Callable[[Vocabulary], Iterable[str]], normal: Callable[[str], str] = str.lower
) -> Callable[[list[str], Vocabulary], tuple[Any, list[str]]]:
    """Make a reader of repeated values out of a closed list, in the list's order."""

    def read(values: list[str], vocabulary: Vocabulary) -> tuple[Any, list[str]]:
        known = tuple(allowed(vocabulary))
        wanted = {normal(value) for value in values}
        chosen = tuple(value for value in known if value in wanted)
        return chosen, [value for value in values if normal(value) not in known]

    return read


def _in_order(values: list[str], vocabulary: Vocabulary) -> tuple[Any, list[str]]:
    """Read place ids in the order given: the first of a comparison stays the first."""
    known = set(vocabulary.places)
    wanted = tuple(dict.fromkeys(value.lower() for value in values))
    chosen = tuple(value for value in wanted if value in known)
    return chosen, [value for value in values if value.lower() not in known]


def _province(value: str) -> str:
    code = value.upper()
    return code if code.startswith("CN-") else f"CN-{code}"


def _read_years(values: list[str], _vocabulary: Vocabulary) -> tuple[Any, list[str]]:
    try:
        first, last = (int(value) for value in values)
    except ValueError:
        return None, values
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        return None, values
    return (first, last), []


def _read_flag(values: list[str], _vocabulary: Vocabulary) -> tuple[Any, list[str]]:
    known = {"true": True, "1": True, "false": False, "0": False}
    value = values[-1].lower()
    return (known[value], []) if value in known else (None, values)


def _one_of(allowed: Sequence[str]) -> Callable[[list[str], Vocabulary], tuple[Any, list[str]]]:
    def read(values: list[str], _vocabulary: Vocabulary) -> tuple[Any, list[str]]:
        value = values[-1].lower()
        return (value, []) if value in allowed else (None, values)

    return read


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("state", "states", list, _choices(lambda v: v.states, str.upper), True),
    Parameter(
        "province",
        "provinces",
        lambda codes: [code.removeprefix("CN-") for code in codes],
        _choices(lambda v: v.provinces, _province),
        True,
    ),
    Parameter("place", "places", list, _in_order, True),
    Parameter("sector", "sectors", list, _choices(lambda v: SECTORS), True),
    Parameter("years", "years", lambda years: [str(year) for year in years], _read_years),
    Parameter("tier", "tiers", list, _choices(lambda v: TIERS), True),
    Parameter("relation", "relations", list, _choices(lambda v: RELATIONS), True),
    Parameter("status", "statuses", list, _choices(lambda v: STATUSES), True),
    Parameter("p2p", "people_to_people", lambda flag: ["true" if flag else "false"], _read_flag),
    Parameter("view", "view", lambda view: [view], _one_of(VIEWS)),
    Parameter("event", "events", list, _choices(lambda v: EVENT_CATEGORIES), True),
    Parameter("lang", "language", lambda language: [language], _one_of(tuple(LANGUAGES))),
)
QUERY_KEYS = tuple(parameter.name for parameter in PARAMETERS)


def to_query(selection: Selection) -> dict[str, list[str]]:
    """Return the query parameters of a selection; defaults are left out.

    Emptying a list whose default is not empty is written as `relation=all`.
    """
    query = {}
    default = Selection()
    for parameter in PARAMETERS:
        value = getattr(selection, parameter.attribute)
        if value != getattr(default, parameter.attribute):
            query[parameter.name] = parameter.write(value) or ["all"]
    return query


def from_query(
    query: Mapping[str, Sequence[str]], vocabulary: Vocabulary
) -> tuple[Selection, list[Notice]]:
    """Read a selection from query parameters.

    Args:
        query: All values of each parameter. Unknown parameters are ignored: pages have their own.
        vocabulary: The codes that exist.

    Returns:
        The selection, with defaults where a parameter is absent or not understood, and a notice
        for each parameter that was not fully understood.
    """
    chosen: dict[str, Any] = {}
    notices = []
    for parameter in PARAMETERS:
        values = [str(value) for value in query.get(parameter.name, ())][:MAX_VALUES]
        if not values:
            continue
        if parameter.many and values == ["all"]:
            chosen[parameter.attribute] = ()
            continue
        value, refused = parameter.read(values, vocabulary)
        if value is not None and (value != () or not refused):
            chosen[parameter.attribute] = value
        if refused:
            notices.append(_notice(parameter.name, refused))
    return Selection(**chosen), notices


def _notice(parameter: str, refused: list[str]) -> Notice:
    shown = ", ".join(value[:MAX_LENGTH] for value in refused[:3])
    if parameter == "years":
        text = _("The link's years are not understood; all years are shown.")
    else:
        text = _("The link asks for something that does not exist here; that part is left out.")
    return Notice(parameter, shown, text)


@dataclass(frozen=True, eq=False)
class View:
    """The part of the catalog that a selection asks for.

    Attributes:
        catalog: The whole.
        selection: What was asked.
        pairings: The pairings that count: they match, were in force in the years, and, when only
            some kinds of exchange are asked for, have one of these.
        faint: Matching pairings in force without an exchange of the kinds asked for.
        exchanges: Documented exchanges through `pairings` that match, dated within the years; when
            all years are asked for, those of unknown year too. Planned ones are left out.
        undated: Exchanges left out only because their year is unknown and years are narrowed.
        planned: Announced-only exchanges that otherwise match.
        counts: Exchanges of each pairing in `pairings` (index `pairing_id`), 0 included.
    """

    catalog: Catalog
    selection: Selection
    pairings: pd.DataFrame
    faint: pd.DataFrame
    exchanges: pd.DataFrame
    undated: pd.DataFrame
    planned: pd.DataFrame
    counts: pd.Series = field(repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to show."""
        return self.pairings.empty


def select(catalog: Catalog, selection: Selection) -> View:
    """Apply a selection to the catalog.

    Args:
        catalog: All tables.
        selection: What the reader asked for.

    Returns:
        The view. Row order and index are the catalog's.
    """
    in_scope = catalog.pairings[_matches(catalog, selection)]
    in_force = in_scope[_in_force(in_scope, selection.years)]
    exchanges = catalog.exchanges[catalog.exchanges["pairing_id"].isin(in_force["pairing_id"])]
    if selection.sectors:
        exchanges = exchanges[exchanges["sector"].isin(selection.sectors)]
    if selection.people_to_people:
        exchanges = exchanges[exchanges["people_to_people"]]
    planned = exchanges[exchanges["planned"]]
    held = exchanges[~exchanges["planned"]]
    first, last = selection.years
    dated = held["year"].between(first, last).fillna(selection.all_years).astype(bool)
    undated = held[held["year"].isna() & (not selection.all_years)]
    shown = held[dated]
    counted = in_force
    if selection.filters_exchanges:
        counted = in_force[in_force["pairing_id"].isin(shown["pairing_id"])]
    counts = shown["pairing_id"].value_counts().reindex(counted["pairing_id"], fill_value=0)
    return View(
        catalog=catalog,
        selection=selection,
        pairings=counted,
        faint=in_force[~in_force["pairing_id"].isin(counted["pairing_id"])],
        exchanges=shown,
        undated=undated,
        planned=planned,
        counts=counts,
    )


def _matches(catalog: Catalog, selection: Selection) -> pd.Series:
    pairings = catalog.pairings
    mask = pd.Series(True, index=pairings.index)
    for column, chosen in (
        ("us_admin1", selection.states),
        ("cn_admin1", selection.provinces),
        ("tier", selection.tiers),
        ("relation", selection.relations),
        ("status", selection.statuses),
    ):
        if chosen:
            mask &= pairings[column].isin(chosen)
    if selection.places:
        places = catalog.places[catalog.places["place_id"].isin(selection.places)]
        # A state or province stands for all places in it, as it does on its own page.
        units = places.loc[places["level"].isin(FIRST_LEVEL), "admin1"]
        ends = pairings[["us_place_id", "cn_place_id"]].isin(selection.places)
        ends_units = pairings[["us_admin1", "cn_admin1"]].isin(units.tolist())
        mask &= ends.any(axis=1) | ends_units.any(axis=1)
    return mask


def _in_force(pairings: pd.DataFrame, years: tuple[int, int]) -> pd.Series:
    """Tell which pairings were in force in the years; an unknown year counts as in force."""
    first, last = years
    begun = (pairings["established_year"] <= last).fillna(True)
    lasting = (pairings["ended_year"] >= first).fillna(True)
    return (begun & lasting).astype(bool)
