"""Days and moments as offices write them into forms, tables and files: 24.11.2026 18:00."""

from datetime import date, datetime


def day_written(day: date | None) -> str:
    """Return a day, "" for none."""
    return f"{day:%d.%m.%Y}" if day else ""


def moment_written(moment: datetime | None) -> str:
    """Return a moment on the clock that it has, "" for none."""
    return f"{moment:%d.%m.%Y %H:%M}" if moment else ""
