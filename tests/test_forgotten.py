"""A person does everything once and is forgotten: nothing that they typed is anywhere."""

import logging
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.config_sections import Email
from bot.domain.attachments import Attachment
from bot.domain.grants import Role
from bot.domain.groups import Joining, Standing
from bot.domain.helping import Help, HelpRequest, State
from bot.domain.invitations import Invitation
from bot.domain.listings import Listing
from bot.domain.meetings import Answer, Meeting
from bot.environment import quiet_logs
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Attached, Pressed
from handlers.workflows.services import Services
from storage import schema as t
from storage.catalogue import places
from storage.engine import backups
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import attendance, groups, meetings, memberships
from storage.groups import helping as stored_help
from storage.people import emails, invitations
from storage.schema import privacy
from tests.harness.circles import lead_of, number_of, person_of
from tests.harness.databases import NOW, Templates, open_database, wall
from tests.harness.talk import Talk, bare
from tests.test_announcing import delivered, somebody
from tests.test_helping import asked, helpers, lives
from tests.test_meetings import NAME

OPEN = "Arbeitskreis Migration"
PDF = b"%PDF-1.7 "
IS_GONE = {
    "search.ask", "level.ask", "group.join", "invitation.accept", "member.refuse", "topic.propose",
    "result.decision", "result.task", "result.minutes", "helping.agree", "helping.take",
    "helping.reach", "email.show", "enquiry.ask", "enquiry.offer",
    "enquiry.reply",
}  # fmt: skip
"""What is typed here is deleted with the person."""
NEVER_STORED = {"place.name", "place.asked", "certificate.name", "device.ask", "occupation.ask"}
PUBLISHED = {
    "meeting.plan", "meeting.time", "meeting.place", "meeting.most", "series.days", "series.place",
    "series.most", "call.time", "report.correct", "material.new", "material.file", "group.new",
    "group.name", "group.text", "group.size", "message.text", "message.time", "message.correct",
    "message.file", "review.words", "review.spent", "review.next", "station.wrong",
    "enquiry.translate",
}  # fmt: skip
"""What an office or a group publishes for others by it: it is theirs and stays."""


def test_every_typed_text_is_in_one_of_the_three_lists() -> None:
    """A new question fails here until it is said what becomes of the answer."""
    assert set(ROUTES.expected) | set(ROUTES.attached) == IS_GONE | NEVER_STORED | PUBLISHED
    assert len(IS_GONE) + len(NEVER_STORED) + len(PUBLISHED) == len(
        IS_GONE | NEVER_STORED | PUBLISHED
    )


