"""What has to be said in other languages, and whether it is: texts of the code and of the data.

Texts of the code stand in `messages.po`, texts of the data in `data.po`; translators work in these
files with any gettext editor. `python -m dashboard translate` brings them in line with code and
data; `--check` only says what is missing, left over or broken.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from babel.messages import Catalog as Messages
from babel.messages.pofile import read_po, write_po

from dashboard.catalog import Catalog
from dashboard.home import HOME
from dashboard.language import DEFAULT, DOMAINS, LANGUAGES, TAGS, po_file

ROOT = HOME
# How many texts a call takes.
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
# Columns whose words pages and charts show; what a source calls itself stays as it is.
SHOWN = {
    "context_events": ("title", "label", "description"),
    "findings": ("study", "statement", "unit", "period", "note"),
    "indicators": ("title", "unit", "qualifier", "note"),
    "official_totals": ("counted_by",),
    "pairings": ("status_basis", "note"),
    "reported_totals": ("unit", "summary"),
    "exchanges": ("summary",),
}
HEADER = "# Translations for PROJECT, under the licence of the project."
ABOUT = {
    "project": "US–China subnational ties",
    "version": "1",
    "last_translator": "the project's contributors",
    "language_team": "the project's contributors",
    "msgid_bugs_address": "the project's issues",
}
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Gap:
    """A text that a catalogue does not say rightly.

    Attributes:
        file: The catalogue.
        text: The English text.
        rule: What is wrong.
    """

    file: Path
    text: str
    rule: str

    def __str__(self) -> str:
        """Name file, text and rule."""
        return f"{self.file.relative_to(ROOT)}: {self.text[:80]!r}: {self.rule}"


def texts_of_code() -> Messages:
    """Return the texts of the code, with the files where they stand."""
    found = Messages(fuzzy=False)
    for path in [ROOT / "app.py", *sorted((ROOT / "dashboard").rglob("*.py"))]:
        # Babel's own extractor reads tokens and does not see into f-strings.
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = _texts(node.args[: KEYWORDS.get(node.func.id, 0)])
                if texts:
                    found.add(texts, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return found


def _texts(arguments: list[ast.expr]) -> str | tuple[str, ...]:
    """Return the texts that a call names, one or singular and plural; none as ""."""
    texts = tuple(
        one.value
        for one in arguments
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )
    return texts if len(texts) > 1 else "".join(texts)


def texts_of_data(catalog: Catalog) -> Messages:
    """Return the texts of the data that are shown as they are, with the tables where they stand."""
    found = Messages(fuzzy=False)
    found.add(catalog.title, locations=[("datapackage.json", 0)])
    for resource in catalog.descriptor["resources"]:
        fields = resource.get("schema", {}).get("fields", [])
        for text in (
            resource["title"],
            resource["description"],
            *(field.get("description", "") for field in fields),
        ):
            if text:
                found.add(text, locations=[("datapackage.json", 0)])
    for name, columns in SHOWN.items():
        table: pd.DataFrame = getattr(catalog, name)
        for column in columns:
            for text in table[column].dropna().unique():
                # A period such as 1996/97 is the same everywhere.
                if re.search("[A-Za-z]", str(text)):
                    found.add(str(text), locations=[(f"{name}.{column}", 0)])
    return found


def wanted(catalog: Catalog) -> dict[str, Messages]:
    """Return what each domain has to hold."""
    return {"messages": texts_of_code(), "data": texts_of_data(catalog)}


def update(catalog: Catalog) -> list[Path]:
    """Bring all catalogues in line with code and data; translations that still fit are kept.

    Returns:
        The files written.
    """
    written = []
    for path, language, due in _catalogues(catalog):
        held = _read(path, language)
        made = held.creation_date
        held.update(due, no_fuzzy_matching=True)
        # Else each run would change the file.
        held.creation_date = made
        held.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file, held, width=100, include_lineno=False, sort_output=True, omit_header=False
            )
        written.append(path)
    return written


def gaps(catalog: Catalog) -> list[Gap]:
    """Return what the catalogues lack, hold in vain, or say wrongly."""
    return [
        gap
        for path, language, due in _catalogues(catalog)
        for gap in _gaps(path, _read(path, language), due)
    ]


def _catalogues(catalog: Catalog) -> Iterator[tuple[Path, str, Messages]]:
    due = wanted(catalog)
    for language in LANGUAGES:
        if language != DEFAULT:
            for domain in DOMAINS:
                yield po_file(language, domain), language, due[domain]


def _read(path: Path, language: str) -> Messages:
    locale = TAGS[language].replace("-", "_")
    if not path.is_file():
        return Messages(locale=locale, fuzzy=False, header_comment=HEADER, **ABOUT)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _gaps(path: Path, held: Messages, due: Messages) -> Iterator[Gap]:
    for message in due:
        said = held.get(message.id) if message.id else None
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        if said is None or not all(_forms(said.string)):
            yield Gap(path, text, "it is not translated")
        elif said.fuzzy:
            yield Gap(path, text, "its translation is marked as a guess (fuzzy)")
        else:
            allowed = {frozenset(PLACEHOLDER.findall(form)) for form in _forms(message.id)}
            for form in _forms(said.string):
                if frozenset(PLACEHOLDER.findall(form)) not in allowed:
                    yield Gap(path, text, f"its translation has other placeholders: {form!r}")
    for message in held:
        if message.id and due.get(message.id) is None:
            text = message.id if isinstance(message.id, str) else message.id[0]
            yield Gap(path, text, "nothing shows it any more")


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text or ""] if text is None or isinstance(text, str) else list(text)
