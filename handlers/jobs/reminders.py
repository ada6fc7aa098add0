"""A tick that reminds of meetings that begin soon, and of tasks that are due.

If several reminders were missed, only one is sent.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.group_events.meetings import MeetingSoon
from bot.domain.group_events.results import TaskDue
from bot.domain.meetings import Answer
from bot.domain.queues import QueueName
from bot.rules import meetings as rules
from handlers.workflows.each import Queue, each
from handlers.workflows.notify import notify
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import attendance, groups, meetings, memberships, results

SILENT = (Answer.NO, Answer.WAITING)
"""Members with these answers are not reminded."""
TASK_AHEAD = timedelta(days=3)
"""How long before its day a task is reminded of."""


async def remind_due(database: Database, now: datetime) -> int:
    """Remind of meetings; return of how many.

    Each is one transaction: the messages, and the mark that they are on their way.
    """

    async def waiting(store: Store, limit: int) -> Sequence[int]:
        return await meetings.to_remind(store, now, limit)

    async def work(meeting_id: int) -> bool:
        return await _remind(database, meeting_id, now)

    return await each(database, Queue(name=QueueName.MEETINGS, waiting=waiting, work=work), now)


async def _remind(database: Database, meeting_id: int, now: datetime) -> bool:
    async with database.write() as store:
        meeting = await meetings.take_to_remind(store, meeting_id, now)
        if meeting is None:
            return False
        group = await groups.by_id(store, meeting.group_id)
        due = rules.crossed(meeting, now)
        await meetings.change(store, replace(meeting, reminded=meeting.reminded + len(due)))
        if group and due and meeting.starts_at > now:
            chat = [group.chat_id] if group.chat_id else []
            people = await meetings.wanting(
                store, [*await attendance.concerned(store, meeting, SILENT), *chat], due
            )
            await notify(store, group, people, MeetingSoon(group.id, meeting.id), now)
    return True


async def remind_tasks(database: Database, now: datetime) -> int:
    """Remind of tasks that are due soon; return of how many."""
    before = now.date() + TASK_AHEAD

    async def waiting(store: Store, limit: int) -> Sequence[int]:
        return await results.to_remind(store, before, limit)

    async def work(task_id: int) -> bool:
        return await _remind_task(database, task_id, before, now)

    return await each(database, Queue(name=QueueName.TASKS, waiting=waiting, work=work), now)


async def _remind_task(database: Database, task_id: int, before: date, now: datetime) -> bool:
    async with database.write() as store:
        task = await results.take_to_remind(store, task_id, before)
        if task is None:
            return False
        group, doing = (
            await groups.by_id(store, task.group_id),
            await memberships.member_by_id(store, task.owner_id or 0),
        )
        await results.change(store, replace(task, reminded=True))
        if group and doing:
            event = TaskDue(group.id, task.id)
            await notify(store, group, [doing.person_id], event, now)
    return True
