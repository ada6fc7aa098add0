"""Owners of measures are asked in time, and answer with one press, on both channels."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.catalogues import load_translators
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.grants import Right, Role
from bot.domain.half_years import HalfYear
from bot.domain.measures import MeasureState, ReviewState
from bot.i18n import visible
from bot.rules import review_requests as rules
from bot.rules.review_requests import Asking, Step, asking_on
from bot.screens.measures import reached
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.jobs.reviews import ask_reviews
from locales import LOCALES
from storage.catalogue import places
from storage.measures import council_reports, measures, review_requests, reviews
from storage.messaging import received
from storage.people import grants
from tests.harness.circles import newest, person_of
from tests.harness.databases import NOW
from tests.harness.plans import COURSES, numbered
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody

PERIOD = HalfYear(2026, 2)
QUESTION = "What became of this measure?"


async def owned(channel: Conversation, owner: Talk, *numbers: str) -> list[int]:
    """Measures of an owner, who keeps the offers of an organisation."""
    async with channel.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        owner_id = await _id(channel, owner)
        organisation = (await places.organisation_ids(store, district.id, ["VHS"]))["VHS"]
        right = Right(Role.EDITOR, district.id, organisation)
        grant = await grants.give(store, owner_id, right, NOW)
        return [
            (
                await measures.add(
                    store, district.id, numbered(number, owner_grant_id=grant.id), NOW
                )
            ).id
            for number in numbers
        ]


async def _id(channel: Conversation, talk: Talk) -> int:
    return await person_of(channel, talk)


async def counting(channel: Conversation, measure_id: int):
    async with channel.database.read() as store:
        return await reviews.last_of(store, measure_id, PERIOD)


def test_what_is_reached_needs_no_target_and_no_unit() -> None:
    half = Decimal("12.5")
    with_all = COURSES
    without = replace(with_all, unit=""), replace(with_all, target=None)
    said = {
        code: [visible(reached(tr, details, half)) for details in (with_all, *without)]
        for code, tr in load_translators(LOCALES).items()
        if code in ("de", "en")
    }
    assert said == {
        "de": ["Plätze: 12,5 von 40", "12,5 von 40", "12,5 Plätze"],
        "en": ["12.5 of 40 Plätze", "12.5 of 40", "12.5 Plätze"],
    }


@pytest.mark.every_database
async def test_an_owner_confirms_with_one_press_and_adds_a_sentence(channel: Conversation) -> None:
    owner = await somebody(channel, "owner", "en")
    await owner.say("/start")
    first, second = await owned(channel, owner, "1.1", "1.2")
    assert await ask_reviews(channel.database, NOW) == 2
    assert await ask_reviews(channel.database, NOW) == 0, "asked once"
    await delivered(channel)
    assert QUESTION in await newest(channel, owner)
    await owner.hear(Pressed(f"review.keep:{first}:2026-H2:running:1250"))
    assert "Thank you. It will be in the report." in owner.shown
    assert "12.5 of 40 Plätze" in owner.shown
    review = await counting(channel, first)
    assert (review.draft.state, review.draft.actual) == (ReviewState.RUNNING, Decimal("12.5"))
    assert review.author_id == await _id(channel, owner)
    await owner.hear(Pressed(f"review.keep:{first}:2026-H2:running:1250"))
    assert "Thank you" in owner.shown, "a second press is no mistake"
    assert (await counting(channel, first)).number == 1
    await owner.goes(
        ("[📝 Add a sentence]", "What happened?"),
        ("14 Plätze: zwei Kurse laufen. دورتان", "دورتان", "14 of 40"),
        ("[💶 Money spent]", "How many euros"),
        ("1,000", "!Thank you"),
        ("1.250,50 €", "1,250.50", "دورتان"),
        ("[➡️ Next step]", "What is the next step?"),
        ("Im Mai‮ kommt ein Kurs. {{ 7*7 }}", "What next: Im Mai", "14 of 40", "1,250.50"),
        ("[Next measure]", "1.2", "[Postponed]"),
        ("[Postponed]", "Thank you", "Postponed"),
    )
    review = await counting(channel, first)
    assert (review.number, review.draft.actual) == (4, Decimal(14))
    assert review.draft.spent == Decimal("1250.5")
    assert (review.draft.words[:9], review.draft.next_step[:6]) == ("14 Plätze", "Im Mai")
    assert (await counting(channel, second)).draft.state is ReviewState.POSTPONED
    async with channel.database.read() as store:
        measure = await measures.by_id(store, second)
    assert measure
    assert measure.details.state is MeasureState.POSTPONED
    assert await ask_reviews(channel.database, NOW + timedelta(weeks=5)) == 0, "answered"


async def test_the_question_is_in_the_language_of_the_owner(conversation: Conversation) -> None:
    owner = await somebody(conversation, "owner", "uk")
    await owner.say("/start")
    await owned(conversation, owner, "1.1")
    await ask_reviews(conversation.database, NOW)
    await delivered(conversation)
    assert "Більше вечірніх курсів" in await newest(conversation, owner)


@pytest.mark.every_database
async def test_who_does_nothing_is_asked_thrice_then_the_office_and_it_is_shown(
    conversation: Conversation,
) -> None:
    owner = await somebody(conversation, "owner", "en")
    office = await somebody(conversation, "office", "en", Role.COORDINATOR)
    (measure_id,) = await owned(conversation, owner, "1.1")
    days = [NOW.replace(month=7, day=1) + timedelta(days=n) for n in range(230)]
    asked = [day for day in days if await ask_reviews(conversation.database, day)]
    assert [day.date() for day in asked] == [
        date(2026, 11, 19), date(2026, 12, 17), date(2027, 1, 1), date(2027, 1, 7),
        date(2027, 1, 14),
    ]  # fmt: skip
    async with conversation.database.read() as store:
        steps = await review_requests.asked(store, measure_id, Asking(PERIOD, Step.OWNER))
        ids = [await _id(conversation, talk) for talk in (owner, office)]
        got = [await received.count_of(store, person_id) for person_id in ids]
        district = await places.district_named(store, "waldshut")
        assert district
        told = await council_reports.draft(store, district, PERIOD, asked[-1])
    assert steps == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 0)]
    assert got == [3, 1]
    assert (await counting(conversation, measure_id)).draft.state is ReviewState.NO_ANSWER
    assert told["measures"][0]["state"] == "no_answer"
    await owner.hear(Pressed(f"review.set:{measure_id}:2026-H2:done:0"))
    assert "Thank you" in owner.shown, "late is better than never"


async def test_an_owner_who_left_is_not_asked_and_the_office_is(conversation: Conversation) -> None:
    owner = await somebody(conversation, "owner", "en")
    office = await somebody(conversation, "office", "en", Role.COORDINATOR)
    (measure_id,) = await owned(conversation, owner, "1.1")
    async with conversation.database.write() as store:
        measure = await measures.by_id(store, measure_id)
        assert measure
        await grants.revoke(store, measure.details.owner_grant_id or 0)
    assert await ask_reviews(conversation.database, NOW) == 1
    async with conversation.database.read() as store:
        ids = [await _id(conversation, talk) for talk in (owner, office)]
        got = [await received.count_of(store, person_id) for person_id in ids]
    assert got == [0, 1]
    await owner.hear(Pressed(f"review.keep:{measure_id}:2026-H2:done:-"))
    assert "You are not allowed to do this." in owner.shown
    await office.hear(Pressed(f"review.keep:{measure_id}:2026-H2:done:-"))
    assert "Thank you" in office.shown


async def test_nobody_else_reviews_and_nonsense_is_refused(conversation: Conversation) -> None:
    owner = await somebody(conversation, "owner", "en")
    (measure_id,) = await owned(conversation, owner, "1.1")
    others = [
        await somebody(conversation, name, "en", role, slug)
        for name, role, slug in (
            ("newcomer", None, "waldshut"), ("volunteer", Role.VOLUNTEER, "waldshut"),
            ("reader", Role.READER, "waldshut"), ("neighbour", Role.COORDINATOR, "konstanz"),
        )
    ]  # fmt: skip
    wrong = []
    for press in ("keep:{}:2026-H2:done:-", "show:{}:2026-H2", "set:{}:2026-H2:done:0",
                  "words:{}:2026-H2:0"):  # fmt: skip
        for talk in others:
            await talk.hear(Pressed(f"review.{press.format(measure_id)}"))
            if "You are not allowed to do this." not in talk.shown:
                wrong.append((press, talk.address.value, talk.shown))
    for press in (
        f"keep:{measure_id}:2026-H2:magic:-", f"keep:{measure_id}:2026-H2:no_answer:-",
        f"keep:{measure_id}:2026-H2:done:-5", f"keep:{measure_id}:2026-H2:done:1e9",
        f"keep:{measure_id}:2026-H2:done:99999999999999999999", f"keep:{measure_id}:2027-H2:done:-",
        f"keep:{measure_id}:26:done:-", "keep:4711:2026-H2:done:-", f"set:{measure_id}:2026-H2:x:0",
    ):  # fmt: skip
        await owner.hear(Pressed(f"review.{press}"))
        if "Thank you" in owner.shown:
            wrong.append((press, owner.shown))
    assert not wrong
    assert await counting(conversation, measure_id) is None


async def test_of_two_owners_the_first_answer_counts_and_the_second_is_told(
    conversation: Conversation,
) -> None:
    owner = await somebody(conversation, "owner", "en")
    office = await somebody(conversation, "office", "en", Role.COORDINATOR)
    (measure_id,) = await owned(conversation, owner, "1.1")
    await office.look(f"review.show:{measure_id}:2026-H2")
    await owner.hear(Pressed(f"review.keep:{measure_id}:2026-H2:running:-"))
    await office.press("Dropped")
    assert "Somebody else has already answered" in office.shown
    await office.look(f"review.show:{measure_id}:2026-H2")
    await office.goes(("[Dropped]", "Thank you"))
    assert (await counting(conversation, measure_id)).number == 2


@pytest.mark.parametrize(("day", "expected"), [
    (date(2026, 11, 18), None),
    (date(2026, 11, 19), Asking(PERIOD, Step.OWNER)),
    (date(2026, 12, 16), Asking(PERIOD, Step.OWNER)),
    (date(2026, 12, 17), Asking(PERIOD, Step.OWNER_AGAIN)),
    (date(2026, 12, 31), Asking(PERIOD, Step.OWNER_AGAIN)),
    (date(2027, 1, 1), Asking(PERIOD, Step.LEAD)),
    (date(2027, 1, 7), Asking(PERIOD, Step.OFFICE)),
    (date(2027, 2, 25), Asking(PERIOD, Step.GIVE_UP)),
    (date(2027, 2, 26), None),
    (date(2027, 5, 19), Asking(PERIOD.next, Step.OWNER)),
])  # fmt: skip
def test_steps_are_taken_on_their_days(day, expected) -> None:
    assert asking_on(day) == expected


def test_what_the_evidence_counts_is_proposed() -> None:
    shown = [Evidence(EvidenceKind.OFFERS, {"open": 3, "seats": 45})]
    assert rules.counted(COURSES, shown) == Decimal(45)
    assert rules.proposed(COURSES, PERIOD) is ReviewState.RUNNING
    for unit, actual in (("Kurse im Jahr", 3), ("Stellen", None), ("", None)):
        assert rules.counted(replace(COURSES, unit=unit), shown) == actual
    later = replace(COURSES, starts_on=date(2027, 1, 1))
    assert rules.proposed(later, PERIOD) is ReviewState.PLANNED
