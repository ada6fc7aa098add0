"""Rights are grants: nothing that changes the presser changes a right, every act is noted.

What the office does on the command line is here too: give, list, end, take away, hand over.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from zlib import crc32

import orjson
import pytest
from sqlalchemy import select, text

from bot.domain.announcements import Announcement, Audience, Recipient
from bot.domain.audits import Act, Origin
from bot.domain.grants import Right, Role
from bot.domain.people import Address
from handlers.cli.context import CommandContext
from handlers.cli.parser import parser
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed, Said, Typed
from handlers.dialogue.turn import Hints
from storage import schema as t
from storage.catalogue import places
from storage.engine.store import Store
from storage.messaging import audiences
from storage.people import audits, grants, people
from tests.harness.circles import number_of, person_of
from tests.harness.databases import NOW
from tests.harness.patience import Patience
from tests.harness.rights import give
from tests.harness.tables import Stored, stored, watched
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody
from tests.test_meetings import NAME
from tests.test_rights import MATRIX, SILENT, Scene, person, staged, undone, wanted

EVERY_PRESS = (*MATRIX, *SILENT)
CHANGES = {
    "moves": ("district.set:{elsewhere}",),
    "moves to a town": ("town.set:{town}", "language.set:ar", "pause.start:0", "quiet.sundays"),
    "lives nowhere": ("district.set:0", "mute.toggle:group"),
    "leaves": ("group.leave:{g}",),
    "is forgotten": ("data.delete",),
}
"""Every way in which a press changes who presses next."""
ALWAYS, IN_TURN = "moves", [name for name in CHANGES if name != "moves"]
"""A right that was bound to a place would be found by moving; what else changes, changes it alike.

