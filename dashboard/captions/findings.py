"""Words of the findings: topics, our figures beside them, titles of their charts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.captions.coverage import whole_source
from dashboard.captions.phrases import described, kind_of_pairing, source_line, years
from dashboard.captions.sectors import no_exchange
from dashboard.catalog import Catalog
from dashboard.figures.style import Frame
from dashboard.language import _, ngettext, number, told
from dashboard.measures import findings as measures
from dashboard.measures.findings import Beside
from dashboard.measures.sectors import PERIOD
from dashboard.selection import View
from dashboard.words import STATUSES, noted, say, sentences


def topic(code: str) -> str:
    """Name a topic."""
    return {
        "counts": _("How many pairings"),
        "westward": _("Westward drift"),
        "students": _("Students"),
        "approval": _("Approval and reporting"),
        "delegations": _("Delegations"),
        "conferences": _("Conferences"),
        "channels": _("Channels and NGOs"),
        "knowledge": _("Knowledge and revenue"),
        "coal": _("Coal"),
    }[code]


def amount(value: float, qualifier: object) -> str:
    """Write a reported value with its qualifier: `more than 400`."""
    said = number(value)
    words = {
        "more than": _("more than {value}"),
        "about": _("about {value}"),
        "at least": _("at least {value}"),
    }
    return words.get(str(qualifier), "{value}").format(value=said)


def beside(found: Beside | None) -> str:
    """Say our figure beside a finding."""
    if found is None:
        return _("Not testable with this data.")
    n = int(found.numbers.get("n", 0))
    text = _beside_texts(n)[found.name]
    numbers = dict(found.numbers)
    if "status" in numbers:
        numbers["status"] = say(STATUSES, str(numbers["status"])).lower()
    for key in ("value", "arrived"):
        if key in numbers:
            numbers[key] = number(int(numbers[key]))
    return text.format(**numbers)


def _beside_texts(n: int) -> dict[str, str]:
    """Return the sentences beside findings, by `Beside.name`; `n` is the number counted."""
    return {
        "pairs": _(
            "{here} sister pairings are identified here, ended ones included, {share}% of "
            "{reported}. Newest official "
            "count: {newest} ({date})."
        ),
        "students": _(
            "Open Doors, which counts study for credit, has {value} for {period}: another "
            "measure, the nearest year known here."
        ),
        "invited": _("By the newest report here {arrived} had come, {share}% of the aim."),
        "cn_to_us": ngettext(
            "{n} visit or event of {year} with Chinese guests in the United States is documented "
            "here: a sample, not a count.",
            "{n} visits or events of {year} with Chinese guests in the United States are "
            "documented here: a sample, not a count.",
            n,
        ),
        "us_to_cn": ngettext(
            "{n} visit or event of {year} with American guests in China is documented here: a "
            "sample, not a count.",
            "{n} visits or events of {year} with American guests in China are documented here: a "
            "sample, not a count.",
            n,
        ),
        "minnesota": _(
            "Exchanges of the state of Minnesota in 2005 documented here: {n}, the largest with "
            "{people} people."
        ),
        "minnesota_unknown": _(
            "Exchanges of the state of Minnesota in 2005 documented here: {n}; none states how "
            "many people."
        ),
        "friendship": _("{n} of {all} pairings identified here ({share}%) are friendship ties."),
        "knowledge": _(
            "{n} documented exchanges ({share}%) are in environment, governance and planning, or "
            "science: less than protocol or education."
        ),
        "tie": ngettext(
            "{us}–{cn}: {n} documented exchange here, status: {status}.",
            "{us}–{cn}: {n} documented exchanges here, status: {status}.",
            n,
        ),
        "western": _("{n} sister pairings ({share}%) have a partner in a western province."),
        "ngo": _("An earlier count here: {value} ({period})."),
        "coal": ngettext(
            "{n} sister pairing ties a coal state to a coal province.",
            "{n} sister pairings tie a coal state to a coal province.",
            n,
        ),
        "before": _("Not testable: pairings, and so this data, begin in 1979."),
    }


def credit_name() -> str:
    """Name the yearly series of students."""
    return _("Academic years, for credit (Open Doors)")


def moment_name() -> str:
    """Name the counts of students at a moment."""
    return _("At a moment (as reported)")


def dated(period: str, year: int) -> str:
    """Write a period, with its year where it does not say it."""
    return period if str(year) in period else noted(period, year)


@dataclass(frozen=True)
class Label:
    """A label of a point; `shift` is how far right of it the text stands, px."""

    year: int
    value: float
    text: str
    shift: int


def student_labels(catalog: Catalog) -> list[Label]:
    """Return labels for the points that the founding text names."""
    rows = measures.series(catalog, measures.MOMENT)
    labels = []
    # The last two are neighbours: one stands left, one right.
    for finding, shift in zip(measures.STUDENTS, (-30, -26, 14), strict=True):
        same = rows[rows["value"] == measures.value(catalog, finding)]
        if not same.empty:
            row = same.iloc[0]
            labels.append(
                Label(
                    int(row["year"]),
                    float(row["value"]),
                    amount(row["value"], row["qualifier"]),
                    shift,
                )
            )
    return labels


def students(catalog: Catalog) -> Frame:
    """Return the words around US students in China."""
    credit = measures.series(catalog, measures.CREDIT)
    if credit.empty:
        return Frame(_("No series of students is in the data"), "", whole_source(catalog))
    peak = credit.sort_values("value", kind="stable").iloc[-1]
    last = credit.iloc[-1]
    title = _(
        "US students in China for credit fell from {peak} ({peak_period}) to {last} ({last_period})"
    ).format(
        peak=number(int(peak["value"])),
        peak_period=peak["period"],
        last=number(int(last["value"])),
        last_period=last["period"],
    )
    invited = measures.value(catalog, measures.INVITED)
    arrived = measures.value(catalog, measures.ARRIVED)
    subtitle = _(
        "Students; an academic year stands at the year it ends. Reported moments count other "
        "groups and conflict in places."
    )
    if invited:
        aim = (
            _(
                "China’s aim of 2023: {invited} young Americans in five years, visits of any "
                "length; about {arrived} by early 2025."
            )
            if arrived
            else _(
                "China’s aim of 2023: {invited} young Americans in five years, visits of any "
                "length."
            )
        )
        numbers = {"invited": number(int(invited)), "arrived": number(int(arrived or 0))}
        subtitle = sentences(subtitle, aim.format(**numbers))
    return Frame(title, subtitle, whole_source(catalog))


def delegations(view: View) -> Frame:
    """Return the words around documented delegations."""
    table = measures.delegations(view, PERIOD)
    if not table.to_numpy().sum():
        return no_exchange(view)
    there, here = int(table["us_to_cn"].sum()), int(table["cn_to_us"].sum())
    if there >= here:
        title = _("More dated delegations went to China ({there}) than came from it ({here})")
    else:
        title = _("More dated delegations came from China ({here}) than went to it ({there})")
    if there == here:
        title = _("As many dated delegations went to China as came from it ({there})")
    peak = int(str(table.sum(axis=1).idxmax()))
    return Frame(
        title.format(there=number(there), here=number(here)),
        _(
            "Exchanges of the kind “delegation” through {kind}, {years}, by five years from the "
            "year named; most in the five years from {peak}."
        ).format(kind=kind_of_pairing(view.selection), years=years(view.selection), peak=peak),
        source_line(view),
    )


def conferences(catalog: Catalog) -> Frame:
    """Return the words around the conferences."""
    rows = measures.conferences(catalog)
    if rows.empty:
        return Frame(_("No attendance is in the data"), "", whole_source(catalog))
    top = rows.sort_values("value", kind="stable").iloc[-1]
    return Frame(
        _("{n} Sister Cities Conferences; best attended: {name} ({year})").format(
            n=len(rows), name=top["period"], year=top["year"]
        ),
        _(
            "Participants as reported, mostly rounded and by different counters. Hatched: no total "
            "known, US guests only."
        ),
        whole_source(catalog),
    )


def answer(finding_id: str) -> str:
    """Name an answer of the foreign-affairs offices."""
    return {
        "leffel-reporting-annual": _("Annual report only"),
        "leffel-reporting-events": _("Only events with provincial officials"),
        "leffel-reporting-both": _("Annual report and large events"),
        "leffel-reporting-none": _("In effect none"),
        "leffel-reporting-no-answer": _("No answer"),
    }[finding_id]


def reporting(catalog: Catalog) -> Frame:
    """Return the words around the offices' reporting."""
    asked = measures.value(catalog, measures.ANSWERS_OF)
    none = measures.value(catalog, "leffel-reporting-none")
    yearly = sum(
        measures.value(catalog, finding) or 0
        for finding in ("leffel-reporting-annual", "leffel-reporting-both")
    )
    if asked is None or none is None:
        return Frame(_("No answers are in the data"), "", whole_source(catalog))
    return Frame(
        _(
            "{yearly:.0f} of {asked:.0f} city offices send the province a yearly report; "
            "{none:.0f} in effect report nothing"
        ).format(yearly=yearly, asked=asked, none=none),
        _(
            "How municipal foreign-affairs offices in China report sister-city activity to the "
            "province; offices, interviews by Leffel, 2009–2010."
        ),
        whole_source(catalog),
    )


