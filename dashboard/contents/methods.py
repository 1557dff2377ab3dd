"""Data and methods: what is counted and how, what is missing, and every table to take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from dashboard import tables
from dashboard.captions import coverage as words
from dashboard.captions.sectors import class_name
from dashboard.catalog import Catalog
from dashboard.contents.blocks import (
    Block,
    Bullets,
    ChartShown,
    Choice,
    Cite,
    Column,
    ColumnKind,
    Heading,
    Page,
    Paragraph,
    Section,
    Table,
)
from dashboard.language import _, active, number, told
from dashboard.measures import coverage
from dashboard.registry import record
from dashboard.selection import Selection, View
from dashboard.text import Code, marked
from dashboard.words import CONFIDENCE_RULES, CONFIDENCES, TIERS, say, unit_names

PART = 50


@dataclass(frozen=True)
class Browsed:
    """Which rows of the package are browsed.

    Attributes:
        table: Name of the table.
        find: Terms that each row holds, see `tables.find`.
        only: Columns of closed lists and the words of them that are asked for.
    """

    table: str = "pairings"
    find: str = ""
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()


def page(view: View, section: str, browsed: Browsed | None = None) -> Page:
    """Return what a section of the page says.

    Args:
        view: Any view of the catalog; filters do not act here.
        section: One of `SECTIONS`.
        browsed: The rows that are browsed, or whose dictionary is shown.
    """
    title = _("Data and methods")
    scope = _("The filters of the sidebar do not act on this page: it describes all of the data.")
    options = tuple((code, section_name(code)) for code in SECTIONS)
    return Page(
        title,
        (
            Section(
                "head",
                (
                    Heading(title, 1, seen=False),
                    Choice("section", title, options, section),
                    Paragraph((scope,), "note"),
                ),
            ),
            *SECTIONS[section](view, browsed or Browsed()),
        ),
    )


def section_name(section: str) -> str:
    """Return what a section is called."""
    return {
        "counted": _("What is counted"),
        "coverage": _("Coverage and gaps"),
        "browse": _("Browse the tables"),
        "dictionary": _("Data dictionary"),
        "cite": _("Version and citation"),
    }[section]


def _counted(view: View, _browsed: Browsed) -> tuple[Section, ...]:
    """Say what a row is and how numbers come about."""
    classes = _(", ").join(class_name(name).lower() for name in ("people", "economic", "official"))
    rules = (
        marked(
            _(
                "**Pairing**: a formal tie of a US and a Chinese place that at least one "
                "source names. The first view shows sister pairings, the kind that official "
                "totals count; friendship ties are one filter away. Identified here and "
                "officially counted are always shown apart, with authority and date."
            )
        ),
        marked(
            _(
                "**In force**: established by the last year chosen and not ended before the "
                "first. A pairing of unknown year counts as in force, and the page says so."
            )
        ),
        marked(
            _(
                "**Exchange**: one documented activity. Planned ones are kept but not counted. "
                "Counts of exchanges are counts of what sources tell, a lower bound of what "
                "took place: compare shares rather than heights, and beware of early decades."
            )
        ),
        marked(
            _(
                "**People-to-people**: organised citizen-level activity such as arts, students "
                "and teachers, youth, sport and civic projects, after Teets; economic activity "
                "and leisure tourism are not. Classes on the sectors page: {classes}."
            ),
            classes=classes,
        ),
        marked(
            _(
                "**Trends** are tested with scipy and statsmodels; each page names the method, "
                "its interval and n, and says so when there is no clear trend."
            )
        ),
    )
    return (
        Section("counted", (Heading(_("What is counted, and how")), Bullets(rules))),
        _confidence(view.catalog),
        Section(
            "gaps",
            (
                Heading(_("Known biases and gaps")),
                Bullets(words.biases(coverage.gaps(view.catalog))),
            ),
        ),
    )


def _confidence(catalog: Catalog) -> Section:
    sister = coverage.sister(catalog)
    counts, total = sister["confidence"].value_counts(), len(sister)
    sentence = _(
        "- **{name}**: {rule}. {n} of {all} sister pairings ({share}); [rows]({rows})."
    ).removeprefix("- ")
    lines = tuple(
        marked(
            sentence,
            name=say(CONFIDENCES, code),
            rule=say(CONFIDENCE_RULES, code),
            n=number(int(counts.get(code, 0))),
            all=number(total),
            share=words.percent(int(counts.get(code, 0)), total),
            rows=f"/methods?section=browse&table=pairings&find=confidence:{code}+relation:sister",
        )
        for code in CONFIDENCES
    )
    return Section("confidence", (Heading(_("Confidence")), Bullets(lines)))


def _coverage(view: View, _browsed: Browsed) -> tuple[Section, ...]:
    """Hold what is identified here against official totals."""
    return _coverage_of(view.catalog, active())


@lru_cache(maxsize=4)
def _coverage_of(catalog: Catalog, language: str) -> tuple[Section, ...]:
    compared = tuple((sentence,) for sentence in record.sentences(catalog.directory))
    every = Selection(language=language)
    return (
        Section("compared", (Bullets(compared), ChartShown("history", every, "history"))),
        _by_date(catalog),
        Section("tiers", (Heading(_("By tier")), Bullets(words.tiers(catalog)))),
        _by_province(catalog),
        _by_decade(catalog),
    )


def _by_date(catalog: Catalog) -> Section:
    totals = coverage.history(catalog)
    rows = totals[["date", "pairs", "counted_by", "known", "undated"]].assign(
        share=[
            words.between(row["known"], row["known"] + row["undated"], row["pairs"])
            for row in totals.to_dict("records")
        ],
        rows="/methods?section=browse&table=official_totals&find=date:" + totals["date"],
        counted_by=totals["counted_by"].map(told),
    )
    table = Table(
        "coverage_dates",
        rows,
        (
            Column("date", _("Date"), pinned=True),
            Column("pairs", _("Official total"), "number"),
            Column("counted_by", _("Counted by")),
            Column("known", _("Identified, of known year"), "number"),
            Column("undated", _("Year unknown"), "number"),
            Column("share", _("Coverage")),
            Column("rows", _("Says who?"), "link", word=_("row")),
        ),
        _("Official totals, one a row, beside what is identified here for the date"),
    )
    note = _(
        "From those of known year alone to all that may have been in force. More than 100% "
        "means that some of unknown year are newer than the date, or were not counted."
    )
    return Section(
        "dates",
        (Heading(_("By date of the official total")), table, Paragraph((note,), "note")),
    )


def _by_province(catalog: Catalog) -> Section:
    provinces = coverage.by_province(catalog)
    note = _(
        "Official totals of their own are known here for {n} of {all} provinces. They may "
        "count other kinds of tie, or be older or newer than what is identified here."
    ).format(n=int(provinces["official"].notna().sum()), all=len(provinces))
    numbers = ("identified", *CONFIDENCES, "year_unknown", "official")
    rows = pd.DataFrame(
        {
            "province": provinces["code"].map(unit_names(catalog)),
            **{name: provinces[name] for name in (*numbers, "date")},
            "counted_by": provinces["counted_by"].map(told, na_action="ignore"),
            "rows": "/network?province=" + provinces["code"].str.removeprefix("CN-"),
        }
    )
    table = Table(
        "coverage_provinces",
        rows,
        (
            Column("province", _("Province"), pinned=True),
            Column("identified", _("Identified"), "number"),
            *(Column(code, say(CONFIDENCES, code), "number") for code in CONFIDENCES),
            Column("year_unknown", _("Year unknown"), "number"),
            Column("official", _("Official total"), "number"),
            Column("date", _("Date")),
            Column("counted_by", _("Counted by")),
            Column("rows", _("Rows"), "link", word=_("pairings")),
        ),
        _("Provinces, one a row: sister pairings identified, by confidence, and official"),
    )
    return Section("provinces", (Heading(_("By province")), Paragraph((note,), "note"), table))


def _by_decade(catalog: Catalog) -> Section:
    note = _(
        "New sister pairings by decade of establishment, and all documented exchanges by "
        "decade. No authority publishes totals by decade; the dates above are the check."
    )
    decades = coverage.by_decade(catalog)
    rows = decades.assign(
        decade=[
            _("year unknown") if pd.isna(decade) else _("{decade}s").format(decade=decade)
            for decade in decades["decade"]
        ]
    )
    table = Table(
        "coverage_decades",
        rows,
        (
            Column("decade", _("Decade"), pinned=True),
            *(Column(tier, say(TIERS, tier), "number") for tier in TIERS),
            *(Column(code, say(CONFIDENCES, code), "number") for code in CONFIDENCES),
            Column("exchanges", _("Exchanges"), "number"),
        ),
        _("Decades, one a row: new sister pairings by tier and confidence, and exchanges"),
    )
    return Section("decades", (Heading(_("By decade")), Paragraph((note,), "note"), table))


def table_choice(catalog: Catalog, chosen: str) -> Choice:
    """Return the choice of a table of the package."""
    options = tuple(
        (name, told(tables.resource(catalog, name)["title"])) for name in tables.names(catalog)
    )
    return Choice("table", _("Table"), options, chosen)


def browsed_rows(catalog: Catalog, browsed: Browsed) -> pd.DataFrame:
    """Return the rows of a table that are browsed, columns as in its file."""
    rows = tables.find(tables.table(catalog, browsed.table), browsed.find)
    for column, chosen in browsed.only:
        rows = rows[rows[column].isin(chosen)]
    return rows


def _browse(view: View, browsed: Browsed) -> tuple[Section, ...]:
    """Return a table, searched and filtered."""
    catalog, name = view.catalog, browsed.table
    rows = browsed_rows(catalog, browsed)
    count = marked(
        _("**{n}** of {all} rows. {description}"),
        n=number(len(rows)),
        all=number(len(tables.table(catalog, name))),
        description=told(tables.resource(catalog, name)["description"]),
    )
    profiled = {"pairings": "pairing", "places": "place"}.get(name)
    if profiled:
        address = f"/{profiled}?{profiled}=" + rows[f"{profiled}_id"]
        rows = rows.assign(profile=address)
    columns = [_raw_column(catalog, name, column) for column in tables.columns(catalog, name)]
    if profiled:
        columns.append(Column("profile", _("Profile"), "link", word=_("open")))
    table = Table(f"browse_{name}", rows, tuple(columns), _("Rows of the table"), PART)
    return (Section("browse", (Paragraph(count), table)),)


def _raw_column(catalog: Catalog, table: str, name: str) -> Column:
    """Return a column under the name that it has in the package's file."""
    fields = tables.resource(catalog, table)["schema"]["fields"]
    written = next(field["type"] for field in fields if field["name"] == name)
    kinds: dict[str, ColumnKind] = {"integer": "number", "number": "number", "boolean": "flag"}
    return Column(name, name, "link" if name == "url" else kinds.get(written, "text"))


