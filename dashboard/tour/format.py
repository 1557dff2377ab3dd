"""What a tour is: its fields and limits, its steps, and its texts in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from string import Formatter

from dashboard.catalog import DEFAULT_DIR, Catalog
from dashboard.charts import NAMES, ChartView, chart_of
from dashboard.language import DEFAULT, LANGUAGES, active
from dashboard.selection import Selection, select
from dashboard.tour.values import Value

FILE = DEFAULT_DIR / "tour.toml"
LARGEST = 1_000_000
MOST_STEPS = 40
MOST_NUMBERS = 40
# A step is read aloud in half a minute.
MOST_WORDS = 70
MOST_CHARACTERS = 140
LONGEST_TITLE = 80
TEXTS = ("title", "text", "question", "answer")
SPOKEN = tuple(LANGUAGES)
FIELDS = ("id", *TEXTS, "chart", "select", "explore", "sources", "numbers")
TOP = ("title", "step")

Text = Mapping[str, str]


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
