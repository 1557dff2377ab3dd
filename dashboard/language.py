"""The reader's language: every text a reader sees goes through `_` or `ngettext`.

The active language is a context variable, so that sessions served by different threads do not
disturb each other. Catalogues live in `dashboard/locale`; English is the text in the code.
"""

from __future__ import annotations

import gettext
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = ("en",)
DEFAULT = "en"

_active: ContextVar[str] = ContextVar("language", default=DEFAULT)


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", LOCALE_DIR, [language], fallback=True)


def activate(language: str) -> None:
    """Make `language` the one that `_` and `ngettext` answer in, for this context.

    Args:
        language: One of `LANGUAGES`; anything else means `DEFAULT`.
    """
    _active.set(language if language in LANGUAGES else DEFAULT)


def active() -> str:
    """Return the active language's code."""
    return _active.get()


def _(message: str) -> str:
    """Return `message` in the active language."""
    return _catalogue(_active.get()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of the message that fits `number`, in the active language."""
    return _catalogue(_active.get()).ngettext(singular, plural, number)