def _dictionary(view: View, browsed: Browsed) -> tuple[Section, ...]:
    """Show what each column of a table means, as the package describes it."""
    catalog, name = view.catalog, browsed.table
    described = tables.resource(catalog, name)
    rows = tables.dictionary(catalog, name).assign(
        required=lambda rows: rows["required"].map({True: _("yes"), False: ""}),
        description=lambda rows: rows["description"].map(told),
    )
    about = (Code(described["path"]), " – ", told(described["description"]))
    table = Table(
        "dictionary",
        rows,
        (
            Column("column", _("Column")),
            Column("type", _("Type")),
            Column("required", _("Required")),
            Column("values", _("Values")),
            Column("description", _("Meaning")),
        ),
        _("Data dictionary"),
        whole=True,
    )
    blocks: tuple[Block, ...] = (table_choice(catalog, name), Paragraph(about), table)
    return (Section("dictionary", blocks),)


def _cite(view: View, _browsed: Browsed) -> tuple[Section, ...]:
    """Say which version this is and how to cite it."""
    catalog = view.catalog
    version = marked(
        _(
            "**{title}**, data version **{version}**, as of {date}. Code: MIT licence. Data: "
            "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/): reuse freely, name the "
            "source. Cite the version, for the data grows; every chart carries it in its source "
            "line."
        ),
        title=told(catalog.title),
        version=catalog.version,
        date=catalog.as_of,
    )
    return (
        Section("version", (Paragraph(version), Cite())),
        Section("package", (Heading(_("What the package holds")), _package(catalog))),
    )


def _package(catalog: Catalog) -> Table:
    resources = {name: tables.resource(catalog, name) for name in tables.names(catalog)}
    rows = pd.DataFrame(
        [
            {
                "table": told(described["title"]),
                "rows": len(tables.table(catalog, name)),
                "description": told(described["description"]),
                "browse": f"/methods?section=browse&table={name}",
            }
            for name, described in resources.items()
        ]
    )
    return Table(
        "package",
        rows,
        (
            Column("table", _("Table"), pinned=True),
            Column("rows", _("Rows"), "number"),
            Column("description", _("One row is"), wide=True),
            Column("browse", _("Browse"), "link", word=_("open")),
        ),
        _("Tables of the package, one a row"),
    )


SECTIONS: dict[str, Callable[[View, Browsed], tuple[Section, ...]]] = {
    "counted": _counted,
    "coverage": _coverage,
    "browse": _browse,
    "dictionary": _dictionary,
    "cite": _cite,
}
