"""A tick: meetings that begin soon. A reminder that was missed is not made up for by two at once."""

from dataclasses import replace
from datetime import datetime

from bot.domain.groups import Event, Happening
from bot.domain.meetings import Answer
from bot.rules import meetings as rules
from handlers.telling import tell
from storage import groups, meetings
from storage.database import Database

SILENT = (Answer.NO, Answer.WAITING)
"""Who said this is not reminded."""


async def remind_due(database: Database, now: datetime) -> int:
    """Each meeting in its own transaction: the messages and the mark that they are on their way; gives back how many."""
    reminded = 0
    while await _remind_one(database, now):
        reminded += 1
    return reminded


async def _remind_one(database: Database, now: datetime) -> bool:
    async with database.write() as connection:
        one = await meetings.to_remind(connection, now)
        if one is None:
            return False
        group = await groups.by_id(connection, one.group_id)
        await meetings.change(connection, replace(one, reminded=rules.reminders_due(one, now)))
        if group:
            people = await meetings.concerned(connection, one, SILENT)
            await tell(connection, group, people, Event(Happening.REMINDED, group.id, meeting_id=one.id), now)
    return True
