"""The kinds of block that a page is made of, and the page.

A block says what is shown, not how: it holds words, numbers and names, no markup and nothing to
call. Whoever shows a page knows how each kind looks: `dashboard.pages.show` in Streamlit,
`dashboard.publish.html` as plain HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from dashboard.selection import Selection
from dashboard.text import Text

Role = Literal["text", "note", "warning", "nothing", "question"]
ColumnKind = Literal["text", "number", "grouped", "year", "share", "flag", "link"]


@dataclass(frozen=True)
class Heading:
    """A heading.

    Attributes:
        text: Its words.
        level: 1 for what the page is about, 2 for a section.
        seen: Whether it is seen; else it is for screen readers, where the navigation already
            shows it and the charts need the room.
    """

    text: str
    level: int = 2
    seen: bool = True


@dataclass(frozen=True)
class Figure:
    """One figure: what it counts, the figure, and its basis."""

    label: str
    value: str
    basis: str


@dataclass(frozen=True)
class Figures:
    """A row of figures."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Attributes:
        text: What it says.
        role: A `note` stands under what it is about, a `warning` is about the reader's link,
            `nothing` says that the filters leave nothing, a `question` is put to a class.
    """

    text: Text
    role: Role = "text"


@dataclass(frozen=True)
class Bullets:
    """A list of short texts."""

    items: tuple[Text, ...]


@dataclass(frozen=True)
class ChartShown:
    """A chart, by its name.

    Attributes:
        name: One of `charts.NAMES`.
        selection: What is asked for; the chart itself knows which filters act on it.
        key: Its place on the page.
        files: Whether files of it are offered beside it.
    """

    name: str
    selection: Selection
    key: str
    files: bool = True


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: The column of `Table.rows`.
        label: Its heading.
        kind: What its cells are: a `grouped` number has its thousands apart, a `year` has not, a
            `share` is 0 to 100, a `flag` true or false, a `link` an address.
        help: What it means, where the heading does not tell.
        word: What stands for the address of a link.
        pinned: Whether it stays in sight while the others move.
        wide: Whether its texts need room.
    """

    name: str
    label: str
    kind: ColumnKind = "text"
    help: str = ""
    word: str = ""
    pinned: bool = False
    wide: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """A table.

    Attributes:
        key: Its name on the page.
        rows: Its rows, in order; a column each of `columns`.
        columns: Its columns, in order.
        about: What it holds, for who does not see it.
        part: How many rows stand at a time; None for all.
        whole: Whether cells show all of their text, as few rows with long texts do.
    """

    key: str
    rows: pd.DataFrame
    columns: tuple[Column, ...]
    about: str
    part: int | None = None
    whole: bool = False


@dataclass(frozen=True)
class Event:
    """Something that happened: when, its name, what it was."""

    date: str
    title: str
    text: str


@dataclass(frozen=True)
class Events:
    """Events, in order."""

    events: tuple[Event, ...]


@dataclass(frozen=True)
class Source:
    """A source: who published what and when; `url` and `date` are "" where unknown."""

    publisher: str
    title: str
    date: str
    url: str


@dataclass(frozen=True)
class Sources:
    """A list of sources."""

    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Finding:
    """What a study reports, and what these data say beside it.

    Attributes:
        statement: What is reported.
        about: Study, period and note.
        sources: Who reports it.
        beside: What these data say, a sentence each.
        is_known: Whether they say anything.
        rows: Address of the rows behind that; "" where there are none.
    """

    statement: str
    about: str
    sources: Text
    beside: tuple[str, ...]
    is_known: bool
    rows: str


@dataclass(frozen=True)
class Findings:
    """A list of findings."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Choice:
    """A choice that changes what the page says.

    Attributes:
        parameter: Its name, in the page's link or in a selection.
        label: What is chosen.
        options: Code and word of each.
        chosen: The code that the page shows; several where several may be chosen.
    """

    parameter: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str | tuple[str, ...]


@dataclass(frozen=True)
class Cite:
    """How to cite something: a pairing by its identifier, or ("") the data."""

    pairing: str = ""


@dataclass(frozen=True)
class Fold:
    """Blocks that a reader opens.

    Attributes:
        name: Its name on the page.
        label: What it holds.
        blocks: The blocks.
    """

    name: str
    label: str
    blocks: tuple[Block, ...]


Block = (
    Heading
    | Figures
    | Paragraph
    | Bullets
    | ChartShown
    | Table
    | Events
    | Sources
    | Findings
    | Choice
    | Cite
    | Fold
)


@dataclass(frozen=True)
class Section:
    """A part of a page: its name, and its blocks in order."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        title: What it is about, as the browser's tab says it.
        sections: Its parts, in order; an empty one says nothing.
    """

    title: str
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section:
        """Return a section by its name; an empty one where the page has none of it."""
        found = (one for one in self.sections if one.name == name)
        return next(found, Section(name, ()))
