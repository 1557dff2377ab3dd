"""The controls that every page shares, and their place in the URL.

The URL is the selection's query string (`selection.to_query`), not Streamlit's own binding: that
writes the labels of options, which change with the language, where links in print need the codes;
and it drops what it does not understand without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

import streamlit as st

from dashboard.catalog import COUNTRY, FIRST_LEVEL, Catalog
from dashboard.contents.notices import notice
from dashboard.language import LANGUAGES, _, active, spoken, tag
from dashboard.markdown import markdown
from dashboard.search import find
from dashboard.selection import (
    FIRST_YEAR,
    LAST_YEAR,
    PARAMETERS,
    QUERY_KEYS,
    RELATIONS,
    SECTORS,
    STATUSES,
    TIERS,
    Notice,
    Selection,
    Vocabulary,
    from_query,
    to_query,
)
from dashboard.words import RELATIONS as RELATION_WORDS
from dashboard.words import SECTORS as SECTOR_WORDS
from dashboard.words import STATUSES as STATUS_WORDS
from dashboard.words import TIERS as TIER_WORDS
from dashboard.words import bilingual, say, unit_names

PREFIX = "filter_"
COOKIE, TOLD = "ties_language", "language_told"
URL, PAGE, NOTICES = "url_written", "url_page", "url_notices"
ARRIVING = "url_page_arriving"
# What the URL was before the last writing, and when that was.
WRITTEN = "url_before"
# How long a browser may take to show a URL that was written, s.
BROWSERS_LAG = 1.0
# Streamlit switches to a page's bare address, and `selection_to_url` then writes the filters of the
# page that was left into it: one step of the reader's way, so it must be one step back.
ONE_STEP = """
if (!window.tiesOneStep) {
  window.tiesOneStep = true;
  const push = history.pushState.bind(history);
  let left = null;
  history.pushState = (state, title, address) => {
    const to = new URL(address ?? location.href, location.href);
    const stays = to.pathname === location.pathname;
    const written = left && stays && to.search && !location.search
      && [...to.searchParams].every(([key, value]) => left.getAll(key).includes(value));
    left = stays ? null : new URLSearchParams(location.search);
    if (written) history.replaceState(state, title, address);
    else push(state, title, address);
  };
}
"""


def language_of_reader() -> str:
    """Return the language to show: the link's, the control's, or what the browser asks for.

    A cookie keeps what was chosen while the browser is open, for links that open pages anew;
    without one the browser's own language counts.
    """
    state = st.session_state
    asked = st.query_params.get("lang", "").lower()
    written = state.get(URL, {}).get("lang", [""])[-1]
    if asked in LANGUAGES and asked != written:
        return asked
    if PREFIX + "language" in state:
        return str(state[PREFIX + "language"])
    if asked in LANGUAGES:
        return asked
    chosen = st.context.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return spoken(st.context.headers.get("Accept-Language"))


def tell_browser() -> None:
    """Tell the browser the page's language, to remember it if not its own, and how to go back."""
    place = st.empty()
    if st.session_state.get(TOLD) == active():
        return
    st.session_state[TOLD] = active()
    script = f"{ONE_STEP}document.documentElement.lang = {tag()!r};"
    if active() != spoken(st.context.headers.get("Accept-Language")):
        script += f"document.cookie = '{COOKIE}={active()}; path=/; SameSite=Lax'"
    else:
        script += f"document.cookie = '{COOKIE}=; path=/; max-age=0; SameSite=Lax'"
    place.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def language_control() -> None:
    """Let the reader choose the language of everything."""
    st.segmented_control(
        "Language / 语言",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=PREFIX + "language",
        required=True,
        label_visibility="collapsed",
    )


def selection_from_url(catalog: Catalog, page: str) -> list[Notice]:
    """Bring the controls in line with the URL, when it is the URL that changed.

    A new session, a link or the back button bring a URL to follow. A page switch arrives with an
    empty one: then the controls stay, and `selection_to_url` writes them into the new page's URL.

    Args:
        catalog: All tables.
        page: URL path of the current page.

    Returns:
        What of the URL was not understood; kept until the reader changes something.
    """
    state = st.session_state
    query = {key: st.query_params.get_all(key) for key in QUERY_KEYS if key in st.query_params}
    first_run = URL not in state
    switched = not first_run and state[PAGE] != page
    if first_run or (query != state[URL] and (query or not switched) and not _is_stale(query)):
        selection, notices = from_query(query, Vocabulary.of(catalog))
        put(replace(selection, language=active()))
        state[NOTICES] = notices
        # At once: a click may cut this run short, and the next page arrive with an empty URL.
        state[URL], state[PAGE] = query, page
    elif switched:
        keep()
        state[NOTICES] = []
    elif to_query(taken()) != state[URL]:
        # The reader has moved on: what was wrong with the link is said and done.
        state[NOTICES] = []
    state[ARRIVING] = page
    return list(state[NOTICES])


def _is_stale(query: dict[str, list[str]]) -> bool:
    """Tell whether a click came with the URL from before the last one was written."""
    before, written = st.session_state.get(WRITTEN, (None, 0.0))
    return bool(query == before and monotonic() - written < BROWSERS_LAG)


def selection_to_url(selection: Selection) -> None:
    """Write a selection into the URL; parameters of the page's own stay."""
    query = to_query(selection)
    shown = {key: st.query_params.get_all(key) for key in QUERY_KEYS if key in st.query_params}
    if shown != query:
        st.session_state[WRITTEN] = (shown, monotonic())
    st.session_state[URL] = query
    # Only now: a click may cut the first run on a page short, before its URL is written.
    st.session_state[PAGE] = st.session_state[ARRIVING]
    wanted = {key: st.query_params.get_all(key) for key in st.query_params if key not in QUERY_KEYS}
    wanted.update(query)
    if wanted != {key: st.query_params.get_all(key) for key in st.query_params}:
        st.query_params.from_dict(wanted)


