"""Dates of the sample districts: who tries them in a year still finds courses that begin."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.imports import Row

WRITTEN_ON = date(2026, 11, 28)
"""The day on which the dates of the samples were right."""
_DAY = re.compile(r"\b\d\d\.\d\d\.\d{4}\b")


def up_to_date(rows: Iterable[Row], today: date) -> tuple[Row, ...]:
    """Return rows whose dates are moved by the weeks since they were written; weekdays stay."""
    later = timedelta(weeks=max((today - WRITTEN_ON).days, 0) // 7)
    return tuple(replace(row, values=_moved(row, later)) for row in rows) if later else tuple(rows)


def _moved(row: Row, later: timedelta) -> dict[str, str]:
    return {
        column: _DAY.sub(lambda found: _day_after(found[0], later), cell)
        for column, cell in row.values.items()
    }


def _day_after(written: str, later: timedelta) -> str:
    day, month, year = map(int, written.split("."))
    return f"{date(year, month, day) + later:%d.%m.%Y}"
