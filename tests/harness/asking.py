"""Somebody who can be asked for each text and file that a screen of ours asks for."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import update

from bot.domain.announcements import Announcement
from bot.domain.announcements import State as AnnouncementState
from bot.domain.enquiries import Enquiry
from bot.domain.grants import Right, Role
from bot.domain.groups import Group, Joining, Kind, Standing
from bot.domain.half_years import HalfYear
from bot.domain.helping import Help, HelpRequest
from bot.domain.helping import State as HelpState
from bot.domain.invitations import Invitation
from bot.domain.meetings import Answer, Meeting
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage import schema as t
from storage.catalogue import offers, places, station_checks, station_edits
from storage.engine.store import Store
from storage.groups import attendance, groups, meetings, memberships
from storage.groups import helping as stored_help
from storage.measures import measures
from storage.messaging import announcements
from storage.people import enquiries, enquiry_translations, grants, invitations
from tests.harness.circles import person_of
from tests.harness.databases import NOW
from tests.harness.plans import COURSES
from tests.harness.talk import Talk
from tests.test_announcing import somebody

TOKEN = "ab" * 16
ASKED: dict[str, tuple[str, str]] = {
    "place.name": ("newcomer", "town.list:0"),
    "search.ask": ("newcomer", "search.ask"),
    "level.ask": ("newcomer", "level.start"),
    "occupation.ask": ("newcomer", "occupation.ask"),
    "meeting.plan": ("lead", "meeting.plan:{group}"),
    "meeting.time": ("lead", "meeting.set:{meeting}:time"),
    "meeting.place": ("lead", "meeting.set:{meeting}:place"),
    "meeting.most": ("lead", "meeting.set:{meeting}:most"),
    "series.days": ("lead", "series.set:{meeting}:days"),
    "series.place": ("lead", "series.set:{meeting}:place"),
    "series.most": ("lead", "series.set:{meeting}:most"),
    "topic.propose": ("lead", "topic.propose:{meeting}"),
    "result.decision": ("lead", "result.new:{group}:decision"),
    "result.task": ("lead", "result.new:{group}:task"),
    "result.minutes": ("lead", "result.new:{group}:minutes"),
    "review.words": ("office", "review.words:{measure}:2026-H2:0"),
    "review.spent": ("office", "review.spent:{measure}:2026-H2:0"),
    "review.next": ("office", "review.next:{measure}:2026-H2:0"),
    "station.wrong": ("lead", "station.wrong:{district}:6:2026-H2"),
    "helping.take": ("volunteer", "helping.take:{help}"),
    "helping.agree": ("newcomer", "helping.agree:{taken}"),
    "helping.reach": ("newcomer", "helping.reach:{handed}"),
    "enquiry.ask": ("newcomer", "enquiry.ask"),
    "enquiry.offer": ("newcomer", "enquiry.offer:{offer}:a...0"),
    "enquiry.translate": ("volunteer", "enquiry.translate:{translation}"),
    "enquiry.reply": ("newcomer", "enquiry.reply:{enquiry}"),
    "call.time": ("lead", "call.language:{group}:form:de"),
    "certificate.name": ("volunteer", "certificate.ask:{past}"),
    "report.correct": ("office", "report.correct:{offer}"),
    "material.new": ("office", "material.new"),
    "group.join": ("guest", "group.join:{open}"),
    "group.new": ("office", "group.new"),
    "group.text": ("lead", "group.text:{group}:de"),
    "group.name": ("lead", "group.name:{group}"),
    "group.size": ("lead", "group.size:{group}"),
    "invitation.accept": ("guest", f"invitation.accept:{TOKEN}"),
    "member.refuse": ("lead", "member.refuse:{asking}"),
    "email.show": ("newcomer", "email.show"),
    "message.text": ("office", "message.text:{draft}:de"),
    "message.time": ("office", "message.time:{draft}"),
    "message.correct": ("office", "message.correct:{sent}:de"),
}
"""Expected route → who is asked, and the press that asks them."""
ASKED_ELSEWHERE = {"device.ask", "place.asked"}
"""Asked of strangers where a mail server is set up (``tests/test_sessions.py``), or after somebody
named a town (``tests/test_typed_choices.py``)."""
ASKED_FOR_FILES = {
    "message.file": ("office", "message.file:{draft}"),
    "material.file": ("office", "material.file:{document}"),
    "result.minutes": ("lead", "result.new:{group}:minutes"),
}


@dataclass
class Scene:
    """The people who are asked something, and the ids in what they press."""

    office: Talk
    lead: Talk
    volunteer: Talk
    newcomer: Talk
    guest: Talk
    ids: dict[str, int] = field(default_factory=dict)

    async def asked(self, name: str) -> Talk:
        """Ask somebody for the text ``name``; return them with the screen that asks."""
        who, press = ASKED[name]
        talk: Talk = getattr(self, who)
        await talk.hear(Pressed(press.format(**self.ids)))
        return talk


async def staged(channel: Conversation) -> Scene:
    """A training with meetings, somebody who asks to join it, help, messages and a document."""
    people = [
        await somebody(channel, who, "en", role=role)
        for who, role in (
            ("office", Role.COORDINATOR),
            ("lead", Role.VOLUNTEER),
            ("volunteer", Role.VOLUNTEER),
            ("newcomer", None),
            ("guest", Role.VOLUNTEER),
        )
    ]
    scene = Scene(*people)
    ids = [await person_of(channel, talk) for talk in people]
    asks = await somebody(channel, "asks to join", "en", role=Role.VOLUNTEER)
    asking = await person_of(channel, asks)
    async with channel.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        await _groups(store, scene, district.id, ids, asking)
        await _help(store, scene, district.id, ids)
        await _messages(store, scene, district.id)
        enquiry = Enquiry(0, district.id, ids[3], "en", NOW, NOW)
        scene.ids["enquiry"] = await enquiries.add(store, enquiry, "Where is the school?")
        scene.ids["translation"] = await _translation(store, scene, ids)
        scene.ids["district"] = district.id
        kept = {"group": str(scene.ids["group"])}
        await station_edits.write(store, district.id, 6, kept, NOW, None)
        await station_checks.note(store, district.id, 6, HalfYear(2026, 2), NOW)
        scene.ids["measure"] = (await measures.add(store, district.id, COURSES, NOW)).id
    await _planned(scene)
    return scene


async def _translation(store: Store, scene: Scene, ids: list[int]) -> int:
    """Ask the volunteer to translate the question; return the id of what is to be written."""
    enquiry = await enquiries.by_id(store, scene.ids["enquiry"])
    assert enquiry
    right = Right(Role.TRANSLATOR, enquiry.district_id, language="uk")
    await grants.give(store, ids[2], right, NOW)
    await store.execute(update(t.enquiry).values(language="uk", may_be_translated=True))
    await store.execute(update(t.enquiry_message).values(language="uk"))
    message = (await enquiries.messages(store, enquiry.id))[0]
    return await enquiry_translations.ask(store, message.id, ids[3], NOW)


async def _groups(
    store: Store, scene: Scene, district_id: int, ids: list[int], asking: int
) -> None:
    training = Group(0, district_id, Kind.TRAINING, "Fachtag Asylrecht", Joining.APPROVAL)
    scene.ids["group"] = group_id = await groups.put(store, training)
    circle = Group(0, district_id, Kind.WORKING_GROUP, "Offener Kreis", Joining.OPEN)
    scene.ids["open"] = await groups.put(store, circle)
    _, lead, volunteer, _, _ = ids
    await memberships.enter(store, group_id, lead, Standing.LEAD, "Lea", NOW)
    await memberships.enter(store, group_id, volunteer, Standing.MEMBER, "Vera", NOW)
    await memberships.enter(store, group_id, asking, Standing.ASKED, "Amal", NOW)
    member = await memberships.member(store, group_id, asking)
    assert member
    scene.ids["asking"] = member.id
    start = datetime(2026, 11, 18, 18, 0)  # noqa: DTZ001  on the wall
    past = Meeting(0, group_id, "Vorbei", start, "Europe/Berlin")
    scene.ids["past"] = await meetings.add(store, past)
    await attendance.answer(store, scene.ids["past"], volunteer, Answer.YES, NOW)
    await attendance.saw(store, scene.ids["past"], volunteer, present=True)
    invitation = Invitation(Role.VOLUNTEER, district_id, group_id)
    await invitations.invite(store, TOKEN, invitation, NOW + timedelta(days=7))


async def _help(store: Store, scene: Scene, district_id: int, ids: list[int]) -> None:
    _, _, volunteer, newcomer, _ = ids
    wanted = HelpRequest(0, district_id, newcomer, Help.FORM, "en", "soon", NOW)
    scene.ids["help"] = await stored_help.add(store, wanted, [volunteer])
    scene.ids["taken"] = taken = await stored_help.add(store, wanted, [volunteer])
    handed = replace(wanted, kind=Help.MOVING, state=HelpState.HANDED)
    scene.ids["handed"] = await stored_help.add(store, handed, [])
    request = await stored_help.by_id(store, taken)
    assert request
    await stored_help.change(
        store,
        replace(
            request, state=HelpState.TAKEN, helper_id=volunteer, helper_contact="Vera 07751 12345"
        ),
    )


async def _messages(store: Store, scene: Scene, district_id: int) -> None:
    draft = Announcement(0, district_id, texts={"de": "Entwurf"})
    scene.ids["draft"] = await announcements.add(store, draft, NOW)
    sent = replace(draft, texts={"de": "Gesendet"}, state=AnnouncementState.RELEASED)
    scene.ids["sent"] = await announcements.add(store, sent, NOW)
    scene.ids["offer"] = (await offers.of_district(store, district_id))[0].id


async def _planned(scene: Scene) -> None:
    await scene.lead.hear(Pressed(f"meeting.plan:{scene.ids['group']}"))
    await scene.lead.say("jeden Dienstag 18:00 Treffen")
    scene.ids["meeting"] = int(scene.lead.screen.at.split(":")[1])
    before = replace(scene.office, now=NOW - timedelta(hours=1))
    await before.hear(Pressed("material.new"))
    await before.say("Antrag")
    scene.ids["document"] = int(before.screen.at.split(":")[1])


async def opened_again(scene: Scene) -> None:
    """Make the request for help one that nobody has taken yet, so that it can be taken again."""
    async with scene.office.conversation.database.write() as store:
        request = await stored_help.by_id(store, scene.ids["help"])
        assert request
        await stored_help.change(
            store, replace(request, state=HelpState.OPEN, helper_id=None, helper_contact="")
        )
