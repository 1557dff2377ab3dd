"""The figures at the head of a page, and what they leave out."""

from __future__ import annotations

from dashboard.captions import phrases
from dashboard.contents.blocks import Block, Figure, Figures, Paragraph, Section
from dashboard.language import _, ngettext, number, told
from dashboard.measures.headline import headline, official_total, unpaired
from dashboard.selection import View
from dashboard.text import Text, marked, said


def headline_figures(view: View) -> Figures:
    """Return what is identified here beside the official count, each with basis and date."""
    found = headline(view)
    catalog = view.catalog
    return Figures(
        (
            Figure(
                _("Identified here: {kind}").format(kind=phrases.kind_of_pairing(view.selection)),
                number(found.pairings),
                _("{n} of them state–province; data as of {date}").format(
                    n=found.state_province, date=catalog.as_of
                ),
            ),
            _official(view),
            Figure(
                _("Documented exchanges"),
                number(found.exchanges),
                _("through these pairings; {n} pairings have none documented").format(
                    n=number(found.silent)
                ),
            ),
            Figure(
                _("States and provinces tied"),
                f"{found.states} · {found.provinces}",
                _("of {states} (with DC) and {provinces}").format(
                    states=len(catalog.states), provinces=len(catalog.provinces)
                ),
            ),
        )
    )


def _official(view: View) -> Figure:
    total = official_total(view)
    if total is None:
        return Figure(_("Official count"), "–", _("none known for this selection"))
    return Figure(
        _("Official count: {scope}").format(scope=total["scope"]),
        number(int(str(total["pairs"]))),
        _("by {authority}, {date}").format(
            authority=told(str(total["counted_by"])), date=total["date"]
        ),
    )


def left_out(view: View) -> Section:
    """Say what the selection leaves out of the counts, so that nothing vanishes silently."""
    sentences = list(_left_out(view))
    return Section("left out", (Paragraph(said(*sentences), "note"),) if sentences else ())


def _left_out(view: View) -> list[Text]:
    found = headline(view)
    sentences: list[Text] = []
    if len(view.faint):
        sentences.append((phrases.faint(view),))
    if found.exchanges_undated:
        sentences.append(
            marked(
                ngettext(
                    "{n} exchange of unknown year is left out while years are narrowed.",
                    "{n} exchanges of unknown year are left out while years are narrowed.",
                    found.exchanges_undated,
                ),
                n=found.exchanges_undated,
            )
        )
    if not view.selection.all_years and found.year_unknown:
        sentences.append(
            marked(
                ngettext(
                    "{n} pairing of unknown year counts as in force.",
                    "{n} pairings of unknown year count as in force.",
                    found.year_unknown,
                ),
                n=found.year_unknown,
            )
        )
    if found.exchanges_planned:
        sentences.append(
            marked(
                ngettext(
                    "{n} exchange that was only announced is not counted.",
                    "{n} exchanges that were only announced are not counted.",
                    found.exchanges_planned,
                ),
                n=found.exchanges_planned,
            )
        )
    apart = unpaired(view)
    if apart:
        sentences.append(
            marked(
                ngettext(
                    "{n} more exchange is documented between places that are not paired: see the "
                    "[page of a place](/place) or [all exchanges](/methods?section=browse&table="
                    "exchanges).",
                    "{n} more exchanges are documented between places that are not paired: see the "
                    "[page of a place](/place) or [all exchanges](/methods?section=browse&table="
                    "exchanges).",
                    apart,
                ),
                n=number(apart),
            )
        )
    return sentences


def nothing_found() -> Paragraph:
    """Say that the selection is empty."""
    return Paragraph((_("No pairing matches all of these filters together."),), "nothing")


def unless_empty(view: View, *blocks: Block) -> tuple[Block, ...]:
    """Return blocks about what a view holds, or say that it is empty."""
    return (nothing_found(),) if view.is_empty else blocks
