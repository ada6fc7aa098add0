"""Reminders of meetings: at the local time over a clock change, as each person chose.

Each comes once, and not too late.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.delivery.sender import Sender
from handlers.dialogue.conversation import Conversation
from handlers.jobs.reminders import remind_due
from storage.engine.locks import Locks
from storage.groups import meetings
from storage.messaging import received
from tests.harness.circles import newest, person_of
from tests.harness.databases import wall
from tests.harness.mailing import Mailing
from tests.harness.talk import Talk
from tests.harness.telegram import Clock
from tests.test_announcing import Closed, delivered
from tests.test_meetings import member_of, planned

pytestmark = pytest.mark.every_database


async def later(channel: Conversation, moment: datetime) -> None:
    """The clock ticks at a moment, and everything that is due goes out."""
    await remind_due(channel.database, moment)
    locks, clock = Locks(channel.database), Clock()
    clock.moment = moment
    async with Sender(
        database=channel.database,
        services=channel.services,
        channels={"web": Closed()},
        locks=locks,
        parallel=8,
        now=clock,
    ) as sender:
        await Mailing(sender, clock, channel.database).settled()
    await locks.close()


async def moved_to(channel: Conversation, start: datetime) -> None:
    """The first meeting takes place at another local time."""
    async with channel.database.write() as store:
        one = await meetings.by_id(store, 1)
        assert one
        await meetings.change(store, replace(one, start=start, reminded=0))


async def got(channel: Conversation, talk: Talk, moment: datetime) -> int:
    """How many messages somebody has got when the clock has ticked."""
    await later(channel, moment)
    async with channel.database.read() as store:
        return await received.count_of(store, await person_of(channel, talk))


async def test_reminders_come_at_the_local_time_and_once(conversation: Conversation) -> None:
    """A reminder two days before a meeting at 18:00 comes at 18:00, over a change of the clocks.

    That is 17:00 UTC, though the meeting is at 16:00 UTC.
    """
    member = await member_of(conversation, "member")
    await planned(conversation)
    await delivered(conversation)
    await moved_to(conversation, wall(2027, 3, 29, 18))
    utc = [(22, 17), (27, 16), (27, 17), (28, 16), (29, 13), (29, 14), (29, 16)]
    counts = [
        await got(conversation, member, datetime(2027, 3, day, hour, tzinfo=UTC))
        for day, hour in utc
    ]
    assert counts == [1, 1, 2, 2, 2, 3, 3]
    told = await newest(conversation, member)
    assert "Bald beginnt ein Treffen" in told
    assert "29. März 2027, 18:00" in told


async def test_each_chooses_when_to_be_reminded(conversation: Conversation) -> None:
    """And who did not look for a week is reminded once, not three times."""
    early, never = await member_of(conversation, "early"), await member_of(conversation, "never")
    await planned(conversation)
    await delivered(conversation)
    await early.look("quiet.show")
    await early.goes(
        ("[Erinnerungen an Treffen]", "[Eine Woche vorher]"),
        ("[Eine Woche vorher]", ""),
        ("[Zwei Stunden vorher]", ""),
    )
    await never.look("reminder.list")
    await never.goes(("[Zwei Tage vorher]", ""), ("[Zwei Stunden vorher]", ""))
    await moved_to(conversation, wall(2027, 1, 20, 18))
    moments = [
        datetime(2027, 1, day, hour, tzinfo=UTC) for day, hour in ((14, 12), (19, 12), (20, 16))
    ]
    assert [await got(conversation, early, moment) for moment in moments] == [2, 3, 3]
    assert await got(conversation, never, datetime(2027, 1, 20, 16, tzinfo=UTC)) == 1


async def test_a_standstill_of_the_clock_reminds_once(conversation: Conversation) -> None:
    member = await member_of(conversation, "member")
    await planned(conversation)
    await delivered(conversation)
    await moved_to(conversation, wall(2027, 1, 20, 18))
    assert await got(conversation, member, datetime(2027, 1, 20, 16, 30, tzinfo=UTC)) == 2


async def test_nobody_is_reminded_after_a_no_or_of_what_is_over(conversation: Conversation) -> None:
    """A reminder that waits for the morning and would come too late is not sent."""
    member, cannot = (
        await member_of(conversation, "member"),
        await member_of(conversation, "cannot"),
    )
    lead = await planned(conversation)
    await delivered(conversation)
    await cannot.look("meeting.show:1")
    await cannot.say("[❌ Ich kann nicht kommen]")
    await lead.look("meeting.edit:1")
    await lead.goes(("[Zeit ändern]", ""), ("25.11.2026 07:00", ""))
    await later(conversation, datetime(2026, 11, 25, 4, 30, tzinfo=UTC))
    await later(conversation, datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert "soon" not in await newest(conversation, cannot)
    assert "Bald beginnt ein Treffen" not in await newest(conversation, member)
