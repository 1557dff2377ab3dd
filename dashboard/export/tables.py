"""Rows as files: CSV and XLSX that are safe to open, JSON, and GeoJSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dashboard.catalog import Catalog

# What a spreadsheet takes for the start of a formula, full-width forms included.
FORMULA = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
WIDEST_COLUMN = 60


def to_csv(rows: pd.DataFrame) -> bytes:
    """Write rows as CSV: UTF-8 with BOM, which Excel needs, and no cell that Excel would run."""
    safe = rows.apply(_written)
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _written(column: pd.Series) -> pd.Series:
    if column.dtype == bool:
        return column.map({True: "true", False: "false"})
    if pd.api.types.is_numeric_dtype(column):
        return column
    return column.map(neutral, na_action="ignore")


def neutral(cell: object) -> object:
    """Return a cell that no spreadsheet runs: a text that starts like a formula gets a `'`."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def to_json(rows: pd.DataFrame) -> bytes:
    """Write rows as a JSON list of objects; what is not known is null."""
    return rows.to_json(orient="records", force_ascii=False).encode("utf-8")


def to_xlsx(sheets: dict[str, pd.DataFrame]) -> bytes:
    """Write tables as an XLSX workbook, one sheet each.

    Numbers and truth values keep their type. Dates stay text: they are as precise as known, often
    a year or a month. Texts are stored as text, so nothing in them runs.

    Args:
        sheets: Tables by the name of their sheet.
    """
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for position, column in enumerate(rows.columns, start=1):
            longest = max([len(str(column)), *rows[column].astype(str).str.len().head(200)])
            letter = get_column_letter(position)
            sheet.column_dimensions[letter].width = min(WIDEST_COLUMN, longest + 2)
        sheet.append([_cell(sheet, str(column), bold=True) for column in rows.columns])
        for row in rows.itertuples(index=False):
            sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any, bold: bool = False) -> Any:
    if pd.isna(value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    # openpyxl takes a text with "=" first for a formula.
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    return cell


def to_geojson(catalog: Catalog, pairings: pd.DataFrame, exchanges: pd.DataFrame) -> bytes:
    """Write pairings as lines and their places as points (RFC 7946, WGS 84).

    Lines cross the Pacific and are cut at the 180th meridian, as the standard asks.

    Args:
        catalog: All tables.
        pairings: Rows of the pairings.
        exchanges: The exchanges that count.
    """
    places = catalog.places.set_index("place_id")
    held = exchanges["pairing_id"].value_counts()
    counted = pairings.assign(
        exchanges=pairings["pairing_id"].map(held).fillna(0).astype(int), pairings=1
    )
    ends = [
        counted.groupby(f"{end}_place_id")[["pairings", "exchanges"]].sum() for end in ("us", "cn")
    ]
    points = pd.concat(ends).rename_axis("place_id")
    features = [
        _feature("Point", [row["lon"], row["lat"]], row, drop=("lon", "lat"))
        for row in _records(places.loc[points.index].join(points).reset_index())
    ]
    for row in _records(counted.drop(columns="pairings")):
        located = (places.loc[row["us_place_id"]], places.loc[row["cn_place_id"]])
        line = _across_pacific(*((float(end["lon"]), float(end["lat"])) for end in located))
        features.append(_feature("MultiLineString", line, row))
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    known: list[dict[str, Any]] = json.loads(to_json(rows))
    return known


def _feature(
    kind: str, coordinates: Any, properties: dict[str, Any], drop: Iterable[str] = ()
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": properties.get("pairing_id") or properties.get("place_id"),
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": {key: value for key, value in properties.items() if key not in drop},
    }


def _across_pacific(
    american: tuple[float, float], chinese: tuple[float, float]
) -> list[list[list[float]]]:
    """Return a straight line between two places (lon, lat) in two parts, each side of 180°."""
    (west, south), (east, north) = american, chinese
    share = (west + 180) / (west + 360 - east)
    middle = round(south + share * (north - south), 4)
    return [[[west, south], [-180.0, middle]], [[180.0, middle], [east, north]]]