So every press is tried by everybody after moving, and after one of the other changes in turn: each
press by somebody after each of them, and everybody after each.
"""
LIVING = {"group.part:field:{f}:0", "group.join:{g}"}
"""Presses for whoever lives in the district: nothing there needs a grant."""
AFTERWARDS = {
    "leaves": {"member": "volunteer", "lead": "volunteer"},
    "is forgotten": dict.fromkeys(("volunteer", "member", "lead"), "nobody")
    | dict.fromkeys(("coordinator", "other coordinator"), "nobody"),
}
"""Who somebody is after a change, if not the same."""
NOT_OURS = {t.audit, t.dialogue, t.form, t.person, t.person_interest, t.person_skill, t.address} | {
    t.offer_term,
    t.term_count,
    t.lexicon,
    t.missed,
    t.person_station,
    t.station_search,
    t.station_week,
    t.grants,
}
"""Tables of whoever presses, and of the search."""
QUIET = {
    "a draft, which nobody else sees": (
        "message.new message.about message.text message.aim message.time message.at_once "
        "message.move "
        "message.kind message.file message.no_file message.never_twice "
        "material.new material.file material.set"
    ),
    "daily work of a group, which its members see": (
        "meeting.plan meeting.edit meeting.set meeting.cancel series.edit series.set "
        "series.dates series.move "
        "series.cancel topic.toggle topic.delete topic.propose attendance.toggle result.new "
        "result.owner result.toggle call.kind call.language"
    ),
    "one's own": "feed.add feed.stop office.set",
}
"""Why a press that needs a right leaves no line, though it changes something."""
LIKE = {"member.refuse_now": Act.MEMBER_REFUSE}
"""Two presses of one act."""
PREPARED = {"campaign.resume:{c}": "campaign.pause:{c}"}
TYPED = {
    "report.correct:{o}": "Neuer Text",
    "message.correct:{e}:de": "Neuer Text",
    "group.text:{g}:uk": "Опис",
    "group.name:{g}": "Anderer Name",
    "group.size:{g}": "12",
    "group.new": "Neue Gruppe",
    "member.refuse:{a}": "Leider voll",
}
ON_THE_CONSOLE = {
    Act.INVITE,
    Act.GRANT,
    Act.REVOKE,
    Act.END_GRANT,
    Act.HAND_OVER,
    Act.IMPORT,
    Act.IMPORT_UNDO,
    Act.MEASURE_IMPORT,
    Act.MEASURE_ADD,
    Act.MEASURE_CHANGE,
    Act.MEASURE_REVIEW,
    Act.REPORT_TEXT,
    Act.REPORT_RELEASE,
    Act.DISTRICT,
    Act.FORGET,
}
"""Acts of the command line, and what follows from them: the last tests here."""
AT_THE_DESK = {
    Act.MESSAGE_DELETE,
    Act.STATION_CHANGE,
    Act.OFFER_ADD,
    Act.OFFER_CHANGE,
    Act.OFFER_BULK,
    Act.OFFER_MERGE,
    Act.OFFER_LINK,
    Act.OFFER_OWNER,
    Act.OFFER_DECLINE,
    Act.INBOX,
    Act.UNDO,
    Act.SECOND_FACTOR,
    Act.ACCOUNT,
    Act.QUESTION_ANSWER,
    Act.QUESTION_DONE,
    Act.QUESTION_TRANSLATE,
    Act.SAVED_ANSWER,
    Act.GROUP_ARCHIVE,
    Act.GROUP_UNINVITE,
    Act.SEAT_CHANGE,
    Act.MEASURE_EVIDENCE,
    Act.LETTERHEAD,
    Act.INDICATOR,
}
"""In test_desk*.py, test_archived_groups.py, test_second_factors.py, test_provider.py and
test_enquiries.py."""
IN_A_CHAT_OF_MANY = {Act.CHAT_CONNECT}
"""In test_telegram_groups.py."""


async def does(
    conversation: Conversation,
    store: Store,
    who: Address,
    *said: Said,
    before: Counter[str] | None = None,
) -> list[str]:
    """Do it, and return the outcomes of refusals that were counted; ``before`` are those of now."""
    before, expects = await _refusals(store) if before is None else before, ""
    with watched(store) as written:
        for one in said:
            event = replace(one, answers=expects) if isinstance(one, Typed) else one
            answer = await conversation.answer(store, who, event, NOW, Hints(("en",)))
            expects = answer.screen.expects
    if t.audit.name not in written:
        return []
    return sorted(((await _refusals(store)) - before).elements())


async def _refusals(store: Store) -> Counter[str]:
    refused = t.audit.c.day.is_not(None)
    counted: Counter[str] = Counter()
    for row in await store.execute(select(t.audit).where(refused)):
        counted[row.outcome] += row.count
    return counted


async def everything(store: Store, *without: object) -> Stored:
    """Every row that is not one's own."""
    tables = [table for table in t.metadata.sorted_tables if table not in (*NOT_OURS, *without)]
    names = [table.name for table in tables]
    return await store.connection.run_sync(lambda connection: stored(connection, names))


async def differs(store: Store, before: Stored, written: set[str]) -> bool:
    """Whether a row is another one than before; only what was written since has to be compared."""
    names = [name for name in before if name in written]
    now = await store.connection.run_sync(lambda connection: stored(connection, names))
    return now != {name: before[name] for name in names}


async def elsewhere(conversation: Conversation, slug: str) -> dict[str, int]:
    """Another district to live in, and a town of it."""
    async with conversation.database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        town = (await places.municipalities(store, district.id))[0]
    return {"elsewhere": district.id, "town": town.id}


async def test_nothing_that_changes_the_presser_changes_a_right(
    conversation: Conversation,
) -> None:
    """Between any two steps: move, speak another language, pause, leave, be forgotten."""
    scene, wrong = await staged(conversation), []
    for turn, who in enumerate(("volunteer", "member", "lead", "coordinator", "other coordinator")):
        address = await person(conversation, who)
        if who == "member":  # asked for help, which stays so wherever they go
            await wanted(conversation, address)
        slug = "waldshut" if who == "other coordinator" else "konstanz"
        ids = vars(scene) | await elsewhere(conversation, slug)
        async with conversation.database.write() as store:
            for change, presses in CHANGES.items():
                async with undone(store):
                    changing = [Pressed(press.format(**ids)) for press in presses]
                    await does(conversation, store, address, *changing)
                    now = AFTERWARDS.get(change, {}).get(who, who)
                    tried = [press for press in MATRIX if _is_tried(press, change, turn)]
                    wrong += [
                        (who, change, *one)
                        for one in await _wrong(conversation, store, address, now, scene, tried)
                        if not (who == "member" and one[0].startswith("helping."))
                    ]
    assert not wrong