@dataclass
class Walk:
    """What one person did; ``markers`` are all texts that they typed, and what was made for them.

    ``kinds`` are the routes that a text was typed for.
    """

    conversation: Conversation
    person: Talk
    person_id: int = 0
    markers: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    tokens: list[str] = field(default_factory=list)

    @property
    def shown_markers(self) -> list[str]:
        return [marker for marker in self.markers if "content" not in marker]

    @classmethod
    async def done(cls, conversation: Conversation) -> "Walk":
        email = Email(sender="lotse@kreis.example")
        services = replace(
            conversation.services, config=replace(conversation.services.config, email=email)
        )
        mailing = Conversation(conversation.database, services)
        person = await lead_of(mailing, NAME, "person", "en")
        walk = cls(mailing, person, await person_of(mailing, person))
        await walk._looks()
        await walk._joins()
        await walk._leads()
        await walk._meets()
        await walk._helps()
        await walk._waits_for_the_office()
        await walk._asks_the_office()
        await walk._asks_for_mail()
        await delivered(mailing)
        return walk

    def marker(self, route: str, form: str = "Zebu{n} quix{n}wort") -> str:
        """Return a text that nobody else types."""
        n = len(self.markers)
        text = form.format(n=chr(ord("a") + n) * 2, digits=10 + n)
        self.markers.append(text)
        self.kinds.add(route)
        return text

    async def _says(self, press: str, route: str, form: str = "Zebu{n} quix{n}wort") -> None:
        await self.person.hear(Pressed(press))
        await self.person.say(self.marker(route, form))

    async def _looks(self) -> None:
        code = Listing("q").code
        await self._says("level.start", "level.ask")
        await self.person.look("search.ask")
        await self.person.say(self.marker("search.ask"))
        await self.person.hear(Pressed(f"watch.add:{code}"))
        await self.person.hear(Pressed(f"offer.save:1:{Listing('a').code}"))

    async def _joins(self) -> None:
        await lead_of(self.conversation, OPEN, "other lead", "en")
        open_id = await number_of(self.conversation, OPEN)
        await self._says(f"group.join:{open_id}", "group.join")
        token = secrets.token_hex(16)
        async with self.conversation.database.write() as store:
            group = await groups.by_id(store, open_id)
            assert group
            invited_id = await groups.put(
                store, replace(group, id=0, name="Eingeladene", joining=Joining.INVITATION)
            )
            invitation = Invitation(Role.VOLUNTEER, group.district_id, invited_id)
            await invitations.invite(store, token, invitation, NOW + timedelta(days=1))
        self.tokens.append(token)
        await self._says(f"invitation.accept:{token}", "invitation.accept")

    async def _leads(self) -> None:
        asks = await somebody(self.conversation, "asks", "en")
        member = await somebody(self.conversation, "member", "en", role=Role.VOLUNTEER)
        group_id, ids = await number_of(self.conversation, NAME), []
        async with self.conversation.database.write() as store:
            for talk, standing in ((asks, Standing.ASKED), (member, Standing.MEMBER)):
                other = await person_of(self.conversation, talk)
                ids.append(
                    await memberships.enter(store, group_id, other, standing, "Somebody", NOW)
                )
        await self._says(f"member.refuse:{ids[0]}", "member.refuse")
        for kind in ("decision", "minutes"):
            await self._says(f"result.new:{group_id}:{kind}", f"result.{kind}")
        await self.person.hear(Pressed(f"result.new:{group_id}:task"))
        await self.person.say(f"30.11.2026 {self.marker('result.task')}")
        task_id = await self._id_of("result", "words", self.markers[-1])
        await self.person.hear(Pressed(f"result.owner:{task_id}:{ids[1]}"))
        await self.person.hear(Pressed("result.publish!:1:steering"))
        await self.person.hear(Pressed("result.offer:1"))
        await self.person.hear(Pressed(f"result.new:{group_id}:minutes"))
        name = f"{self.marker('result.minutes', 'Zebuname{n}')}.pdf"
        content = PDF + self.marker("result.minutes", "Zebucontent{n}").encode()
        file = Attachment(name, "application/pdf", len(content), content)
        await self.person.hear(Attached(file))
        await self.person.hear(Pressed(f"feed.add:{group_id}:group"))
        self.tokens += re.findall(r"/calendar/([0-9a-f]{32})", bare(self.person.shown))

    async def _meets(self) -> None:
        group_id = await number_of(self.conversation, NAME)
        async with self.conversation.database.write() as store:
            meeting = Meeting(0, group_id, "Treffen", wall(2026, 12, 1, 18), "Europe/Berlin")
            meeting_id = await meetings.add(store, meeting)
            await attendance.answer(store, meeting_id, self.person_id, Answer.YES, NOW)
            others = await memberships.members(store, group_id)
        await self._says(f"topic.propose:{meeting_id}", "topic.propose")
        stand_in = next(m for m in others if m.name == "Somebody" and m.standing in ("member",))
        await self.person.hear(Pressed(f"stand_in.ask:{meeting_id}:{stand_in.id}"))

    async def _helps(self) -> None:
        """Ask for help, and give some: each time with how to be reached."""
        (helper,) = await helpers(self.conversation, "sam")
        await lives(self.conversation, self.person)
        await asked(self.person)
        first = await self._id_of("help_request", "person_id", self.person_id)
        await helper.hear(Pressed(f"helping.take:{first}"))
        await helper.say("Sam 07703 1234")
        form = "Zebu{n} 0151 1234{digits}"
        await self._says(f"helping.agree:{first}", "helping.agree", form)
        circle = await number_of(self.conversation, "Helferkreis am Ort")
        async with self.conversation.database.write() as store:
            await memberships.enter(
                store, circle, self.person_id, Standing.MEMBER, self.marker("group.join"), NOW
            )
        needs = await somebody(self.conversation, "needs", "en")
        await lives(self.conversation, needs)
        await asked(needs)
        needs_id = await person_of(self.conversation, needs)
        second = await self._id_of("help_request", "person_id", needs_id)
        await self._says(f"helping.take:{second}", "helping.take", form)

    async def _waits_for_the_office(self) -> None:
        async with self.conversation.database.write() as store:
            district = await places.district_named(store, "waldshut")
            assert district
            wanted = HelpRequest(
                0, district.id, self.person_id, Help.MOVING, "en", "soon", NOW, state=State.HANDED
            )
            request_id = await stored_help.add(store, wanted, [])
        form = "Zebu{n} 0151 1234{digits}"
        await self._says(f"helping.reach:{request_id}", "helping.reach", form)

    async def _asks_the_office(self) -> None:
        await self._says("enquiry.ask", "enquiry.ask")
        enquiry_id = await self._id_of("enquiry", "person_id", self.person_id)
        await self._says(f"enquiry.reply:{enquiry_id}", "enquiry.reply")
        offer_id = await self._id_of("offer", "district_id", 1)
        await self._says(f"enquiry.offer:{offer_id}:a...0", "enquiry.offer")

    async def _asks_for_mail(self) -> None:
        await self._says("email.show", "email.show", "zebu{n}@quixwort.example")

    async def _id_of(self, table: str, column: str, value: object) -> int:
        columns = t.metadata.tables[table].c
        async with self.conversation.database.read() as store:
            query = select(columns.id).where(columns[column] == value).order_by(columns.id)
            return int((await store.execute(query)).scalars().first() or 0)

    async def sealed(self) -> list[bytes]:
        """Return the sealed bytes in the database that hold what the person typed."""
        found = []
        async with self.conversation.database.read() as store:
            for name in privacy.TABLES:
                found += [sealed async for sealed in self._sealed_in(store, name)]
        return found

    async def _sealed_in(self, store: Store, name: str) -> AsyncIterator[bytes]:
        purposes, columns = privacy.purposes(name), t.metadata.tables[name].c
        rows = await store.rows(select(t.metadata.tables[name])) if purposes else []
        for row in rows:
            for column, purpose in purposes.items():
                if row[column] is not None:
                    text = store.seal.open(row.get(purpose, purpose), row[column])
                    if any(marker in text for marker in self.markers):
                        yield row[columns[column].name]


