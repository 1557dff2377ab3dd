"""Do new pairings move west? Shares, mean longitudes, and tests that say how sure one can be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from dashboard.measures.headline import VIEWS_KEPT
from dashboard.measures.sectors import period_of
from dashboard.selection import View

CONFIDENCE = 0.95
DECADE = 10
# Below these, an interval would say less than the plain numbers do.
FEWEST_PAIRINGS = 10
FEWEST_OF_A_KIND = 3
Side = Literal["us", "cn"]


def new_pairings(view: View) -> pd.DataFrame:
    """Return the pairings established in the selection's years, with what the tests need.

    Returns:
        Columns `pairing_id`, `year`, `western` (the Chinese end lies in a province of the Western
        Development programme), `us_lon`, `cn_lon` (degrees east). Unknown years are left out.
    """
    catalog = view.catalog
    first, last = view.selection.years
    known = view.pairings[
        view.pairings["established_year"].between(first, last).fillna(False).astype(bool)
    ]
    western = catalog.provinces.set_index("iso_3166_2")["western_development"]
    lon = catalog.places.set_index("place_id")["lon"]
    return pd.DataFrame(
        {
            "pairing_id": known["pairing_id"],
            "year": known["established_year"].astype(int),
            "western": known["cn_admin1"].map(western).astype(bool),
            "us_lon": known["us_place_id"].map(lon).astype(float),
            "cn_lon": known["cn_place_id"].map(lon).astype(float),
        }
    ).sort_values("year", kind="stable", ignore_index=True)


def western_share(new: pd.DataFrame, width: int = DECADE) -> pd.DataFrame:
    """Return the share of new pairings in western provinces by period, with its interval.

    Args:
        new: From `new_pairings`.
        width: Years in a period.

    Returns:
        One row a period with a new pairing: `period` (first year), `n`, `western`, `share`,
        `low`, `high` (Wilson score interval, 95 %; 0 to 1).
    """
    rows = []
    for period, part in new.groupby(period_of(new["year"], width)):
        n, western = len(part), int(part["western"].sum())
        interval = stats.binomtest(western, n).proportion_ci(CONFIDENCE, method="wilson")
        rows.append((int(str(period)), n, western, western / n, interval.low, interval.high))
    columns = ["period", "n", "western", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def mean_longitude(new: pd.DataFrame, side: Side, width: int = DECADE) -> pd.DataFrame:
    """Return the mean longitude of new pairings' ends by period, with its interval.

    Args:
        new: From `new_pairings`.
        side: Which end.
        width: Years in a period.

    Returns:
        One row a period with a new pairing: `period`, `n`, `mean`, `low`, `high` (t interval,
        95 %, degrees east; NaN for fewer than two).
    """
    rows = []
    for period, part in new.groupby(period_of(new["year"], width)):
        values = part[f"{side}_lon"].to_numpy()
        low = high = float("nan")
        if len(values) > 1:
            spread = stats.sem(values)
            # Of ends that lie on one meridian the interval is that meridian; scipy gives NaN.
            low = high = values.mean()
            if spread > 0:
                low, high = stats.t.interval(CONFIDENCE, len(values) - 1, loc=low, scale=spread)
        rows.append((int(str(period)), len(values), float(values.mean()), float(low), float(high)))
    return pd.DataFrame(rows, columns=["period", "n", "mean", "low", "high"])


@dataclass(frozen=True)
class Trend:
    """What a test of a trend found.

    Attributes:
        effect: Odds ratio, or degrees of longitude, a decade; None when there is too little.
        low: Lower bound of its 95 % interval.
        high: Upper bound.
        p: Probability of an effect at least as large if there were no trend.
        n: Pairings tested.
        direction: `up` or `down` when the interval excludes no effect, `none` when it does not,
            `thin` when there is too little to test.
    """

    effect: float | None
    low: float
    high: float
    p: float
    n: int
    direction: Literal["up", "down", "none", "thin"]


def _thin(n: int) -> Trend:
    nan = float("nan")
    return Trend(None, nan, nan, nan, n, "thin")


def _trend(effect: float, low: float, high: float, p: float, n: int, neutral: float) -> Trend:
    direction: Literal["up", "down", "none"] = "none"
    if low > neutral:
        direction = "up"
    elif high < neutral:
        direction = "down"
    return Trend(effect, low, high, p, n, direction)


def share_trend(new: pd.DataFrame) -> Trend:
    """Test whether the odds of a western partner change over time, by logistic regression.

    Args:
        new: From `new_pairings`.

    Returns:
        The odds ratio a decade with its Wald interval.
    """
    # Imported here: half a second that only this test needs.
    from statsmodels.discrete.discrete_model import Logit  # noqa: PLC0415

    n = len(new)
    western = int(new["western"].sum())
    if n < FEWEST_PAIRINGS or min(western, n - western) < FEWEST_OF_A_KIND:
        return _thin(n)
    west, rest = new.loc[new["western"], "year"], new.loc[~new["western"], "year"]
    # Where one kind is wholly older than the other, no finite odds ratio fits.
    if west.max() <= rest.min() or rest.max() <= west.min():
        return _thin(n)
    decades = (new["year"].to_numpy(dtype=float) - new["year"].mean()) / DECADE
    fit = Logit(new["western"].to_numpy(dtype=float), np.column_stack([np.ones(n), decades])).fit(
        disp=False, warn_convergence=False
    )
    if not fit.mle_retvals["converged"]:
        return _thin(n)
    low, high = np.exp(fit.conf_int(1 - CONFIDENCE)[1])
    return _trend(
        float(np.exp(fit.params[1])), float(low), float(high), float(fit.pvalues[1]), n, 1
    )


def longitude_trend(new: pd.DataFrame, side: Side) -> Trend:
    """Test whether the longitude of an end changes over time, by least squares.

    Args:
        new: From `new_pairings`.
        side: Which end.

    Returns:
        Degrees a decade, eastward positive, with its interval.
    """
    n = len(new)
    if n < FEWEST_PAIRINGS or new["year"].nunique() < 2 or new[f"{side}_lon"].nunique() < 2:
        return _thin(n)
    fit = stats.linregress(new["year"].to_numpy(dtype=float) / DECADE, new[f"{side}_lon"])
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 2) * fit.stderr)
    slope = float(fit.slope)
    return _trend(slope, slope - reach, slope + reach, float(fit.pvalue), n, 0)


@dataclass(frozen=True, eq=False)
class Drift:
    """What a selection's new pairings say about a move west.

    Attributes:
        new: From `new_pairings`.
        share: Test of the share of western partners.
        china: Test of the Chinese ends' longitude.
        us: Test of the US ends' longitude.
        undated: Pairings left out because no source states their year.
    """

    new: pd.DataFrame
    share: Trend
    china: Trend
    us: Trend
    undated: int


@lru_cache(maxsize=VIEWS_KEPT)
def drift(view: View) -> Drift:
    """Run all tests on a view."""
    new = new_pairings(view)
    return Drift(
        new,
        share_trend(new),
        longitude_trend(new, "cn"),
        longitude_trend(new, "us"),
        int(view.pairings["established_year"].isna().sum()),
    )


def by_year(new: pd.DataFrame, years: tuple[int, int]) -> pd.DataFrame:
    """Count new pairings by year, western and other.

    Args:
        new: From `new_pairings`.
        years: First and last year.

    Returns:
        Index `year`; columns `western`, `other`, `share` (NaN in years without one), `us_lon`,
        `cn_lon` (means, NaN in years without one).
    """
    grouped = new.groupby("year")
    table = pd.DataFrame(
        {
            "western": grouped["western"].sum(),
            "n": grouped.size(),
            "us_lon": grouped["us_lon"].mean(),
            "cn_lon": grouped["cn_lon"].mean(),
        }
    ).reindex(range(years[0], years[1] + 1))
    table[["western", "n"]] = table[["western", "n"]].fillna(0).astype(int)
    table["other"] = table["n"] - table["western"]
    table["share"] = (table["western"] / table["n"]).where(table["n"] > 0)
    return table.rename_axis("year")[["western", "other", "share", "us_lon", "cn_lon"]]