def _is_tried(press: str, change: str, turn: int) -> bool:
    """Return whether a press is tried after a change; ``turn`` counts who presses."""
    return change in ("", ALWAYS, IN_TURN[(crc32(press.encode()) + turn) % len(IN_TURN)])


async def _wrong(
    conversation: Conversation,
    store: Store,
    address: Address,
    who: str,
    scene: Scene,
    tried: Collection[str],
) -> list[tuple[str, str]]:
    """The presses that were granted or refused to the wrong person; nothing is kept of them."""
    wrong, before = [], await _refusals(store)
    for press in (press for press in tried if press not in LIVING):
        allowed = MATRIX[press]
        async with undone(store):
            said = Pressed(press.format(**vars(scene)))
            refused = await does(conversation, store, address, said, before=before)
            if bool(refused) is (who in allowed):
                wrong.append((press, "refused" if refused else "granted"))
    return wrong


async def test_a_coordinator_of_one_district_changes_nothing_in_another(
    conversation: Conversation,
) -> None:
    """Also after every press that changes the presser, and with what is typed then."""
    scene, wrong = await staged(conversation), []
    address = await person(conversation, "other coordinator")
    await wanted(conversation, None)
    ids = vars(scene) | await elsewhere(conversation, "waldshut")
    foreign = [press for press, who in MATRIX.items() if "other coordinator" not in who]
    async with conversation.database.write() as store:
        for change, presses in {"": (), **CHANGES}.items():
            async with undone(store):
                changing = [Pressed(press.format(**ids)) for press in presses]
                await does(conversation, store, address, *changing)
                before, refusals = await everything(store), await _refusals(store)
                for press in foreign:
                    if press in LIVING or not _is_tried(press, change, turn=0):
                        continue
                    async with undone(store):
                        with watched(store) as written:
                            said = Pressed(press.format(**ids)), Typed("Neuer Text")
                            await does(conversation, store, address, *said, before=refusals)
                        if await differs(store, before, written):
                            wrong.append((change, press))
    assert not wrong


async def test_every_act_leaves_exactly_one_line(conversation: Conversation) -> None:
    """Whatever needs a right and changes something; a press that is forgotten here is found."""
    scene, wrong, seen = await staged(conversation), [], set()
    await wanted(conversation, None)
    address = await person(conversation, "coordinator")
    quiet = set(" ".join(QUIET.values()).split())
    ids = vars(scene)
    privileged = [press for press, who in MATRIX.items() if "newcomer" not in who]
    acts = [(press, [Pressed(press.format(**ids))]) for press in privileged]
    acts += [
        (press, [Pressed(press.format(**ids)), Typed(words)]) for press, words in TYPED.items()
    ]
    async with conversation.database.write() as store:
        unprepared = await everything(store)
        for press, said in acts:
            name, before = ROUTES.name_of(press), unprepared
            async with undone(store):
                if press in PREPARED:
                    ready = Pressed(PREPARED[press].format(**ids))
                    await does(conversation, store, address, ready)
                    before = await everything(store)
                lines = await audits.count(store)
                with watched(store) as written:
                    refused = await does(conversation, store, address, *said)
                count = await audits.count(store) - lines - len(refused)
                changed = await differs(store, before, written)
                noted = [one.action for one in await audits.latest(store, count)] if count else []
                seen |= set(noted)
                lost = [one for one in await audits.latest(store, count) if count]
                wrong += [(press, one.subject) for one in lost if one.district_id is None]
                if changed and noted != ([] if name in quiet else [LIKE.get(name, name)]):
                    wrong.append((press, noted))
    assert not wrong
    assert set(Act) - seen == ON_THE_CONSOLE | AT_THE_DESK | IN_A_CHAT_OF_MANY
    assert quiet <= set(ROUTES.presses)


