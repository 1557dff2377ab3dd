"""What a registry states, row by row, and what is said of an answer that is not the registry's."""

from __future__ import annotations

from dataclasses import dataclass

CPAFFC = "cpaffc"
WIKIDATA = "wikidata"
REGISTRIES = (CPAFFC, WIKIDATA)


@dataclass(frozen=True)
class Row:
    """One tie as a registry states it.

    Attributes:
        registry: `cpaffc` or `wikidata`.
        row_id: The registry's own identifier of the row.
        province_zh: Chinese province, in Chinese.
        cn_zh: Chinese place, in Chinese; empty when the registry names only the province.
        us_zh: US place, in Chinese.
        date: Signing date, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty when none can be read.
        date_raw: The date as the registry writes it.
        date_problem: What is wrong with it, or "".
        ended: End of the tie, as `date`.
        cn_en: English name of the Chinese place, where given.
        us_en: English name of the US place, where given.
        cn_geonames: GeoNames identifier of the Chinese place, where given.
        us_geonames: GeoNames identifier of the US place, where given.
        events: The event log as plain text; for reading, never for publishing.
    """

    registry: str
    row_id: str
    province_zh: str
    cn_zh: str
    us_zh: str
    date: str = ""
    date_raw: str = ""
    date_problem: str = ""
    ended: str = ""
    cn_en: str = ""
    us_en: str = ""
    cn_geonames: str = ""
    us_geonames: str = ""
    events: str = ""


@dataclass(frozen=True)
class Deviation:
    """One way in which an answer is not what it should be.

    Attributes:
        field: The field, such as `data.lists[].qzsj`.
        rule: The rule that it breaks, in words.
        found: What stands there, shortened.
        rows: How many rows it concerns, 0 for the answer as a whole.
    """

    field: str
    rule: str
    found: str = ""
    rows: int = 0

    def __str__(self) -> str:
        """Return the deviation as one line for a terminal."""
        where = f" ({self.rows:,} row{'s' if self.rows > 1 else ''})" if self.rows else ""
        found = f"; found {self.found}" if self.found else ""
        return f"{self.field}: {self.rule}{where}{found}"


class ShapeError(Exception):
    """The answer is not the registry's; `deviations` says why, field by field."""

    def __init__(self, deviations: list[Deviation]) -> None:
        """Keep the deviations."""
        self.deviations = tuple(deviations)
        super().__init__("\n".join(str(deviation) for deviation in deviations))


@dataclass(frozen=True)
class Table:
    """The ties with the United States that a registry states.

    Attributes:
        rows: The rows, in the registry's order.
        total: All rows of the answer, other countries included.
        remarks: What a reader should know of the answer, such as fields that are not used.
    """

    rows: tuple[Row, ...]
    total: int
    remarks: tuple[str, ...] = ()
