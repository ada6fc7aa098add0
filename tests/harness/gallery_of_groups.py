"""Every screen about groups and their meetings, as ``gallery`` has the others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from bot.domain.agendas import Topic
from bot.domain.attachments import Attachment
from bot.domain.enquiries import Enquiry, EnquiryMessage, EnquiryState, EnquiryTranslation
from bot.domain.grants import Role
from bot.domain.group_events.helping import HelpWanted
from bot.domain.groups import Group, Joining, Member, Seat, Standing
from bot.domain.groups import Kind as GroupKind
from bot.domain.half_years import HalfYear
from bot.domain.helping import Help, HelpRequest, When
from bot.domain.helping import State as HelpState
from bot.domain.measures import Measure, Review, ReviewDraft, ReviewState
from bot.domain.meetings import Answer, Attendance, Meeting
from bot.domain.meetings import State as MeetingState
from bot.domain.pathway import StationAnswer
from bot.domain.results import Kind as ResultKind
from bot.domain.results import Published, Result
from bot.i18n import Language, Translator
from bot.rules.enquiries import LONGEST_ANSWER
from bot.rules.helping import contact_for
from bot.screens import (
    agendas,
    attendance,
    connecting,
    directory,
    enquiries,
    feeds,
    founding,
    frame,
    group_seats,
    groups,
    help_calls,
    help_office,
    helping,
    invitations,
    measures,
    meetings,
    needs,
    results,
    series,
    station_checks,
    translating,
    volunteering,
)
from bot.screens.notifications import emails as email_news
from bot.screens.notifications import enquiries as enquiry_news
from bot.screens.notifications import helping as help_news
from bot.screens.notifications import meetings as meeting_news
from bot.screens.notifications import membership as membership_news
from bot.screens.notifications import messages as message_news
from bot.screens.notifications import results as result_news
from bot.ui import Document, Screen
from storage.catalogue.pathways import shipped_pathway
from tests.harness import group_events
from tests.harness.databases import NOW
from tests.harness.gallery import FIELDS, LONG, PERSON, SAID_BACK, TOWNS
from tests.harness.plans import COURSES
from tests.harness.rights import held


def gallery_of_groups(tr: Translator) -> Iterator[tuple[str, Screen]]:
    for name, screen in _everything(tr):
        yield name, frame.framed(screen, tr, tr)


def _everything(tr: Translator) -> Iterator[tuple[str, Screen]]:
    yield from (*_groups(tr), *_meetings(tr), *_results(tr), *_helping(tr), *_enquiries(tr))


SET = Group(
    7,
    5,
    GroupKind.STEERING_GROUP,
    LONG[:120],
    Joining.INVITATION,
    {"de": LONG, "ar": "مجموعة"},
    3,
    1,
    12,
    sample=True,
    members=3,
)
CIRCLE = Group(8, 5, GroupKind.HELPER_CIRCLE, "Helferkreis Bonndorf", Joining.APPROVAL, members=1)
SAM = Member(17, 7, 4711, Standing.LEAD, "Sam S. (Nachmittag)")
SEATS = [
    Seat(1, 7, "Leitung: Integrationsbeauftragte", holder="Sam S."),
    Seat(2, 7, "Caritas"),
    Seat(3, 7, "Kreistag 1", optional=True),
]


def _groups(tr: Translator) -> Iterator[tuple[str, Screen]]:
    volunteer = replace(PERSON, rights=held(Role.VOLUNTEER, district_id=5), district_id=5)
    known = [replace(CIRCLE, id=n) for n in range(5)]
    mine = {1: Standing.MEMBER, 2: Standing.ASKED}
    yield "groups", directory.directory(tr, directory.Directory(known, 1, mine=mine, helps=True))
    yield (
        "groups of an office",
        directory.directory(tr, directory.Directory(known, founds=True, helps=True)),
    )
    yield (
        "groups of a town",
        directory.directory(
            tr, directory.Directory(known[:1], 0, "group.part:town:3", TOWNS[2].name)
        ),
    )
    yield (
        "towns that have groups",
        directory.parts(tr, "town", [(town.id, town.name) for town in TOWNS], 0),
    )
    yield "fields that have groups", directory.parts(tr, "field", [(1, "Wohnen")], 0)
    yield "found a group", founding.found(tr)
    yield "shape a group", founding.shape(tr, SET)
    for part, known in (
        ("kind", list(founding.KINDS.items())),
        ("town", [("0", ""), *((str(town.id), town.name) for town in TOWNS)]),
    ):
        yield f"{part} of a group", founding.choices(tr, SET, part, known, 0)
    yield (
        "language of a group",
        founding.choices(tr, SET, "language", [("de", "Deutsch"), ("ti", "ትግርኛ")], 0),
    )
    yield (
        "how one gets into a group",
        founding.choices(tr, SET, "joining", list(founding.JOINING.items()), 0),
    )
    yield "name of a group", founding.name(tr, SET)
    yield "size of a group", founding.size(tr, SET)
    yield (
        "texts of a group",
        founding.texts(tr, SET, [("de", "Deutsch"), ("ar", "العربية"), ("uk", "Українська")], 0),
    )
    yield "text of a group", founding.text_in(tr, SET, "ar", "العربية")
    yield "no groups", directory.directory(tr, directory.Directory([]))
    yield (
        "group for a newcomer",
        groups.card(
            tr, replace(volunteer, rights=frozenset()), CIRCLE, None, None, None, groups.Counts()
        ),
    )
    yield (
        "group for a volunteer",
        groups.card(tr, volunteer, CIRCLE, None, TOWNS[2], None, groups.Counts()),
    )
    yield (
        "group for a member",
        groups.card(
            tr,
            volunteer,
            SET,
            replace(SAM, standing=Standing.MEMBER),
            None,
            FIELDS[0],
            groups.Counts(0, 2, 3),
        ),
    )
    yield (
        "group for a lead",
        groups.card(tr, volunteer, SET, SAM, TOWNS[2], FIELDS[0], groups.Counts(12, 2, 3)),
    )
    yield "lead a group", groups.lead(tr, SET, 12)
    yield "no chat of a group", connecting.chat(tr, SET)
    yield "code for a chat", connecting.chat(tr, SET, "7F3A9C21")
    yield "chat of a group", connecting.chat(tr, replace(SET, chat_id=4))
    yield "connected", connecting.connected(tr, SET)
    yield "name in a group", groups.call(tr, SET)
    yield "who asks", groups.asking(tr, SET, [SAM] * 7, 0)
    yield "nobody asks", groups.asking(tr, SET, [], 0)
    yield "a request", groups.request(tr, SET, SAM)
    yield "refuse a request", groups.refuse(tr, SET, SAM)
    yield (
        "members",
        groups.members(
            tr, SET, [replace(SAM, standing=standing) for standing in Standing], 0, leads=True
        ),
    )
    yield "a member", groups.member(tr, SET, SAM)
    yield (
        "invitation into a group",
        groups.invitation(tr, SET, ["https://lotse.example.org/chat?start=i-0123456789abcdef"]),
    )
    yield "seats", group_seats.seats(tr, SET, SEATS, 0, names=True, leads=True)
    yield "seats for others", group_seats.seats(tr, SET, SEATS, 0, names=False, leads=False)
    yield "a seat", group_seats.seat(tr, SET, SEATS[0], [SAM] * 7, 0)
    yield "invited into a group", invitations.into_group(tr, SET, "0123456789abcdef" * 2)
    for name, event in group_events.OF_MEMBERSHIPS.items():
        words = group_events.WORDS.get(type(event), "")
        yield name, membership_news.notification(tr, event, SET, words)
    for event in (group_events.ASKED, group_events.JOINED):
        yield f"told: {event.type}, left", membership_news.notification(tr, event, SET)


MEET = Meeting(
    9,
    7,
    LONG[:100],
    datetime.combine(date(2026, 11, 24), time(18)),
    "Europe/Berlin",
    place="Rathaus, Kaiserstraße 28-30, https://meet.example.org/wohnen?a=1&b=2",
    most=12,
)


def _meetings(tr: Translator) -> Iterator[tuple[str, Screen]]:
    yield "meetings", meetings.meetings(tr, SET, [MEET] * 7, 0, leads=True)
    yield "no meetings", meetings.meetings(tr, SET, [], 0, leads=False)
    yield "plan a meeting", meetings.plan(tr, SET)
    asked = meetings.Stand(inside=True, leads=True, clashes=["Sprachcafé", "Runder Tisch"])
    for answer in (None, *Answer):
        yield (
            f"meeting: {answer}",
            meetings.card(
                tr,
                SET,
                MEET,
                replace(asked, said=answer),
                Attendance(12, 1, 2, 3),
                4,
                is_over=False,
            ),
        )
    yield (
        "meeting that is cancelled",
        meetings.card(
            tr,
            SET,
            replace(MEET, state=MeetingState.CANCELLED),
            asked,
            Attendance(),
            0,
            is_over=False,
        ),
    )
    yield (
        "meeting that is over",
        meetings.card(
            tr,
            SET,
            replace(MEET, most=None, series_id=3),
            meetings.Stand(inside=True),
            Attendance(1),
            0,
            is_over=True,
        ),
    )
    yield (
        "meeting that is over, for its lead",
        meetings.card(tr, SET, MEET, asked, Attendance(1), 0, is_over=True),
    )
    yield "who can stand in", meetings.stand_ins(tr, MEET, [SAM] * 7, 0)
    yield "nobody can stand in", meetings.stand_ins(tr, MEET, [], 0)
    yield "dates of a series", series.all_dates(tr, MEET, "Europe/Berlin", SAID_BACK)
    yield "change a series", series.replan(tr, MEET, [MEET] * 5)
    for part in series.ASKED:
        yield f"new {part} of a series", series.reset(tr, MEET, part)
    yield "calendar addresses", feeds.feeds(tr, SET)
    yield (
        "a new calendar address",
        feeds.feeds(
            tr, SET, [f"https://lotse.example.org/calendar/{'0123456789abcdef' * 2}.ics"], known=2
        ),
    )
    rows = [
        attendance.Row(n, f"Sam {n}", answer, present=n > 1, stands_for="Olena" if n else "")
        for n, answer in enumerate(Answer)
    ]
    yield "who comes", attendance.attending(tr, MEET, rows, 0, begun=False)
    yield "who is there", attendance.attending(tr, MEET, rows * 2, 0, begun=True)
    yield "nobody answered", attendance.attending(tr, MEET, [], 0, begun=True)
    yield (
        "meeting with a certificate",
        meetings.card(
            tr, SET, MEET, replace(asked, certified=True), Attendance(1), 0, is_over=True
        ),
    )
    yield "name on a certificate", attendance.ask_name(tr, MEET)
    yield (
        "a certificate",
        attendance.certificate(tr, MEET, Document("lotse.html", "text/html", b"x")),
    )
    yield "change a meeting", meetings.replan(tr, replace(MEET, series_id=3))
    for part in meetings.ASKED:
        yield f"new {part} of a meeting", meetings.reset(tr, MEET, part)
    yield (
        "calendar of a meeting",
        meetings.calendar(tr, MEET, Document("lotse.ics", "text/calendar", b"x")),
    )
    for name, event in group_events.OF_MEETINGS.items():
        yield name, meeting_news.notification(tr, event, SET, MEET, "Sam S.")
    stand_in = group_events.OF_MEETINGS["told: meeting stand_in"]
    yield "told: stand-in, left", meeting_news.notification(tr, stand_in, SET, MEET)


TOPICS = [
    Topic(1, 7, LONG[:200], 9, source="Sam S."),
    Topic(2, 7, "Wohnungen für Familien", source="Arbeitskreis Wohnen", done=True),
    Topic(3, 7, "Kasse"),
]
TASK = Result(4, 7, ResultKind.TASK, LONG, owner_id=17, owner="Sam S.", due=date(2026, 11, 30))


def _results(tr: Translator) -> Iterator[tuple[str, Screen]]:
    yield "agenda", agendas.agenda(tr, MEET, TOPICS * 3, 1, proposes=True, leads=True)
    yield "no agenda", agendas.agenda(tr, MEET, [], 0, proposes=False, leads=False)
    yield "propose a topic", agendas.propose(tr, MEET)
    yield "a topic", agendas.topic(tr, TOPICS[0], 9)
    yield (
        "results",
        results.results(
            tr, SET, [replace(TASK, kind=kind) for kind in ResultKind] * 2, 0, leads=True
        ),
    )
    yield "no results", results.results(tr, SET, [], 0, leads=False)
    yield "needs", needs.needs(tr, SET, ["housing", "pets", "work"], {"pets": "Wohnen"}, 0)
    yield "no needs", needs.needs(tr, SET, [], {}, 0)
    for kind in ResultKind:
        yield f"new {kind}", results.new(tr, SET, kind)
        yield (
            f"a {kind}",
            results.result(tr, SET, replace(TASK, kind=kind), None, leads=True, finishes=True),
        )
    file = Attachment("Protokoll.pdf", "application/pdf", 1234, b"x", "", 3)
    for published in Published:
        yield (
            f"minutes for: {published}",
            results.result(
                tr, SET, replace(TASK, published=published), file, leads=False, finishes=False
            ),
        )
    yield "who does a task", results.owners(tr, replace(TASK, done=True), [SAM] * 7, 0)
    for name, event in group_events.OF_RESULTS.items():
        yield name, result_news.notification(tr, event, SET, TASK)
    yield (
        "told: a result for the agenda",
        result_news.topic_notification(
            tr, SET, replace(TOPICS[0], source="Arbeitskreis Wohnen", from_group_id=8)
        ),
    )
    yield "told: a need for the agenda", result_news.topic_notification(tr, SET, TOPICS[2])


NEED = HelpRequest(6, 5, 4711, Help.INTERPRET, "ti", When.EVENING, NOW, municipality_id=3)
LANGUAGES = {
    code: Language(code, name, "de")
    for code, name in (("de", "Deutsch"), ("uk", "Українська"), ("ar", "العربية"), ("ti", "ትግርኛ"))
}


def _helping(tr: Translator) -> Iterator[tuple[str, Screen]]:
    person = replace(
        PERSON,
        rights=held(Role.VOLUNTEER, district_id=5),
        district_id=5,
        skills=frozenset(("form", "speaks-ti", "thu")),
    )
    asks, helps = replace(person, id=4711), replace(person, id=12)
    yield "ask for help", helping.kinds(tr, "helping.when", "home:0", [NEED])
    part = volunteering.OwnPart((MEET, SET), [NEED] * 9, [NEED], [TASK] * 9, has_messages=True)
    for page in range(4):
        yield f"what a volunteer does, {page}", volunteering.own(tr, part, page)
    yield "a volunteer does nothing", volunteering.own(tr, volunteering.OwnPart(), 0)
    yield "ask who can help", helping.kinds(tr, "call.kind:7", "group.lead:7")
    yield "my requests", helping.mine(tr, [replace(NEED, kind=kind) for kind in Help], 0)
    yield "no requests", helping.mine(tr, [], 0)
    for kind in Help:
        yield f"when is help needed: {kind}", helping.when(tr, kind)
    yield "volunteers were asked", helping.asked(tr, NEED, 7, in_chat=True)
    yield "no volunteers", helping.asked(tr, NEED, 0, in_chat=False)
    yield "requests for the office", help_office.handed(tr, [NEED, NEED], 0)
    yield "no requests for the office", help_office.handed(tr, [], 0)
    yield "which circle", help_office.circles(tr, NEED, [SET], 0)
    yield "no circle", help_office.circles(tr, NEED, [], 0)
    yield "contact for the office", helping.reachable(tr, 6)
    taken = replace(
        NEED,
        helper_id=12,
        contact="Amal 0151 1234567",
        helper_contact="Sam 07751 86-0",
        wanted="2026-11-26T15:00",
    )
    for state in HelpState:
        one = replace(taken, state=state)
        yield (
            f"my request: {state}",
            helping.request(
                tr, asks, one, TOWNS[2], contact_for(asks, one), may_take=False, office=False
            ),
        )
        yield (
            f"I help: {state}",
            helping.request(
                tr, helps, one, TOWNS[2], contact_for(helps, one), may_take=False, office=False
            ),
        )
    yield (
        "who was asked for help",
        helping.request(
            tr, replace(person, id=13), NEED, TOWNS[2], "", may_take=True, office=False
        ),
    )
    yield (
        "help for the office",
        helping.request(
            tr,
            replace(person, id=14),
            replace(NEED, state=HelpState.HANDED),
            TOWNS[2],
            "",
            may_take=False,
            office=True,
        ),
    )
    yield "contact for help", helping.contact(tr, 6)
    yield "thanks", helping.thanks(tr)
    yield "language of a call", help_calls.languages(tr, 7, LANGUAGES, 0)
    yield "time of a call", help_calls.call_when(tr, SET)
    yield "who can", help_calls.called(tr, taken, SET, ["Sam S.", "أمل"], 7)
    yield "nobody can", help_calls.called(tr, taken, SET, [], 1)
    yield "skills", help_calls.skills(tr)
    for part, codes in (
        ("helps", ["form", "moving"]),
        ("speaks", ["speaks-uk", "speaks-ti"]),
        ("evenings", ["mon", "thu"]),
    ):
        yield f"skills: {part}", help_calls.chosen(tr, person, part, codes, LANGUAGES, 0)
    for name, event in group_events.OF_HELPING.items():
        yield name, help_news.notification(tr, event, NEED, TOWNS[2])
    yield "told: no e-mail arrives", email_news.notification(tr)
    yield "told: a test of a message", message_news.notification(tr, None, None, 0, None)
    yield from _of_measures(tr)
    yield from _of_stations(tr)
    yield (
        "told: help that is gone",
        help_news.notification(tr, HelpWanted(None, 6), None, None),
    )


ASKED = Enquiry(17, 5, 4711, "uk", NOW, NOW)
THREAD = [
    EnquiryMessage(3, 17, False, "uk", NOW, "Де записати <дитину> в школу?"),
    EnquiryMessage(4, 17, True, "de", NOW, "Bitte melden Sie Ihr Kind im Rathaus an."),
    EnquiryMessage(5, 17, False, "uk", NOW, None),
]
WANTED = group_events.OF_ENQUIRIES["told: a translation is wanted"]
TRANSLATED = group_events.OF_ENQUIRIES["told: a question is translated"]
LONGEST = EnquiryMessage(6, 17, True, "de", NOW, "Ö" * LONGEST_ANSWER)


def _enquiries(tr: Translator) -> Iterator[tuple[str, Screen]]:
    done = replace(ASKED, state=EnquiryState.DONE)
    answered = replace(ASKED, state=EnquiryState.ANSWERED)
    words = {17: THREAD[0].words, 18: None}
    yield "ask the office", enquiries.ask(tr, LONG[:120], 30, 3, 0)
    yield "ask the office again", enquiries.ask(tr, "Kreis", 1, 1, 2)
    yield "a question is sent", enquiries.sent(tr, 17, 3, in_chat=True)
    yield "my questions", enquiries.mine(tr, [ASKED, replace(done, id=18)], words, 0)
    yield "many questions", enquiries.mine(tr, [ASKED] * 7, words, 0)
    yield "no question", enquiries.mine(tr, [], {}, 0)
    yield "a question that waits", enquiries.conversation(tr, ASKED, THREAD[:1], 0)
    yield "a question with an answer", enquiries.conversation(tr, answered, THREAD, 0)
    yield "a question that is closed", enquiries.conversation(tr, done, [*THREAD, LONGEST], 0)
    yield "a long conversation", enquiries.conversation(tr, done, [LONGEST] * 3, 1)
    yield "write to the office", enquiries.reply(tr, 17)
    made = EnquiryTranslation(2, 4, NOW, 9, NOW, "Запишіть дитину <в ратуші>.")
    translated = [THREAD[0], replace(THREAD[1], translation=made)]
    yield "a translated answer", enquiries.conversation(tr, answered, translated, 0)
    yield "translate a question", translating.source(tr, 2, "Де <школа>?\n\nДе?", "de")
    yield "a question is translated", translating.thanks(tr)
    yield "cannot translate a question", translating.given_back(tr)
    told = enquiry_news.notification(tr, WANTED, ASKED, translated[1])
    yield "told: a translation is wanted of an answer", told
    told = enquiry_news.notification(tr, TRANSLATED, ASKED, translated[1])
    yield "told: an answer is translated", told
    yield "delete a question", enquiries.delete(tr, 17)
    for name, event in group_events.OF_ENQUIRIES.items():
        message = THREAD[0] if event is TRANSLATED else THREAD[1]
        yield name, enquiry_news.notification(tr, event, ASKED, message)
    event = group_events.OF_ENQUIRIES["told: a question is answered"]
    yield "told: a long answer", enquiry_news.notification(tr, event, answered, LONGEST)
    yield "told: an answer that is gone", enquiry_news.notification(tr, event, None)


def _of_measures(tr: Translator) -> Iterator[tuple[str, Screen]]:
    """The question to an owner, its answer, and how it is corrected."""
    measure = Measure(12, 1, 1, COURSES)
    draft = ReviewDraft(ReviewState.RUNNING, Decimal("12.5"), words="Zwei Kurse laufen.")
    review = Review(12, HalfYear(2026, 2), 1, draft, NOW, 4)
    yield "told: a review is asked", measures.question(tr, group_events.REVIEW, measure)
    yield (
        "told: a review of a measure that is gone",
        measures.question(tr, group_events.REVIEW, None),
    )
    yield "a review is kept", measures.answered(tr, measure, review, 13)
    yield (
        "a review is changed",
        measures.states(tr, measure, HalfYear(2026, 2), review, draft),
    )
    yield "words of a review", measures.ask_words(tr, measure)


def _of_stations(tr: Translator) -> Iterator[tuple[str, Screen]]:
    """The question to who keeps a station to a job, and both answers."""
    shown = shipped_pathway().stations["recognition"]
    asked = group_events.STATION
    yield "told: a station is asked about", station_checks.question(tr, asked, shown)
    yield "told: a station that is gone", station_checks.question(tr, asked, None)
    nameless = replace(shown, code="own_17", number=17)
    yield "told: a station of a file", station_checks.question(tr, asked, nameless)
    for said in (StationAnswer.HOLDS, StationAnswer.CHANGE):
        yield f"a station: {said}", station_checks.answered(tr, shown, said)
    yield "a station: explained", station_checks.explained(tr, shown)
