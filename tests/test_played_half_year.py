"""Five districts are played from January to July; each number of their reports is counted beside.

Groups meet and write results, people search in vain and ask for help, offers come and go, and what
is past its time is deleted as in production. Sixty owners are asked for their reviews in German and
in Arabic: most confirm with one press, some correct it, some do nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import orjson
import pytest

from bot.config import Config
from bot.domain.evidence import EvidenceKind, Only
from bot.domain.grants import Right, Role
from bot.domain.half_years import HalfYear
from bot.domain.measures import MeasureDetails, MeasureText
from bot.i18n import plain
from bot.rules.council_reports import for_readers
from bot.screens.report_words import STATES
from bot.ui import Press
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.jobs.reviews import ask_reviews
from storage import retention
from storage.catalogue import places
from storage.engine.store import Store
from storage.measures import council_reports, evidence_links, measures
from storage.messaging import received
from storage.people import grants
from tests.harness.circles import person_of
from tests.harness.played import ASKED_FIRST, FIRST, Played, begun
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody

SLUGS = ("esslingen", "kaiserslautern", "konstanz", "rems-murr", "waldshut")
PERIOD = HalfYear(2026, 1)
OWNERS, SILENT, CORRECTING = 12, (3,), (5, 8)
"""Owners of each district, which of them do nothing, and which correct what is proposed."""
MUST_BE_TOLD = (
    "meetings/held", "meetings/came", "meetings/waited", "misses/asked", "need housing",
    "offers/open", "offers/full", "trainings/days", "waiting all", "level A1 placed",
    "level B1 waiting", "level B1 seats",
)  # fmt: skip
ASKED = {ASKED_FIRST: 60, date(2026, 6, 16): 5, date(2026, 7, 1): 5, date(2026, 7, 7): 5,
         date(2026, 7, 14): 5}  # fmt: skip
"""Day → how many owners, then offices, are asked; on the last day the silence is noted."""
ARABIC = "دورتان، والثالثة في الخريف"


@dataclass(frozen=True)
class Owner:
    """Somebody who is asked about a measure."""

    slug: str
    number: int
    talk: Talk
    person_id: int


def language_of(number: int) -> str:
    return ("de", "ar")[number % 2]


async def planned(played: Played, owner_id: int, number: int) -> int:
    """Add a measure of an owner, which the meetings of a group show; return its id."""
    store, group = played.store, played.circles[number % len(played.circles)]
    own = await places.organisation_ids(store, played.district.id, ["VHS"])
    right = Right(Role.EDITOR, played.district.id, own["VHS"])
    grant = await grants.give(store, owner_id, right, played.moment(FIRST))
    details = MeasureDetails(
        number=str(number), texts=(MeasureText("de", f"Treffen {number}"),),
        target=Decimal(40), unit="Treffen", starts_on=FIRST, due_on=date(2027, 6, 30),
        owner_grant_id=grant.id,
    )  # fmt: skip
    measure = await measures.add(store, played.district.id, details, played.moment(FIRST))
    await evidence_links.link(store, measure.id, EvidenceKind.MEETINGS, Only(group=group.name))
    return measure.id


def ways_of(talk: Talk, route: str) -> str:
    """Return the press of a button that leads to a route."""
    presses = [b.action.data for b in talk.screen.buttons if isinstance(b.action, Press)]
    return next(press for press in presses if press.startswith(route))


async def answers(owner: Owner) -> int:
    """Answer the question that came, as this owner does; return how many presses it took."""
    talk, number = owner.talk, owner.number
    if number in SILENT:
        return 0
    await talk.look("inbox.list:0")
    await talk.say("[● ")
    if number not in CORRECTING:
        await talk.hear(Pressed(ways_of(talk, "review.keep")))
        return 1
    await talk.hear(Pressed(ways_of(talk, "review.show")))
    tr = talk.conversation.services.translator(talk.languages[0])
    await talk.press(plain(tr(STATES["done"])))
    await talk.hear(Pressed(ways_of(talk, "review.words")))
    await talk.say(f"14 {ARABIC}" if number % 2 else ARABIC)
    return 3


def unanswered(told: dict, played: Played) -> list[str]:
    """Return which measures of a report do not say what their owners answered."""
    wrong = []
    for measure in told["measures"]:
        number, review = int(measure["number"]), measure["review"]
        group = played.circles[number % len(played.circles)].name
        said = (measure["state"], review and review["actual"], review and review["words"])
        held = str(played.until_asked[group])
        correct = ("done", "14", f"14 {ARABIC}") if number % 2 else ("done", held, ARABIC)
        expected = correct if number in CORRECTING else ("running", held, "")
        if said != (("no_answer", None, None) if number in SILENT else expected):
            wrong.append(f"{played.district.slug} {number}: {said} {expected}")
    return wrong


def said_of_needs(told: dict) -> dict[str, int | None]:
    """Return what a report says of needs, waiting lists and levels."""
    said = {f"need {need['concept']}": need["asked"] for need in told["needs"]}
    waiting = told["waiting"]
    said |= {"waiting all": waiting["all"]}
    for part in ("field", "municipality", "group"):
        said |= {f"waiting {part} {name}": count for name, count in waiting[part].items()}
    for row in told["levels"]:
        said |= {f"level {row['level']} {n}": row[n] for n in ("placed", "waiting", "seats")}
    return said


def differences(told: dict, played: Played, learning: dict[str, int]) -> list[str]:
    """Return what a report says otherwise than it was played; None is a number that is hidden."""
    said = {
        f"{part['kind']}/{name}": value
        for part in told["activity"]
        for name, value in part["figures"].items()
    }
    said |= said_of_needs(told)
    asked = {f"need {concept}": count for concept, count in played.needs.items()}
    expected = {**played.expected(), **asked, **learning}
    wrong = [
        f"{name}: {said.get(name)} {count}"
        for name, count in expected.items()
        if said.get(name) not in (count, None)
    ]
    known = ("waiting ", "level ")
    wrong += [f"{name}: never played" for name in said if name.startswith(known)
              and name not in expected and said[name]]  # fmt: skip
    lost = [name for name in MUST_BE_TOLD if said.get(name) is None]
    return [f"{played.district.slug}: {fault}" for fault in (*wrong, *lost)]


async def with_measures(conversation: Conversation, played: Sequence[Played]) -> list[Owner]:
    """Return twelve owners of each district; each has a measure."""
    owners = []
    for district in played:
        for number in range(OWNERS):
            slug = district.district.slug
            talk = await somebody(conversation, f"{slug} {number}", language_of(number), slug=slug)
            owners.append(Owner(slug, number, talk, await person_of(conversation, talk)))
    async with conversation.database.write() as store:
        for district in played:
            own = replace(district, store=store)
            for owner in owners:
                if owner.slug == district.district.slug:
                    await planned(own, owner.person_id, owner.number)
    return owners


async def made_helpers(store: Store, played: Played) -> None:
    """Give some people a right in a district: they are no newcomers there."""
    for person_id in played.helpers:
        right = Right(Role.VOLUNTEER, played.district.id)
        await grants.give(store, person_id, right, played.moment(date(2025, 11, 1)))


async def released(store: Store, played: Played) -> dict:
    """Release the report of a district, and return what its readers get as JSON."""
    now = datetime(2026, 7, 15, 10, tzinfo=UTC)
    report = await council_reports.release(store, played.district, PERIOD, now)
    return for_readers(orjson.loads(report.snapshot))


@pytest.mark.every_database
async def test_reports_tell_what_was_played_and_each_owner_answers_with_one_press(
    conversation: Conversation, config: Config
) -> None:
    database = conversation.database
    guests = [await somebody(conversation, f"guest {n}") for n in range(8)]
    guest_ids = [await person_of(conversation, guest) for guest in guests]
    async with database.write() as store:
        helpers = frozenset(guest_ids[-4:])
        played = [await begun(store, slug, guest_ids, helpers) for slug in SLUGS]
        for district in played:
            await made_helpers(store, district)
        for number in range(16):
            monday = date(2025, 12, 15) + timedelta(weeks=2 * number)
            for district in played:
                await district.week(monday)
            if number % 5 == 0:
                limits = retention.limits(config.retention, played[0].moment(monday))
                await retention.forget(store, limits)
    owners = await with_measures(conversation, played)
    presses: Counter[int] = Counter()
    for day, waiting in ASKED.items():
        moment = datetime.combine(day, time(10), UTC)
        assert await ask_reviews(database, moment) == waiting, day
        await delivered(conversation, moment)
        for owner in owners if waiting == len(owners) else ():
            owner.talk.now = moment
            presses[await answers(owner)] += owner.number not in SILENT
    assert presses == {1: 45, 3: 10, 0: 0}
    async with database.write() as store:
        wrong = []
        told = {}
        for district in [replace(p, store=store) for p in played]:
            slug = district.district.slug
            own = [owner.person_id for owner in owners if owner.slug == slug]
            learning = await district.learns(own)
            told[slug] = await released(store, district)
            wrong += differences(told[slug], district, learning)
        wrong += [fault for p in played for fault in unanswered(told[p.district.slug], p)]
        asked = [await received.count_of(store, owner.person_id) for owner in owners]
    assert not wrong
    assert Counter(asked) == {1: 55, 3: 5}, "those who do nothing are asked thrice"
