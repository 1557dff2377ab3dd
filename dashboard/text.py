"""Texts with strong words, links and code in them, free of any markup.

The sentences of the code, and their translations, mark these as Markdown does: `**strong**`,
`[word](address)` and a word between backquotes. `text` reads the marks before it fills in values:
what comes from data, a link or a file stays the letters that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import Formatter

from dashboard.words import sentences


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True)
class Link:
    """A link; an address that begins with a slash is one of the dashboard's own.

    Attributes:
        text: Its words.
        address: Where it leads.
    """

    text: str
    address: str


@dataclass(frozen=True)
class Code:
    """Words as they are typed."""

    text: str


Run = str | Strong | Link | Code
Text = tuple[Run, ...]
MARKS = re.compile(
    r"\*\*(?P<strong>.+?)\*\*|\[(?P<word>[^\]]+)\]\((?P<address>[^)]+)\)|`(?P<code>[^`]+)`"
)


def marked(template: str, **values: object) -> Text:
    """Return a marked sentence with its values filled in.

    Args:
        template: A sentence of the code, or its translation.
        values: What its braces stand for: a `Text` keeps its links, all else is plain letters.
    """
    runs: list[Run] = []
    end = 0
    for mark in MARKS.finditer(template):
        runs += _filled(template[end : mark.start()], values)
        found = {name: part.format(**values) for name, part in mark.groupdict().items() if part}
        if "strong" in found:
            runs.append(Strong(found["strong"]))
        elif "word" in found:
            runs.append(Link(found["word"], found["address"]))
        else:
            runs.append(Code(found["code"]))
        end = mark.end()
    runs += _filled(template[end:], values)
    return joined([(run,) for run in runs])


def _filled(template: str, values: dict[str, object]) -> Iterator[Run]:
    for literal, name, spec, _conversion in Formatter().parse(template):
        yield literal
        if name is not None:
            value = values[name]
            if isinstance(value, tuple):
                yield from value
            else:
                yield format(value, spec or "")


def joined(texts: Iterable[Text], between: str = "") -> Text:
    """Put texts one after the other, with letters between them; empty ones leave no trace."""
    runs: list[Run] = []
    for one in texts:
        if not plain(one):
            continue
        for run in (between, *one) if runs else one:
            if isinstance(run, str) and runs and isinstance(runs[-1], str):
                runs[-1] += run
            elif run:
                runs.append(run)
    return tuple(runs)


def said(*texts: Text) -> Text:
    """Put sentences one after the other, as the reader's language does."""
    return joined(texts, sentences("|", "|").strip("|"))


def plain(written: Text) -> str:
    """Return the letters of a text."""
    return "".join(run if isinstance(run, str) else run.text for run in written)
