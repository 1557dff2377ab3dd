"""The numbers that a tour's texts name, each computed from the data as its table asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.catalog import Catalog
from dashboard.language import _, number
from dashboard.measures.atlas import by_unit
from dashboard.measures.coverage import NATION, gaps, history
from dashboard.measures.drift import new_pairings
from dashboard.measures.headline import headline
from dashboard.measures.sectors import CLASSES, sector_summary, sector_table
from dashboard.measures.timeline import new_by_year
from dashboard.selection import View
from dashboard.tour.basis import Basis, copy_address
from dashboard.tour.problems import Problems, Refused, shortened
from dashboard.words import SECTORS, say, unit_name

Count = Callable[[View], int]
COUNTS: dict[str, Count] = {
    "pairings": lambda view: headline(view).pairings,
    "state_province": lambda view: headline(view).state_province,
    "states": lambda view: headline(view).states,
    "provinces": lambda view: headline(view).provinces,
    "exchanges": lambda view: headline(view).exchanges,
    "silent": lambda view: headline(view).silent,
    "year_unknown": lambda view: headline(view).year_unknown,
    "new": lambda view: int(new_by_year(view).to_numpy().sum()),
    "new_western": lambda view: int(new_pairings(view)["western"].sum()),
    "to_china": lambda view: _directed(view, "us_to_cn"),
    "to_us": lambda view: _directed(view, "cn_to_us"),
} | {name: lambda view, name=name: sector_summary(view).classes[name] for name in CLASSES}


def _directed(view: View, direction: str) -> int:
    table = sector_table(view, "direction")
    return int(table[direction].sum()) if direction in table else 0


@dataclass(frozen=True)
class Value:
    """A number that a text names, computed once; written anew in each language.

    Attributes:
        amount: What was found.
        form: `number` (thousands apart), `percent`, `year`, or `unit` and `sector` for a code.
    """

    amount: float | str
    form: str

    def say(self, catalog: Catalog) -> str:
        """Write the value in the active language."""
        if self.form == "unit":
            return unit_name(catalog, str(self.amount))
        if self.form == "sector":
            word = say(SECTORS, str(self.amount))
            return word[:1].lower() + word[1:]
        if self.form == "year":
            return str(self.amount)
        written = number(float(self.amount))
        return f"{written}%" if self.form == "percent" else written


def _asked(asked: Mapping[str, Any], key: str, known: Sequence[str] | None = None) -> str:
    """Return a text of a number's table.

    Raises:
        Refused: It is missing, no text, or none of those known.
    """
    value = asked.get(key)
    if isinstance(value, str) and (known is None or value in known):
        return value
    said = "" if value is None else shortened(str(value))
    wrong = _("“{key}” is missing.") if value is None else _("“{key}” cannot be “{value}”.")
    remedy = _("Write a text.")
    if known is not None:
        remedy = _("Use one of: {known}.").format(known=", ".join(known))
    raise Refused(wrong.format(key=key, value=said), remedy)


def _year(asked: Mapping[str, Any], key: str) -> int:
    value = asked.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refused(
            _("“{key}” is missing or no year.").format(key=key), _("Write a year, as in 2020.")
        )
    return value


def _shows_year(asked: Mapping[str, Any]) -> bool:
    return _asked({"show": "value", **asked}, "show", ("value", "year")) == "year"


def _share(part: float, whole: float) -> Value:
    if not whole:
        raise Refused(_("The share is of nothing."), _("Choose another “per”, or other filters."))
    return Value(round(100 * part / whole), "percent")


def _count(basis: Basis, asked: Mapping[str, Any]) -> Value:
    """Count in a view; with `per`, as a share of another count in it."""
    count = COUNTS[_asked(asked, "count", tuple(COUNTS))]
    view = _viewed(basis, asked)
    if "per" not in asked:
        return Value(count(view), "number")
    return _share(count(view), COUNTS[_asked(asked, "per", tuple(COUNTS))](view))


def _viewed(basis: Basis, asked: Mapping[str, Any]) -> View:
    text = _asked({"select": "", **asked}, "select")
    return basis.view(basis.selection(text))


TOPS = ("state", "province", "sector", "year")


def _top(basis: Basis, asked: Mapping[str, Any]) -> Value:
    """Name the state or province with most pairings, or the sector or year with most."""
    of, view = _asked(asked, "top", TOPS), _viewed(basis, asked)
    if of in ("state", "province"):
        counts = by_unit(view)["pairings"]
        chinese = counts.index.str.startswith("CN-")
        counts = counts[chinese if of == "province" else ~chinese]
    elif of == "sector":
        counts = sector_table(view, "kind").sum(axis=1)
    else:
        counts = new_by_year(view).sum(axis=1)
    if counts.empty or not counts.max():
        raise Refused(_("There is nothing to count."), copy_address())
    form = {"sector": "sector", "year": "year"}.get(of, "unit")
    return Value(str(counts.idxmax()), form)


def _gap(basis: Basis, asked: Mapping[str, Any]) -> Value:
    """Count what is known to be missing; with `per`, as a share."""
    found = vars(gaps(basis.catalog))
    part = found[_asked(asked, "gap", tuple(found))]
    if "per" not in asked:
        return Value(part, "number")
    return _share(part, found[_asked(asked, "per", tuple(found))])


OFFICIAL = ("pairs", "state_province_pairs", "city_pairs")


def _official(basis: Basis, asked: Mapping[str, Any]) -> Value:
    """Return an official total by its date; one that only the US side counts when asked for."""
    column, date = _asked(asked, "official", OFFICIAL), _asked(asked, "date")
    side = _asked({"side": "CN", **asked}, "side", ("CN", "US"))
    totals = basis.catalog.official_totals
    totals = totals[(totals["side"] == "US") == (side == "US")]
    totals = totals[totals["pairs"].notna() & (totals["scope_place_id"] == NATION)]
    totals = totals[totals[column].notna()].sort_values("date")
    found = totals[totals["date"].str.startswith(date)][column].unique()
    if not date or len(found) != 1:
        raise Refused(
            _("There are {n} such official totals of “{date}”.").format(
                n=len(found) if date else 0, date=shortened(date)
            ),
            _("Use one of: {known}.").format(known=", ".join(totals["date"].unique())),
        )
    return Value(int(found[0]), "number")


HELD = ("pairs", "known", "undated", "date")


def _coverage(basis: Basis, asked: Mapping[str, Any]) -> Value:
    """Return what is identified here beside the newest official total, or its year."""
    column = _asked(asked, "coverage", HELD)
    totals = history(basis.catalog)
    totals = totals[totals["side"] != "US"]
    if totals.empty:
        raise Refused(_("The data hold no official total."), _("Leave the number out."))
    row = totals.iloc[-1]
    if column == "date":
        return Value(str(row["date"])[:4], "year")
    if "per" in asked:
        return _share(float(row[column]), float(row[_asked(asked, "per", HELD[:3])]))
    return Value(int(row[column]), "number")


def _row(table: pd.DataFrame, column: str, name: str) -> pd.Series:
    found = table[table[column] == name]
    if found.empty:
        raise Refused(
            _("There is no {column} “{name}”.").format(column=column, name=shortened(name)),
            _("Copy it from the data's table."),
        )
    return found.iloc[0]


def _finding(basis: Basis, asked: Mapping[str, Any]) -> Value:
    """Return the number of a finding, or the last year of the period that it is about."""
    row = _row(basis.catalog.findings, "finding_id", _asked(asked, "finding"))
    if _shows_year(asked):
        years = re.findall(r"\b[12]\d{3}\b", str(row["period"]))
        if not years:
            raise Refused(_("This finding names no year."), _("Say it in words."))
        return Value(years[-1], "year")
    if pd.isna(row["value"]):
        raise Refused(_("This finding has no number."), _("Say it in words."))
    return Value(float(row["value"]), "number")


def _indicator(basis: Basis, asked: Mapping[str, Any]) -> Value:
    """Return an indicator's value of a year, or its highest, or the year of that."""
    name = _asked(asked, "indicator")
    rows = basis.catalog.indicators
    _row(rows, "indicator", name)
    rows = rows[rows["indicator"] == name].sort_values("year", kind="stable")
    if "at" in asked:
        at = _asked(asked, "at", ("highest", "first", "last"))
        place = {"highest": int(rows["value"].to_numpy().argmax()), "first": 0, "last": -1}[at]
        row = rows.iloc[place]
    else:
        year = _year(asked, "year")
        found = rows[rows["year"] == year]
        if found["value"].nunique() != 1:
            raise Refused(
                _("There are {n} values of {year}.").format(n=len(found), year=year),
                _("Use one of: {known}.").format(
                    known=", ".join(str(one) for one in rows["year"].unique())
                ),
            )
        row = found.iloc[0]
    if _shows_year(asked):
        return Value(str(row["year"]), "year")
    return Value(float(row["value"]), "number")


