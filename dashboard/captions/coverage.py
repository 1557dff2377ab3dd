"""Words of coverage: what is here of what exists."""

from __future__ import annotations

from dashboard.captions.phrases import described, provenance
from dashboard.catalog import Catalog
from dashboard.figures.style import Frame
from dashboard.language import _, number, told
from dashboard.measures import coverage
from dashboard.text import Text, marked
from dashboard.words import TIERS, say, sentences


def whole_source(catalog: Catalog) -> str:
    """Return the source line of a chart that no filter acts on."""
    return sentences(_("All data, filters not applied."), provenance(catalog))


def percent(part: float, whole: float) -> str:
    """Write a share in whole percent; a dash of nothing."""
    return f"{round(100 * part / whole)}%" if whole else "–"


def between(low: int, high: int, whole: int) -> str:
    """Write a range of shares: `60% to 95%`."""
    first, last = percent(low, whole), percent(high, whole)
    return first if first == last else _("{low} to {high}").format(low=first, high=last)


def history(catalog: Catalog) -> Frame:
    """Return the words around official totals over time."""
    table = coverage.history(catalog)
    joint = table[table["side"] != "US"]
    if joint.empty:
        return Frame(_("No official total is in the data"), "", whole_source(catalog))
    first, last = joint.iloc[0], joint.iloc[-1]
    title = _(
        "The official count rose from {first} ({begin}) to {last} ({end}); "
        "{share} are identified here"
    ).format(
        first=first["pairs"],
        begin=str(first["date"])[:4],
        last=last["pairs"],
        end=str(last["date"])[:4],
        share=between(int(last["known"]), int(last["known"] + last["undated"]), int(last["pairs"])),
    )
    subtitle = _(
        "Sister pairings: official totals at their dates, and those identified here that were in "
        "force then. Counts differ by who counts. A pairing of unknown year may be older or newer."
    )
    return Frame(title, subtitle, whole_source(catalog))


def history_alt(catalog: Catalog) -> str:
    """Return the alternative text of official totals over time."""
    rows = [
        _("{date} {pairs} by {who} (identified here {known} to {reach})").format(
            date=row["date"],
            pairs=row["pairs"],
            who=told(row["counted_by"]),
            known=row["known"],
            reach=row["known"] + row["undated"],
        )
        for row in coverage.history(catalog).to_dict("records")
    ]
    # The table beside the chart has them all.
    left_out = _("{n} more").format(n=len(rows) - 4)
    listed = rows if len(rows) <= 5 else [*rows[:2], left_out, *rows[-2:]]
    details = _("Official totals of sister pairings: {rows}.").format(rows=_("; ").join(listed))
    return described(history(catalog), details)


def tiers(catalog: Catalog) -> tuple[Text, ...]:
    """Say coverage by tier, a sentence each."""
    sentence = _(
        "**{tier}**: {known} of known year and up to {reach} with those of unknown year, of "
        "{official} officially counted ({date}, {who}): {share}."
    )
    return tuple(
        marked(
            sentence,
            tier=say(TIERS, row["tier"]),
            known=row["known"],
            reach=row["known"] + row["undated"],
            official=row["official"],
            date=row["date"],
            who=told(row["counted_by"]),
            share=between(row["known"], row["known"] + row["undated"], row["official"]),
        )
        for row in coverage.by_tier(catalog).to_dict("records")
    )


def biases(found: coverage.Gaps) -> tuple[Text, ...]:
    """Say what is known to be missing or uneven, a sentence each."""
    year_unknown = _(
        "**Year unknown**: {n} of {all} sister pairings ({share}) have no known year, and "
        "{undated} of {exchanges} documented exchanges ({undated_share}). They are shown as "
        "“year unknown”, never guessed."
    )
    status_unknown = _(
        "**Status unknown**: for {n} of {all} sister pairings ({share}) no source says whether "
        "they are active; {silent} ({silent_share}) have no documented exchange here. None "
        "found is not none held."
    )
    english = _(
        "**English-language sources** are over-represented: {share} of the {n} sources that "
        "pairings and exchanges cite."
    )
    recent = _(
        "**Recent years** are over-represented: {sources} of the dated sources, and "
        "{exchanges} of the dated exchanges, are of {year} or later. Early decades are thin "
        "in sources, not necessarily in exchange."
    )
    listed = _(
        "**Listed only**: {n} sister pairings ({share}) stand only in a list and await a "
        "second source."
    )
    return (
        marked(
            year_unknown,
            n=number(found.year_unknown),
            all=number(found.sister),
            share=percent(found.year_unknown, found.sister),
            undated=number(found.exchanges_undated),
            exchanges=number(found.exchanges),
            undated_share=percent(found.exchanges_undated, found.exchanges),
        ),
        marked(
            status_unknown,
            n=number(found.status_unknown),
            all=number(found.sister),
            share=percent(found.status_unknown, found.sister),
            silent=number(found.silent),
            silent_share=percent(found.silent, found.sister),
        ),
        marked(
            english, share=percent(found.sources_english, found.sources), n=number(found.sources)
        ),
        marked(
            recent,
            sources=percent(found.sources_recent, found.sources_dated),
            exchanges=percent(found.exchanges_recent, found.exchanges - found.exchanges_undated),
            year=coverage.RICH_FROM,
        ),
        marked(listed, n=number(found.listed), share=percent(found.listed, found.sister)),
    )
