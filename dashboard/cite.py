"""Permalinks and citations of a view, a pairing and a data version.

Citations are written in the language of reference managers, English words included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from dashboard.catalog import Catalog
from dashboard.selection import Selection, to_query
from dashboard.words import unit_name


@dataclass(frozen=True)
class Citation:
    """What a citation says.

    Attributes:
        title: The finding, or the name of what is cited.
        author: The body that publishes the data.
        work: The dashboard or data package.
        version: The data version.
        issued: Date of the data version.
        accessed: Date it was read.
        url: Permalink.
        kind: `webpage` or `dataset`, as CSL calls them.
    """

    title: str
    author: str
    work: str
    version: str
    issued: date
    accessed: date
    url: str
    kind: str


def permalink(
    site: str, page: str, selection: Selection, extra: Mapping[str, str] | None = None
) -> str:
    """Return the address of a view.

    Args:
        site: Address of the dashboard, such as `https://ties.example.org`.
        page: Path of the page, "" for the first.
        selection: What is shown.
        extra: Parameters of the page's own, such as `pairing`.
    """
    query = urlencode({**to_query(selection), **(extra or {})}, doseq=True)
    return f"{site.rstrip('/')}/{page}" + (f"?{query}" if query else "")


def of_view(catalog: Catalog, finding: str, url: str, today: date) -> Citation:
    """Cite a view.

    Args:
        catalog: All tables.
        finding: Title of the chart.
        url: Permalink.
        today: The day it was read.
    """
    return _citation(catalog, finding, url, today, "webpage")


def of_pairing(catalog: Catalog, pairing_id: str, site: str, today: date) -> Citation:
    """Cite what is known of a pairing."""
    row = catalog.pairings.set_index("pairing_id").loc[pairing_id]
    ends = [
        f"{row[f'{end}_name']}, {unit_name(catalog, str(row[f'{end}_admin1']))}"
        for end in ("us", "cn")
    ]
    title = f"{ends[0]}, and {ends[1]}: a {row['relation']} pairing"
    url = permalink(site, "pairing", Selection(), {"pairing": pairing_id})
    return _citation(catalog, title, url, today, "webpage")


def of_data(catalog: Catalog, site: str, today: date) -> Citation:
    """Cite the data version."""
    url = f"{site.rstrip('/')}/data/datapackage.json"
    return _citation(catalog, catalog.title, url, today, "dataset")


def _citation(catalog: Catalog, title: str, url: str, today: date, kind: str) -> Citation:
    contributors = catalog.descriptor.get("contributors", [])
    author = "; ".join(one["title"] for one in contributors) or catalog.title
    return Citation(
        title=title,
        author=author,
        work=catalog.title,
        version=catalog.version,
        issued=date.fromisoformat(catalog.as_of),
        accessed=today,
        url=url,
        kind=kind,
    )


def chicago(citation: Citation) -> str:
    """Write a citation as Chicago style asks of data and web pages."""
    of = "Data set" if citation.kind == "dataset" else "Interactive chart"
    # A question mark or full stop of the title's own is enough.
    stop = "" if citation.title.endswith(("?", "!", ".")) else "."
    return (
        f"{citation.author}. “{citation.title}{stop}” {of}, data version {citation.version}, "
        f"{_day(citation.issued)}. Accessed {_day(citation.accessed)}. {citation.url}."
    )


def bibtex(citation: Citation) -> str:
    """Write a citation as a BibTeX entry."""
    fields = {
        "author": f"{{{_tex(citation.author)}}}",
        "title": f"{{{_tex(citation.title)}}}",
        "year": str(citation.issued.year),
        "month": f"{citation.issued:%b}".lower(),
        "howpublished": _tex(citation.work),
        "note": _tex(f"Data version {citation.version}. Accessed {citation.accessed}"),
        "url": citation.url,
    }
    lines = [
        f"  {name} = {value}," if name == "month" else f"  {name} = {{{value}}},"
        for name, value in fields.items()
    ]
    return "\n".join([f"@misc{{{_key(citation)},", *lines, "}", ""])


def ris(citation: Citation) -> str:
    """Write a citation as a RIS record."""
    lines = [
        ("TY", "DATA" if citation.kind == "dataset" else "ELEC"),
        ("AU", citation.author),
        ("TI", citation.title),
        ("T2", citation.work),
        ("PY", str(citation.issued.year)),
        ("DA", f"{citation.issued:%Y/%m/%d}"),
        ("ET", citation.version),
        ("Y2", f"{citation.accessed:%Y/%m/%d}"),
        ("UR", citation.url),
    ]
    # Each tag ends its line; a line break inside a value would start a tag.
    said = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines]
    return "\r\n".join([*said, "ER  - ", ""])


def csl(citation: Citation) -> dict[str, object]:
    """Return a citation as an item of CSL-JSON."""
    return {
        "id": _key(citation),
        "type": citation.kind,
        "title": citation.title,
        "author": [{"literal": citation.author}],
        "container-title": citation.work,
        "version": citation.version,
        "issued": {"date-parts": [_parts(citation.issued)]},
        "accessed": {"date-parts": [_parts(citation.accessed)]},
        "URL": citation.url,
    }


def csl_json(citation: Citation) -> str:
    """Write a citation as a CSL-JSON file."""
    return json.dumps([csl(citation)], ensure_ascii=False, indent=2)


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _key(citation: Citation) -> str:
    words = re.findall(r"[a-z0-9]+", citation.title.lower())[:5]
    return "-".join(["us-china-ties", *words, citation.issued.isoformat()])


def _tex(text: str) -> str:
    """Write text so that TeX sets it as it stands."""
    marks = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    marks |= {mark: f"\\{mark}" for mark in "&%$#_{}"}
    return "".join(marks.get(character, character) for character in text)
