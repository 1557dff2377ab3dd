"""Read what anybody may have sent: as text, as JSON, as cells, or refuse it with field and rule."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from dashboard.registry.rows import Deviation, ShapeError

LONGEST_NAME = 80
# 288 American ties in September 2026: more than twice as many is another list.
MOST_US_ROWS = 600
SAFE_NAME = re.compile(r"[\w\s·・．•‧()（）\[\]【】,，、.'’/&\-–—]*")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text_of(raw: bytes) -> str:
    """Return an answer as text; refuse what is not UTF-8, or empty."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse("(answer)", "it is not UTF-8 throughout", f"byte {error.start:,}")
    if not text.strip():
        refuse("(answer)", "it is empty", "")
    return text


def json_of(text: str) -> Any:
    """Return what a text says as JSON; refuse what is not whole."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        refuse("(answer)", "it is not whole JSON", short(error))


def name_fault(text: str) -> str:
    """Say why a text cannot be a name, a number or a date; "" when it can."""
    if len(text) > LONGEST_NAME:
        return f"longer than {LONGEST_NAME} characters"
    if re.search(r"<[^>]*>|&#?\w+;", text):
        return "HTML where a plain name is expected"
    if text.startswith(FORMULA) and len(text) > 1 and text.strip("-"):
        return "a value that a spreadsheet would run"
    if not SAFE_NAME.fullmatch(text.replace(":", "")):
        return "characters that no name has"
    return ""


def check_size(rows: int, most: int, field: str, unit: str) -> None:
    """Refuse an answer with more rows than the registry can have."""
    if rows > most:
        refuse(field, f"more than {most:,} {unit}: this is not the list we know", f"{rows:,}")


def refuse(field: str, rule: str, found: str) -> NoReturn:
    """Refuse the whole answer for one field."""
    raise ShapeError([Deviation(field, rule, found)])


def string(value: Any) -> str:
    """Return a cell as text without blanks around it; an absent one as ""."""
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def keys(value: Any) -> str:
    """Name the fields of an object, or the type of what is none."""
    if not isinstance(value, dict):
        return type(value).__name__
    return "fields " + ", ".join(short(key) for key in list(value)[:12])


def short(value: Any) -> str:
    """Quote a value, shortened and safe to show in a terminal."""
    text = printable(str(value))
    return repr(text if len(text) <= 60 else text[:57] + "…")


def printable(text: str) -> str:
    """Blank what could steer the terminal that shows a text."""
    return "".join(c if c.isprintable() else " " for c in text)
