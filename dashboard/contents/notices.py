"""What of a link was not understood, and what may have been meant."""

from __future__ import annotations

from dashboard.catalog import Catalog
from dashboard.language import _
from dashboard.search import like
from dashboard.selection import Notice
from dashboard.text import Code, Link, Text, joined, marked, said

QUOTED = 80


def quoted(asked: str) -> Code:
    """Show what a link held as it is, shortened."""
    return Code(" ".join(asked.replace("`", "").split())[:QUOTED])


def notice(catalog: Catalog, found: Notice) -> Text:
    """Say what of a link was not understood; suggest places that may have been meant."""
    asked = quoted(f"{found.parameter}={found.value}")
    meant = suggestions(catalog, found.value, "place") if found.parameter == "place" else ()
    return (asked, " — ", *said((found.text,), meant))


def suggestions(catalog: Catalog, identifier: str, kind: str) -> Text:
    """Return links to what an identifier that does not exist may have meant, or nothing.

    Args:
        catalog: All tables.
        identifier: What a link asked for.
        kind: `place` or `pairing`.
    """
    links = [
        (Link(hit.label, f"/{kind}?{kind}={hit.key}"),) for hit in like(catalog, identifier, kind)
    ]
    return marked(_("Did you mean {links}?"), links=joined(links, _(", "))) if links else ()