async def test_a_line_names_nobody(conversation: Conversation) -> None:
    """Who, what, before and after: by numbers and words of ours."""
    scene = await staged(conversation)
    address = await person(conversation, "coordinator")
    ids = vars(scene)
    for press in ("report.close:{o}", "member.role:{x}:lead", "message.release:{n}:0"):
        await conversation.hear(address, Pressed(press.format(**ids)), NOW)
    async with conversation.database.read() as store:
        released, role, closed = await audits.latest(store, 3)
        mine = await people.at(store, address)
    assert mine
    assert {one.person_id for one in (released, role, closed)} == {mine.id}
    assert (closed.subject, closed.before, closed.after) == (
        f"offer {scene.o}",
        {"state": "published", "expires_at": "2027-11-20"},
        {"state": "closed", "expires_at": "2026-11-20"},
    )
    assert (role.before, role.after) == ({"standing": "member"}, {"standing": "lead"})
    assert released.before == {"state": "draft"}
    assert released.after["state"] == "released"
    assert released.after["people"]


@pytest.mark.every_database
async def test_refusals_are_counted_and_drown_nothing(conversation: Conversation) -> None:
    forger = await somebody(conversation, "forger")
    scene = await staged(conversation)
    for day in range(2):
        for _ in range(20):
            for press in ("report.close:{o}", "seat.set:{s}:0"):
                said = Pressed(press.format(**vars(scene)))
                await conversation.hear(forger.address, said, NOW + timedelta(days=day))
                await conversation.hear(
                    Address("web", f"stranger {day}"), said, NOW + timedelta(days=day)
                )
    async with conversation.database.read() as store:
        rows = await audits.latest(store, 1000)
        refused = [one for one in rows if one.outcome == "not_allowed"]
        mine = await person_of(conversation, forger)
        assert await audits.count_refusals(store) == 160
    of_forger = [one for one in refused if one.person_id == mine]
    assert [one.count for one in of_forger] == [20] * 4
    assert all(one.count == 20 for one in refused)
    assert len(refused) == 8


@pytest.mark.every_database
async def test_a_grant_that_ends_during_a_dialogue(conversation: Conversation) -> None:
    """The next act is refused, whether the grant ended by itself or was taken away."""
    scene = await staged(conversation)
    wrong = []
    for who, ends_at in (("ends", NOW + timedelta(minutes=5)), ("revoked", None)):
        office = await somebody(conversation, who)
        grant_id = await give(conversation, office, Role.COORDINATOR, ends_at=ends_at)
        await office.hear(Pressed(f"report.correct:{scene.o}"))
        assert "Sie haben dafür keine Berechtigung." not in office.shown
        if ends_at:
            office.now = ends_at
        else:
            async with conversation.database.write() as store:
                await grants.revoke(store, grant_id)
        async with conversation.database.read() as store:
            before = await everything(store)
        await office.say("Ganz anderer Text")
        async with conversation.database.read() as store:
            if (
                "Sie haben dafür keine Berechtigung." not in office.shown
                or await everything(store) != before
            ):
                wrong.append((who, office.shown))
    assert not wrong


@pytest.mark.every_database
async def test_who_coordinates_two_districts_chooses_where_they_work(
    conversation: Conversation,
) -> None:
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    await give(conversation, office, Role.COORDINATOR, "konstanz")
    await office.goes(
        ("/start", "[🏛", "Landkreis Waldshut"),
        ("[🏛", "Landkreis Konstanz"),
        ("[Landkreis Konstanz]", "Landkreis Waldshut", "Landkreis Konstanz"),
        ("[📣", "Landkreis Konstanz"),
        ("[✏️", ""),
        ("Der Kurs beginnt am Dienstag.", ""),
    )
    async with conversation.database.read() as store:
        district = await places.district_named(store, "konstanz")
        drafts = (await store.execute(select(t.announcement.c.district_id))).scalars().all()
        stored = await people.at(store, office.address)
    assert district
    assert district.id in drafts
    assert stored
    assert stored.district_id != district.id, "where they live stays"
    only = await somebody(conversation, "only one", role=Role.COORDINATOR)
    await only.goes(("/start", "📣", "!🏛"))
    await only.hear(Pressed(f"office.set:{district.id}"))
    assert "Sie haben dafür keine Berechtigung." in only.shown


