"""Every screen about groups and their meetings, as ``gallery`` has the others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

from bot.domain.groups import ABOUT_MEETINGS, Event, Group, Joining, Member, Seat, Standing
from bot.domain.groups import Kind as GroupKind
from bot.domain.meetings import Answer, Attendance, Meeting
from bot.domain.meetings import State as MeetingState
from bot.domain.people import Role
from bot.i18n import Translator
from bot.screens import founding, frame, groups, invitations, meetings
from bot.ui import Document, Screen
from tests.gallery import FIELDS, LONG, PERSON, TOWNS


def gallery_of_groups(tr: Translator) -> Iterator[tuple[str, Screen]]:
    for name, screen in (*_groups(tr), *_meetings(tr)):
        yield name, frame.framed(screen, tr, tr)


SET = Group(7, 5, GroupKind.STEERING_GROUP, LONG[:120], Joining.INVITATION, {"de": LONG, "ar": "مجموعة"}, 3, 1, 12, sample=True, members=3)
CIRCLE = Group(8, 5, GroupKind.HELPER_CIRCLE, "Helferkreis Bonndorf", Joining.APPROVAL, members=1)
SAM = Member(17, 7, 4711, Standing.LEAD, "Sam S. (Nachmittag)")
SEATS = [Seat(1, 7, "Leitung: Integrationsbeauftragte", holder="Sam S."), Seat(2, 7, "Caritas"), Seat(3, 7, "Kreistag 1", optional=True)]


def _groups(tr: Translator) -> Iterator[tuple[str, Screen]]:
    volunteer = replace(PERSON, role=Role.VOLUNTEER, district_id=5)
    yield "groups", groups.directory(tr, [replace(CIRCLE, id=n) for n in range(12)], {1: Standing.MEMBER, 2: Standing.ASKED}, 1)
    yield "groups of an office", groups.directory(tr, [CIRCLE] * 5, {}, 0, founds=True)
    yield "found a group", founding.found(tr)
    yield "shape a group", founding.shape(tr, SET)
    for part, known in (("kind", list(founding.KINDS.items())), ("town", [("0", ""), *((str(town.id), town.name) for town in TOWNS)])):
        yield f"{part} of a group", founding.choices(tr, SET, part, known, 0)
    for part in ("text", "size"):
        yield f"{part} of a group", founding.describe(tr, SET, part)
    yield "no groups", groups.directory(tr, [], {}, 0)
    yield "group for a newcomer", groups.card(tr, replace(volunteer, role=Role.NEWCOMER), CIRCLE, None, None, None, groups.Counts())
    yield "group for a volunteer", groups.card(tr, volunteer, CIRCLE, None, TOWNS[2], None, groups.Counts())
    yield "group for a member", groups.card(tr, volunteer, SET, replace(SAM, standing=Standing.MEMBER), None, FIELDS[0], groups.Counts(0, 2, 3))
    yield "group for a lead", groups.card(tr, volunteer, SET, SAM, TOWNS[2], FIELDS[0], groups.Counts(12, 2, 3))
    yield "name in a group", groups.call(tr, SET)
    yield "who asks", groups.asking(tr, SET, [SAM] * 7, 0)
    yield "nobody asks", groups.asking(tr, SET, [], 0)
    yield "a request", groups.request(tr, SET, SAM)
    yield "refuse a request", groups.refuse(tr, SET, SAM)
    yield "members", groups.members(tr, SET, [replace(SAM, standing=standing) for standing in Standing], 0, leads=True)
    yield "a member", groups.member(tr, SET, SAM)
    yield "invitation into a group", groups.invitation(tr, SET, ["https://lotse.example.org/chat?start=i-0123456789abcdef"])
    yield "seats", groups.seats(tr, SET, SEATS, 0, names=True, leads=True)
    yield "seats for others", groups.seats(tr, SET, SEATS, 0, names=False, leads=False)
    yield "a seat", groups.seat(tr, SET, SEATS[0], [SAM] * 7, 0)
    yield "invited into a group", invitations.into_group(tr, SET, "0123456789abcdef" * 2)
    for happening in groups.TOLD:
        yield f"told: {happening}", groups.told(tr, Event(happening, 7, "Sam S.", "Wir sind gerade voll."), SET)


MEET = Meeting(9, 7, LONG[:100], datetime.combine(date(2026, 11, 24), time(18)), "Europe/Berlin", place="Rathaus, Kaiserstraße 28-30", most=12)


def _meetings(tr: Translator) -> Iterator[tuple[str, Screen]]:
    yield "meetings", meetings.meetings(tr, SET, [MEET] * 7, 0, leads=True)
    yield "no meetings", meetings.meetings(tr, SET, [], 0, leads=False)
    yield "plan a meeting", meetings.plan(tr, SET)
    for answer in (None, *Answer):
        yield f"meeting: {answer}", meetings.card(tr, SET, MEET, answer, Attendance(12, 1, 2, 3), inside=True, is_over=False, leads=True)
    yield (
        "meeting that is cancelled",
        meetings.card(tr, SET, replace(MEET, state=MeetingState.CANCELLED), None, Attendance(), inside=True, is_over=False, leads=True),
    )
    yield "meeting that is over", meetings.card(tr, SET, replace(MEET, most=None), None, Attendance(1), inside=True, is_over=True, leads=False)
    yield "who comes", meetings.attending(tr, MEET, [(f"Sam {n}", answer) for n, answer in enumerate(Answer)], 0)
    yield "nobody answered", meetings.attending(tr, MEET, [], 0)
    yield "change a meeting", meetings.replan(tr, MEET)
    for part in meetings.ASKED:
        yield f"new {part} of a meeting", meetings.reset(tr, MEET, part)
    yield "calendar of a meeting", meetings.calendar(tr, MEET, Document("lotse.ics", "text/calendar", b"x"))
    for happening in ABOUT_MEETINGS:
        yield f"told: meeting {happening}", meetings.told(tr, Event(happening, 7, words="2026-11-23T18:00:00", meeting_id=9), SET, {9: MEET})
