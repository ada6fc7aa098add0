"""Half-years as people read them: "2026-H2" is for addresses, files and the command line."""

from bot.domain.half_years import HalfYear
from bot.i18n import Ltr, Translator, mark
from bot.ui import Html

NAMES = {1: mark("First half of {year}"), 2: mark("Second half of {year}")}


def half_year(tr: Translator, period: HalfYear) -> Html:
    """Return a half-year in words."""
    return tr(NAMES[period.half], year=Ltr(f"{period.year:04d}"))