@pytest.mark.every_database
async def test_an_audience_is_who_has_a_grant_there(conversation: Conversation) -> None:
    """Wherever they live; an ended grant makes nobody a volunteer, and nobody counts twice."""
    async with conversation.database.read() as store:
        here = await places.district_named(store, "waldshut")
        before = {role: (await _reach(store, here.id, role)).people for role in (*Recipient, None)}
    one = await somebody(conversation, "lives here")
    away = await somebody(conversation, "helps here", role=Role.VOLUNTEER, slug="konstanz")
    await give(conversation, away, Role.VOLUNTEER)
    await give(conversation, away, Role.COORDINATOR)
    await give(conversation, one, Role.VOLUNTEER, ends_at=NOW)
    reader = await somebody(conversation, "reads here")
    await give(conversation, reader, Role.READER)
    async with conversation.database.read() as store:
        more = {
            role: (await _reach(store, here.id, role)).people - before[role]
            for role in (*Recipient, None)
        }
    assert more == {
        Recipient.NEWCOMER: 1,
        Recipient.VOLUNTEER: 1,
        Recipient.COORDINATOR: 1,
        None: 3,
    }


async def _reach(store: Store, district_id: int, role: Recipient | None):
    roles = frozenset({role} if role else ())
    announcement = Announcement(0, district_id, audience=Audience(roles=roles))
    return await audiences.reach(store, announcement, NOW)


@pytest.mark.every_database
@pytest.mark.parametrize("has_office", [True, False])
async def test_a_group_without_a_lead_is_heard_by_the_office(
    conversation: Conversation, has_office: bool
) -> None:
    role = Role.COORDINATOR if has_office else None
    office = await somebody(conversation, "office", "en", role=role)
    asks = await somebody(conversation, "asks", "en", role=Role.VOLUNTEER)
    group_id = await number_of(conversation, NAME)
    await asks.hear(Pressed(f"group.join:{group_id}"))
    await asks.say("Nora")
    said = "We have told the office." if has_office else "This group has no lead now."
    assert said in asks.shown
    await delivered(conversation)
    await office.look("inbox.list:0")
    assert ("● " in office.shown) is has_office
    if has_office:
        await office.say("[● ")
        assert NAME in office.shown


async def test_a_token_stands_nowhere_in_clear(conversation: Conversation) -> None:
    lines: list[str] = []
    lead = await person(conversation, "lead")
    group_id = await number_of(conversation, NAME)
    answer = await conversation.hear(lead, Pressed(f"group.invite:{group_id}"), NOW)
    token = str(answer.screen.text).partition("start=i-")[2][:32]
    assert len(token) == 32
    guest = await somebody(conversation, "guest")
    await guest.say(f"/start i-{token}")
    await guest.hear(Pressed(f"invitation.accept:{token}"))
    async with conversation.database.read() as store:
        for table in t.metadata.sorted_tables:
            lines += [
                f"{table.name}: {row}"
                for row in await store.execute(select(table))
                if token in str(row)
            ]
    assert guest.screen.expects.startswith("invitation.accept:")
    assert not lines
    await guest.say("Nora")
    assert NAME in guest.shown


@pytest.mark.every_database
async def test_a_press_that_waited_for_the_revocation_is_refused(
    conversation: Conversation,
) -> None:
    """It locks the same person; what it read before it waited does not count."""
    scene = await staged(conversation)
    office = await somebody(conversation, "office", "en")
    grant_id = await give(conversation, office, Role.COORDINATOR)
    async with conversation.database.write() as store:
        assert await grants.locked(store, grant_id)
        press = asyncio.create_task(office.hear(Pressed(f"report.close:{scene.o}")))
        await _waits(conversation, store)
        await grants.revoke(store, grant_id)
    await press
    assert "You are not allowed to do this." in office.shown
    async with conversation.database.read() as store:
        closed = select(t.offer.c.state).where(t.offer.c.id == scene.o)
        assert (await store.execute(closed)).scalar_one() == "published"


