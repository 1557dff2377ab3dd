"""What a file of data means: selection, version, sources, licence, every column."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard import cite
from dashboard.captions import phrases
from dashboard.charts import ChartView
from dashboard.export.tables import to_json
from dashboard.measures.headline import headline
from dashboard.selection import View, to_query

# Columns that the catalog adds to those of the data package.
ADDED = {
    "us_admin1": "Postal code of the US place's state.",
    "cn_admin1": "ISO 3166-2 code of the Chinese place's province.",
    "us_name": "Name of the US place in English.",
    "cn_name": "Name of the Chinese place in English.",
    "us_name_zh": "Customary Chinese name of the US place.",
    "cn_name_zh": "Chinese name of the Chinese place.",
    "established_year": "Year of `established`; empty when unknown.",
    "ended_year": "Year of `ended`; empty when it has not ended or the year is unknown.",
    "tier": "Tier of the pairing that the exchange belongs to.",
    "relation": "Relation of that pairing.",
    "status": "Status of that pairing.",
}
TYPES = {"i": "integer", "u": "integer", "f": "number", "b": "boolean"}


def metadata(chart: ChartView, link: str, today: date) -> dict[str, Any]:
    """Describe what is exported of a chart.

    Args:
        chart: The chart and what it shows.
        link: Permalink of the view.
        today: The day of the export.

    Returns:
        A JSON object: finding, selection (query and words), permalink, data version, licence,
        citation, counts, sources, and each table with the definition of every column.
    """
    view, frame, rows = chart.view, chart.frame, chart.rows
    catalog = view.catalog
    query = to_query(view.selection)
    return {
        "chart": chart.name,
        "title": frame.title,
        "subtitle": frame.subtitle,
        "source": frame.source,
        "alt": chart.alt,
        "selection": {
            "query": query,
            "query_string": urlencode(query, doseq=True),
            "words": phrases.filters(catalog, view.selection),
        },
        "permalink": link,
        "exported": today.isoformat(),
        "data": {
            "name": catalog.descriptor["name"],
            "title": catalog.title,
            "version": catalog.version,
            "as_of": catalog.as_of,
            "licenses": catalog.descriptor["licenses"],
        },
        "citation": cite.csl(cite.of_view(catalog, frame.title, link, today)),
        "counts": vars(headline(view)) if "pairings" in chart.kind.tables else {},
        "tables": {
            "shown": _table(chart.numbers, {**definitions(view, "pairings"), **chart.kind.columns}),
            **{name: _table(table, definitions(view, name)) for name, table in rows.items()},
        },
        "sources": json.loads(to_json(rows["sources"])),
        "note": (
            "In CSV files a text that begins like a formula carries an apostrophe before it, so "
            "that no spreadsheet runs it."
        ),
    }


def definitions(view: View, table: str) -> dict[str, str]:
    """Return the definition of each column of a table of the package, added ones included."""
    resource = next(one for one in view.catalog.descriptor["resources"] if one["name"] == table)
    fields = {field["name"]: field["description"] for field in resource["schema"]["fields"]}
    return ADDED | fields


def to_sheet(described: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Return the metadata as two sheets: what the workbook is about, and its columns."""
    data = described["data"]
    about = {
        "Finding": described["title"],
        "What, where, when": described["subtitle"],
        "Source": described["source"],
        "Selection": "; ".join(described["selection"]["words"]) or "everything",
        "Permalink": described["permalink"],
        "Data version": f"{data['version']} of {data['as_of']}",
        "Licence": "; ".join(one["title"] for one in data["licenses"]),
        "Exported": described["exported"],
    }
    columns = [
        {"table": name, **column}
        for name, table in described["tables"].items()
        for column in table["columns"]
    ]
    return {
        "about": pd.DataFrame(about.items(), columns=["about", "text"]),
        "columns": pd.DataFrame(columns),
    }


def _table(rows: pd.DataFrame, known: dict[str, str]) -> dict[str, Any]:
    return {
        "rows": len(rows),
        "columns": [
            {
                "name": column,
                "type": TYPES.get(rows[column].dtype.kind, "string"),
                "description": _definition(column, known),
            }
            for column in rows.columns
        ],
    }


def _definition(column: str, known: dict[str, str]) -> str:
    """Return a column's definition; `new_*` defines all columns that begin with `new_`."""
    if column in known:
        return known[column]
    return next(
        (
            text.format(code=column.removeprefix(name[:-1]))
            for name, text in known.items()
            if name.endswith("*") and column.startswith(name[:-1])
        ),
        "",
    )
