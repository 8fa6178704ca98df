"""Clopper–Pearson: exact bounds of a rate from counts."""

from __future__ import annotations


def two_sided(right: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """The interval that holds the true rate with at least this probability; (0, 1) of nothing."""
    tail = (1 - level) / 2
    return lower(right, of, 1 - tail), upper(right, of, 1 - tail)


def lower(right: int, of: int, level: float = 0.95) -> float:
    """One-sided: the true rate is above this with at least this probability."""
    if right <= 0 or of <= 0:
        return 0.0
    from scipy.stats import beta

    return float(beta.ppf(1 - level, right, of - right + 1))


def upper(right: int, of: int, level: float = 0.95) -> float:
    """One-sided: the true rate is below this with at least this probability."""
    if of <= 0 or right >= of:
        return 1.0
    from scipy.stats import beta

    return float(beta.ppf(level, right + 1, of - right))