def put(selection: Selection) -> None:
    """Set all controls to a selection."""
    for parameter in PARAMETERS:
        value = getattr(selection, parameter.attribute)
        many = parameter.many
        st.session_state[PREFIX + parameter.attribute] = list(value) if many else value


def taken() -> Selection:
    """Return the selection that the controls stand at."""
    chosen: dict[str, Any] = {}
    for parameter in PARAMETERS:
        value = st.session_state.get(PREFIX + parameter.attribute)
        if value is not None:
            chosen[parameter.attribute] = tuple(value) if parameter.many else value
    chosen["years"] = tuple(chosen.get("years", (FIRST_YEAR, LAST_YEAR)))
    return Selection(**chosen)


def keep() -> None:
    """Keep the controls' values through runs that do not show them, and show them afterwards.

    Streamlit forgets the value of a control that a run does not show, unless it is set anew; and
    a control that comes back shows in the browser only what the same run set.
    """
    put(taken())


def change(**attributes: Any) -> None:
    """Set some controls, as a click on a chart does."""
    put(replace(taken(), **attributes))


def toggled(chosen: Sequence[str], value: str) -> tuple[str, ...]:
    """Return the choice with a value added, or taken out when it was the only one."""
    return () if tuple(chosen) == (value,) else (value,)


def reset() -> None:
    """Set all filters to their defaults."""
    put(taken().reset())


def filters(catalog: Catalog, place_labels: dict[str, str]) -> None:
    """Show all filters in the sidebar; `taken` returns what they stand at.

    Args:
        catalog: All tables.
        place_labels: Label of each place.
    """
    names = unit_names(catalog)
    states = sorted(catalog.states["postal"], key=names.__getitem__)
    provinces = sorted(catalog.provinces["iso_3166_2"], key=names.__getitem__)
    with st.sidebar:
        st.header(_("Filters"), anchor=False)
        st.button(
            _("Reset all filters"),
            on_click=reset,
            disabled=taken().is_default,
            width="stretch",
            key="reset",
        )
        st.caption(_("**Pairings** to count, and the exchanges through them:"))
        _many("states", _("US state"), states, names.get)
        _many("provinces", _("Chinese province"), provinces, names.get)
        _many("places", _("Place (either end)"), list(place_labels), place_labels.get)
        _pills("relations", _("Relation"), RELATIONS, RELATION_WORDS)
        _pills("tiers", _("Tier"), TIERS, TIER_WORDS)
        _pills("statuses", _("Status"), STATUSES, STATUS_WORDS)
        st.caption(_("**Years**: pairings in force, and exchanges dated, between"))
        st.slider(
            _("Years"),
            FIRST_YEAR,
            LAST_YEAR,
            key=PREFIX + "years",
            label_visibility="collapsed",
        )
        st.caption(_("**Exchanges** to count; pairings without one turn faint:"))
        _many("sectors", _("Sector"), SECTORS, lambda code: say(SECTOR_WORDS, code))
        st.toggle(
            _("People-to-people only"),
            key=PREFIX + "people_to_people",
            help=_(
                "Organised citizen-level activity: arts, students and teachers, youth, sport, "
                "civic projects. Officials, economic activity and leisure tourism are not."
            ),
        )


def _many(attribute: str, label: str, options: Sequence[str], show: Any) -> None:
    st.multiselect(
        label,
        options,
        format_func=show,
        key=PREFIX + attribute,
        placeholder=_("All"),
        select_all=False,
    )


def _pills(attribute: str, label: str, options: Sequence[str], words: dict[str, str]) -> None:
    st.pills(
        label,
        options,
        selection_mode="multi",
        format_func=lambda code: say(words, code),
        key=PREFIX + attribute,
    )


def place_labels(catalog: Catalog) -> dict[str, str]:
    """Return the label of each place but the countries, in alphabetical order."""
    places = catalog.places[catalog.places["level"] != COUNTRY].set_index("place_id")
    unit = places["admin1"].map(unit_names(catalog))
    labels = bilingual(places["name"], places["name_zh"])
    # A state's or province's own name needs no unit behind it.
    labels = labels.where(places["level"].isin(FIRST_LEVEL), labels + ", " + unit)
    ordered = labels.sort_values(key=lambda column: column.str.casefold())
    return {str(place_id): str(label) for place_id, label in ordered.items()}


def search_box(catalog: Catalog, place_page: Any, pairing_page: Any) -> None:
    """Let the reader find a place or pairing by any of its names.

    Args:
        catalog: All tables.
        place_page: The page that shows a place.
        pairing_page: The page that shows a pairing.
    """
    with st.sidebar:
        text = st.text_input(
            _("Find a place or pairing"),
            key="search",
            placeholder=_("English, Chinese or old spelling"),
            icon=":material/search:",
        )
        if not text:
            return
        hits = find(catalog, text)
        if not hits:
            st.caption(_("Nothing by that name."))
        for hit in hits:
            page, icon = (
                (place_page, ":material/location_on:")
                if hit.kind == "place"
                else (pairing_page, ":material/handshake:")
            )
            st.page_link(page, label=hit.label, icon=icon, query_params={hit.kind: hit.key})


def show_notices(catalog: Catalog, notices: list[Notice]) -> None:
    """Say what of the URL was not understood; suggest places that may have been meant."""
    for found in notices:
        st.warning(markdown(notice(catalog, found)), icon=":material/link_off:")
