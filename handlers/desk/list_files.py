"""A list of the desk as a file for Excel: all that its filters show, with its headings."""

from asyncio import to_thread
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.i18n import plain
from bot.rules.written_days import moment_written
from handlers.desk.page import DeskRequest, File
from handlers.files.workbook_files import xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 5_000
"""Maximum number of rows of a file."""


def is_asked(desk: DeskRequest) -> bool:
    """Return whether the address asks for the list as a file."""
    return desk.asked("as") == "xlsx"


async def file_of(
    desk: DeskRequest, name: str, labels: Sequence[str], rows: Sequence[Sequence[str]]
) -> File:
    """Return a file with a row for each of ``rows``; ``labels`` are sentences to translate.

    Every cell is text, so that none is a formula.
    """
    headings = [plain(desk.turn.tr(label)) for label in labels]
    cells = [dict(zip(headings, row, strict=True)) for row in rows]
    content = await to_thread(xlsx, headings, cells, name)
    day = f"{desk.turn.today:%Y-%m-%d}"
    return File(f"{desk.district.slug}-{name}-{day}.xlsx", XLSX, content)


def moment_cell(moment: datetime | None, zone: str) -> str:
    """Return a moment as offices write it, in local time; "" for none."""
    return moment_written(moment.astimezone(ZoneInfo(zone)) if moment else None)
