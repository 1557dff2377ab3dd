"""Our pairings that a row may mean, ranked for a person to choose from; none is accepted here."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.registry.dates import DIFFER, FINER, OURS_FINER, SAME, compare_dates
from dashboard.registry.ends import End
from dashboard.registry.index import Index
from dashboard.registry.names import american, chinese, fold, similarity, stem_of
from dashboard.registry.outcomes import Candidate
from dashboard.registry.rows import Row

CANDIDATES = 5
ALIKE = 55.0
NAMELESS = 50.0
DAY_BONUS, YEAR_BONUS, DATE_PENALTY = 40.0, 20.0, 15.0


def likely(row: Row, index: Index, us: End, cn: End) -> tuple[Candidate, ...]:
    """Rank our pairings for a row with an end whose name we do not know."""
    us_name = american(row.us_zh, index.state_stems)
    cn_name = chinese(row.cn_zh, row.province_zh)
    province = index.provinces.get(fold(row.province_zh), "")
    unit = index.admin1.get(province, "")
    scored: list[tuple[str, str, float, str]] = []
    for u, c in index.pairings:
        if (us.places and u not in us.places) or (cn.places and c not in cn.places):
            continue
        if unit and index.admin1[c] != unit:
            continue
        score, reason = 100.0, []
        if not us.places:
            names = index.names[u]
            alike = max((similarity(us_name.stem, american(n).stem) for n in names), default=0.0)
            if not us.named:
                alike, why = NAMELESS, "the row names no US place"
            elif not names:
                alike = NAMELESS if cn.places else 0.0
                why = "we know no Chinese name of the US place"
            else:
                why = f"US name {alike:.0f} % alike"
            score = min(score, alike)
            reason.append(why)
        if not cn.places:
            names = index.names[c]
            alike = max((similarity(cn_name.stem, stem_of(n)[0]) for n in names), default=0.0)
            # A row that names no Chinese place at all may be any of the province.
            score = min(score, alike if cn_name.stem else NAMELESS)
            reason.append(
                f"Chinese name {alike:.0f} % alike"
                if cn_name.stem
                else "the row names no Chinese place"
            )
        if score >= ALIKE or (score == NAMELESS and (us.places or cn.places)):
            scored.append((u, c, score, ", ".join(reason)))
    return ranked(row, index, scored)


def ranked(
    row: Row, index: Index, found: Iterable[tuple[str, str, float, str]]
) -> tuple[Candidate, ...]:
    """Turn scored ends into candidates, best first; agreeing dates speak for a pairing."""
    candidates = []
    for us, cn, score, reason in found:
        pairing = index.pairings.get((us, cn))
        weighed, why = score, reason
        if pairing:
            dates, _ = compare_dates(pairing["established"], row.date)
            if dates == SAME and row.date:
                weighed, why = weighed + DAY_BONUS, f"{reason}, same date"
            elif dates in (FINER, OURS_FINER):
                weighed, why = weighed + YEAR_BONUS, f"{reason}, dates agree"
            elif dates == DIFFER:
                weighed, why = weighed - DATE_PENALTY, f"{reason}, dates differ"
        candidates.append(
            Candidate(
                pairing["pairing_id"] if pairing else "", us, cn, min(100.0, max(0.0, weighed)), why
            )
        )
    candidates.sort(key=lambda c: (-c.score, c.pairing_id, c.us_place_id, c.cn_place_id))
    return tuple(candidates[:CANDIDATES])
