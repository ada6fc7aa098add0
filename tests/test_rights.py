"""Every press that needs a right, by every kind of person who could send it.

Nothing is granted to a person without the right, and each refusal leaves a line in the audit.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.domain.announcements import Announcement, State, Times
from bot.domain.attachments import Attachment
from bot.domain.enquiries import Enquiry
from bot.domain.grants import Role
from bot.domain.groups import Group, Kind, Standing
from bot.domain.helping import Help, HelpRequest
from bot.domain.helping import State as HelpState
from bot.domain.offers import Details, Draft, OfferText
from bot.domain.offers import State as OfferState
from bot.domain.people import Address
from bot.domain.results import Kind as ResultKind
from bot.domain.results import Result
from bot.i18n import plain
from bot.rules.people import week
from bot.search.thesaurus import Thesaurus
from handlers.dialogue import (
    agendas,
    announcement_times,
    announcements,
    attendance,
    audiences,
    campaigns,
    connecting,
    directory,
    enquiries,
    feeds,
    founding,
    groups,
    help_office,
    helping,
    materials,
    meetings,
    members,
    needs,
    offices,
    reports,
    results,
    seats,
    series,
    skills,
    stand_ins,
    translating,
)
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed
from handlers.dialogue.turn import Hints
from storage.catalogue import attachments, misses, offers, storing
from storage.catalogue import reports as stored_reports
from storage.engine.store import Store
from storage.groups import groups as stored
from storage.groups import helping as stored_help
from storage.groups import memberships as stored_memberships
from storage.groups import results as stored_results
from storage.groups import seats as stored_seats
from storage.messaging import announcements as stored_announcements
from storage.messaging import campaigns as stored_campaigns
from storage.people import audits, enquiry_translations, people
from storage.people import enquiries as stored_enquiries
from tests.harness.circles import lead_of, number_of
from tests.harness.databases import NOW, wall
from tests.harness.talk import Talk, bare
from tests.test_announcing import somebody
from tests.test_meetings import NAME, member_of

SUBJECTS = (
    agendas,
    announcement_times,
    announcements,
    attendance,
    audiences,
    campaigns,
    connecting,
    directory,
    enquiries,
    feeds,
    founding,
    groups,
    help_office,
    helping,
    materials,
    meetings,
    members,
    needs,
    offices,
    reports,
    results,
    seats,
    series,
    skills,
    stand_ins,
    translating,
)
NOBODY, MEMBERS = set[str](), {"member"}
WHO = (
    "nobody",
    "newcomer",
    "volunteer",
    "asked",
    "guest",
    "member",
    "delegate",
    "lead",
    "coordinator",
    "other coordinator",
)
EVERYBODY = set(WHO)
HERE = EVERYBODY - {"nobody", "other coordinator"}
INSIDE = {"guest", "member", "delegate", "lead"}
READS, LEADS, OFFICE = INSIDE | {"coordinator"}, {"lead", "coordinator"}, {"coordinator"}
MATRIX = {
    **dict.fromkeys(
        (
            "group.list:0",
            "group.parts:town:0",
            "group.show:{g}",
            "seat.list:{g}:0",
            "skill.parts",
            "skill.list:helps:0",
            "skill.toggle:helps:form:0",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "helping.ask",
            "helping.when:form",
            "helping.send:form:soon",
            "helping.list:0",
            "group.leave:{g}",
            "enquiry.ask",
            "enquiry.offer:{o}:a...0",
            "enquiry.list:0",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "enquiry.show:{q}:0",
            "enquiry.reply:{q}",
            "enquiry.delete:{q}",
            "enquiry.remove:{q}",
            "enquiry.translate:{w}",
            "enquiry.pass:{w}",
        ),
        NOBODY,
    ),
    "group.part:field:{f}:0": HERE,
    "group.join:{g}": HERE - {"newcomer"},
    **dict.fromkeys(
        (
            "member.list:{g}:0",
            "meeting.list:{g}:0",
            "meeting.show:{m}",
            "meeting.calendar:{m}",
            "topic.list:{m}:0",
            "feed.list:{g}",
            "feed.add:{g}:all",
            "feed.stop:{g}",
        ),
        READS,
    ),
    **dict.fromkeys(
        ("meeting.answer:{m}:yes", "stand_in.list:{m}:0", "stand_in.ask:{m}:{x}"), INSIDE
    ),
    "topic.propose:{m}": READS - {"guest"},
    "result.list:{g}:0": EVERYBODY,
    **dict.fromkeys(("result.show:{r}", "result.file:{d}"), READS),
    "result.toggle:{r}": LEADS,
    "need.list:{g}:0": LEADS,
    "need.topic:{g}:pets": LEADS,
    **dict.fromkeys(
        (
            "group.lead:{g}",
            "member.requests:{g}:0",
            "member.request:{a}",
            "member.accept:{a}",
            "member.refuse:{a}",
            "member.refuse_now:{a}",
            "member.show:{x}",
            "member.role:{x}:lead",
        ),
        LEADS,
    ),
    **dict.fromkeys(
        (
            "member.remove:{x}",
            "group.invite:{g}",
            "meeting.plan:{g}",
            "attendance.list:{m}:0",
            "attendance.toggle:{m}:{x}:0",
            "meeting.edit:{m}",
            "meeting.set:{m}:time",
        ),
        LEADS,
    ),
    **dict.fromkeys(
        (
            "series.edit:{m}",
            "series.set:{m}:days",
            "series.dates:{m}",
            "series.move:{m}:next",
            "meeting.cancel:{m}",
            "series.cancel:{m}",
            "topic.show:{t}:{m}",
            "topic.toggle:{t}:{m}",
            "topic.delete:{t}:{m}",
        ),
        LEADS,
    ),
    **dict.fromkeys(
        (
            "result.new:{g}:task",
            "result.owners:{r}:0",
            "result.owner:{r}:{x}",
            "result.publish:{r}:everybody",
            "result.offer:{r}",
            "result.measure:{r}",
            "result.delete:{r}",
        ),
        LEADS,
    ),
    **dict.fromkeys(
        (
            "group.edit:{g}",
            "group.choices:{g}:kind:0",
            "group.set:{g}:joining:open",
            "group.name:{g}",
            "group.size:{g}",
            "chat.show:{g}",
            "group.texts:{g}:0",
            "group.text:{g}:uk",
        ),
        LEADS,
    ),
    **dict.fromkeys(
        (
            "chat.code:{g}",
            "chat.disconnect:{g}",
            "call.show:{g}",
            "call.kind:{g}:form",
            "call.language:{g}:interpret:ti",
            "call.languages:{g}:0",
        ),
        LEADS,
    ),
    "certificate.ask:{m}": NOBODY,
    **dict.fromkeys(("seat.show:{s}:0", "seat.set:{s}:0"), OFFICE),
    "group.new": OFFICE | {"other coordinator"},
    **dict.fromkeys(
        (
            "message.list",
            "message.new",
            "material.new",
            "report.list",
            "office.list",
            "helping.office:0",
        ),
        OFFICE | {"other coordinator"},
    ),
    **dict.fromkeys(
        (
            "message.about:{o}",
            "message.show:{n}",
            "message.texts:{n}:0",
            "message.text:{n}:uk",
            "message.audience:{n}:0",
            "message.choices:{n}:roles:0",
            "message.aim:{n}:roles:volunteer",
            "message.time:{n}",
            "message.at_once:{n}",
            "message.dates:{n}",
            "message.move:{n}:next",
            "message.kinds:{n}",
            "message.kind:{n}:urgent",
            "message.file:{n}",
            "message.no_file:{n}",
            "message.never_twice:{n}",
            "message.preview:{n}",
            "message.test:{n}",
            "message.release:{n}:0",
            "campaign.pause:{c}",
            "campaign.resume:{c}",
            "campaign.cancel:{c}",
            "message.reopen:{e}",
            "message.end:{e}",
            "message.corrections:{e}:0",
            "message.correct:{e}:de",
            "message.withdraw:{e}",
        ),
        OFFICE,
    ),
    **dict.fromkeys(
        (
            "report.show:{o}",
            "report.correct:{o}",
            "report.confirm:{o}",
            "report.close:{o}",
            "material.show:{k}",
            "material.file:{k}",
            "material.choices:{k}:language:0",
            "material.set:{k}:language:uk:0",
            "material.publish:{k}",
            "material.delete:{k}",
            "office.set:{j}",
            "helping.show:{y}",
            "helping.circles:{y}:0",
            "helping.circle:{y}:{z}",
            "helping.close:{y}",
        ),
        OFFICE,
    ),
    **dict.fromkeys(("helping.show:{h}", "helping.take:{h}", "helping.pass:{h}"), MEMBERS),
    **dict.fromkeys(
        (
            "helping.agree:{h}",
            "helping.decline:{h}",
            "helping.close:{h}",
            "helping.reach:{y}",
            "helping.circles:{h}:0",
            "helping.circle:{h}:{z}",
        ),
        NOBODY,
    ),
}
"""Press → kinds of person with the right.

