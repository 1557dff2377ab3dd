"""One screen: page config, navigation, filters. Start with `streamlit run app.py`."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from dashboard import language, widgets
from dashboard.catalog import PackageError
from dashboard.language import _
from dashboard.pages import (
    atlas,
    broken,
    compare,
    embed,
    findings,
    methods,
    network,
    pairing,
    place,
    screen,
    sectors,
    timeline,
    tour,
)
from dashboard.pages.reader import Reader, current_catalog, place_labels, style_of_screen

language.activate(widgets.language_of_reader())
st.set_page_config(
    page_title=_("US–China subnational ties"),
    page_icon=Path(__file__).parent / "static" / "icon.svg",
    layout="wide",
    initial_sidebar_state="auto",
)
st.html(Path(__file__).parent / "static" / "dashboard.css")
widgets.tell_browser()

try:
    catalog = current_catalog()
except PackageError as error:
    screen.watch()
    broken.show(error)
    st.stop()


def page(
    show: Callable[[Reader], None], path: str, title: str, icon: str, default: bool = False
) -> st.Page:
    """Make a page of a function that shows it."""
    return st.Page(
        lambda: show(Reader(catalog, widgets.taken(), style_of_screen())),
        title=title,
        icon=icon,
        url_path=path,
        default=default,
    )


place_page = page(place.show, "place", _("Place"), ":material/location_on:")
pairing_page = page(pairing.show, "pairing", _("Pairing"), ":material/handshake:")
pages = [
    page(atlas.show, "", _("Atlas"), ":material/public:", default=True),
    page(timeline.show, "timeline", _("Timeline"), ":material/timeline:"),
    place_page,
    pairing_page,
    page(compare.show, "compare", _("Compare"), ":material/compare:"),
    page(sectors.show, "sectors", _("Sectors"), ":material/category:"),
    page(network.show, "network", _("Network"), ":material/hub:"),
    page(findings.show, "findings", _("Findings"), ":material/fact_check:"),
    page(methods.show, "methods", _("Data and methods"), ":material/menu_book:"),
]
known = {one.url_path: one for one in pages}
tour_page = page(lambda reader: tour.show(reader, known), "tour", _("Tour"), ":material/school:")
current = st.navigation(
    [pages[0], tour_page, *pages[1:]],
    position="hidden" if st.context.is_embedded else "top",
)
# After the navigation: a browser that answers before it knows which page this is gets the first.
screen.watch()
if st.context.is_embedded:
    embed.show(catalog, current.url_path)
    st.stop()
# The filters belong to the frame, not to a page: so they stand when the page changes.
notices = widgets.selection_from_url(catalog, current.url_path)
if current is tour_page:
    # Its steps set their own filters; the reader's wait.
    widgets.keep()
else:
    tour.away()
    with st.sidebar:
        widgets.language_control()
    widgets.search_box(catalog, place_page, pairing_page)
    widgets.filters(catalog, place_labels(catalog, language.active()))
widgets.show_notices(catalog, notices)
current.run()
widgets.selection_to_url(widgets.taken())