def ngo(catalog: Catalog, indicator: str) -> Frame:
    """Return the words around a cumulative count under the Foreign NGO law."""
    rows = measures.series(catalog, indicator)
    if rows.empty:
        return Frame(_("No series is in the data"), "", whole_source(catalog))
    last = rows.iloc[-1]
    return Frame(
        _("{title}: {value}").format(title=told(last["title"]), value=number(int(last["value"]))),
        _("{unit}, added up since the law took effect in 2017, at the dates reported.").format(
            unit=told(last["unit"]).capitalize()
        ),
        whole_source(catalog),
    )


def coal_place(finding_id: str) -> str:
    """Name whose share of coal a finding states."""
    return {
        "teets-coal-us": _("United States"),
        "teets-coal-china": _("China"),
        "teets-coal-states": _("Coal states (over)"),
    }[finding_id]


def coal(catalog: Catalog) -> Frame:
    """Return the words around the shares of coal."""
    shares = [measures.value(catalog, finding) for finding in measures.COAL]
    if None in shares:
        return Frame(_("Shares of coal are not in the data"), "", whole_source(catalog))
    return Frame(
        _(
            "Coal states such as West Virginia and Kentucky lean on coal more than China does: "
            "over {states:g}% against {china:g}%"
        ).format(states=shares[2], china=shares[1]),
        _("Share of electricity made from coal, percent, as Teets gives it; no year stated."),
        whole_source(catalog),
    )


