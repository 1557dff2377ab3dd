"""The charts of the findings page."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dashboard.captions import drift as drift_captions
from dashboard.captions import findings as captions
from dashboard.catalog import Catalog
from dashboard.charts.base import Chart, cited, rows_behind, whole
from dashboard.figures import drift as drift_figures
from dashboard.figures import findings as figures
from dashboard.figures.style import Frame
from dashboard.measures import findings as measures
from dashboard.measures.drift import (
    DECADE,
    Side,
    by_year,
    drift,
    mean_longitude,
    new_pairings,
    western_share,
)
from dashboard.measures.sectors import PERIOD, period_of
from dashboard.selection import View
from dashboard.words import N_

VALUES = {
    "indicator": "Code of the series.",
    "title": "Name of the series.",
    "unit": "Unit of the value.",
    "year": "Year that the value stands at.",
    "period": "Period as the source names it.",
    "value": "The value.",
    "qualifier": "How the source limits the value: about, more than.",
    "note": "What else is known of the value.",
}
DATA_NEEDED = N_("its values in the data")


def series_shown(view: View, *indicators: str) -> pd.DataFrame:
    """Return the values of indicators, columns as in the data package."""
    return pd.concat(
        [measures.series(view.catalog, name) for name in indicators], ignore_index=True
    )


def findings_of(catalog: Catalog, *finding_ids: str) -> pd.DataFrame:
    """Return findings by their identifiers, in that order."""
    rows = catalog.findings.set_index("finding_id", drop=False)
    return rows.loc[[one for one in finding_ids if one in rows.index]].reset_index(drop=True)


def answers_shown(view: View, finding_ids: tuple[str, ...], names: str) -> pd.DataFrame:
    """Return the findings that bars show, with the words beside the bars.

    Args:
        view: Any view of the catalog.
        finding_ids: The findings, from the top.
        names: Which words: `answer` or `coal_place` of the captions.

    Returns:
        Columns `finding_id`, `label`, `value`, `unit`, `period`, `source_ids`.
    """
    found = findings_of(view.catalog, *finding_ids)
    found = found[found["value"].notna()]
    label = {"answer": captions.answer, "coal_place": captions.coal_place}[names]
    columns = ["finding_id", "label", "value", "unit", "period", "source_ids"]
    return found.assign(label=found["finding_id"].map(label))[columns]


ANSWERS = {
    "finding_id": "Identifier of the finding.",
    "label": "What stands beside the bar.",
    "value": "Length of the bar.",
    "unit": "Unit of the value.",
    "period": "When it held.",
}


def rows_students(view: View) -> dict[str, pd.DataFrame]:
    """Return the `indicators` and `findings` behind the students, and their `sources`."""
    named = (*measures.STUDENTS, measures.INVITED, measures.ARRIVED)
    return cited(
        view.catalog,
        indicators=series_shown(view, measures.CREDIT, measures.MOMENT),
        findings=findings_of(view.catalog, *named),
    )


def conferences_shown(view: View) -> pd.DataFrame:
    """Return attendance of the conferences: a row a bar."""
    return measures.conferences(view.catalog)


def approval_shown(view: View) -> pd.DataFrame:
    """Return the boxes of the approval diagram.

    Returns:
        Columns `step` (from 1; both ends share the last), `box`, `text`, `relation` and
        `pairings` (of the ends).
    """
    held = view.catalog.pairings["relation"].value_counts()
    relations = ["", "", "", "", "sister", "friendship"]
    boxes = [step.split("\n", 1) for step in captions.approval_steps(view.catalog)]
    return pd.DataFrame(
        {
            "step": [1, 2, 3, 4, 5, 5],
            "box": [head for head, _text in boxes],
            "text": [text for _head, text in boxes],
            "relation": relations,
            "pairings": pd.array(
                [int(held.get(one, 0)) if one else pd.NA for one in relations], dtype="Int64"
            ),
        }
    )


def rows_approval(view: View) -> dict[str, pd.DataFrame]:
    """Return the `findings` about approval, all `pairings` counted, and their `sources`."""
    findings = view.catalog.findings
    pairings = view.catalog.pairings.drop(columns=["us_level", "cn_level"])
    return cited(
        view.catalog, findings=findings[findings["theme"] == "approval"], pairings=pairings
    )


def delegations_shown(view: View) -> pd.DataFrame:
    """Return documented delegations: a row a period.

    Returns:
        Columns `from_year`, `to_year`, `us_to_cn`, `cn_to_us`.
    """
    table = measures.delegations(view, PERIOD)
    first, last = view.selection.years
    begins = table.index.to_series()
    table.insert(0, "from_year", begins.clip(lower=first))
    table.insert(1, "to_year", (begins + PERIOD - 1).clip(upper=last))
    return table.reset_index(drop=True)


def rows_delegations(view: View) -> dict[str, pd.DataFrame]:
    """Return the `exchanges` that are delegations, their `pairings` and `sources`."""
    rows = rows_behind(view)
    exchanges = rows["exchanges"][rows["exchanges"]["kind"] == "delegation"]
    pairings = rows["pairings"]
    held = pairings[pairings["pairing_id"].isin(exchanges["pairing_id"])]
    return cited(view.catalog, pairings=held, exchanges=exchanges)


def shares_shown(view: View) -> pd.DataFrame:
    """Return the western share of new pairings: a row a year, then a row a decade.

    Returns:
        Columns `span` (`year`, `decade`), `from_year`, `western`, `other`, `share`, `low`,
        `high` (0 to 1; the interval of decades only).
    """
    new = new_pairings(view)
    years = by_year(new, view.selection.years).reset_index(names="from_year")
    decades = western_share(new).rename(columns={"period": "from_year"})
    decades["other"] = decades["n"] - decades["western"]
    columns = ["span", "from_year", "western", "other", "share", "low", "high"]
    parts = [
        part.assign(span=span)
        .reindex(columns=columns)
        .astype({"share": float, "low": float, "high": float})
        for span, part in (("year", years), ("decade", decades))
    ]
    return pd.concat([part for part in parts if not part.empty], ignore_index=True)


def longitudes_shown(view: View) -> pd.DataFrame:
    """Return the longitudes of new pairings: a row a pairing, its decade's means beside.

    Returns:
        Columns `pairing_id`, `year`, `decade`, and for each end `<end>_lon`, `<end>_mean`,
        `<end>_low`, `<end>_high` (degrees east).
    """
    new = new_pairings(view)
    decade = period_of(new["year"], DECADE)
    shown = new[["pairing_id", "year"]].assign(decade=decade)
    sides: tuple[Side, ...] = ("cn", "us")
    for side in sides:
        means = mean_longitude(new, side).set_index("period")
        shown[f"{side}_lon"] = new[f"{side}_lon"]
        for name in ("mean", "low", "high"):
            shown[f"{side}_{name}"] = decade.map(means[name]).astype(float)
    return shown


def rows_new(view: View) -> dict[str, pd.DataFrame]:
    """Return the `pairings` of known year that are new, and their `sources`."""
    pairings = rows_behind(view)["pairings"]
    new = pairings["pairing_id"].isin(new_pairings(view)["pairing_id"])
    return cited(view.catalog, pairings=pairings[new])


LONGITUDES = {
    "pairing_id": "Identifier of the pairing.",
    "year": "Year of establishment.",
    "decade": "First year of its decade.",
} | {
    f"{side}_{name}": text.format(end=end)
    for side, end in (("cn", "Chinese"), ("us", "US"))
    for name, text in (
        ("lon", "Longitude of the {end} end, degrees east."),
        ("mean", "Mean of the {end} ends of the decade, degrees east."),
        ("low", "Lower bound of the mean's 95 % t interval; empty for a single pairing."),
        ("high", "Upper bound of the mean's 95 % t interval; empty for a single pairing."),
    )
}


def _ngo(name: str, title: str, indicator: str) -> Chart:
    def words(view: View) -> Frame:
        return captions.ngo(view.catalog, indicator)

    def values(view: View) -> pd.DataFrame:
        return series_shown(view, indicator)

    return Chart(
        name,
        title,
        "findings",
        partial(figures.draw_ngo, indicator=indicator),
        words,
        lambda view: captions.rows_alt(words(view).title, values(view)),
        values,
        VALUES,
        lambda view: cited(view.catalog, indicators=values(view)),
        ("indicators",),
        ready=lambda view: not values(view).empty,
        needs=DATA_NEEDED,
        scope=whole,
        parameters={"topic": "channels"},
    )


CHARTS = (
    Chart(
        "drift",
        N_("Westward drift: western share"),
        "findings",
        lambda view, style: drift_figures.draw_shares(view, style, drift(view)),
        lambda view: drift_captions.shares(view, drift(view)),
        lambda view: drift_captions.shares_alt(view, drift(view)),
        shares_shown,
        {
            "span": "Whether the row counts a year or a decade.",
            "from_year": "The year, or the first year of the decade.",
            "western": "New pairings with a province of the Western Development programme.",
            "other": "New pairings with another province.",
            "share": "Western share of new pairings, 0 to 1.",
            "low": "Lower bound of the share's 95 % Wilson interval.",
            "high": "Upper bound of the share's 95 % Wilson interval.",
        },
        rows_new,
        ("pairings",),
        dense=True,
        parameters={"topic": "westward"},
    ),
    Chart(
        "longitudes",
        N_("Westward drift: longitudes"),
        "findings",
        lambda view, style: drift_figures.draw_longitudes(view, style, drift(view)),
        lambda view: drift_captions.longitudes(view, drift(view)),
        lambda view: drift_captions.longitudes_alt(view, drift(view)),
        longitudes_shown,
        LONGITUDES,
        rows_new,
        ("pairings",),
        dense=True,
        parameters={"topic": "westward"},
    ),
    Chart(
        "students",
        N_("US students in China"),
        "findings",
        figures.draw_students,
        lambda view: captions.students(view.catalog),
        lambda view: captions.rows_alt(
            captions.students(view.catalog).title,
            series_shown(view, measures.CREDIT, measures.MOMENT),
        ),
        lambda view: series_shown(view, measures.CREDIT, measures.MOMENT),
        VALUES,
        rows_students,
        ("indicators", "findings"),
        ready=lambda view: not measures.series(view.catalog, measures.CREDIT).empty,
        needs=DATA_NEEDED,
        scope=whole,
        parameters={"topic": "students"},
    ),
    Chart(
        "approval",
        N_("How a pairing is approved"),
        "findings",
        figures.draw_approval,
        lambda view: captions.approval(view.catalog),
        lambda view: captions.approval_alt(view.catalog),
        approval_shown,
        {
            "step": "Place in the order of steps, from 1; both ends share the last.",
            "box": "Heading of the box.",
            "text": "Its second line.",
            "relation": "Relation that the way ends in.",
            "pairings": "Pairings of that relation identified here.",
        },
        rows_approval,
        ("findings", "pairings"),
        scope=whole,
        parameters={"topic": "approval"},
    ),
    Chart(
        "reporting",
        N_("How offices report"),
        "findings",
        figures.draw_reporting,
        lambda view: captions.reporting(view.catalog),
        lambda view: captions.reporting_alt(view.catalog),
        partial(answers_shown, finding_ids=measures.ANSWERS, names="answer"),
        ANSWERS,
        lambda view: cited(
            view.catalog,
            findings=findings_of(view.catalog, measures.ANSWERS_OF, *measures.ANSWERS),
        ),
        ("findings",),
        ready=lambda view: measures.value(view.catalog, measures.ANSWERS_OF) is not None,
        needs=DATA_NEEDED,
        scope=whole,
        parameters={"topic": "approval"},
    ),
    Chart(
        "delegations",
        N_("Delegations"),
        "findings",
        figures.draw_delegations,
        captions.delegations,
        captions.delegations_alt,
        delegations_shown,
        {
            "from_year": "First year of the period.",
            "to_year": "Last year of the period.",
            "us_to_cn": "Documented delegations to China, of known year.",
            "cn_to_us": "Documented delegations to the United States, of known year.",
        },
        rows_delegations,
        parameters={"topic": "delegations"},
    ),
    Chart(
        "conferences",
        N_("Sister Cities Conferences"),
        "findings",
        figures.draw_conferences,
        lambda view: captions.conferences(view.catalog),
        lambda view: captions.rows_alt(
            captions.conferences(view.catalog).title, conferences_shown(view)
        ),
        conferences_shown,
        {**VALUES, "guests_only": "Whether only US guests are known, no total."},
        lambda view: cited(
            view.catalog,
            indicators=series_shown(view, measures.CONFERENCE, measures.CONFERENCE_US),
        ),
        ("indicators",),
        ready=lambda view: not conferences_shown(view).empty,
        needs=DATA_NEEDED,
        scope=whole,
        parameters={"topic": "conferences"},
    ),
    _ngo("ngo-offices", N_("Offices of foreign NGOs"), measures.OFFICES),
    _ngo("ngo-activities", N_("Temporary activities of foreign NGOs"), measures.ACTIVITIES),
    Chart(
        "coal",
        N_("Coal in electricity"),
        "findings",
        figures.draw_coal,
        lambda view: captions.coal(view.catalog),
        lambda view: captions.coal_alt(view.catalog),
        partial(answers_shown, finding_ids=measures.COAL, names="coal_place"),
        ANSWERS,
        lambda view: cited(view.catalog, findings=findings_of(view.catalog, *measures.COAL)),
        ("findings",),
        ready=lambda view: (
            None not in [measures.value(view.catalog, finding) for finding in measures.COAL]
        ),
        needs=DATA_NEEDED,
        scope=whole,
        parameters={"topic": "coal"},
    ),
)
