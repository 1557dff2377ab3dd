"""The reader's language: every text a reader sees goes through `_` or `ngettext`.

The active language is a context variable, so that sessions served by different threads do not
disturb each other. Catalogues live in `dashboard/locale` as gettext's text files (`.po`), one for
the texts of the code and one for those of the data, read as they are: a checkout needs no compiled
copy that could be stale. A wheel holds compiled copies (`.mo`) in their place. English is the text
in the code and the data.
"""

from __future__ import annotations

import gettext
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = {"en": "English", "zh": "简体中文"}
# What HTML and Babel call them.
TAGS = {"en": "en", "zh": "zh-Hans"}
DEFAULT = "en"
DOMAINS = ("messages", "data")

_active: ContextVar[str] = ContextVar("language", default=DEFAULT)


def po_file(language: str, domain: str) -> Path:
    """Return the path of a language's catalogue; `domain` is one of `DOMAINS`."""
    return LOCALE_DIR / language / "LC_MESSAGES" / f"{domain}.po"


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    known = gettext.NullTranslations()
    if language != DEFAULT:
        for domain in reversed(DOMAINS):
            found = _read(po_file(language, domain))
            found.add_fallback(known)
            known = found
    return known


def _read(path: Path) -> gettext.GNUTranslations:
    # A text file goes first: editors of such files leave compiled copies beside them.
    if not path.is_file():
        with path.with_suffix(".mo").open("rb") as file:
            return gettext.GNUTranslations(file)
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(TAGS[language], sep="-")


def activate(language: str) -> None:
    """Make `language` the one that `_` and `ngettext` answer in, for this context.

    Args:
        language: One of `LANGUAGES`; anything else means `DEFAULT`.
    """
    _active.set(language if language in LANGUAGES else DEFAULT)


def active() -> str:
    """Return the active language's code."""
    return _active.get()


def tag() -> str:
    """Return the active language's tag, as HTML wants it."""
    return TAGS[_active.get()]


def spoken(tags: str | None) -> str:
    """Return the language that fits a browser's wish best.

    Args:
        tags: A language tag such as `zh-CN`, or the value of `Accept-Language`; first wish first.
    """
    for one in (tags or "").split(","):
        language = one.strip().lower()[:2]
        if language in LANGUAGES:
            return language
    return DEFAULT


def _(message: str) -> str:
    """Return `message` in the active language."""
    # gettext keeps the catalogue's own description under the empty text.
    return _catalogue(_active.get()).gettext(message) if message else ""


def told(text: str) -> str:
    """Return a text of the data in the active language; what no catalogue knows stands as it is.

    The texts are found through `translation.SHOWN`, not by their place in the code.
    """
    return _(text)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of the message that fits `number`, in the active language."""
    return _catalogue(_active.get()).ngettext(singular, plural, number)


def number(value: float) -> str:
    """Write a number as the active language does, thousands separated: `1,234.5`."""
    return str(format_decimal(value, locale=_locale(_active.get())))
