"""Who says so: the sources that rows cite."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

import pandas as pd

from dashboard.catalog import Catalog, split_ids
from dashboard.contents.blocks import Fold, Source, Sources
from dashboard.language import _
from dashboard.text import Link, Text, joined


@lru_cache(maxsize=2)
def _known(catalog: Catalog) -> dict[str, Source]:
    rows = catalog.sources.fillna({"date": "", "url": ""})
    return {
        row["source_id"]: Source(row["publisher"], row["title"], row["date"], row["url"])
        for row in rows.to_dict("records")
    }


def source(catalog: Catalog, source_id: str) -> Source:
    """Return a source by its identifier."""
    return _known(catalog)[source_id]


def sources(catalog: Catalog, source_ids: Iterable[str]) -> Sources:
    """Return a list of sources by their identifiers, each once."""
    return Sources(tuple(source(catalog, one) for one in dict.fromkeys(source_ids)))


def sources_of(catalog: Catalog, *tables: pd.DataFrame) -> Sources:
    """Return the sources that the rows of tables cite, in the order of their first citing."""
    cells = chain.from_iterable(table["source_ids"] for table in tables)
    return sources(catalog, chain.from_iterable(map(split_ids, cells)))


def says_who(catalog: Catalog, *tables: pd.DataFrame) -> Fold:
    """Return the sources of tables, to be opened."""
    return Fold("sources", _("Says who?"), (sources_of(catalog, *tables),))


def source_links(catalog: Catalog, source_ids: str) -> Text:
    """Write the sources of a cell, each with its link where it has one.

    Args:
        catalog: All tables.
        source_ids: The cell, identifiers separated by semicolons.
    """
    said: list[Text] = []
    for one in (source(catalog, source_id) for source_id in split_ids(source_ids)):
        words = ", ".join(part for part in (one.publisher, one.title, one.date) if part)
        said.append((Link(words, one.url),) if one.url else (words,))
    return joined(said, "; ")