@pytest.mark.every_database
async def test_nothing_that_a_forgotten_person_typed_is_anywhere(
    kind: str,
    templates: Templates,
    services: Services,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not in the file or its log at the answer, in rows, a new backup, what was logged, the mail.

    Neither as typed nor sealed.
    """
    quiet_logs("DEBUG")
    caplog.set_level(logging.DEBUG)
    url = templates.fresh(kind, samples=True)
    database = open_database(url)
    walk = await Walk.done(Conversation(database, services))
    assert walk.kinds == IS_GONE, "the walk leaves out a question"
    sealed = await walk.sealed()
    assert len(sealed) >= 7
    typed = [
        *(marker.encode() for marker in walk.markers),
        *(token.encode() for token in walk.tokens),
        *sealed,
    ]
    before = await _everything(database, url)
    is_plain = [m for m in walk.markers if m.encode() in before]
    assert len(is_plain) >= 7, "what is typed is not where the test looks"
    await walk.person.hear(Pressed("data.delete"))
    assert "Everything is deleted." in walk.person.shown
    _nowhere("the database", await _everything(database, url), typed)
    backups.backup(url, tmp_path / "backup.sqlite")
    _nowhere("a backup", (tmp_path / "backup.sqlite").read_bytes(), typed)
    _nowhere("the log", caplog.text.encode(), typed)
    async with database.read() as store:
        assert not await emails.to_ask(store, 10)
    await database.close()


def _nowhere(place: str, content: bytes, typed: list[bytes]) -> None:
    found = [text for text in typed if text in content]
    assert not found, f"in {place}: {found}"


async def _everything(database: Database, url: str) -> bytes:
    """Return all bytes of an SQLite file and what lies beside it, else all values of all rows."""
    if database.is_sqlite:
        path = Path(url.removeprefix("sqlite:///"))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    async with database.read() as store:
        values = [value async for value in _values(store)]
    return b"\n".join(values)


async def _values(store: Store) -> AsyncIterator[bytes]:
    for table in t.metadata.sorted_tables:
        for row in await store.execute(select(table)):
            for value in row:
                yield bytes(value) if isinstance(value, bytes) else str(value).encode()


@pytest.mark.every_database
async def test_one_time_tokens_stand_nowhere_in_clear(conversation: Conversation, url: str) -> None:
    """Neither that of a calendar, nor one of an invitation or a chat, spent or not."""
    walk = await Walk.done(conversation)
    group_id = await number_of(conversation, NAME)
    await walk.person.hear(Pressed(f"group.invite:{group_id}"))
    walk.tokens += re.findall(r"start=i_?([0-9a-f]{32})|([0-9a-f]{32})", walk.person.shown)[0]
    await walk.person.hear(Pressed(f"chat.code:{group_id}"))
    walk.tokens += re.findall(r"\b[0-9A-F]{8}\b", walk.person.shown)
    tokens = [token for token in walk.tokens if token]
    assert len(tokens) == 4
    await conversation.database.checkpoint()
    content = await _everything(conversation.database, url)
    assert not [token for token in tokens if token.encode() in content]


@pytest.mark.every_database
async def test_others_keep_what_is_theirs(conversation: Conversation) -> None:
    """Who was helped is asked for again, and the group, its meeting and its members stay."""
    walk = await Walk.done(conversation)
    group_id = await number_of(conversation, NAME)
    await walk.person.hear(Pressed("data.delete"))
    async with conversation.database.read() as store:
        assert [m.name for m in await memberships.members(store, group_id)] == ["Somebody"]
        assert await meetings.of_group(store, group_id, NOW)
        query = select(t.help_request.c.state, t.help_request.c.helper_id)
        assert [tuple(row) for row in await store.execute(query)] == [("open", None)]
