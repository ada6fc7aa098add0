"""Half-years as they are stored: "2026-H2", which sorts like the half-years themselves."""

from bot.domain.half_years import HalfYear, half_year_named


def stored_period(name: str) -> HalfYear:
    """Return the half-year of a column. Raises ValueError for what was not written by us."""
    period = half_year_named(name)
    if period is None:
        raise ValueError(f"not a half-year: {name}")
    return period
