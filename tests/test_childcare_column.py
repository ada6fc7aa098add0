"""The column "Kinderbetreuung" of a list of courses, and courses by what matters to a parent."""

import re
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.domain.listings import Listing, Reader
from bot.domain.offers import Details, Draft, OfferText, Schedule
from bot.rules.childcare import with_childcare
from bot.search.query import NOTHING
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage.catalogue import listings, places
from storage.engine.database import Database
from tests.harness.databases import NOW, services
from tests.harness.offices import Office, csv
from tests.test_announcing import somebody
from tests.test_courses import publish

CELLS = {
    "ja": "yes", "Ja": "yes", "x": "yes", "✓": "yes", "ja, ab 3 Jahren": "yes",
    "auf Anfrage": "told", "ab 3 Jahren": "told", "nein": "no", "Nein, leider nicht": "no",
    "keine": "no", "-": "", "": "",
}  # fmt: skip
SAID = {
    "Deutsch A1 mit Kinderbetreuung": True,
    "Deutsch für Mütter inkl. kostenloser Kinderbetreuung": True,
    "Kinderbetreuung ist vorhanden. Kein Test nötig.": True,
    "Kinderbetreuung wird angeboten": True,
    "Kurs ohne Kinderbetreuung": None,
    "Mit Kinderbetreuung auf Anfrage": None,
    "Kinderbetreuung ist leider nicht möglich": None,
    "Kinderbetreuung in Wehr": None,
    "Ausbildung mit Schwerpunkt Kinderbetreuung planen": None,
}
"""Words of a title → whether they promise childcare."""


def test_words_promise_childcare_or_say_nothing_of_it() -> None:
    drafts = {words: Draft("1", Details("vhs", (OfferText("de", words),))) for words in SAID}
    found = {words: with_childcare(draft).details.childcare for words, draft in drafts.items()}
    assert found == SAID
    denied = replace(drafts["Kinderbetreuung wird angeboten"].details, childcare=False)
    assert with_childcare(Draft("1", denied)).details.childcare is False


async def test_the_column_is_read_shown_exported_and_heard_by_the_search(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    lines = ["Nr;Titel;Träger;Ort;Kinderbetreuung"]
    lines += [f"{n};Töpferkurs {n};vhs;Wehr;{cell}" for n, cell in enumerate(CELLS, 1)]
    file = csv(tmp_path / "kurse.csv", "\n".join(lines), "utf-8")
    told = await office.imports(file)
    assert told["new"] == len(CELLS), told
    wrong = []
    for number, (cell, means) in enumerate(CELLS.items(), 1):
        details = (await office.offer(str(number))).details
        expected = {"yes": True, "no": False}.get(means)
        kept = f"Kinderbetreuung: {cell}" if means == "told" else ""
        if details.childcare is not expected or kept not in details.texts[0].description:
            wrong.append((cell, details.childcare, details.texts[0].description))
    assert not wrong
    talk = await somebody(conversation, "who", "de")
    await talk.say("Töpferkurs mit Kinderbetreuung")
    assert all(f"Töpferkurs {n}\n" in talk.shown for n in (1, 2, 5)), talk.shown
    assert "Töpferkurs 6" not in talk.shown


FIRST = NOW.date() + timedelta(days=10)
COURSES = {
    "far and soon": {"municipality": "Bonndorf im Schwarzwald", "seats": 5, "hour": 9},
    "near": {"municipality": "Albbruck", "seats": None, "hour": 18, "later": 20},
    "here with children": {"municipality": "Waldshut-Tiengen", "childcare": True, "later": 30},
    "here but full": {"municipality": "Waldshut-Tiengen", "seats": 0, "hour": 9},
    "here in the morning": {"municipality": "Waldshut-Tiengen", "hour": 8, "later": 2},
    "here in the evening": {"municipality": "Waldshut-Tiengen", "hour": 19, "later": 1},
}  # fmt: skip
ORDERED = {
    "": ["here in the evening", "here in the morning", "here with children", "near",
         "far and soon", "here but full"],
    "c": ["here with children"],
    "v": ["here in the morning", "far and soon", "here but full"],
    "e": ["here in the evening", "near"],
    "m": ["here in the evening", "here in the morning", "here with children", "here but full"],
}  # fmt: skip
"""Filters → the courses of a kind, the best first."""


@pytest.mark.every_database
async def test_courses_are_ordered_by_seats_way_and_day_and_chosen_by_children_and_hours(
    database: Database,
) -> None:
    drafts = [_course(title, **what) for title, what in COURSES.items()]
    async with database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        towns = await places.municipalities(store, district.id)
    await publish(database, services(), district.id, *drafts)
    own = next(town.id for town in towns if town.name == "Waldshut-Tiengen")
    reader, found = Reader(NOW.date(), district.id, own), {}
    async with database.read() as store:
        for filters in ORDERED:
            titles, listing = [], Listing("cintegration", filters)
            for number in range(2):
                page = await listings.page(store, reader, listing.on_page(number), NOTHING)
                titles += [offer.details.texts[0].title for offer in page.offers]
            found[filters] = list(dict.fromkeys(titles))
    assert found == ORDERED


async def test_the_next_course_says_which_ones_look_after_children(
    conversation: Conversation,
) -> None:
    """Also where the first ones do not; the button leads to those alone."""
    drafts = [_course(title, **what) for title, what in COURSES.items()]
    drafts += [_course("with children 2", "Wehr", childcare=True)]
    drafts = [replace(d, details=replace(d.details, course_kind="job_b2")) for d in drafts]
    async with conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
    await publish(conversation.database, conversation.services, district.id, *drafts)
    talk = await somebody(conversation, "parent", "en")
    await talk.hear(Pressed("level.next:1rrwwwnnw3:jobcenter:0"))
    await talk.press("🧸 With childcare: 2")
    assert "2 offers" in talk.shown
    assert talk.shown.count("With childcare") == 3  # the filter, and each course
    await talk.press("Filters")
    assert {"With childcare", "In the morning", "In the evening", "Free", "In my town"} <= {
        *re.findall(r"\[(?:✓ )?([^\]]+)\]", talk.shown)
    }


def _course(
    title: str,
    municipality: str,
    hour: int = 0,
    later: int = 0,
    *,
    seats: int | None = 9,
    childcare: bool | None = None,
) -> Draft:
    schedules = (Schedule("FREQ=WEEKLY;BYDAY=MO", FIRST, time(hour)),) if hour else ()
    details = Details(
        "vhs",
        (OfferText("de", title),),
        municipality=municipality,
        course_kind="integration",
        starts_on=FIRST + timedelta(days=later),
        seats=seats,
        childcare=childcare,
        schedules=schedules,
    )
    return Draft(title, details)