async def _waits(conversation: Conversation, store: Store) -> None:
    """Return when another transaction waits for this one; SQLite lets none begin."""
    blocked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    patience = Patience()
    while not patience.is_over:
        await asyncio.sleep(0)
        if conversation.database.is_sqlite or (await store.execute(blocked)).scalar():
            return
    raise AssertionError("nobody waits")


class Console:
    """The command line of one database."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation, self.lines, self.now = conversation, list[str](), NOW

    async def run(self, *words: str) -> int:
        """Run a command; ``lines`` is what it printed."""
        self.lines = []
        context = CommandContext(
            self._conversation.services.config,
            self.lines.append,
            lambda: self.now,
            self._opened,
            "",
        )
        arguments = parser(_no, _no).parse_args(list(words))
        return await arguments.command(context, arguments)

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Conversation]:
        yield self._conversation

    async def grants(self, *words: str) -> list[dict[str, object]]:
        assert await self.run("grants", "--json", *words) == 0
        return [orjson.loads(line) for line in self.lines]


async def _no(*_: object) -> int:
    raise AssertionError("no server is started")


@pytest.mark.every_database
async def test_rights_are_given_listed_ended_taken_and_handed_over(
    conversation: Conversation,
) -> None:
    """The whole life of rights at the command line, and the line that each step leaves."""
    console, talks = Console(conversation), {}
    for role in Role:
        more = {Role.READER: ["--ends", "2027-06-30"], Role.TRANSLATOR: ["--language", "uk"]}
        words = ("invite", role, "--district", "waldshut", *more.get(role, []))
        assert await console.run(*words) == 0
        talks[role] = Talk(conversation, ("en",), f"becomes {role}")
        await talks[role].say(f"/start {console.lines[0]}")
        await talks[role].goes(("[Accept]", "Welcome!", "Landkreis Waldshut"))
    rows = {row["role"]: row for row in await console.grants("--district", "waldshut")}
    assert set(rows) == set(Role)
    assert rows["reader"]["ends_at"] == "2027-07-01T00:00+02:00"
    assert rows["editor"]["organisation"] == "Landkreis Waldshut"
    assert [row["language"] for row in rows.values() if row["language"]] == ["uk"]
    assert await console.grants("--district", "konstanz") == []
    coordinator = str(rows["coordinator"]["id"])

    assert await console.run("revoke", coordinator) == 1
    assert any("only coordinator" in line for line in console.lines)
    assert await console.run("revoke", coordinator, "--ends", "2027-06-30") == 1
    assert await console.run("revoke", str(rows["volunteer"]["id"])) == 0
    assert await console.run("revoke", str(rows["volunteer"]["id"])) == 1
    assert await console.run("revoke", str(rows["editor"]["id"]), "--ends", "2027-01-31") == 0
    assert await console.run("revoke", "4711") == 1
    assert await console.run("hand-over", coordinator, "--to", "4711") == 1

    assert await console.run("hand-over", coordinator) == 0
    new = Talk(conversation, ("en",), "takes over")
    await new.say(f"/start {console.lines[0]}")
    assert await console.grants("--district", "waldshut") != []
    await new.goes(("[Accept]", "Welcome!", "📣"))
    await talks[Role.COORDINATOR].hear(Pressed("message.list"))
    assert "You are not allowed to do this." in talks[Role.COORDINATOR].shown
    (after,) = [row for row in await console.grants() if row["role"] == "coordinator"]
    assert after["person"] == await person_of(conversation, new)

    back = str(await person_of(conversation, talks[Role.COORDINATOR]))
    assert await console.run("hand-over", str(after["id"]), "--to", back) == 0
    (again,) = [row for row in await console.grants() if row["role"] == "coordinator"]
    assert await console.run("revoke", str(again["id"]), "--force") == 0
    assert "coordinator" not in {row["role"] for row in await console.grants()}
    async with conversation.database.read() as store:
        acts = Counter(one.action for one in await audits.latest(store, 99, acts_only=True))
    assert acts == Counter(
        {Act.INVITE: 6, Act.GRANT: 5, Act.HAND_OVER: 2, Act.REVOKE: 2, Act.END_GRANT: 1}
    )
    await console.run("audit", "--acts")
    assert len(console.lines) == acts.total()
    assert "console" in console.lines[0]
    await console.run("grants", "--district", "waldshut")
    assert any(
        "Angebotspflege" in line and "editor" in line and "Landkreis Waldshut" in line
        for line in console.lines
    ), console.lines


@pytest.mark.every_database
async def test_who_is_forgotten_at_the_command_line_leaves_a_line_that_names_nobody(
    conversation: Conversation,
) -> None:
    gone, console = await somebody(conversation, "gone"), Console(conversation)
    number = str(await person_of(conversation, gone))
    assert await console.run("forget", "--person", number) == 0
    assert await console.run("forget", "--person", number) == 1
    async with conversation.database.read() as store:
        (line,) = await audits.latest(store, 9)
    assert (line.action, line.subject, line.person_id) == (Act.FORGET, "person", None)
    assert (line.before, line.after, line.origin) == ({}, {}, Origin.CONSOLE)
    await console.run("audit")
    assert "forget" in console.lines[0]
    assert not re.search(rf"\b{number}\b", console.lines[0].partition("console")[2])


async def test_wrong_words_at_the_command_line(conversation: Conversation) -> None:
    console = Console(conversation)
    for words in (
        ("invite", "reader", "--district", "waldshut", "--organisation", "Caritas"),
        ("invite", "editor", "--district", "waldshut", "--organisation", "Nobody"),
        ("invite", "reader", "--district", "waldshut", "--ends", "tomorrow"),
        ("invite", "reader", "--district", "waldshut", "--ends", "2020-01-01"),
        ("invite", "editor", "--district", "waldshut", "--ends", "31.02.2027"),
        ("invite", "translator", "--district", "waldshut"),
        ("invite", "translator", "--district", "waldshut", "--language", "de"),
        ("invite", "translator", "--district", "waldshut", "--language", "klingon"),
        ("invite", "reader", "--district", "waldshut", "--language", "uk"),
    ):
        assert await console.run(*words) == 2, words
        assert len(console.lines) == 1
    async with conversation.database.read() as store:
        assert not (await store.execute(select(t.invitation))).all()


async def test_editors_see_and_keep_the_offers_of_their_organisation(
    conversation: Conversation,
) -> None:
    scene = await staged(conversation)
    async with conversation.database.read() as store:
        rows = (await store.execute(select(t.offer.c.id, t.offer.c.organisation_id))).all()
        keeps = next(row.organisation_id for row in rows if row.id == scene.o)
        foreign = next(row.id for row in rows if row.organisation_id != keeps and row.id != scene.o)
    editor = await somebody(conversation, "editor", "en")
    await give(conversation, editor, Role.EDITOR, organisation_id=keeps)
    await editor.goes(("/start", "To check: 1", "!📣"), ("[To check: 1]", "Something is wrong"))
    await editor.look(f"offer.details:{scene.o}:0:a...0")
    assert editor.button("✏️")
    await editor.hear(Pressed(f"report.close:{foreign}"))
    assert "You are not allowed to do this." in editor.shown
    await editor.hear(Pressed(f"report.close:{scene.o}"))
    assert "Done." in editor.shown


@pytest.mark.every_database
async def test_the_same_right_is_given_once(conversation: Conversation) -> None:
    """A second invitation only moves the end; forgetting somebody ends what they had."""
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    first = await give(conversation, office, Role.COORDINATOR, ends_at=NOW + timedelta(days=1))
    again = await give(conversation, office, Role.COORDINATOR)
    assert first == again
    async with conversation.database.write() as store:
        mine = await people.at(store, office.address, lock=True)
        assert mine
        assert {right.ends_at for right in mine.granted} == {None}
        other = Right(Role.COORDINATOR, mine.district_id or 0)
        assert mine.granted == {other}
        await people.forget(store, mine.id, NOW)
        assert not await grants.listed(store)
