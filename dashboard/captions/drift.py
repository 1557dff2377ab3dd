"""Words of the westward drift: what the tests found, in one sentence each."""

from __future__ import annotations

from dashboard.captions.phrases import described, kind_of_pairing, source_line, years
from dashboard.figures.style import Frame
from dashboard.language import _, ngettext, number
from dashboard.measures.drift import Drift, Side, mean_longitude, western_share
from dashboard.selection import View
from dashboard.words import listing, noted


def share(part: float) -> str:
    """Write a share in whole percent."""
    return f"{round(100 * part)}%"


def decade(first: int) -> str:
    """Write a decade: `1980s`."""
    return _("{decade}s").format(decade=first)


def chance(p: float) -> str:
    """Write a p-value."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.2f}" if p >= 0.01 else f"p = {p:.3f}"


def signed(value: float) -> str:
    """Write a number with its sign, zero without one."""
    rounded = round(value, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def share_sentence(found: Drift) -> str:
    """Say what the test of the western share found."""
    trend = found.share
    if trend.effect is None:
        return _(
            "Too few new pairings of known year ({n}) to test whether partners moved west."
        ).format(n=number(trend.n))
    said = {
        "up": _("New pairings have moved towards western provinces"),
        "down": _("New pairings have moved away from western provinces"),
    }.get(trend.direction, _("No clear trend of new pairings towards western provinces"))
    return said + _(
        ": the odds of a western partner change by a factor of {effect:.2f} a decade (95% "
        "interval {low:.2f} to {high:.2f}, {p}, n = {n})."
    ).format(
        effect=trend.effect, low=trend.low, high=trend.high, p=chance(trend.p), n=number(trend.n)
    )


def longitude_sentence(found: Drift, side: Side) -> str:
    """Say what the test of the longitude of one side's ends found."""
    trend = found.china if side == "cn" else found.us
    place = _("Chinese partners") if side == "cn" else _("US partners")
    if trend.effect is None:
        return _("Too few new pairings of known year ({n}) to test the {place}’ longitude.").format(
            n=number(trend.n), place=place
        )
    said = {
        "up": _("{place} of new pairings lie farther east over time"),
        "down": _("{place} of new pairings lie farther west over time"),
    }.get(trend.direction, _("{place} of new pairings show no clear shift east or west"))
    return said.format(place=place) + _(
        ": {effect}° of longitude a decade, east positive (95% interval {low}° to {high}°, {p}, "
        "n = {n})."
    ).format(
        effect=signed(trend.effect),
        low=signed(trend.low),
        high=signed(trend.high),
        p=chance(trend.p),
        n=number(trend.n),
    )


def shares(view: View, found: Drift) -> Frame:
    """Return the words around the western share."""
    new = found.new
    if new.empty:
        return Frame(
            _("No pairing of known year is new in these years"),
            _("Widen or reset the filters."),
            source_line(view),
        )
    title = {
        "up": _("New pairings have moved west: {share} lie in western provinces, rising"),
        "down": _("New pairings have not moved west: {share} lie in western provinces, falling"),
        "none": _("No clear westward trend: {share} of new pairings lie in western provinces"),
        "thin": _("{share} of new pairings lie in western provinces; too few to test a trend"),
    }[found.share.direction].format(share=share(float(new["western"].mean())))
    subtitle = _(
        "New {kind} of known year, {years} (n = {n}). Western: the 12 units of the Western "
        "Development programme. Bars: 95% Wilson "
        "intervals; dotted: all years."
    ).format(kind=kind_of_pairing(view.selection), years=years(view.selection), n=number(len(new)))
    return Frame(title, subtitle, source_line(view))


def shares_alt(view: View, found: Drift) -> str:
    """Return the alternative text of the western share."""
    if found.new.empty:
        return _("Western share of new pairings. Nothing matches the filters.")
    table = western_share(found.new)
    said = [
        _("{decade} {western} of {n}").format(
            decade=decade(row["period"]), western=row["western"], n=row["n"]
        )
        for row in table.to_dict("records")
    ]
    details = _("Share of new pairings with western provinces by decade: {said}.").format(
        said=listing(said)
    )
    return described(shares(view, found), f"{details} {share_sentence(found)}")


def longitudes(view: View, found: Drift) -> Frame:
    """Return the words around mean longitudes."""
    if found.new.empty:
        return shares(view, found)
    moved = {
        "up": _("east"),
        "down": _("west"),
    }
    said = [
        _("{place} move {way}").format(place=place, way=moved[trend.direction])
        if trend.direction in moved
        else _("{place} show no clear shift").format(place=place)
        if trend.direction == "none"
        else _("{place} are too few to test").format(place=place)
        for place, trend in (
            (_("Chinese partners"), found.china),
            (_("US partners"), found.us),
        )
    ]
    title = said[0] + _("; ") + said[1]
    if {found.china.direction, found.us.direction} == {"none"}:
        title = _("Neither Chinese nor US partners of new pairings clearly shift east or west")
    subtitle = _(
        "Longitude of each new pairing’s ends (dots) and mean by decade with 95% t interval "
        "(lines), {years}. Up is east. A province or state stands at a point inside it."
    ).format(years=years(view.selection))
    return Frame(title, subtitle, source_line(view))


def longitudes_alt(view: View, found: Drift) -> str:
    """Return the alternative text of mean longitudes."""
    if found.new.empty:
        return _("Longitude of new pairings. Nothing matches the filters.")
    parts = []
    sides: tuple[tuple[Side, str], ...] = (
        ("cn", _("Chinese partners")),
        ("us", _("US partners")),
    )
    for side, place in sides:
        means = [
            noted(decade(row["period"]), degrees(row["mean"]))
            for row in mean_longitude(found.new, side).to_dict("records")
        ]
        parts.append(_("{name}: {values}").format(name=place, values=listing(means)))
    details = _("Mean longitude of new pairings by decade. {parts}.").format(
        parts=_("; ").join(parts)
    )
    return described(longitudes(view, found), details)


def degrees(lon: float) -> str:
    """Write a longitude: `113°E`."""
    return (_("{n}°E") if lon >= 0 else _("{n}°W")).format(n=round(abs(lon)))


def undated(found: Drift) -> str:
    """Say what the tests leave out; nothing when they leave out nothing."""
    if not found.undated:
        return ""
    return ngettext(
        "{n} pairing of unknown year cannot be tested.",
        "{n} pairings of unknown year cannot be tested; if they are older or newer than the rest, "
        "the trend may differ.",
        found.undated,
    ).format(n=number(found.undated))