def _event(basis: Basis, asked: Mapping[str, Any]) -> Value:
    """Return the year of a context event, or that of its end."""
    row = _row(basis.catalog.context_events, "event_id", _asked(asked, "event"))
    end = _asked({"at": "begin", **asked}, "at", ("begin", "end")) == "end"
    date = row["date_end"] if end and pd.notna(row["date_end"]) else row["date"]
    return Value(str(date)[:4], "year")


def _pairing(basis: Basis, asked: Mapping[str, Any]) -> Value:
    """Return the year in which a pairing was established."""
    row = _row(basis.catalog.pairings, "pairing_id", _asked(asked, "pairing"))
    if pd.isna(row["established"]):
        raise Refused(_("The year of this pairing is not known."), _("Say it in words."))
    return Value(str(row["established"])[:4], "year")


Compute = Callable[[Basis, Mapping[str, Any]], Value]
# How each kind of number is computed, and which other fields its table may have.
KINDS: dict[str, tuple[Compute, tuple[str, ...]]] = {
    "count": (_count, ("select", "per")),
    "top": (_top, ("select",)),
    "gap": (_gap, ("per",)),
    "official": (_official, ("date", "side")),
    "coverage": (_coverage, ("per",)),
    "indicator": (_indicator, ("year", "at", "show")),
    "finding": (_finding, ("show",)),
    "event": (_event, ("at",)),
    "pairing": (_pairing, ()),
}


def compute(field: str, asked: Any, basis: Basis, problems: Problems) -> Value | None:
    """Compute a number; None when it cannot be.

    Args:
        field: Name of its field in messages.
        asked: The table that asks for it, with exactly one of `KINDS`.
        basis: What it is computed from.
        problems: Where to note what is wrong.
    """
    try:
        if not isinstance(asked, dict):
            raise Refused(
                _("The number is typed."),
                _('Let it be computed: {{ count = "pairings" }}, for example.').format(),
            )
        kinds = [kind for kind in KINDS if kind in asked]
        if len(kinds) != 1:
            raise Refused(
                _("It is not clear what is to be counted."),
                _("Name exactly one of: {known}.").format(known=", ".join(KINDS)),
            )
        computed, known = KINDS[kinds[0]]
        problems.refuse_unknown(asked, (kinds[0], *known), f"{field}.")
        return computed(basis, asked)
    except Refused as refused:
        problems.refuse(field, refused.wrong, refused.remedy)
        return None
