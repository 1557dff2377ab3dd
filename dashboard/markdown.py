"""Texts as Streamlit's Markdown: what is not a mark of ours stays the letters that it is."""

from __future__ import annotations

import re

from dashboard.text import Code, Link, Run, Strong, Text

SPECIAL = re.compile(r"[\\`*_\[\]<>$~|&]")
# At the start of a line these would begin a list, a heading or a quotation.
BEGINNING = re.compile(r"^(\s*)(\d+)([.)])(?=\s)|^(\s*)([-+#=])", re.MULTILINE)


def escaped(letters: str) -> str:
    """Return letters as Markdown that shows them as they are."""
    shown = SPECIAL.sub(r"\\\g<0>", letters)
    return BEGINNING.sub(
        lambda found: (
            f"{found[1]}{found[2]}\\{found[3]}" if found[3] else f"{found[4]}\\{found[5]}"
        ),
        shown,
    )


def markdown(text: Text) -> str:
    """Return a text as Markdown."""
    return "".join(map(_written, text))


def _written(run: Run) -> str:
    match run:
        case Strong(words):
            return f"**{escaped(words)}**"
        case Link(words, address):
            address = address.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
            return f"[{escaped(words)}]({address})"
        case Code(words):
            return f"`{words}`"
        case letters:
            return escaped(letters)