Even with the right, the answer can be that it is too late or already done.
"""
MATRIX |= {ROUTES.does(press): who for press, who in MATRIX.items()}
SILENT = {"helping.give_back:{h}"}
"""Only ever answers that something has changed meanwhile."""


@dataclass
class Scene:
    """The ids in a press.

    In order: group, field, meeting, result, minutes, topic, seat, help request, applicant, member;
    then of the office: draft of an announcement, a released one, its campaign, an offer, a document
    that is not published, the district, a help request that was handed over, a helper circle, a
    question to the office, and its translation, which nobody of them was asked for.
    """

    g: int = 0
    f: int = 0
    m: int = 1
    r: int = 1
    d: int = 0
    t: int = 1
    s: int = 0
    h: int = 1
    a: int = 0
    x: int = 0
    n: int = 0
    e: int = 0
    c: int = 0
    o: int = 0
    k: int = 0
    j: int = 0
    y: int = 2
    z: int = 0
    q: int = 0
    w: int = 0


class Undo(Exception):
    """What was tried is not kept."""


def test_every_press_that_needs_a_right_is_in_the_matrix() -> None:
    modules = {module.__name__ for module in SUBJECTS}
    routes = {name for name, route in ROUTES.presses.items() if route.handler.__module__ in modules}
    assert routes == {ROUTES.name_of(press) for press in (*MATRIX, *SILENT)}


@pytest.mark.parametrize("who", WHO)
async def test_nothing_is_granted_that_is_not_theirs(conversation: Conversation, who: str) -> None:
    scene = await staged(conversation)
    address = await person(conversation, who)
    await wanted(conversation, address if who == "member" else None)
    wrong = []
    for press, allowed in MATRIX.items():
        outcomes, shown = await tried(conversation, address, press.format(**vars(scene)))
        if bool(outcomes) is (who in allowed):
            wrong.append((press, "refused" if outcomes else "granted"))
        elif ("You are not allowed to do this." in shown) is not (outcomes == ["not_allowed"]):
            wrong.append((press, f"{outcomes}, but the screen says: {shown}"))
    assert not wrong


async def tried(conversation: Conversation, address: Address, press: str) -> tuple[list[str], str]:
    """Press and roll back; return the outcomes of refusals and the words on the screen.

    The outcomes are those in the audit.
    """
    outcomes, shown = [], ""
    try:
        async with conversation.database.write() as store:
            before = await audits.count(store)
            answer = await conversation.answer(store, address, Pressed(press), NOW, Hints(("en",)))
            noted = await audits.latest(store, await audits.count(store) - before)
            outcomes = [audit.outcome for audit in noted if audit.outcome != audits.DONE]
            shown = bare(plain(answer.screen.toast)) + bare(plain(answer.screen.text))
            raise Undo
    except Undo:
        return outcomes, shown


async def person(conversation: Conversation, who: str) -> Address:
    if who == "nobody":
        return Talk(conversation, ("en",), who).address
    if who in ("asked", "guest", "member", "delegate", "lead"):
        return (await member_of(conversation, f"a {who}", "en", Standing(who))).address
    role = {"newcomer": None, "volunteer": Role.VOLUNTEER}.get(who, Role.COORDINATOR)
    return (
        await somebody(
            conversation,
            f"a {who}",
            "en",
            role=role,
            slug="konstanz" if "other" in who else "waldshut",
        )
    ).address


async def staged(conversation: Conversation) -> Scene:
    """Return a scene of groups.

    It has a series of meetings, a topic, a task, a seat, an applicant, and a person who asks the
    members for help.
    """
    lead, other = (
        await lead_of(conversation, NAME, "their lead", "en"),
        await member_of(conversation, "another", "en"),
    )
    asks = await member_of(conversation, "asking", "en", Standing.ASKED)
    scene = Scene(g=await number_of(conversation, NAME))
    for press, words in (
        (f"meeting.plan:{scene.g}", "jeden Dienstag 18:00 Treffen"),
        ("topic.propose:1", "Kautionen"),
        (f"result.new:{scene.g}:task", "30.11.2026 Vermieter anschreiben"),
    ):
        await lead.hear(Pressed(press))
        await lead.say(words)
    async with conversation.database.write() as store:
        await _numbers(store, conversation, scene, other, asks)
        await _office(store, scene, conversation.services.thesaurus)
        group = await stored.by_id(store, scene.g)
        assert group
        at = (store, week(NOW), group.district_id, "ar", ["pets"])
        await misses.count(*at, times=6)
    return scene


async def wanted(conversation: Conversation, asked: Address | None) -> None:
    """Somebody needs help, and one person was asked."""
    asks = await somebody(conversation, "needs help", "en")
    async with conversation.database.write() as store:
        found = await people.at(store, asked) if asked else None
        needs = await people.at(store, asks.address)
        assert needs
        one = HelpRequest(0, needs.district_id or 0, needs.id, Help.FORM, "en", "soon", NOW)
        await stored_help.add(store, one, [found.id] if found else [])
        handed = replace(one, state=HelpState.HANDED)
        await stored_help.add(store, handed, [])


async def _numbers(
    store: Store, conversation: Conversation, scene: Scene, other: Talk, asks: Talk
) -> None:
    group = await stored.by_id(store, scene.g)
    assert group
    scene.f = group.field_id or 0
    file = await attachments.add(
        store, Attachment("Protokoll.pdf", "application/pdf", 4, b"%PDF"), NOW
    )
    minutes = Result(0, scene.g, ResultKind.MINUTES, "Protokoll", attachment_id=file)
    scene.d = await stored_results.add(store, minutes, NOW)
    known = {member.name: member.id for member in await stored_memberships.members(store, scene.g)}
    scene.x, scene.a = known["Another"], known["Asking"]
    steering = next(
        one
        for one in await stored.of_district(store, group.district_id)
        if one.kind is Kind.STEERING_GROUP
    )
    scene.s = (await stored_seats.of_group(store, steering.id))[1].id
    asking = await people.at(store, asks.address)
    assert asking
    enquiry = Enquiry(0, group.district_id, asking.id, "en", NOW, NOW)
    scene.q = await stored_enquiries.add(store, enquiry, "Where is the school?")
    question = (await stored_enquiries.messages(store, scene.q))[0]
    scene.w = await enquiry_translations.ask(store, question.id, asking.id, NOW)
    circle = Group(0, group.district_id, Kind.HELPER_CIRCLE, "Helferkreis")
    scene.z = await stored.put(store, circle)
    helper = await people.at(store, other.address)
    assert helper
    await stored_memberships.enter(store, scene.z, helper.id, Standing.MEMBER, "Vera", NOW)


async def _office(store: Store, scene: Scene, thesaurus: Thesaurus) -> None:
    """Add what the office works on: announcements, a reported offer, a document."""
    group = await stored.by_id(store, scene.g)
    assert group
    scene.j = group.district_id
    texts = {"de": "Der Kurs beginnt."}
    draft = Announcement(0, scene.j, texts=texts)
    scene.n = await stored_announcements.add(store, draft, NOW)
    weekly = Times(wall(2026, 11, 20, 18), "FREQ=WEEKLY;BYDAY=FR")
    released = replace(draft, state=State.RELEASED, times=weekly, next_at=NOW + timedelta(days=7))
    scene.e = await stored_announcements.add(store, released, NOW)
    scene.c = (
        await stored_campaigns.fire(store, replace(released, id=scene.e), NOW, NOW.date()) or 0
    )
    scene.o = (await offers.of_district(store, scene.j))[0].id
    await stored_reports.add(store, scene.o, "wrong", NOW)
    file = await attachments.add(store, Attachment("a.pdf", "application/pdf", 4, b"%PDF"), NOW)
    details = Details("Amt", (OfferText("de", "Wohngeld"),), state=OfferState.DRAFT)
    shelf = await storing.shelf(store, scene.j, ["Amt"], thesaurus)
    scene.k = await storing.add(store, shelf, Draft("document-1", details), NOW, NOW.date())
    await storing.attach(store, scene.k, file)
