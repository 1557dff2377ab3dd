"""The classroom tour: steps as data, checked, with every number computed from the catalog.

A tour is a TOML file (`data/tour.toml` is the built-in one). `load` reads it and either returns a
`Tour` that can be shown as it is, or raises `TourError` with every problem at once, each with the
step, the field and the way to mend it: a teacher, not a programmer, writes the file.
"""

from __future__ import annotations

from dashboard.tour.format import (
    FIELDS,
    FILE,
    LARGEST,
    MOST_CHARACTERS,
    MOST_WORDS,
    SPOKEN,
    TEXTS,
    TOP,
    Step,
    Tour,
    in_language,
    length,
)
from dashboard.tour.problems import Problem, TourError
from dashboard.tour.reading import load
from dashboard.tour.values import COUNTS, KINDS

__all__ = [
    "COUNTS",
    "FIELDS",
    "FILE",
    "KINDS",
    "LARGEST",
    "MOST_CHARACTERS",
    "MOST_WORDS",
    "SPOKEN",
    "TEXTS",
    "TOP",
    "Problem",
    "Step",
    "Tour",
    "TourError",
    "in_language",
    "length",
    "load",
]
