"""One group from the first question to its results, as its people see it.

Every channel, both databases, three languages, and every two of them together.
"""

from datetime import UTC, datetime

import pytest

from bot.domain.grants import Role
from bot.i18n import plain
from handlers.dialogue.conversation import Conversation
from handlers.jobs.reminders import remind_due
from storage.messaging import received
from tests.harness.circles import finds, lead_of, newest, number_of, person_of
from tests.harness.databases import POSTGRESQL, SQLITE
from tests.harness.talk import Talk, bare
from tests.test_announcing import delivered, somebody
from tests.test_meetings import NAME
from tests.test_results import STEERING

STARTS = "29.03.2027 18:00"
"""The clocks change the day before."""
PLACES = [
    ("web", SQLITE, "de"),
    ("telegram", POSTGRESQL, "de"),
    ("web", POSTGRESQL, "ar"),
    ("telegram", SQLITE, "ar"),
    ("web", SQLITE, "uk"),
    ("telegram", POSTGRESQL, "uk"),
]


class Speaker:
    """Somebody's own words for our sentences."""

    def __init__(self, talk: Talk) -> None:
        self.talk, self._tr = talk, talk.conversation.services.translator(talk.languages[0])

    def words(self, sentence: str, **values: object) -> str:
        return bare(plain(self._tr(sentence, **values)))

    async def press(self, label: str, *answers: str, **values: object) -> None:
        await self.talk.goes((f"[{self.words(label, **values)}]", *answers))

    async def hears(self, *sentences: str, **values: object) -> None:
        """The newest message says all this."""
        told = await newest(self.talk.conversation, self.talk)
        for sentence in sentences:
            assert self.words(sentence, **values) in told, f"no {sentence!r} in\n{told}"


async def volunteer(channel: Conversation, who: str, language: str) -> Speaker:
    talk = await somebody(channel, who, language, role=Role.VOLUNTEER)
    await talk.say("/start")
    return Speaker(talk)


async def joins(who: Speaker, lead: Talk, name: str) -> None:
    await finds(who.talk, f"[{NAME}]")
    asked = who.words("What should the group call you? Please write a name.")
    await who.press("Ask to join", asked)
    await who.talk.say(name)
    await lead.look(f"member.requests:{await number_of(lead.conversation, NAME)}:0")
    await lead.goes((f"[{name}]", "möchte"), ("[✅ Aufnehmen]", f"{name} ist jetzt in der Gruppe."))
    await delivered(lead.conversation)
    await who.hears("You are now in this group: {group}", group=NAME)


async def attends(who: Speaker, label: str, said: str) -> None:
    await who.talk.look("meeting.show:2")
    await who.press(label, who.words(said))


async def ticks(channel: Conversation, moment: datetime) -> None:
    await remind_due(channel.database, moment)
    await delivered(channel, moment)


async def got(channel: Conversation, who: Speaker) -> int:
    """How many messages they were sent."""
    async with channel.database.read() as store:
        return await received.count_of(store, await person_of(channel, who.talk))


@pytest.mark.parametrize(("channel", "kind", "language"), PLACES, indirect=["channel"])
async def test_from_finding_the_group_to_the_agenda_of_the_steering_group(
    channel: Conversation, language: str
) -> None:
    steering, lead = await lead_of(channel, STEERING, "steering"), await lead_of(channel, NAME)
    await steering.look(f"meeting.list:{await number_of(channel, STEERING)}:0")
    await steering.goes(("[➕ Neues Treffen]", ""), ("10.06.2027 14:00 Sitzung", "Sitzung"))
    first, second = (
        await volunteer(channel, "first", language),
        await volunteer(channel, "second", language),
    )
    await joins(first, lead, "Olena")
    await joins(second, lead, "أمل")

    await lead.look(f"meeting.list:{await number_of(channel, NAME)}:0")
    await lead.goes(
        ("[➕ Neues Treffen]", ""),
        (f"{STARTS} Wohnungssuche", "Wohnungssuche"),
        ("[Treffen ändern]", ""),
        ("[Plätze]", ""),
        ("1", "0 von 1"),
    )
    await delivered(channel)
    await first.hears("📅 <b>You are invited to a meeting</b>")
    await attends(first, "✅ I am coming", "You said: I am coming.")
    await attends(second, "✅ I am coming", "All places are taken. You are on the waiting list.")

    before = await got(channel, first)
    await ticks(channel, datetime(2027, 3, 27, 16, 59, tzinfo=UTC))
    assert await got(channel, first) == before, "not a minute too early"
    await ticks(channel, datetime(2027, 3, 27, 17, tzinfo=UTC))
    await first.hears("⏰ <b>A meeting starts soon</b>", "18:00")

    lead.now = datetime(2027, 3, 27, 17, 30, tzinfo=UTC)
    await lead.look("meeting.edit:2")
    await lead.goes(("[Zeit ändern]", ""), ("30.03.2027 19:00", "30. März 2027, 19:00"))
    await ticks(channel, lead.now)
    await first.hears("📅 <b>A meeting has a new time or place</b>", "18:00", "19:00")

    first.talk.now = second.talk.now = datetime(2027, 3, 29, 9, tzinfo=UTC)
    await attends(first, "❌ I cannot come", "You said: I cannot come.")
    await delivered(channel, first.talk.now)
    await second.hears("🎉 <b>A place is free for you. Are you still coming?</b>")
    await second.talk.look("meeting.show:2")
    assert second.words("You said: I am coming.") in second.talk.shown

    there = await got(channel, second)
    lead.now = datetime(2027, 3, 31, 9, tzinfo=UTC)
    await lead.look(f"result.list:{await number_of(channel, NAME)}:0")
    await lead.goes(
        ("[➕ 📝 Protokoll]", ""),
        ("Drei Wohnungen sind frei.", "Nur die Gruppe darf es lesen."),
        ("[Steuerungsgruppe zeigen]", "rückgängig"),
        ("[Ja, ausführen]", ""),
    )
    await ticks(channel, lead.now)
    await first.hears("📝 <b>The minutes of the meeting are ready</b>", "Drei Wohnungen sind frei.")
    assert await got(channel, second) == there, "who was there needs no minutes"
    await steering.look(f"meeting.list:{await number_of(channel, STEERING)}:0")
    await steering.goes(
        ("[Do., 10. Juni 2027: Sitzung]", "[Tagesordnung: 1]"),
        ("[Tagesordnung: 1]", f"1. Drei Wohnungen sind frei. (von {NAME})"),
    )
