"""Kinds of courses: in the offices' tables, in lists, below the next step, and as a wish."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.app import LOCALES
from bot.catalogues import load_languages
from bot.domain.announcements import Kind
from bot.domain.listings import Listing, Reader, parse_listing
from bot.domain.offers import Details, Draft, OfferText
from bot.i18n import plain
from bot.screens.listings import GERMAN
from bot.search.query import NOTHING
from bot.search.understanding import understand
from bot.search.vocabulary import load_thesaurus
from bot.ui import Entry, Open, Press
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.telegram.emulator.server import Emulator
from handlers.workflows import digests
from handlers.workflows.launch import fire_due
from handlers.workflows.services import Services
from storage import schema as t
from storage.catalogue import imports, listings, offers, places
from storage.engine.database import Database
from storage.people import people, saved, watches
from tests.harness.databases import NOW
from tests.harness.mailing import FIRST, crowd, mailing
from tests.harness.offices import Office, csv
from tests.harness.talk import Talk
from tests.test_levels import A2, press_all, somebody

TODAY = NOW.date()


def course(number: str, kind: str, **values: object) -> Draft:
    details = Details("VHS", (OfferText("de", f"Kurs {number}"),), course_kind=kind)
    return Draft(number, replace(details, **values), frozenset({"de"}))  # type: ignore[arg-type]


async def publish(database: Database, services: Services, district_id: int, *new: Draft) -> None:
    async with database.write() as store:
        plan = await imports.plan(store, district_id, new)
        ends = date(2027, 12, 31)
        await imports.apply(store, district_id, plan, services.thesaurus, NOW, ends, lambda: None)


async def test_a_table_says_the_kind_or_its_title_proposes_it(
    office: Office, tmp_path: Path
) -> None:
    """What is exported is imported unchanged; an unknown kind is told with its place."""
    text = (
        "id;title;organisation;Kursart\n"
        "1;Deutsch am Vormittag;VHS;integration\n"
        "2;Deutsch am Abend;VHS;Basisberufssprachkurs B2\n"
        "3;Integrationskurs mit Alphabetisierung;VHS;\n"
        "4;Nähkurs;VHS;\n"
        "5;Anerkennung ausländischer Abschlüsse;VHS;\n"
    )
    assert (await office.imports(csv(tmp_path / "a.csv", text, "utf-8")))["mistakes"] == []
    kinds = [(await office.offer(number)).details.course_kind for number in "12345"]
    assert kinds == ["integration", "job_b2", "literacy", "", ""]
    again = await office.imports(csv(tmp_path / "b.csv", text, "utf-8"))
    assert (again["new"], again["changed"]) == (0, 0)
    wrong = text.replace(";integration\n", ";Basisberufsprachkurs B2\n")
    (mistake,) = (await office.imports(csv(tmp_path / "c.csv", wrong, "utf-8")))["mistakes"]
    assert (mistake["column"], mistake["code"], mistake["row"]) == ("Kursart", "course_kind", 2)
    assert "Kursart" in mistake["message"]


@pytest.mark.every_database
async def test_courses_that_can_be_joined_are_listed_the_best_first(
    database: Database, services: Services
) -> None:
    async with database.read() as store:
        (district, other) = (await places.districts(store))[:2]
        (here, there) = (await places.municipalities(store, district.id))[:2]
    soon, later = TODAY + timedelta(days=7), TODAY + timedelta(days=30)
    await publish(
        database,
        services,
        district.id,
        course("full", "job_c2", starts_on=soon, seats=0, municipality=here.name),
        course("far", "job_c2", starts_on=soon, municipality=there.name),
        course("later", "job_c2", starts_on=later, municipality=here.name),
        course("soon", "job_c2", starts_on=soon, municipality=here.name),
        course("open", "job_c2", municipality=here.name),
        course("begun", "job_c2", starts_on=TODAY - timedelta(days=1)),
        course("late", "job_c2", register_by=TODAY - timedelta(days=1), starts_on=soon),
        course("today", "job_c2", starts_on=TODAY, register_by=TODAY, municipality=there.name),
        course("other kind", "job_c1", starts_on=soon),
        course("none", "", starts_on=soon),
    )
    await publish(database, services, other.id, course("elsewhere", "job_c2", starts_on=soon))
    async with database.read() as store:
        reader = Reader(TODAY, district.id, here.id)
        first = await listings.page(store, reader, Listing("cjob_c2"), NOTHING)
        second = await listings.page(store, reader, Listing("cjob_c2", page=1), NOTHING)
    numbers = [offer.external_id for offer in (*first.offers, *second.offers)]
    assert numbers == ["soon", "later", "open", "today", "far", "full"]
    assert first.total == 6


def test_a_listing_of_a_kind_fits_into_a_button() -> None:
    code = Listing("c" + "x" * 16, "ekmw", "B1", 99).code
    assert parse_listing(code).course_kind == "x" * 16
    assert len(f"in:de:offer.show:1234567:{code}".encode()) <= 64
    for wrong in ("c", "cUPPER...0", "c" + "x" * 17 + "...0", "cjob b2...0"):
        with pytest.raises(ValueError, match="listing"):
            parse_listing(wrong)


WISHES = {
    "de": "Ich möchte Deutsch lernen",
    "de-simple": "Ich will Deutsch lernen",
    "en": "I want to learn German",
    "uk": "Я хочу вивчати німецьку мову",
    "ru": "Я хочу учить немецкий язык",
    "ar": "أريد أن أتعلم الألمانية",
    "fa": "می‌خواهم آلمانی یاد بگیرم",
    "tr": "Almanca öğrenmek istiyorum",
    "kmr": "Dixwazim almanî fêr bibim",
    "ps": "غواړم جرمني ژبه زده کړم",
    "so": "Waxaan rabaa inaan barto luqadda Jarmalka",
    "ti": "ጀርመንኛ ክመሃር እደሊ",
    "ro": "Vreau să învăț germana",
    "pl": "Chcę uczyć się niemieckiego",
    "fr": "Je veux apprendre l'allemand",
}
"""The sentence with which most people begin, in every language."""
TALKED = ("de-simple", "ar", "ti", "uk", "fa")


def test_who_wants_to_learn_german_is_understood_in_every_language() -> None:
    thesaurus = load_thesaurus(LOCALES)
    assert set(WISHES) == set(load_languages(LOCALES))
    wrong = [
        language
        for language, wish in WISHES.items()
        if not GERMAN.intersection(understand(wish, language, thesaurus, own=language).concepts)
    ]
    assert not wrong


@pytest.mark.parametrize("language", TALKED)
async def test_from_a_wish_to_the_phone_in_twelve_taps(
    channel: Conversation, language: str
) -> None:
    """Pressed by place, not by words: the longest way, to the course and to the test."""
    talk = Talk(channel, (language,))
    await talk.open()
    await talk.hear(Pressed(f"language.set:{language}"))
    async with channel.database.read() as store:
        district = next(d for d in await places.districts(store) if d.slug == "rems-murr")
    await talk.hear(Pressed(f"district.set:{district.id}"))
    await talk.say(WISHES[language])
    taps = 0
    for data in ("level.start", *steps_of("1rrwwwnnw3"), "level.status:", "level.next:"):
        button = next(b for b in talk.screen.buttons if is_press(b.action, data))
        assert isinstance(button.action, Press)
        await talk.look(button.action.data)
        taps += 1
    shown = talk.shown
    tests = [b for b in talk.screen.buttons if is_press(b.action, "offer.show:")]
    assert taps <= 12
    assert "069 9000" in shown
    cards = [part for part in talk.screen.body if isinstance(part, Entry)]
    assert [card for card in cards if "069 9000" in "".join(card.lines)], "a phone beside each"
    assert len(tests) >= 2, shown
    assert any(isinstance(b.action, Open) and "tel:" in b.action.url for b in talk.screen.buttons)


def steps_of(code: str) -> list[str]:
    return [f"level.ask:{code[:length]}" for length in range(2, len(code) + 1)]


def is_press(action: object, data: str) -> bool:
    return isinstance(action, Press) and action.data.startswith(data)


@pytest.mark.every_database
async def test_a_kind_that_is_missing_is_wished_for_and_counted_once(
    channel: Conversation,
) -> None:
    talk = await somebody(channel)
    await press_all(talk, "[🎓 My German]", *A2, "[➡️ My next course]")
    await talk.goes(
        ("[Asylum not decided yet]", "Your next step"),
        ("[Next ›]", "Fast integration course", "We do not know a course of this kind"),
    )
    step = talk.screen
    await talk.goes(("[🔔 Tell me about new ones]", "Fast integration course"))
    talk.screen = step
    await talk.goes(("[🔔 Tell me about new ones]", "Fast integration course"))
    assert await needs(channel.database) == {"integration_course": 1}
    await talk.goes(("/mydata", "Fast integration course"))


async def needs(database: Database) -> dict[str, int]:
    async with database.read() as store:
        rows = await store.rows(select(t.missed.c.concept, t.missed.c.count))
    return {row["concept"]: row["count"] for row in rows}


@pytest.mark.every_database
async def test_a_course_that_comes_is_told_once_to_who_wished_for_its_kind(
    database: Database, services: Services, emulator: Emulator
) -> None:
    (person, _) = await crowd(database, services, emulator, 2)
    monday = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    await digests.prepare(database, NOW)
    async with database.write() as store:
        assert await watches.add(store, person, "", "cjob_c2...0", NOW)
        assert not await watches.add(store, person, "", "cjob_c2...0", NOW)
    seen = []
    async with mailing(database, services, emulator) as running:
        for day in range(4):
            running.clock.moment = monday + timedelta(days=day)
            if day == 1:
                new = course("1", "job_c2", starts_on=date(2027, 1, 12))
                other = course("2", "job_c1", starts_on=date(2027, 1, 12))
                await publish(database, services, person.district_id or 0, new, other)
            await fire_due(database, services, running.clock())
            await running.settled()
            seen.append([len(someone.sees) for someone in emulator.world.people.values()])
        assert seen == [[0, 0], [1, 0], [1, 0], [1, 0]]
        assert "Kurs 1" in emulator.world.people[FIRST].last.text
        assert "Kurs 2" not in emulator.world.people[FIRST].last.text


@pytest.mark.every_database
async def test_three_weeks_before_a_course_ends_the_next_step_is_told_once(
    database: Database, services: Services, emulator: Emulator
) -> None:
    """Who saved it hears of the course that follows; who saved another one, or none, does not.

    Of two courses at once both are told, in one message.
    """
    (person, other, mute, both) = await crowd(database, services, emulator, 4)
    monday = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    begun, last = date(2026, 6, 1), date(2026, 12, 15)
    await digests.prepare(database, NOW)
    await publish(
        database,
        services,
        person.district_id or 0,
        course("ends", "job_c1", starts_on=begun, expires_at=last),
        course("too", "job_b2", starts_on=begun, expires_at=last),
        course("later", "job_c1", starts_on=begun, expires_at=last + timedelta(days=60)),
        course("no course", "", starts_on=begun, expires_at=last),
        course("not begun", "job_c1", starts_on=last, expires_at=last),
        course("next", "job_c2", starts_on=date(2027, 1, 12)),
        course("full", "job_c2", starts_on=date(2027, 1, 5), seats=0),
        course("gone", "job_c2", starts_on=begun),
    )
    async with database.write() as store:
        await people.change(store, replace(mute, stopped=frozenset((Kind.COURSE,))))
        ids = {
            o.external_id: o.id for o in await offers.of_district(store, person.district_id or 0)
        }
        for number in ("ends", "no course", "not begun"):
            await saved.keep(store, person, ids[number], NOW)
        await saved.keep(store, other, ids["later"], NOW)
        await saved.keep(store, mute, ids["ends"], NOW)
        for number in ("ends", "too"):
            await saved.keep(store, both, ids[number], NOW)
    seen = []
    async with mailing(database, services, emulator) as running:
        for day in range(5):
            running.clock.moment = monday + timedelta(days=day)
            await fire_due(database, services, running.clock())
            await running.settled()
            seen.append([len(someone.sees) for someone in emulator.world.people.values()])
        assert seen == [[0, 0, 0, 0], *([[1, 0, 0, 1]] * 4)]
        message = emulator.world.people[FIRST].last.text
        two = emulator.world.people[FIRST + 3].last.text
    assert max(two.index("Kurs ends"), two.index("Kurs too")) < two.index("Kurs next")
    assert message.index("Kurs ends") < message.index("Kurs next")
    assert not any(word in message for word in ("Kurs full", "Kurs gone", "Kurs no", "Kurs later"))


async def test_the_samples_have_kinds(conversation: Conversation) -> None:
    """Every sample district shows the next step with a course, a test and something meanwhile."""
    wrong = []
    async with conversation.database.read() as store:
        for district in await places.districts(store):
            kinds = {
                offer.details.course_kind for offer in await offers.of_district(store, district.id)
            }
            if not {"literacy", "open_beginner", "placement_test"} <= kinds:
                wrong.append((district.slug, kinds))
    assert not wrong


async def test_the_way_back_from_a_course_leads_to_its_list(channel: Conversation) -> None:
    talk = await somebody(channel)
    await press_all(talk, "[🎓 My German]", *A2, "[➡️ My next course]", "[I have a Duldung]")
    test = next(b for b in talk.screen.buttons if is_press(b.action, "offer.show:"))
    await talk.say(f"[{plain(test.label)}]")
    await talk.goes(("[‹ Back]", "offer"), ("[🏠 Home]", "What are you looking for?"))


async def test_a_district_without_any_course_still_has_a_next_step(channel: Conversation) -> None:
    """Who asks, what is needed and a wish; the desk and the list say that there is nothing."""
    talk = await somebody(channel)
    async with channel.database.write() as store:
        await store.execute(delete(t.offer))
    await press_all(talk, "[🎓 My German]", *A2, "[➡️ My next course]")
    await talk.goes(
        ("[Money from the Jobcenter]", "Your next step: Integration course", "Jobcenter."),
        ("[🔔 Tell me about new ones]", "We will tell you when there is something like this"),
        ("German course", "[🎓 My German]"),
    )
    await talk.look("station.show:5")
    assert "Near you" not in talk.shown
