"""What a tour is held against: the data, the filters that they know, and the views of them."""

from __future__ import annotations

from urllib.parse import parse_qs

from dashboard.catalog import Catalog
from dashboard.language import _
from dashboard.selection import QUERY_KEYS, Selection, View, Vocabulary, from_query, select
from dashboard.tour.problems import Refused, shortened


class Basis:
    """The data behind one reading of a tour.

    Attributes:
        catalog: The data.
        sources: Identifiers of their sources.
    """

    def __init__(self, catalog: Catalog) -> None:
        """Hold a tour against a catalog."""
        self.catalog = catalog
        self.sources = frozenset(catalog.sources["source_id"])
        self._vocabulary = Vocabulary.of(catalog)
        self._views: dict[Selection, View] = {}

    def selection(self, text: str) -> Selection:
        """Read a query string as the dashboard's addresses have it; refuse what it does not know.

        Raises:
            Refused: A parameter or value is unknown.
        """
        try:
            query = parse_qs(text.removeprefix("?"), keep_blank_values=True, max_num_fields=200)
        except ValueError:
            raise Refused(_("The filters are not understood."), copy_address()) from None
        known = [key for key in QUERY_KEYS if key != "lang"]
        for key in query:
            if key not in known:
                raise Refused(
                    _("There is no filter “{name}”.").format(name=shortened(key)),
                    _("Use one of: {known}.").format(known=", ".join(known)),
                )
        selection, notices = from_query(query, self._vocabulary)
        if notices:
            first = notices[0]
            raise Refused(
                _("The filter “{name}” does not know “{value}”.").format(
                    name=first.parameter, value=shortened(first.value)
                ),
                copy_address(),
            )
        return selection

    def view(self, selection: Selection) -> View:
        """Return the view of a selection, made once for a file."""
        if selection not in self._views:
            self._views[selection] = select(self.catalog, selection)
        return self._views[selection]


def copy_address() -> str:
    """Return the remedy for filters that are wrong."""
    return _("Set the filters in the dashboard and copy what follows “?” in its address.")
