"""What became of a registry's rows: matched, matched with a difference, new, or for a person."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.registry.rows import Row

MATCHED = "matched"
DIFFERENT = "matched with a difference"
NEW = "new"
AMBIGUOUS = "ambiguous"
OUTCOMES = (MATCHED, DIFFERENT, NEW, AMBIGUOUS)

DATE = "date"
LEVEL = "level"
RELATION = "relation"
SISTER = "sister"


@dataclass(frozen=True)
class Candidate:
    """A pairing of ours, or a place, that a row may mean.

    Attributes:
        pairing_id: The pairing, or "".
        us_place_id: US end.
        cn_place_id: Chinese end.
        score: 0 to 100; only for ranking.
        reason: Why it may be the one, in words.
    """

    pairing_id: str
    us_place_id: str
    cn_place_id: str
    score: float
    reason: str


@dataclass(frozen=True)
class Match:
    """What became of one registry row.

    Attributes:
        row: The row.
        outcome: One of `OUTCOMES`.
        reason: Why, in words.
        pairing_id: Our pairing, when matched.
        us_place_id: US end, when it is one of our places.
        cn_place_id: Chinese end, when it is one of our places.
        differences: Which of date, level, relation differ.
        ours: Our date, or "".
        dates: How the two dates compare: one of the words above.
        days: Theirs minus ours in days, when both are known to the day.
        candidates: Ranked, for an ambiguous row.
        duplicate_of: The row that says the same, or "".
    """

    row: Row
    outcome: str
    reason: str = ""
    pairing_id: str = ""
    us_place_id: str = ""
    cn_place_id: str = ""
    differences: tuple[str, ...] = ()
    ours: str = ""
    dates: str = ""
    days: int | None = None
    candidates: tuple[Candidate, ...] = ()
    duplicate_of: str = ""

    @property
    def found(self) -> bool:
        """Whether the row is one of our pairings."""
        return self.outcome in (MATCHED, DIFFERENT)


@dataclass(frozen=True)
class Reconciliation:
    """All rows of a registry held against all our pairings.

    Attributes:
        matches: One for each registry row, in the registry's order.
        confirmed: Our pairings that a row states.
        absent: Our pairings that no row states.
        perhaps: Rows that may state an absent pairing, for a person to judge, by pairing.
    """

    matches: tuple[Match, ...]
    confirmed: frozenset[str]
    absent: tuple[str, ...]
    perhaps: dict[str, tuple[str, ...]]

    def count(self, outcome: str) -> int:
        """Count the rows of an outcome."""
        return sum(match.outcome == outcome for match in self.matches)
