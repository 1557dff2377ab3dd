"""Pages saved from a browser: the JSON or the table in them, or their plain text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

from dashboard.registry.checks import refuse, short
from dashboard.registry.names import fold


def json_in_html(text: str) -> Any | None:
    """Return the JSON that a browser wrapped in a page, if the page is nothing else."""
    plain = plain_text(text).strip()
    if not plain.startswith("{"):
        return None
    try:
        return json.loads(plain)
    except (ValueError, RecursionError):
        return None


class _Tables(HTMLParser):
    """Collect the rows of a page's tables as lists of cell texts."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def html_table(
    text: str, headings: dict[str, str], wanted: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Return the rows of the first table with the wanted columns, by the names of its fields.

    Args:
        text: The page.
        headings: Field by heading, as the page may call it.
        wanted: Fields that the table must have.

    Raises:
        ShapeError: The page has no such table.
    """
    parser = _Tables()
    parser.feed(text)
    for number, cells in enumerate(parser.rows):
        names = [headings.get(fold(cell), "") for cell in cells]
        if set(wanted) <= set(names):
            return [
                {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}
                for row in parser.rows[number + 1 :]
                if any(cell.strip() for cell in row)
            ]
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    refuse(
        "(answer)",
        "a web page came instead of JSON, and it has no table with the columns of the list",
        f"page titled {short(plain_text(title[1]))}" if title else "a page without title",
    )


class _Plain(HTMLParser):
    """Collect a page's text; blocks and breaks end a line."""

    BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3"})
    SILENT = frozenset({"script", "style", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT and self._silent > 0
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """Return the text of a piece of HTML, one line per block, without scripts."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    lines = (line.strip() for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)
