"""Questions to the office: asked in the chat, answered at the desk, without showing who asks."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text, update

from bot.config import Config
from bot.domain.audits import Act
from bot.domain.enquiries import Enquiry, EnquiryMessage
from bot.domain.grants import Role
from bot.domain.groups import Standing
from bot.domain.people import Person
from bot.rules import enquiries as rules
from bot.rules.problems import Problem, Refusal
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.jobs.scheduler import tidy
from storage import schema as t
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.groups import groups, memberships
from storage.people import audits, enquiries, people
from tests.harness.browsers import Site, opened
from tests.harness.circles import newest, person_of
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.harness.enquiries import QUESTION, asked, asker
from tests.test_announcing import delivered, somebody

ANSWER = "Bitte melden Sie Ihr Kind im Rathaus an."
SOMEBODY = {
    "id": 987654321, "language": "en", "language_chosen": True, "quiet_start": "20:00",
    "quiet_end": "08:00", "quiet_sundays": True, "consent_version": 1, "created_at": NOW,
    "week_seen": "2026-W47",
}  # fmt: skip
"""Whose number is found where it stands."""
OTHER_SEAL = Seal("fedcba9876543210" * 4)


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def answer(desk: AtDesk, question_id: int, words: str = ANSWER, **more: object) -> None:
    await desk.fill(f"/desk/questions/{question_id}", answer=words, **more)


@pytest.mark.every_database
async def test_a_question_is_asked_answered_and_gone_on_with(channel: Conversation) -> None:
    """The whole job, in Ukrainian and on both channels; at the desk nobody sees who asks."""
    talk = await asker(channel)
    await talk.look("human")
    await talk.press(talk.translated("💬 Ask the office"))
    district = "Landkreis Waldshut"
    for promise in (district, "30", "3"):
        assert promise in talk.shown
    await talk.say(QUESTION)
    assert talk.translated("Your question is with the office now.") in talk.shown
    async with opened(channel) as site:
        desk = await at_desk(site)
        await desk.get("/desk?kind=question")
        assert QUESTION in desk.text
        await desk.get("/desk/questions")
        assert QUESTION in desk.text
        question_id = 1
        await answer(desk, question_id)
        assert "Your answer is on its way." in desk.text
        await desk.get("/desk?kind=question")
        assert "Nothing is waiting" in desk.text
        await delivered(channel)
        heading = talk.translated("💬 <b>The office has answered your question</b>")
        told = await newest(channel, talk)
        assert heading in told
        assert ANSWER in told
        await talk.hear(Pressed(f"enquiry.reply:{question_id}"))
        await talk.say("Дякую! А який номер?")
        await desk.get("/desk?kind=question")
        assert QUESTION in desk.text
        await desk.get(f"/desk/questions/{question_id}")
        assert "Дякую! А який номер?" in desk.text
        await desk.send(f"/desk/questions/{question_id}", closing(desk))
        await delivered(channel)
    await talk.look(f"enquiry.show:{question_id}:0")
    for words in (QUESTION, ANSWER, "Дякую! А який номер?"):
        assert words in talk.shown
    assert talk.translated("The office has closed this question.") in talk.shown
    await talk.press(talk.translated("🗑 Delete my question"))
    await talk.press(talk.translated("Yes, delete it"))
    assert talk.translated("You have not asked anything yet.") in talk.shown
    assert await stored(channel.database) == (0, 0)


def closing(desk: AtDesk) -> dict[str, object]:
    """The form that closes a question."""
    form = desk.form("csrf")
    return {"csrf": form["csrf"], "number": form["number"], "act": "done"}


async def stored(database: Database) -> tuple[int, int]:
    """How many questions and messages are stored."""
    async with database.read() as store:
        tables = (t.enquiry, t.enquiry_message)
        first, second = [
            (await store.execute(select(func.count()).select_from(table))).scalar_one()
            for table in tables
        ]
    return first, second


@pytest.mark.every_database
async def test_a_person_asks_at_most_three_and_one_question_once(channel: Conversation) -> None:
    """Two presses at once, the same words again, a fourth one, and one that is too long."""
    talk = await asker(channel, language="en")
    await talk.hear(Pressed("enquiry.ask"))
    await talk.say("x" * (rules.LONGEST_QUESTION + 1))
    assert "at most 1000 characters" in talk.shown
    assert await stored(channel.database) == (0, 0)
    tabs = [replace(talk), replace(talk)]
    for tab in tabs:
        await tab.hear(Pressed("enquiry.ask"))
    await asyncio.gather(*(tab.say("Where is the school?") for tab in tabs))
    assert await stored(channel.database) == (1, 1)
    await asked(talk, "Where is the school?")
    assert "You have already asked this." in talk.shown
    await asked(talk, "Where is the doctor?")
    await asked(talk, "Where is the office?")
    await talk.hear(Pressed("enquiry.ask"))
    assert "You already have three open questions." in talk.shown
    assert await stored(channel.database) == (3, 3)
    await talk.hear(Pressed("enquiry.remove:1"))
    await asked(talk, "Where is the bakery?")
    assert await stored(channel.database) == (3, 3)


async def test_who_has_no_district_chooses_one_first(conversation: Conversation) -> None:
    talk = await asker(conversation, language="en")
    await talk.hear(Pressed("district.set:0"))
    await talk.hear(Pressed("enquiry.ask"))
    assert "Please choose your district first." in talk.shown
    assert talk.screen.expects in ("", "place.name")
    stranger = replace(talk, who="a stranger", languages=("en",))
    await stranger.hear(Pressed("enquiry.ask"))
    assert stranger.screen.expects != "enquiry.ask"
    assert await stored(conversation.database) == (0, 0)


async def test_a_call_for_help_in_a_question_is_heard_and_kept_nowhere(
    channel: Conversation,
) -> None:
    talk = await asker(channel, language="en")
    question_id = await asked(talk, "Where is the school?")
    for press in ("enquiry.ask", f"enquiry.reply:{question_id}"):
        await talk.hear(Pressed(press))
        await talk.say("my husband beats me")
        assert "110" in talk.shown
    assert await stored(channel.database) == (1, 1)


STUCK = ("human", "help", "helping.ask")


async def test_the_button_is_where_people_are_stuck(channel: Conversation) -> None:
    talk = await asker(channel, language="en")
    wrong = []
    for at in STUCK:
        await talk.look(at)
        wrong += [] if "[💬 Ask the office]" in talk.shown else [at]
    await talk.say("Quantenfeldtheorie xyzzy")
    wrong += [] if "[💬 Ask the office]" in talk.shown else [talk.shown]
    assert not wrong


@pytest.mark.every_database
async def test_only_the_asker_and_the_office_of_the_district_read_it(site: Site) -> None:
    talk = await asker(site.conversation, language="en")
    question_id = await asked(talk, "Where is the school?")
    wrong = []
    for who, role in (("other", None), ("volunteer", Role.VOLUNTEER), ("boss", Role.COORDINATOR)):
        other = await somebody(site.conversation, who, "en", role=role)
        for press in ("show:{0}:0", "reply:{0}", "delete:{0}", "remove:{0}"):
            await other.hear(Pressed("enquiry." + press.format(question_id)))
            wrong += [(who, press)] if "not allowed" not in other.shown else []
            wrong += [(who, press)] if "school" in other.shown else []
    assert not wrong
    desk = await at_desk(site)
    async with site.conversation.database.write() as store:
        await store.execute(insert(t.person).values(SOMEBODY))
        await store.execute(update(t.enquiry).values(person_id=SOMEBODY["id"]))
        group = (await groups.of_district(store, desk.person.district_id or 0))[0]
        await memberships.enter(
            store, group.id, SOMEBODY["id"], Standing.MEMBER, "Amal Zebuquix", NOW
        )
    for path in ("/desk", "/desk/questions", f"/desk/questions/{question_id}", "/desk/log"):
        await desk.get(path)
        shown = [word for word in ("Zebuquix", str(SOMEBODY["id"])) if word in desk.page]
        assert not shown, path
        assert ("Where is the school?" in desk.text) is (path != "/desk/log")


async def test_every_act_is_noted_without_a_word_of_it(site: Site) -> None:
    talk = await asker(site.conversation)
    question_id = await asked(talk)
    desk = await at_desk(site)
    page = f"/desk/questions/{question_id}"
    await answer(desk, question_id)
    for act, more in (
        ("note", {"note": "Bitte nachfragen"}),
        ("assign", {"person": str(desk.person.id)}),
        ("done", {}),
    ):
        await desk.get(page)
        await desk.send(page, closing(desk) | {"act": act, **more})
        assert "Done." in desk.text
    async with site.conversation.database.read() as store:
        lines = await audits.latest(store, 4)
    acts = [line.action for line in reversed(lines)]
    assert acts == [Act.QUESTION_ANSWER, Act.INBOX, Act.INBOX, Act.QUESTION_DONE]
    assert {line.subject for line in lines} == {f"question {question_id}"}
    said = " ".join(repr((line.before, line.after)) for line in lines)
    assert not [word for word in (ANSWER, QUESTION, "nachfragen") if word in said]
    await desk.get("/desk/log")
    assert "Answer a question" in desk.text
    await desk.get(page)
    assert "Bitte nachfragen" in desk.page


async def test_two_who_answer_at_once_send_one_answer(site: Site) -> None:
    talk = await asker(site.conversation)
    question_id = await asked(talk)
    one, two = await at_desk(site), await at_desk(site)
    page = f"/desk/questions/{question_id}"
    await two.get(page)
    form = two.form("base") | {"answer": "Auf dem Amt."}
    await answer(one, question_id)
    await two.send(page, form)
    assert "Somebody else has just changed this." in two.text
    assert "Auf dem Amt." in two.page
    await two.send(page, two.form("base"))
    assert "Your answer is on its way." in two.text
    assert await stored(site.conversation.database) == (1, 3)


async def test_an_answer_to_a_deleted_question_is_kept_and_goes_nowhere(site: Site) -> None:
    talk = await asker(site.conversation)
    question_id = await asked(talk)
    desk = await at_desk(site)
    await desk.get(f"/desk/questions/{question_id}")
    form = desk.form("base") | {"answer": ANSWER}
    await talk.hear(Pressed(f"enquiry.remove:{question_id}"))
    await desk.send(f"/desk/questions/{question_id}", form)
    assert "This question no longer exists." in desk.text
    async with site.conversation.database.read() as store:
        assert not (await store.execute(select(t.delivery.c.id))).all()


@pytest.mark.every_database
async def test_who_gets_no_answer_is_told_so(channel: Conversation) -> None:
    talk = await asker(channel, language="en")
    question_id = await asked(talk, "Where is the school?")
    async with opened(channel) as site:
        desk = await at_desk(site)
        await desk.get(f"/desk/questions/{question_id}")
        await desk.send(f"/desk/questions/{question_id}", closing(desk))
    await delivered(channel)
    assert "The office has closed your question." in await newest(channel, talk)


async def test_the_office_is_told_once_and_not_of_what_is_answered(channel: Conversation) -> None:
    office = await somebody(channel, "office", "en", role=Role.COORDINATOR)
    await office.say("/start")
    talk = await asker(channel, language="en")
    question_id = await asked(talk, "Where is the school?")
    await delivered(channel)
    told = await newest(channel, office)
    assert "Somebody has a question for the office" in told
    assert "school" not in told
    await talk.hear(Pressed(f"enquiry.reply:{question_id}"))
    await talk.say("I mean the one for adults")
    async with channel.database.read() as store:
        waiting = select(func.count()).select_from(t.delivery).where(t.delivery.c.state == "due")
        assert (await store.execute(waiting)).scalar_one() == 0


@pytest.mark.every_database
async def test_what_no_key_opens_stops_nothing(site: Site) -> None:
    """In the inbox, the list, the thread, the chat and the ledger: the others are there."""
    talk = await asker(site.conversation, language="en")
    good, bad = await asked(talk, "Where is the school?"), await asked(talk, "Where is the doctor?")
    async with site.conversation.database.write() as store:
        spoiled = {"sealed": OTHER_SEAL.close("enquiry", "foreign")}
        mine = t.enquiry_message.c.enquiry_id == bad
        await store.execute(update(t.enquiry_message).where(mine).values(spoiled))
    desk = await at_desk(site)
    for path in ("/desk", "/desk/questions"):
        await desk.get(path)
        assert "Where is the school?" in desk.text
        assert "This text cannot be read any more." in desk.text
    await answer(desk, bad)
    await answer(desk, good)
    async with site.conversation.database.write() as store:
        latest = select(func.max(t.enquiry_message.c.id)).where(mine).scalar_subquery()
        which = t.enquiry_message.c.id == latest
        await store.execute(update(t.enquiry_message).where(which).values(spoiled))
    await delivered(site.conversation)
    async with site.conversation.database.read() as store:
        states = (await store.execute(select(t.delivery.c.state))).scalars().all()
    assert set(states) == {"sent"}
    await talk.look("enquiry.list:0")
    assert "This text cannot be read any more." in talk.shown
    await talk.look(f"enquiry.show:{bad}:0")
    assert "This text cannot be read any more." in talk.shown
    await talk.look(f"enquiry.show:{good}:0")
    assert ANSWER in talk.shown
    await talk.say("/mydata")
    assert "Where is the school?" in talk.shown


@pytest.mark.every_database
async def test_it_goes_some_days_after_the_answer_with_all_notes(site: Site) -> None:
    """What waits stays; what was answered goes, and what the office noted about it."""
    conversation = site.conversation
    talk = await asker(conversation, language="en")
    answered, waiting = await asked(talk, "Where is the school?"), await asked(talk, "And where?")
    desk = await at_desk(site)
    await answer(desk, answered)
    await desk.get(f"/desk/questions/{answered}")
    note = closing(desk) | {"act": "note", "note": "Bitte nachfragen"}
    await desk.send(f"/desk/questions/{answered}", note)
    days = Config().retention.questions_days
    for later, left in ((days, 2), (days + 1, 1)):
        await tidy(
            conversation.database, conversation.services, NOW + timedelta(days=later, minutes=-1)
        )
        async with conversation.database.read() as store:
            ids = (await store.execute(select(t.enquiry.c.id))).scalars().all()
            marks = (await store.execute(select(t.inbox_mark.c.id))).all()
        assert (len(ids), len(marks)) == (left, left - 1)
    assert ids == [waiting]


async def test_the_list_is_filtered_by_state_language_and_age(site: Site) -> None:
    people = [await asker(site.conversation, who, who) for who in ("uk", "ar")]
    ukrainian, arabic = [await asked(talk, f"{talk.who}?") for talk in people]
    async with site.conversation.database.write() as store:
        old = update(t.enquiry).where(t.enquiry.c.id == arabic)
        await store.execute(old.values(since=NOW - timedelta(days=8)))
    desk = await at_desk(site)
    await answer(desk, ukrainian)
    shown = {
        "": {ukrainian, arabic},
        "state=open": {arabic},
        "state=answered": {ukrainian},
        "state=done": set(),
        "language=uk": {ukrainian},
        "language=ar&state=answered": set(),
        "days=7": {arabic},
        "days=30": set(),
        "state=nonsense&language=xx&days=x": {ukrainian, arabic},
    }
    wrong = []
    for query, expected in shown.items():
        await desk.get(f"/desk/questions?{query}")
        ids = {int(row_id) for row_id in re.findall(r'href="/desk/questions/(\d+)"', desk.page)}
        wrong += [(query, ids)] if ids != expected else []
    assert not wrong


async def test_a_saved_answer_is_added_inserted_and_deleted(site: Site) -> None:
    talk = await asker(site.conversation)
    question_id = await asked(talk)
    desk = await at_desk(site)
    new = "/desk/questions/answers/new"
    await desk.fill(new, title="", words=ANSWER)
    assert "at most 80 characters" in desk.text
    await desk.send(new, desk.form("base") | {"title": "Schule"})
    assert "Schule" in desk.text
    await desk.fill(f"/desk/questions/{question_id}", answer="Hallo!", act="insert", template="1")
    assert desk.form("base")["answer"] == [f"Hallo!\n\n{ANSWER}"]
    await desk.send(f"/desk/questions/{question_id}", desk.form("base"))
    async with site.conversation.database.read() as store:
        (_, said) = await enquiries.messages(store, question_id)
    assert said.words == f"Hallo!\n\n{ANSWER}"
    foreign = await at_desk(site, slug="konstanz")
    await foreign.get("/desk/questions/answers")
    assert "Schule" not in foreign.text
    await desk.get("/desk/questions/answers")
    await desk.send("/desk/questions/answers", desk.form("id"))
    assert "Schule" not in desk.text


@pytest.mark.every_database
async def test_what_is_written_for_somebody_does_not_wait_until_they_are_done(
    conversation: Conversation, kind: str
) -> None:
    """Else two who write to each other at the same moment would wait for each other."""
    if kind == "sqlite":
        return  # one writer at a time: nobody holds one thing and waits for another
    talk = await asker(conversation)
    question_id = await asked(talk)
    person_id = await person_of(conversation, talk)
    async with conversation.database.write() as asks:
        assert await people.at(asks, talk.address, lock=True)
        async with conversation.database.write() as office:
            message = EnquiryMessage(0, question_id, True, "de", NOW, ANSWER)
            await office.execute(text("SET LOCAL lock_timeout = '2s'"))
            await enquiries.say(office, person_id, message)


@pytest.mark.every_database
async def test_who_pretends_to_be_many_does_not_flood_the_office(
    conversation: Conversation,
) -> None:
    talk = await asker(conversation, language="en")
    others = await person_of(conversation, await asker(conversation, "others", "en"))
    async with conversation.database.write() as store:
        district_id = (await people.by_id(store, others) or Person()).district_id or 0
        for n in range(rules.MOST_OF_OFFICE):
            await enquiries.add(store, Enquiry(0, district_id, others, "en", NOW, NOW), f"{n}?")
    assert not await asked(talk, "Where is the school?")
    assert "Many people are asking the office right now." in talk.shown
    assert talk.screen.typed == "Where is the school?"
    later = replace(talk, now=NOW + rules.OFFICE_HOUR)
    assert await asked(later, "Where is the school?")


def test_who_may_ask_and_answer() -> None:
    enquiry = Enquiry(1, 5, 7, "uk", NOW, NOW)
    person = Person(id=7, district_id=5)
    wrong = []
    for who, own, others, problem in (
        (person, 0, rules.MOST_OF_OFFICE - 1, None),
        (person, rules.MOST_OPEN, 0, Problem.MANY_QUESTIONS),
        (person, 0, rules.MOST_OF_OFFICE, Problem.OFFICE_BUSY),
        (replace(person, district_id=None), 0, 0, Problem.NO_DISTRICT),
        (replace(person, is_group=True), 0, 0, Problem.PRIVATE),
        (replace(person, id=0), 0, 0, Problem.NOTHING_STORED),
    ):
        try:
            rules.may_ask(who, own, others)
            refused = None
        except Refusal as refusal:
            refused = refusal.problem
        wrong += [(who, refused)] if refused is not problem else []
    assert not wrong
    with pytest.raises(Refusal):
        rules.may_reply(person, enquiry, rules.MOST_MESSAGES)
    with pytest.raises(Refusal):
        rules.may_answer(person, enquiry)
    assert rules.answer_languages(replace(enquiry, language="de")) == ("de",)
