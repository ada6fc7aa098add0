"""Help requests: asked in one's own language, answered with one tap.

No contact is shown before both agree, and no request is forgotten.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.domain.grants import Role
from bot.domain.groups import Group, Kind, Standing
from bot.domain.helping import Help, HelpRequest, State
from bot.domain.people import Address, Person
from bot.i18n import plain
from bot.rules import helping as rules
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.dialogue.turn import Hints
from handlers.jobs.followups import hand_over
from handlers.jobs.scheduler import tidy
from storage.catalogue import places
from storage.engine.database import Database
from storage.groups import groups, memberships
from storage.groups import helping as stored
from storage.people import people
from tests.harness.circles import lead_of, newest, number_of, person_of
from tests.harness.databases import NOW
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody
from tests.test_meetings import NAME, member_of

TOWN = "Bonndorf"
ENGLISH = Hints(("en",))
MY_CONTACT, YOUR_CONTACT = "Amal 0151 1234567", "Sam 07703 1234"


async def newcomer(channel: Conversation, language: str = "en", town: bool = True) -> Talk:
    """Somebody who lives in the town."""
    talk = await somebody(channel, "newcomer", language)
    await talk.say("/start")
    if town:
        await lives(channel, talk)
    return talk


async def lives(channel: Conversation, talk: Talk) -> None:
    async with channel.database.write() as store:
        person = await people.at(store, talk.address)
        assert person
        town = next(
            one
            for one in await places.municipalities(store, person.district_id or 0)
            if TOWN in one.name
        )
        await people.change(store, replace(person, municipality_id=town.id))


async def helpers(channel: Conversation, *names: str) -> list[Talk]:
    """Volunteers of a helper circle in the town."""
    talks = [await somebody(channel, name, "en", role=Role.VOLUNTEER) for name in names]
    async with channel.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        town = next(
            one for one in await places.municipalities(store, district.id) if TOWN in one.name
        )
        group_id = await groups.put(
            store,
            Group(
                0, district.id, Kind.HELPER_CIRCLE, "Helferkreis am Ort", municipality_id=town.id
            ),
        )
        for talk, name in zip(talks, names, strict=True):
            await memberships.enter(
                store, group_id, await person_of(channel, talk), Standing.MEMBER, name.title(), NOW
            )
    for talk in talks:
        await talk.say("/start")
    return talks


async def asked(talk: Talk) -> None:
    """An interpreter for the evening."""
    await talk.look("helping.ask")
    await talk.press(talk.translated("🗣 Interpreting"))
    await talk.press(talk.translated("In the evening"))


@pytest.mark.every_database
@pytest.mark.parametrize("language", ["de", "ar", "uk"])
async def test_a_volunteer_takes_it_and_both_agree_before_any_contact_is_shown(
    channel: Conversation, language: str
) -> None:
    asks, (helps, other) = await newcomer(channel, language), await helpers(channel, "sam", "olena")
    await asked(asks)
    await delivered(channel)
    told = await newest(channel, helps)
    for fact in (
        "Somebody needs help.",
        "Interpreting",
        TOWN,
        "In the evening",
        channel.services.translator("en").language_name(language),
    ):
        assert fact in told, fact
    await helps.look("helping.show:1")
    await helps.goes(
        ("[✅ I can help]", "How can the other person reach you?"),
        ("x" * 121, "at most 120"),
        (YOUR_CONTACT, "Now the other person decides.", "!07703", "!A volunteer wants to help."),
    )
    await other.hear(Pressed("helping.take:1"))
    assert "Somebody else is already helping" in other.shown
    await delivered(channel)
    assert asks.translated("🤝 <b>Somebody can help you</b>") in await newest(channel, asks)
    await asks.look("helping.show:1")
    assert YOUR_CONTACT not in asks.shown
    await asks.press(asks.translated("Yes, I agree"))
    await asks.say(MY_CONTACT)
    assert YOUR_CONTACT in asks.shown
    await delivered(channel)
    assert "You have both agreed." in await newest(channel, helps)
    await helps.look("helping.show:1")
    assert MY_CONTACT in helps.shown
    for talk in (
        other,
        await somebody(channel, "stranger", "en"),
        await somebody(channel, "office", "en", role=Role.COORDINATOR),
    ):
        await talk.look("helping.show:1")
        assert "0151" not in talk.shown
        assert "07703" not in talk.shown
    await helps.goes(("[It is done]", "This cannot be undone."), ("[Yes, do it]", "Done."))
    async with channel.database.read() as store:
        assert (
            await store.execute(text("SELECT sealed, helper_sealed FROM help_request"))
        ).one() == (None, None)


@pytest.mark.every_database
async def test_contacts_are_nowhere_in_clear(conversation: Conversation) -> None:
    asks, (helps,) = await newcomer(conversation), await helpers(conversation, "sam")
    await asked(asks)
    await helps.hear(Pressed("helping.take:1"))
    await helps.say(YOUR_CONTACT)
    await asks.hear(Pressed("helping.agree:1"))
    await asks.say(MY_CONTACT)
    for talk, own, other in ((asks, MY_CONTACT, YOUR_CONTACT), (helps, YOUR_CONTACT, MY_CONTACT)):
        await talk.say("/mydata")
        assert own in talk.shown
        assert other not in talk.shown
    async with conversation.database.read() as store:
        for table in ("help_request", "delivery", "dialogue", "audit"):
            rows = repr((await store.execute(text(f'SELECT * FROM "{table}"'))).all())
            assert "0151" not in rows, table
            assert "07703" not in rows, table


@pytest.mark.every_database
@pytest.mark.parametrize("how", ["at a word", "unseen for a year"])
async def test_a_helper_who_is_forgotten_leaves_no_contact(
    conversation: Conversation, how: str
) -> None:
    asks, (helps,) = await newcomer(conversation), await helpers(conversation, "sam")
    await asked(asks)
    await helps.hear(Pressed("helping.take:1"))
    await helps.say(YOUR_CONTACT)
    if how == "at a word":
        await helps.hear(Pressed("data.delete"))
    else:
        async with conversation.database.write() as store:
            await people.forget(store, await person_of(conversation, helps), NOW)
        await tidy(conversation.database, conversation.services, NOW)
    async with conversation.database.read() as store:
        row = (
            await store.execute(
                text("SELECT state, sealed, helper_sealed, helper_id FROM help_request")
            )
        ).one()
    assert tuple(row) == ("open", None, None, None)


@pytest.mark.every_database
async def test_somebody_else_shall_help(conversation: Conversation) -> None:
    asks, (helps, other) = await newcomer(conversation), await helpers(conversation, "sam", "olena")
    await asked(asks)
    await helps.hear(Pressed("helping.take:1"))
    await helps.say(YOUR_CONTACT)
    await asks.look("helping.show:1")
    await asks.goes(("[No, somebody else]", "We have asked volunteers."))
    await delivered(conversation)
    assert "Somebody needs help." in await newest(conversation, other)
    await helps.look("helping.show:1")
    assert "[Yes, I agree]" not in helps.shown
    await other.hear(Pressed("helping.take:1"))
    await other.say("Olena 07703 99")
    await other.goes(("[I cannot help after all]", "Thank you for your answer."))
    await delivered(conversation)
    office = await somebody(conversation, "office", "en", role=Role.COORDINATOR)
    await office.look("helping.show:1")
    assert "Please take care of this request." in office.shown, "nobody was left to ask"


@pytest.mark.every_database
async def test_after_two_days_a_human_takes_over(channel: Conversation) -> None:
    office = await somebody(channel, "office", "en", role=Role.COORDINATOR)
    await office.say("/start")
    await office.hear(Pressed("mute.toggle:expiry"))
    asks, (helps,) = await newcomer(channel), await helpers(channel, "sam")
    await asked(asks)
    await helps.hear(Pressed("helping.take:1"))
    await helps.say(YOUR_CONTACT)
    handed = [
        await hand_over(channel.database, NOW + timedelta(hours=hours)) for hours in (47, 49, 49)
    ]
    assert handed == [0, 1, 0]
    later = NOW + timedelta(days=3)
    await delivered(channel, later)
    assert "Somebody has been waiting for help for two days." in await newest(channel, office)
    assert "No volunteer had time." in await newest(channel, asks)
    await office.look("helping.show:1")
    assert "07703" not in office.shown
    await office.goes(("[It is done]", "This cannot be undone."), ("[Yes, do it]", "Done."))


@pytest.mark.every_database
async def test_what_is_handed_to_the_office_goes_somewhere(channel: Conversation) -> None:
    """The person says how to be reached, the office sees it at once, passes it on, or closes it."""
    office = await somebody(channel, "office", "en", role=Role.COORDINATOR)
    await office.say("/start")
    asks = await newcomer(channel)
    await asked(asks)
    await delivered(channel)
    await office.look("home:0")
    await office.press("🤝 Help requests: 1")
    await office.goes(("[🗣 Interpreting]", "not yet said how to reach them", "[It is done]"))
    await asks.hear(Pressed("helping.reach:1"))
    assert "How can the office reach you?" in asks.shown
    await asks.say(MY_CONTACT)
    assert "The office can reach you now." in asks.shown
    await delivered(channel)
    assert "Now you can reach the person" in await newest(channel, office)
    await office.look("helping.show:1")
    assert MY_CONTACT in office.shown
    stranger = await somebody(channel, "elsewhere", "en", role=Role.COORDINATOR, slug="konstanz")
    for press in ("helping.show:1", "helping.circles:1:0", "helping.circle:1:1", "helping.reach:1"):
        await stranger.hear(Pressed(press))
        assert "You are not allowed to do this." in stranger.shown
        assert MY_CONTACT not in stranger.shown
    await office.look("helping.show:1")
    await office.press("Ask a helper circle")
    assert "There is no helper circle" not in office.shown
    (helps,) = await helpers(channel, "sam")
    await office.look("helping.circles:1:0")
    await office.press("Helferkreis am Ort")
    assert "We delete what we know" in office.shown
    await office.press("Yes, do it")
    assert "We have asked the helper circle." in office.shown
    assert await hand_over(channel.database, NOW + timedelta(hours=47)) == 0
    await delivered(channel)
    assert "Somebody needs help." in await newest(channel, helps)
    await helps.hear(Pressed("helping.take:1"))
    assert MY_CONTACT not in helps.shown
    await helps.hear(Pressed("helping.pass:1"))
    await helps.look("home:0")
    await office.hear(Pressed("helping.circle!:1:999"))
    await office.look("helping.show:1")
    assert MY_CONTACT not in office.shown
    await office.goes(("[It is done]", ""), ("[Yes, do it]", "Done."))
    await delivered(channel)
    assert "Your help request is closed." in await newest(channel, asks)


TAKEN_AWAY: tuple[tuple[tuple[str, ...], int], ...] = (
    (("helping.close!",), 0),
    (("helping.decline",), 0),
    ((), 49),
)
"""What the person who asked presses, and after how many hours somebody looks."""


async def test_who_helps_hears_when_the_request_is_taken_away(conversation: Conversation) -> None:
    wrong, asks = [], await newcomer(conversation)
    for case, (ways, hours) in enumerate(TAKEN_AWAY):
        (helps,) = await helpers(conversation, f"sam{case}")
        async with conversation.database.write() as store:
            await store.execute(text("DELETE FROM help_request"))
        await asked(asks)
        async with conversation.database.read() as store:
            (request_id,) = (await store.execute(text("SELECT id FROM help_request"))).scalars()
        await helps.hear(Pressed(f"helping.take:{request_id}"))
        await helps.say(YOUR_CONTACT)
        for way in ways:
            await asks.hear(Pressed(f"{way}:{request_id}"))
        await hand_over(conversation.database, NOW + timedelta(hours=hours))
        await delivered(conversation, NOW + timedelta(days=3))
        if "Your help is not needed any more." not in await newest(conversation, helps):
            wrong.append((ways, hours))
    assert not wrong


async def test_without_volunteers_the_office_is_told_at_once(conversation: Conversation) -> None:
    office = await somebody(conversation, "office", "en", role=Role.COORDINATOR)
    await office.say("/start")
    asks = await newcomer(conversation)
    async with conversation.database.write() as store:
        await store.execute(text("DELETE FROM membership"))
    await asked(asks)
    assert "There are no volunteers in your town yet." in asks.shown
    await delivered(conversation)
    told = await newest(conversation, office)
    assert "there is no volunteer to ask" in told
    assert "two days" not in told


async def test_who_did_not_say_where_they_live_is_asked_and_nobody_asks_for_everything(
    conversation: Conversation,
) -> None:
    asks = await newcomer(conversation, town=False)
    await asked(asks)
    assert "Please choose your town first." in asks.shown
    await lives(conversation, asks)
    await helpers(conversation, "sam")
    for when in ("soon", "morning", "evening"):
        await asks.hear(Pressed(f"helping.send:form:{when}"))
        assert "We have asked 1 volunteer." in asks.shown
    await asks.hear(Pressed("helping.send:moving:soon"))
    assert "already have three open requests" in asks.shown


@pytest.mark.every_database
async def test_a_second_press_is_the_same_request(conversation: Conversation) -> None:
    asks = await newcomer(conversation)
    await helpers(conversation, "sam")
    send = Pressed("helping.send:form:soon")
    presses = [conversation.hear(asks.address, send, NOW, ENGLISH) for _ in range(4)]
    shown = [plain(answer.screen.text) for answer in await asyncio.gather(*presses)]
    assert sum("You will get a message." in text for text in shown) == 1, shown
    await asks.hear(send)
    assert "You have already asked for this." in asks.shown
    assert "We have asked volunteers." in asks.shown
    await asks.hear(Pressed("helping.send:moving:soon"))
    assert "We have asked 1 volunteer." in asks.shown
    async with conversation.database.read() as store:
        assert len(await stored.of_person(store, 1)) == 2
    await asks.hear(Pressed("helping.close!:1"))
    await asks.hear(send)
    assert "We have asked 1 volunteer." in asks.shown


async def test_a_town_is_not_flooded(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_OF_TOWN", 2)
    await helpers(conversation, "sam")
    shown = []
    for name in ("one", "two", "three"):
        asks = await somebody(conversation, name, "en")
        await lives(conversation, asks)
        shown.append(asks)
        await asked(asks)
    assert ["Many people in your town" in asks.shown for asks in shown] == [False, False, True]
    later = shown[2]
    later.now = NOW + rules.TOWN_HOUR + timedelta(minutes=1)
    await asked(later)
    assert "We have asked 1 volunteer." in later.shown


async def test_help_is_between_those_it_concerns(conversation: Conversation) -> None:
    asks, _ = await newcomer(conversation), await helpers(conversation, "sam")
    await asked(asks)
    wrong = []
    for who, role, slug in (
        ("newcomer", None, "waldshut"),
        ("volunteer elsewhere", Role.VOLUNTEER, "konstanz"),
        ("coordinator", Role.COORDINATOR, "waldshut"),
        ("other coordinator", Role.COORDINATOR, "konstanz"),
    ):
        talk = await somebody(conversation, f"another {who}", "en", role=role, slug=slug)
        for press in (
            "helping.take:1",
            "helping.pass:1",
            "helping.agree:1",
            "helping.decline:1",
            "helping.give_back:1",
            "helping.close:1",
            "helping.show:1",
        ):
            await talk.hear(Pressed(press))
            refused = (
                "You are not allowed to do this." in talk.shown
                or "Somebody else has just changed this." in talk.shown
            )
            if not refused or "Interpreting" in talk.shown:
                wrong.append((who, press, talk.shown))
    assert not wrong
    await asks.look("helping.show:1")
    assert "We have asked volunteers." in asks.shown


@pytest.mark.every_database
async def test_a_lead_asks_who_can_interpret_and_sees_only_who_agreed(
    channel: Conversation,
) -> None:
    lead = await lead_of(channel, NAME, language="en")
    can, cannot, other = [await member_of(channel, who, "en") for who in ("can", "cannot", "other")]
    busy = await member_of(channel, "busy", "en")
    async with channel.database.write() as store:
        person = await people.at(store, busy.address)
        assert person
        await people.change(store, replace(person, skills=frozenset(("speaks-ti", "mon"))))
    for who in (can, cannot):
        await who.say("/groups")
        await who.goes(
            ("[🤝 I can help]", "They see your name only if you say yes."),
            ("[Languages I interpret]", "[Next ›]"),
            ("[Next ›]", "[ትግርኛ]"),
            ("[ትግርኛ]", ""),
        )
    await lead.look(f"group.lead:{await number_of(channel, NAME)}")
    await lead.goes(
        ("[Ask who can help]", "[🗣 Interpreting]"),
        ("[🗣 Interpreting]", "Which language?"),
        ("[Next ›]", ""),
        ("[ትግርኛ]", "When?"),
        ("gestern", "We do not understand this time"),
        ("26.11.2026 15:00", "We have asked 2 people.", "Nobody has said yes yet."),
    )
    await delivered(channel)
    told = await newest(channel, can)
    assert "Somebody needs help." in told
    assert "Thu, 26 Nov 2026, 15:00" in told
    await can.hear(Pressed("helping.take:1"))
    await cannot.hear(Pressed("helping.pass:1"))
    await lead.look("helping.show:1")
    assert "These people can help: Can" in lead.shown
    assert "Cannot" not in lead.shown
    await other.hear(Pressed("helping.take:1"))
    assert "You are not allowed to do this." in other.shown


@pytest.mark.every_database
async def test_what_i_can_do_stands_in_my_data(conversation: Conversation) -> None:
    member = await member_of(conversation, "member", "en")
    await member.look("skill.list:evenings:0")
    await member.goes(
        ("[Thursday]", ""),
        ("[‹ Back]", ""),
        ("[What I can help with]", "[🚲 Get or repair a bike]"),
        ("[🚲 Get or repair a bike]", ""),
        ("/mydata", "What you help with: 🚲 Get or repair a bike and Thursday"),
    )
    await member.hear(Pressed("skill.toggle:helps:admin:0"))
    assert "no longer works" in member.shown


WEEKDAYS_SKILLS_ASKED = (
    (0, ({"form"}, {"moving"}), [0]),
    (0, ({"form", "tue"}, {"form", "mon"}, {"form"}), [1, 2]),
    (6, ({"form", "sun"}, {"form", "mon", "sat"}), [0]),
    (2, ({"form", "tue"}, {"moving", "wed"}), [0]),
    (2, ({"moving", "wed"}, set()), [0, 1]),
    (2, (), []),
    (4, ({"form", "fri", "mon"},), [0]),
)
"""A weekday (0 is Monday), the skills and evenings of each person, the places of those asked."""


@pytest.mark.every_database
async def test_skills_and_evenings_decide_who_is_asked(database: Database) -> None:
    wrong = []
    for case, (weekday, skills, wanted) in enumerate(WEEKDAYS_SKILLS_ASKED):
        async with database.write() as store:
            ids = [
                (
                    await people.meet(
                        store, Address("web", f"{case} {place}"), Person(skills=frozenset(own)), NOW
                    )
                ).id
                for place, own in enumerate(skills)
            ]
            able = await stored.able(store, ids, Help.FORM, rules.EVENINGS[weekday])
        asked = [ids.index(person_id) for person_id in rules.asked(able, ids)]
        if asked != wanted:
            wrong.append((case, asked, wanted))
    assert not wrong


async def test_a_request_is_passed_on_to_helper_circles_only(conversation: Conversation) -> None:
    """A made-up button must not show it to the members of any other group."""
    office = await somebody(conversation, "office", "en", role=Role.COORDINATOR)
    member = await somebody(conversation, "member", "en", role=Role.VOLUNTEER)
    needs = await somebody(conversation, "needs", "en")
    async with conversation.database.write() as store:
        person = await people.at(store, needs.address)
        helper = await people.at(store, member.address)
        assert person
        assert helper
        district_id = person.district_id or 0
        wanted = HelpRequest(
            0, district_id, person.id, Help.FORM, "en", "soon", NOW, state=State.HANDED
        )
        request_id = await stored.add(store, wanted, [])
        other = Group(0, district_id, Kind.WORKING_GROUP, "Arbeitskreis")
        group_id = await groups.put(store, other)
        await memberships.enter(store, group_id, helper.id, Standing.MEMBER, "Mia", NOW)
    await office.hear(Pressed(f"helping.circle!:{request_id}:{group_id}"))
    assert "You are not allowed to do this." in office.shown
    async with conversation.database.read() as store:
        kept = await stored.by_id(store, request_id)
    assert kept
    assert kept.state is State.HANDED
