"""The westward drift: shares, intervals and tests, against worked examples."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.captions import drift as words
from dashboard.catalog import Catalog
from dashboard.figures import drift as figure
from dashboard.figures.style import Style
from dashboard.measures.drift import (
    Drift,
    by_year,
    drift,
    longitude_trend,
    mean_longitude,
    new_pairings,
    share_trend,
    western_share,
)
from dashboard.selection import Selection, select


def made(years: list[int], western: list[bool], cn_lon: list[float] | None = None) -> pd.DataFrame:
    """Return new pairings as `new_pairings` does."""
    n = len(years)
    return pd.DataFrame(
        {
            "pairing_id": [str(i) for i in range(n)],
            "year": years,
            "western": western,
            "us_lon": [-100.0] * n,
            "cn_lon": cn_lon or [110.0] * n,
        }
    )


def moving(rate: float, n: int = 400) -> pd.DataFrame:
    """Return pairings whose western share changes by `rate` over forty years, without chance."""
    years = np.repeat(np.arange(1980, 2020), n // 40)
    share = 0.3 + rate * (years - 2000) / 40
    rank = np.tile((np.arange(n // 40) + 0.5) / (n // 40), 40)
    return made(years.tolist(), (rank < share).tolist())


def test_new_pairings_of_known_year_only(tiny_catalog: Catalog) -> None:
    new = new_pairings(select(tiny_catalog, Selection()))
    assert new["year"].tolist() == [1979, 1983, 1985, 1990]
    assert not new["western"].any()
    assert new["cn_lon"].tolist() == [112, 115, 114.57, 114.27]
    narrowed = new_pairings(select(tiny_catalog, Selection(years=(1984, 1990))))
    assert narrowed["year"].tolist() == [1985, 1990]


def test_a_share_has_its_wilson_interval() -> None:
    """Wilson's interval for 3 of 10 at 95 % is 10.8 % to 60.3 % (worked by hand)."""
    table = western_share(made([1981] * 10, [True] * 3 + [False] * 7))
    row = table.iloc[0]
    assert (row["period"], row["n"], row["western"]) == (1980, 10, 3)
    assert (round(row["share"], 2), round(row["low"], 3), round(row["high"], 3)) == (
        0.3,
        0.108,
        0.603,
    )


def test_means_by_decade() -> None:
    table = mean_longitude(made([1981, 1982, 1991], [False] * 3, [100.0, 110.0, 120.0]), "cn")
    assert table["mean"].tolist() == [105.0, 120.0]
    # t with one degree of freedom: 12.706 times the standard error of 5.
    assert round(table.loc[0, "high"] - 105, 1) == 63.5
    assert np.isnan(table.loc[1, "low"])


def test_a_move_west_is_found_and_said() -> None:
    new = moving(0.5)
    trend = share_trend(new)
    assert trend.direction == "up"
    assert trend.low > 1
    found = Drift(new, trend, longitude_trend(new, "cn"), longitude_trend(new, "us"), 0)
    assert words.share_sentence(found).startswith("New pairings have moved towards western")


def test_a_move_east_is_found() -> None:
    assert share_trend(moving(-0.5)).direction == "down"


def test_no_trend_is_called_no_trend() -> None:
    new = moving(0.0)
    trend = share_trend(new)
    assert trend.direction == "none"
    assert trend.effect == pytest.approx(1, abs=0.02)
    found = Drift(new, trend, longitude_trend(new, "cn"), longitude_trend(new, "us"), 3)
    assert words.share_sentence(found).startswith("No clear trend")
    assert "n = 400" in words.share_sentence(found)


def test_the_odds_ratio_is_that_of_the_data() -> None:
    """Two decades, 2 of 10 and 5 of 10: the odds ratio a decade is (5/5) / (2/8) = 4."""
    new = made([1980] * 10 + [1990] * 10, [True] * 2 + [False] * 8 + [True] * 5 + [False] * 5)
    assert share_trend(new).effect == pytest.approx(4, abs=0.001)


def test_ends_on_one_meridian_have_no_spread() -> None:
    row = mean_longitude(made([1981, 1982], [False] * 2, [104.0, 104.0]), "cn").iloc[0]
    assert (row["low"], row["mean"], row["high"]) == (104.0, 104.0, 104.0)


def test_longitude_is_degrees_a_decade() -> None:
    years = list(range(1980, 2000))
    lon = [120 - 0.5 * (year - 1980) for year in years]
    jitter = [0.1 * (-1) ** i for i in range(20)]
    new = made(years, [False] * 20, [a + b for a, b in zip(lon, jitter, strict=True)])
    trend = longitude_trend(new, "cn")
    assert trend.effect == pytest.approx(-5, abs=0.05)
    assert trend.direction == "down"
    found = Drift(new, share_trend(new), trend, longitude_trend(new, "us"), 0)
    assert "farther west" in words.longitude_sentence(found, "cn")
    assert "−5.0°" in words.longitude_sentence(found, "cn")


def test_too_little_is_not_tested(tiny_catalog: Catalog) -> None:
    found = drift(select(tiny_catalog, Selection()))
    assert found.share.direction == found.china.direction == "thin"
    assert found.undated == 1
    assert words.share_sentence(found).startswith("Too few new pairings")


@pytest.mark.parametrize(
    "western", [[False] * 20, [True] * 20, [False] * 10 + [True] * 10], ids=["none", "all", "split"]
)
def test_shares_without_overlap_do_not_break(western: list[bool]) -> None:
    """A perfectly separated sample has no finite odds ratio: too little to test."""
    trend = share_trend(made([1980] * 10 + [1990] * 10, western))
    assert trend.direction == "thin"


def test_by_year() -> None:
    table = by_year(made([1981, 1981, 1983], [True, False, False]), (1981, 1983))
    assert table["western"].tolist() == [1, 0, 0]
    assert table["other"].tolist() == [1, 0, 1]
    assert table["share"].tolist()[0] == 0.5
    assert np.isnan(table["share"].tolist()[1])


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(years=(1985, 1985)),
        Selection(states=("AK",)),
        Selection(states=("IA",), provinces=("CN-HB",)),
    ],
    ids=["all", "one year", "no year", "empty"],
)
def test_any_selection_can_be_drawn(tiny_catalog: Catalog, selection: Selection) -> None:
    view = select(tiny_catalog, selection)
    found = drift(view)
    for style in (Style(), Style(dark=True, narrow=True)):
        assert figure.draw_shares(view, style, found).layout.annotations
        assert figure.draw_longitudes(view, style, found).layout.annotations
    assert words.shares_alt(view, found)
    assert words.longitudes_alt(view, found)


def test_the_shipped_data_is_tested_at_all(shipped: Catalog) -> None:
    """At least a hundred pairings have a known year, enough for an interval."""
    found = drift(select(shipped, Selection()))
    assert found.share.n > 100
    assert found.share.effect is not None
    assert found.share.low < found.share.effect < found.share.high
