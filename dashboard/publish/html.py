"""A page as plain HTML: all that it says, in order, without script or style.

A chart stands as its words and numbers, a choice as links to what it may be, a fold open to be
read. Every text is escaped: nothing from data can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import singledispatchmethod
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard import cite
from dashboard.catalog import Catalog
from dashboard.charts import chart_of
from dashboard.contents.blocks import (
    Block,
    Bullets,
    ChartShown,
    Choice,
    Cite,
    Column,
    Events,
    Figures,
    Finding,
    Findings,
    Fold,
    Heading,
    Page,
    Paragraph,
    Section,
    Sources,
    Table,
)
from dashboard.language import _, number, tag
from dashboard.selection import select
from dashboard.text import Code, Link, Run, Strong, Text


@dataclass(frozen=True)
class Printer:
    """Writes pages.

    Attributes:
        catalog: What charts are made from.
        site: Address of the dashboard, for citations.
        path: URL path of the page, for the links of its choices.
        today: The day of the citation.
    """

    catalog: Catalog
    site: str
    path: str
    today: date

    def page(self, page: Page) -> str:
        """Return a page as an HTML document."""
        sections = "\n".join(self.section(one) for one in page.sections if one.blocks)
        title = escape(_("{page} – US–China subnational ties").format(page=page.title))
        return (
            f'<!doctype html>\n<html lang="{tag()}">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{title}</title>\n</head>\n<body>\n<main>\n{sections}\n</main>\n</body>\n"
            "</html>\n"
        )

    def section(self, section: Section) -> str:
        """Return a section."""
        return f"<section>\n{self._blocks(section.blocks)}\n</section>"

    def _blocks(self, blocks: tuple[Block, ...]) -> str:
        return "\n".join(self.block(one) for one in blocks)

    @singledispatchmethod
    def block(self, block: object) -> str:
        """Return one block."""
        raise TypeError(f"There is no way to write {block!r}")

    @block.register
    def _heading(self, block: Heading) -> str:
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"

    @block.register
    def _figures(self, block: Figures) -> str:
        shown = "\n".join(
            f"<dt>{escape(one.label)}</dt>\n"
            f"<dd><strong>{escape(one.value)}</strong> {escape(one.basis)}</dd>"
            for one in block.figures
        )
        return f"<dl>\n{shown}\n</dl>"

    @block.register
    def _paragraph(self, block: Paragraph) -> str:
        written = html(block.text)
        return f"<p><small>{written}</small></p>" if block.role == "note" else f"<p>{written}</p>"

    @block.register
    def _bullets(self, block: Bullets) -> str:
        return _list(html(item) for item in block.items)

    @block.register
    def _chart(self, block: ChartShown) -> str:
        shown = chart_of(select(self.catalog, block.selection), block.name)
        frame = shown.frame
        columns = tuple(Column(str(name), str(name)) for name in shown.numbers.columns)
        return (
            f"<figure>\n<figcaption><strong>{escape(frame.title)}</strong> "
            f"{escape(frame.subtitle)}</figcaption>\n<p>{escape(shown.alt)}</p>\n"
            f"{_table(shown.numbers, columns, frame.title)}\n<p>{escape(frame.source)}</p>\n"
            "</figure>"
        )

    @block.register
    def _grid(self, block: Table) -> str:
        return _table(block.rows, block.columns, block.about)

    @block.register
    def _events(self, block: Events) -> str:
        return _list(
            f"<time>{escape(one.date)}</time> <strong>{escape(one.title)}</strong> "
            f"{escape(one.text)}"
            for one in block.events
        )

    @block.register
    def _sources(self, block: Sources) -> str:
        return _list(
            f"{escape(one.publisher)}: {_word(one.title, one.url)}"
            + (f", {escape(one.date)}" if one.date else "")
            for one in block.sources
        )

    @block.register
    def _findings(self, block: Findings) -> str:
        return f"<dl>\n{''.join(map(_finding, block.findings))}</dl>"

    @block.register
    def _choice(self, block: Choice) -> str:
        chosen = {block.chosen} if isinstance(block.chosen, str) else set(block.chosen)
        said = _list(
            f"<strong>{escape(word)}</strong>"
            if code in chosen
            else _word(word, f"/{self.path}?{urlencode({block.parameter: code})}")
            for code, word in block.options
        )
        label = escape(block.label)
        return f'<nav aria-label="{label}">\n<p>{label}</p>\n{said}\n</nav>'

    @block.register
    def _cite(self, block: Cite) -> str:
        if block.pairing:
            cited = cite.of_pairing(self.catalog, block.pairing, self.site, self.today)
        else:
            cited = cite.of_data(self.catalog, self.site, self.today)
        return f"<p>{escape(cite.chicago(cited))}</p>"

    @block.register
    def _fold(self, block: Fold) -> str:
        label = f"<summary>{escape(block.label)}</summary>"
        return f"<details open>\n{label}\n{self._blocks(block.blocks)}\n</details>"


def html(text: Text) -> str:
    """Return a text as HTML."""
    return "".join(map(_run, text))


def _run(run: Run) -> str:
    match run:
        case Strong(words):
            return f"<strong>{escape(words)}</strong>"
        case Link(words, address):
            return _word(words, address)
        case Code(words):
            return f"<code>{escape(words)}</code>"
        case letters:
            return escape(letters)


def _word(words: str, address: str) -> str:
    """Return words that lead somewhere; without an address they are words."""
    return f'<a href="{escape(address)}">{escape(words)}</a>' if address else escape(words)


def _list(items: Iterable[str]) -> str:
    return "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>"


def _finding(one: Finding) -> str:
    rows = f" {_word(_('Rows'), one.rows)}" if one.rows else ""
    return (
        f"<dt>{escape(one.statement)} <small>{escape(one.about)} "
        f"{escape(_('Source'))}: {html(one.sources)}</small></dt>\n"
        f"<dd>{'<br>'.join(map(escape, one.beside))}{rows}</dd>\n"
    )


def _table(rows: pd.DataFrame, columns: tuple[Column, ...], caption: str) -> str:
    head = "".join(f'<th scope="col">{escape(one.label)}</th>' for one in columns)
    cells = [[_cell(cell, one) for cell in rows[one.name]] for one in columns]
    body = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n"
        for row in zip(*cells, strict=True)
    )
    return (
        f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}</tbody>\n</table>"
    )


def _cell(cell: Any, column: Column) -> str:
    if pd.isna(cell):
        return ""
    if column.kind == "link":
        return _word(column.word or str(cell), str(cell))
    if column.kind == "grouped":
        return number(float(cell))
    if column.kind == "share":
        return f"{cell:.0f}%"
    return escape(str(cell))
