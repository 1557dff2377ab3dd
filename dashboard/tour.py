"""The classroom tour: steps as data, checked, with every number computed from the catalog.

A tour is a TOML file (`data/tour.toml` is the built-in one). `load` reads it and either returns a
`Tour` that can be shown as it is, or raises `TourError` with every problem at once, each with the
step, the field and the way to mend it: a teacher, not a programmer, writes the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs

import pandas as pd

from dashboard.catalog import DEFAULT_DIR, Catalog
from dashboard.charts import CHARTS, NAMES, ChartView, chart_of
from dashboard.language import DEFAULT, LANGUAGES, _, active, number
from dashboard.measures.atlas import by_unit
from dashboard.measures.coverage import NATION, gaps, history
from dashboard.measures.drift import new_pairings
from dashboard.measures.headline import headline
from dashboard.measures.sectors import CLASSES, sector_summary, sector_table
from dashboard.measures.timeline import new_by_year
from dashboard.selection import QUERY_KEYS, Selection, View, Vocabulary, from_query, select
from dashboard.words import SECTORS, say, unit_name

FILE = DEFAULT_DIR / "tour.toml"
LARGEST = 1_000_000
MOST_STEPS = 40
MOST_NUMBERS = 40
# A step is read aloud in half a minute.
MOST_WORDS = 70
MOST_CHARACTERS = 140
LONGEST_TITLE = 80
SHOWN = 60
TEXTS = ("title", "text", "question", "answer")
SPOKEN = tuple(LANGUAGES)
ATLAS = "atlas"
PAGES = {chart.page or ATLAS: chart.page for chart in CHARTS.values()}
FIELDS = ("id", *TEXTS, "chart", "select", "explore", "sources", "numbers")
TOP = ("title", "step")

Text = Mapping[str, str]
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
class Problem:
    """One thing that is wrong with a tour file.

    Attributes:
        file: Name of the file.
        step: Number of the step, from 1; None for the file as a whole.
        step_id: The step's `id`, "" when it has none.
        field: Name of the field, "" for the step as a whole.
        wrong: What is wrong.
        remedy: How to mend it.
    """

    file: str
    step: int | None
    step_id: str
    field: str
    wrong: str
    remedy: str

    @property
    def where(self) -> str:
        """The step, in words."""
        if self.step is None:
            return _("whole file")
        return f"{self.step} ({self.step_id})" if self.step_id else str(self.step)

    def __str__(self) -> str:
        """Say the problem in one line."""
        field = f", {self.field}" if self.field else ""
        return f"{self.file}: {self.where}{field}: {self.wrong} {self.remedy}"


class TourError(Exception):
    """A tour file cannot be used.

    Attributes:
        problems: Everything that is wrong with it.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


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


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a tour.

    Attributes:
        step_id: Its name in the file.
        texts: Each of `TEXTS`, by language.
        chart: Name of the chart that it shows, one of `charts.NAMES`.
        selection: What the chart shows, whatever the reader's own filters.
        explore: URL path of the page to explore.
        sources: Identifiers of the sources that the text rests on.
        values: The numbers that its texts name.
        catalog: What they were computed from.
    """

    step_id: str
    texts: Mapping[str, Text]
    chart: str
    selection: Selection
    explore: str
    sources: tuple[str, ...]
    values: Mapping[str, Value]
    catalog: Catalog

    def say(self, field: str) -> str:
        """Return one of `TEXTS` in the active language, its numbers filled in."""
        return filled(in_language(self.texts[field]), self.values, self.catalog)

    @property
    def spoken(self) -> Selection:
        """The selection, in the active language."""
        return replace(self.selection, language=active())

    @property
    def parameters(self) -> Mapping[str, str]:
        """What else in a link opens the page where its chart stands."""
        kind = NAMES[self.chart]
        return kind.link_parameters(self.chart) if self.explore == kind.page else {}

    @property
    def shown(self) -> ChartView:
        """Its chart, in the active language."""
        return chart_of(select(self.catalog, self.spoken), self.chart)


@dataclass(frozen=True, eq=False)
class Tour:
    """A tour that can be shown.

    Attributes:
        file: Name of its file.
        titles: Its name, by language.
        steps: Its steps, at least one.
        data: What the file holds.
    """

    file: str
    titles: Text
    steps: tuple[Step, ...]
    data: bytes

    @property
    def title(self) -> str:
        """Its name in the active language."""
        return in_language(self.titles)


def in_language(text: Text) -> str:
    """Return a text in the active language; else in English; else in whichever there is."""
    return text.get(active()) or text.get(DEFAULT) or next(iter(text.values()))


def filled(template: str, values: Mapping[str, Value], catalog: Catalog) -> str:
    """Put numbers into a text that was checked."""
    return "".join(
        literal + (values[name].say(catalog) if name is not None else "")
        for literal, name, _spec, _conversion in Formatter().parse(template)
    )


def length(text: str) -> tuple[int, int]:
    """Return how many words and how many Chinese characters a text has."""
    chinese = sum(0x3400 <= ord(character) <= 0x9FFF for character in text)
    spaced = "".join(" " if ord(character) > 0x2E80 else character for character in text)
    return len(spaced.split()), chinese


def load(source: Path | bytes, catalog: Catalog, file: str = "") -> Tour:
    """Read and check a tour.

    Args:
        source: The file, or what it holds.
        catalog: What its numbers are computed from.
        file: Name of the file in messages, where `source` does not tell.

    Raises:
        TourError: Something is wrong with it; holds every problem that can be told.
    """
    name = file or (source.name if isinstance(source, Path) else "tour.toml")
    return _Reading(name, catalog).tour(source)


class _Refused(Exception):
    """A field cannot be used; the first argument says what is wrong, the second the remedy."""


class _Reading:
    """One reading of a file: collects problems instead of stopping at the first."""

    def __init__(self, file: str, catalog: Catalog) -> None:
        self.file = file
        self.catalog = catalog
        self.vocabulary = Vocabulary.of(catalog)
        self.sources = set(catalog.sources["source_id"])
        self.problems: list[Problem] = []
        self.number: int | None = None
        self.step_id = ""
        self.views: dict[Selection, View] = {}

    def refuse(self, field: str, wrong: str, remedy: str) -> None:
        step_id = shortened(self.step_id)
        self.problems.append(Problem(self.file, self.number, step_id, field, wrong, remedy))

    def tour(self, source: Path | bytes) -> Tour:
        data = self._read(source)
        table = self._parsed(data)
        self._known(table, TOP, "")
        titles = self._text(table, "title", LONGEST_TITLE)
        found = table.get("step")
        steps: list[Step | None] = []
        if not isinstance(found, list) or not found:
            self.refuse(
                "step",
                _("The tour has no steps."),
                _("Write at least one step that begins with [[step]]."),
            )
        elif len(found) > MOST_STEPS:
            self.refuse(
                "step",
                _("The tour has {n} steps.").format(n=len(found)),
                _("A tour may have {most} steps.").format(most=MOST_STEPS),
            )
        else:
            steps = [self._step(place, step) for place, step in enumerate(found, 1)]
            self._named_once(found)
        if self.problems:
            raise TourError(self.problems)
        kept = tuple(step for step in steps if step is not None)
        return Tour(self.file, titles, kept, data)

    def _read(self, source: Path | bytes) -> bytes:
        try:
            data = source if isinstance(source, bytes) else _beginning(source)
        except OSError as error:
            raise self._unusable(
                _("The file cannot be read: {reason}.").format(reason=error.strerror),
                _("Check its name and place."),
            ) from None
        if len(data) > LARGEST:
            raise self._unusable(
                _("The file is larger than {size} MB.").format(size=LARGEST // 1_000_000),
                _("A tour is text alone: take out what is not."),
            )
        return data

    def _unusable(self, wrong: str, remedy: str) -> TourError:
        return TourError([Problem(self.file, None, "", "", wrong, remedy)])

    def _parsed(self, data: bytes) -> dict[str, Any]:
        try:
            # An editor's byte order mark is no fault of the teacher's.
            return tomllib.loads(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            wrong = _("The file is not UTF-8 text.")
            remedy = _("Save it as text in the encoding UTF-8.")
        except RecursionError:
            wrong = _("The file nests too deep.")
            remedy = _("Write it after the pattern of the built-in tour.")
        # `tomllib` answers some numbers and dates with a plain `ValueError`.
        except ValueError as error:
            wrong = _("The file is not TOML: {reason}.").format(reason=shortened(str(error)))
            remedy = _("Mend that line; texts stand in quotation marks.")
        raise self._unusable(wrong, remedy)

    def _known(self, table: Mapping[str, Any], known: Sequence[str], within: str) -> None:
        for key in table:
            if key not in known:
                self.refuse(
                    within + shortened(key),
                    _("There is no field of this name."),
                    _("Use one of: {known}.").format(known=", ".join(known)),
                )

    def _named_once(self, steps: Sequence[Any]) -> None:
        seen: dict[str, int] = {}
        for place, step in enumerate(steps, 1):
            name = step.get("id") if isinstance(step, dict) else None
            if not isinstance(name, str) or not name:
                continue
            if name in seen:
                self.number, self.step_id = place, name
                self.refuse(
                    "id",
                    _("Step {n} has the same id.").format(n=seen[name]),
                    _("Give each step an id of its own."),
                )
            seen.setdefault(name, place)

    def _step(self, place: int, table: Any) -> Step | None:
        self.number, self.step_id = place, ""
        before = len(self.problems)
        if not isinstance(table, dict):
            self.refuse("", _("The step is not a table."), _("Begin each step with [[step]]."))
            return None
        self.step_id = self._string(table, "id")
        self._known(table, FIELDS, "")
        values = self._values(table.get("numbers", {}))
        texts = {field: self._filled(table, field, values) for field in TEXTS}
        chart, selection = self._chart(table), self._selection(table)
        if chart is not None and selection is not None:
            self._shows(chart, selection)
        explore, sources = self._explore(table, chart), self._sources(table)
        if len(self.problems) > before or chart is None or selection is None:
            return None
        known = {name: value for name, value in values.items() if value is not None}
        return Step(
            self.step_id,
            MappingProxyType(texts),
            chart,
            selection,
            explore,
            sources,
            MappingProxyType(known),
            self.catalog,
        )

    def _string(self, table: Mapping[str, Any], field: str, default: str | None = None) -> str:
        value = table.get(field, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        if value is None or value == "":
            self.refuse(field, _("The field is missing or empty."), _("Write it as a text."))
        else:
            self.refuse(field, _("The field is not a text."), _("Put it in quotation marks."))
        return ""

    def _text(self, table: Mapping[str, Any], field: str, longest: int = 0) -> Text:
        """Read a text: one for all languages, or one for each of some."""
        value = table.get(field)
        said = {DEFAULT: value} if isinstance(value, str) else value
        if not isinstance(said, dict) or not said:
            self._string(table, field)
            return {DEFAULT: ""}
        self._known(said, SPOKEN, f"{field}.")
        found = {
            key: " ".join(self._string({f"{field}.{key}": text}, f"{field}.{key}").split())
            for key, text in said.items()
            if key in SPOKEN
        }
        for key, text in found.items():
            if longest and len(text) > longest:
                self.refuse(
                    f"{field}.{key}",
                    _("It has {n} characters.").format(n=len(text)),
                    _("Keep it to {most} characters.").format(most=longest),
                )
        return found or {DEFAULT: ""}

    def _filled(
        self, table: Mapping[str, Any], field: str, values: Mapping[str, Value | None]
    ) -> Text:
        """Read a text, and check its placeholders and its length with the numbers filled in."""
        found = self._text(table, field, LONGEST_TITLE if field == "title" else 0)
        for key, template in found.items():
            where = f"{field}.{key}"
            try:
                named = _placeholders(template)
            except _Refused as refused:
                self.refuse(where, *refused.args)
                continue
            unknown = sorted(named - values.keys())
            for name in unknown:
                self.refuse(
                    where,
                    _("The text names {{{name}}}, which is not among its numbers.").format(
                        name=shortened(name)
                    ),
                    _("Define it under [step.numbers], or double the braces to print them."),
                )
            known = {name: value for name, value in values.items() if value is not None}
            if unknown or not named <= known.keys():
                continue
            words, characters = length(filled(template, known, self.catalog))
            if words + characters * MOST_WORDS / MOST_CHARACTERS > MOST_WORDS:
                self.refuse(
                    where,
                    _("The text has {words} words and {characters} Chinese characters.").format(
                        words=words, characters=characters
                    ),
                    _("Keep it to {words} words or {characters} Chinese characters.").format(
                        words=MOST_WORDS, characters=MOST_CHARACTERS
                    ),
                )
        return found

    def _chart(self, table: Mapping[str, Any]) -> str | None:
        name = self._string(table, "chart")
        if name and name not in NAMES:
            self.refuse(
                "chart",
                _("There is no chart “{name}”.").format(name=shortened(name)),
                _("Use one of: {known}.").format(known=", ".join(NAMES)),
            )
        return name if name in NAMES else None

    def _selection(self, table: Mapping[str, Any]) -> Selection | None:
        try:
            return self.read_selection(self._string(table, "select", ""))
        except _Refused as refused:
            self.refuse("select", *refused.args)
            return None

    def read_selection(self, text: str) -> Selection:
        """Read a query string as the dashboard's addresses have it; refuse what it does not know.

        Raises:
            _Refused: A parameter or value is unknown.
        """
        try:
            query = parse_qs(text.removeprefix("?"), keep_blank_values=True, max_num_fields=200)
        except ValueError:
            raise _Refused(_("The filters are not understood."), _copy_address()) from None
        known = [key for key in QUERY_KEYS if key != "lang"]
        for key in query:
            if key not in known:
                raise _Refused(
                    _("There is no filter “{name}”.").format(name=shortened(key)),
                    _("Use one of: {known}.").format(known=", ".join(known)),
                )
        selection, notices = from_query(query, self.vocabulary)
        if notices:
            first = notices[0]
            raise _Refused(
                _("The filter “{name}” does not know “{value}”.").format(
                    name=first.parameter, value=shortened(first.value)
                ),
                _copy_address(),
            )
        return selection

    def view(self, selection: Selection) -> View:
        """Return the view of a selection, made once for a file."""
        if selection not in self.views:
            self.views[selection] = select(self.catalog, selection)
        return self.views[selection]

    def _shows(self, chart: str, selection: Selection) -> None:
        """Check that a chart has something to show of a selection."""
        shown = chart_of(self.view(selection), chart)
        if not shown.is_ready:
            self.refuse(
                "select",
                _("The chart needs {needs}.").format(needs=_(shown.kind.needs)),
                _copy_address(),
            )
        elif shown.view.is_empty:
            self.refuse("select", _("No pairing matches these filters."), _copy_address())

    def _explore(self, table: Mapping[str, Any], chart: str | None) -> str:
        name = self._string(table, "explore", "")
        if not name:
            return NAMES[chart].page if chart else ""
        if name not in PAGES:
            self.refuse(
                "explore",
                _("There is no page “{name}”.").format(name=shortened(name)),
                _("Use one of: {known}.").format(known=", ".join(PAGES)),
            )
        return PAGES.get(name, "")

    def _sources(self, table: Mapping[str, Any]) -> tuple[str, ...]:
        found = table.get("sources", [])
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.refuse(
                "sources",
                _("The field is not a list of texts."),
                _('Write it as ["first-id", "second-id"].'),
            )
            return ()
        for one in found:
            if one not in self.sources:
                self.refuse(
                    "sources",
                    _("There is no source “{name}”.").format(name=shortened(one)),
                    _("Use the source_id of a row of sources.csv."),
                )
        return tuple(found)

    def _values(self, table: Any) -> dict[str, Value | None]:
        """Compute the numbers of a step; None for one that cannot be."""
        if not isinstance(table, dict):
            self.refuse(
                "numbers", _("The numbers are not a table."), _("Begin them with [step.numbers].")
            )
            return {}
        if len(table) > MOST_NUMBERS:
            self.refuse(
                "numbers",
                _("There are {n} numbers.").format(n=len(table)),
                _("A step may have {most}.").format(most=MOST_NUMBERS),
            )
            return {}
        return {name: self._value(name, asked) for name, asked in table.items()}

    def _value(self, name: str, asked: Any) -> Value | None:
        field = f"numbers.{shortened(name)}"
        try:
            if not isinstance(asked, dict):
                raise _Refused(
                    _("The number is typed."),
                    _('Let it be computed: {{ count = "pairings" }}, for example.').format(),
                )
            kinds = [kind for kind in KINDS if kind in asked]
            if len(kinds) != 1:
                raise _Refused(
                    _("It is not clear what is to be counted."),
                    _("Name exactly one of: {known}.").format(known=", ".join(KINDS)),
                )
            compute, known = KINDS[kinds[0]]
            self._known(asked, (kinds[0], *known), f"{field}.")
            return compute(self, asked)
        except _Refused as refused:
            self.refuse(field, *refused.args)
            return None


def shortened(text: str) -> str:
    """Return the beginning of what a file holds, on one line, for a message."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def _beginning(path: Path) -> bytes:
    """Return a file as far as it may go, and one byte more."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _copy_address() -> str:
    return _("Set the filters in the dashboard and copy what follows “?” in its address.")


def _placeholders(template: str) -> set[str]:
    """Return the names in braces.

    Raises:
        _Refused: A brace stands alone, or there is more than a name in a pair.
    """
    remedy = _("Write a number's name alone in braces, or double the braces to print them.")
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        raise _Refused(_("A brace stands alone."), remedy) from None
    for _literal, name, spec, conversion in parts:
        if name is not None and (not name.isidentifier() or spec or conversion):
            raise _Refused(
                _("{{{name}}} is not the name of a number.").format(name=shortened(name)), remedy
            )
    return {name for _literal, name, _spec, _conversion in parts if name is not None}


# The kinds of number -------------------------------------------------------------------------


def _asked(asked: Mapping[str, Any], key: str, known: Sequence[str] | None = None) -> str:
    """Return a text of a number's table.

    Raises:
        _Refused: It is missing, no text, or none of those known.
    """
    value = asked.get(key)
    if isinstance(value, str) and (known is None or value in known):
        return value
    said = "" if value is None else shortened(str(value))
    wrong = _("“{key}” is missing.") if value is None else _("“{key}” cannot be “{value}”.")
    remedy = _("Write a text.")
    if known is not None:
        remedy = _("Use one of: {known}.").format(known=", ".join(known))
    raise _Refused(wrong.format(key=key, value=said), remedy)


def _year(asked: Mapping[str, Any], key: str) -> int:
    value = asked.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Refused(
            _("“{key}” is missing or no year.").format(key=key), _("Write a year, as in 2020.")
        )
    return value


def _shows_year(asked: Mapping[str, Any]) -> bool:
    return _asked({"show": "value", **asked}, "show", ("value", "year")) == "year"


def _share(part: float, whole: float) -> Value:
    if not whole:
        raise _Refused(_("The share is of nothing."), _("Choose another “per”, or other filters."))
    return Value(round(100 * part / whole), "percent")


def _count(reading: _Reading, asked: Mapping[str, Any]) -> Value:
    """Count in a view; with `per`, as a share of another count in it."""
    count = COUNTS[_asked(asked, "count", tuple(COUNTS))]
    view = _viewed(reading, asked)
    if "per" not in asked:
        return Value(count(view), "number")
    return _share(count(view), COUNTS[_asked(asked, "per", tuple(COUNTS))](view))


def _viewed(reading: _Reading, asked: Mapping[str, Any]) -> View:
    text = _asked({"select": "", **asked}, "select")
    return reading.view(reading.read_selection(text))


TOPS = ("state", "province", "sector", "year")


def _top(reading: _Reading, asked: Mapping[str, Any]) -> Value:
    """Name the state or province with most pairings, or the sector or year with most."""
    of, view = _asked(asked, "top", TOPS), _viewed(reading, asked)
    if of in ("state", "province"):
        counts = by_unit(view)["pairings"]
        chinese = counts.index.str.startswith("CN-")
        counts = counts[chinese if of == "province" else ~chinese]
    elif of == "sector":
        counts = sector_table(view, "kind").sum(axis=1)
    else:
        counts = new_by_year(view).sum(axis=1)
    if counts.empty or not counts.max():
        raise _Refused(_("There is nothing to count."), _copy_address())
    form = {"sector": "sector", "year": "year"}.get(of, "unit")
    return Value(str(counts.idxmax()), form)


def _gap(reading: _Reading, asked: Mapping[str, Any]) -> Value:
    """Count what is known to be missing; with `per`, as a share."""
    found = vars(gaps(reading.catalog))
    part = found[_asked(asked, "gap", tuple(found))]
    return (
        _share(part, found[_asked(asked, "per", tuple(found))])
        if "per" in asked
        else Value(part, "number")
    )


OFFICIAL = ("pairs", "state_province_pairs", "city_pairs")


def _official(reading: _Reading, asked: Mapping[str, Any]) -> Value:
    """Return an official total by its date; one that only the US side counts when asked for."""
    column, date = _asked(asked, "official", OFFICIAL), _asked(asked, "date")
    side = _asked({"side": "CN", **asked}, "side", ("CN", "US"))
    totals = reading.catalog.official_totals
    totals = totals[(totals["side"] == "US") == (side == "US")]
    totals = totals[totals["pairs"].notna() & (totals["scope_place_id"] == NATION)]
    totals = totals[totals[column].notna()].sort_values("date")
    found = totals[totals["date"].str.startswith(date)][column].unique()
    if not date or len(found) != 1:
        raise _Refused(
            _("There are {n} such official totals of “{date}”.").format(
                n=len(found) if date else 0, date=shortened(date)
            ),
            _("Use one of: {known}.").format(known=", ".join(totals["date"].unique())),
        )
    return Value(int(found[0]), "number")


HELD = ("pairs", "known", "undated", "date")


def _coverage(reading: _Reading, asked: Mapping[str, Any]) -> Value:
    """Return what is identified here beside the newest official total, or its year."""
    column = _asked(asked, "coverage", HELD)
    totals = history(reading.catalog)
    totals = totals[totals["side"] != "US"]
    if totals.empty:
        raise _Refused(_("The data hold no official total."), _("Leave the number out."))
    row = totals.iloc[-1]
    if column == "date":
        return Value(str(row["date"])[:4], "year")
    if "per" in asked:
        return _share(float(row[column]), float(row[_asked(asked, "per", HELD[:3])]))
    return Value(int(row[column]), "number")


def _row(table: pd.DataFrame, column: str, name: str) -> pd.Series:
    found = table[table[column] == name]
    if found.empty:
        raise _Refused(
            _("There is no {column} “{name}”.").format(column=column, name=shortened(name)),
            _("Copy it from the data's table."),
        )
    return found.iloc[0]


def _finding(reading: _Reading, asked: Mapping[str, Any]) -> Value:
    """Return the number of a finding, or the last year of the period that it is about."""
    row = _row(reading.catalog.findings, "finding_id", _asked(asked, "finding"))
    if _shows_year(asked):
        years = re.findall(r"\b[12]\d{3}\b", str(row["period"]))
        if not years:
            raise _Refused(_("This finding names no year."), _("Say it in words."))
        return Value(years[-1], "year")
    if pd.isna(row["value"]):
        raise _Refused(_("This finding has no number."), _("Say it in words."))
    return Value(float(row["value"]), "number")


def _indicator(reading: _Reading, asked: Mapping[str, Any]) -> Value:
    """Return an indicator's value of a year, or its highest, or the year of that."""
    name = _asked(asked, "indicator")
    rows = reading.catalog.indicators
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
            raise _Refused(
                _("There are {n} values of {year}.").format(n=len(found), year=year),
                _("Use one of: {known}.").format(
                    known=", ".join(str(one) for one in rows["year"].unique())
                ),
            )
        row = found.iloc[0]
    if _shows_year(asked):
        return Value(str(row["year"]), "year")
    return Value(float(row["value"]), "number")


def _event(reading: _Reading, asked: Mapping[str, Any]) -> Value:
    """Return the year of a context event, or that of its end."""
    row = _row(reading.catalog.context_events, "event_id", _asked(asked, "event"))
    end = _asked({"at": "begin", **asked}, "at", ("begin", "end")) == "end"
    date = row["date_end"] if end and pd.notna(row["date_end"]) else row["date"]
    return Value(str(date)[:4], "year")


def _pairing(reading: _Reading, asked: Mapping[str, Any]) -> Value:
    """Return the year in which a pairing was established."""
    row = _row(reading.catalog.pairings, "pairing_id", _asked(asked, "pairing"))
    if pd.isna(row["established"]):
        raise _Refused(_("The year of this pairing is not known."), _("Say it in words."))
    return Value(str(row["established"])[:4], "year")


Compute = Callable[[_Reading, Mapping[str, Any]], Value]
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