def approval_steps(catalog: Catalog) -> tuple[str, str, str, str, str, str]:
    """Return the boxes of the approval diagram: a heading and a line each."""
    relation = catalog.pairings["relation"].value_counts()
    return (
        _("City\nwants a partner"),
        _("People’s Congress\nof the city: proposal"),
        _("Provincial office\nof foreign affairs: review"),
        _("CPAFFC\nnational association: final approval"),
        _("Sister pairing\n{n} identified here").format(n=int(relation.get("sister", 0))),
        _("Friendship tie\n{n} identified here").format(n=int(relation.get("friendship", 0))),
    )


def approval(catalog: Catalog) -> Frame:
    """Return the words around the approval diagram."""
    relation = catalog.pairings["relation"].value_counts()
    return Frame(
        _(
            "A formal sister tie passes three bodies; a friendship tie goes round them "
            "({n} of {all} pairings here)"
        ).format(n=int(relation.get("friendship", 0)), all=len(catalog.pairings)),
        _(
            "Steps on the Chinese side as Leffel describes them (interviews 2009–2010). Orange: "
            "some cities sign a partner or friendship tie instead."
        ),
        whole_source(catalog),
    )


def approval_alt(catalog: Catalog) -> str:
    """Return the alternative text of the approval diagram."""
    steps = [step.replace("\n", " ") for step in approval_steps(catalog)]
    details = _("Diagram. {way}. Way round: {first} to {last}.").format(
        way=_(", then ").join(steps[:5]), first=steps[0], last=steps[5]
    )
    return described(approval(catalog), details)


def rows_alt(title: str, rows: pd.DataFrame) -> str:
    """Return the alternative text of labelled bars: the title and every value."""
    said = [
        noted(told(row["period"]), amount(row["value"], row.get("qualifier")))
        for row in rows.to_dict("records")
    ]
    return _("{title}. {values}.").format(title=title, values=_("; ").join(said))


def reporting_alt(catalog: Catalog) -> str:
    """Return the alternative text of the offices' reporting."""
    said = [
        _("{name}: {values}").format(name=answer(finding), values=number(value))
        for finding in measures.ANSWERS
        if (value := measures.value(catalog, finding)) is not None
    ]
    return _("{title}. {values}.").format(title=reporting(catalog).title, values=_("; ").join(said))


def delegations_alt(view: View) -> str:
    """Return the alternative text of documented delegations."""
    table = measures.delegations(view, PERIOD)
    if not table.to_numpy().sum():
        return _("Bars of delegations. Nothing matches the filters.")
    details = _(
        "Bars by five years. Documented delegations to China: {there}; to the United States: "
        "{here}."
    ).format(there=table["us_to_cn"].sum(), here=table["cn_to_us"].sum())
    return described(delegations(view), details)


def coal_alt(catalog: Catalog) -> str:
    """Return the alternative text of the shares of coal."""
    said = [
        f"{coal_place(finding)} {value:g}%"
        for finding in measures.COAL
        if (value := measures.value(catalog, finding)) is not None
    ]
    details = _("Share of electricity made from coal: {said}.").format(said=_("; ").join(said))
    return described(coal(catalog), details)
