"""What can be wrong with a tour file, and the list that a reading makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dashboard.language import _

SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a tour file.

    Attributes:
        file: Name of the file.
        step: Number of the step, from 1; None for the file as a whole.
        step_id: The step's `id`, "" when it has none.
        field: Name of the field, "" for the step as a whole.
        wrong: What is wrong.
        remedy: How to mend it.
    """

    file: str
    step: int | None
    step_id: str
    field: str
    wrong: str
    remedy: str

    @property
    def where(self) -> str:
        """The step, in words."""
        if self.step is None:
            return _("whole file")
        return f"{self.step} ({self.step_id})" if self.step_id else str(self.step)

    def __str__(self) -> str:
        """Say the problem in one line."""
        field = f", {self.field}" if self.field else ""
        return f"{self.file}: {self.where}{field}: {self.wrong} {self.remedy}"


class TourError(Exception):
    """A tour file cannot be used.

    Attributes:
        problems: Everything that is wrong with it.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class Refused(Exception):
    """A field, or the file as a whole, cannot be used.

    Attributes:
        wrong: What is wrong.
        remedy: How to mend it.
    """

    def __init__(self, wrong: str, remedy: str) -> None:
        """Keep both."""
        super().__init__(wrong, remedy)
        self.wrong = wrong
        self.remedy = remedy


@dataclass
class Problems:
    """The problems found so far in a file, and where in it the reading stands.

    Attributes:
        file: Name of the file.
        step: Number of the step that is being read; None outside the steps.
        step_id: Its `id`, "" before that is read.
        found: The problems, in the order of reading.
    """

    file: str
    step: int | None = None
    step_id: str = ""
    found: list[Problem] = field(default_factory=list)

    def move(self, step: int, step_id: str = "") -> None:
        """Go to a step."""
        self.step, self.step_id = step, step_id

    def refuse(self, field: str, wrong: str, remedy: str) -> None:
        """Note a problem with a field where the reading stands."""
        step_id = shortened(self.step_id)
        self.found.append(Problem(self.file, self.step, step_id, field, wrong, remedy))

    def refuse_unknown(self, names: Iterable[str], known: Sequence[str], within: str = "") -> None:
        """Note each field whose name is not known; `within` precedes the names of all."""
        for name in names:
            if name not in known:
                self.refuse(
                    within + shortened(name),
                    _("There is no field of this name."),
                    _("Use one of: {known}.").format(known=", ".join(known)),
                )


def shortened(text: str) -> str:
    """Return the beginning of what a file holds, on one line, for a message."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
