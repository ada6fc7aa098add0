"""The stations to a job: the way, a station, what is kept, and files of districts."""

import random
from collections import Counter
from pathlib import Path

import pytest

from bot.app import LOCALES
from bot.domain.grants import Role
from bot.domain.half_years import HalfYear
from bot.domain.pathway import USUAL
from bot.i18n import plain
from bot.rules.starts import Start, parse_start, start_payload
from bot.screens import pathway as screens
from bot.search.vocabulary import load_thesaurus
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed, Typed
from storage.catalogue import places
from storage.catalogue.facts import FactsError
from storage.catalogue.pathways import Pathways, load_pathways, shipped_pathway
from storage.measures import council_reports
from storage.people import people, stations
from tests.harness.databases import NOW
from tests.harness.rights import give
from tests.harness.talk import Talk, bare

CONCEPTS = load_thesaurus(LOCALES).groups


async def somebody(
    channel: Conversation,
    language: str = "en",
    who: str = "somebody",
    slug: str = "rems-murr",
) -> Talk:
    """Return a talk with somebody who lives in a district, as a rule the one with everything."""
    talk = Talk(channel, (language,), who)
    await talk.open()
    await talk.hear(Pressed(f"language.set:{language}"))
    async with channel.database.read() as store:
        district = next(d for d in await places.districts(store) if d.slug == slug)
    await talk.hear(Pressed(f"district.set:{district.id}"))
    return talk


async def number_of(talk: Talk) -> int | None:
    async with talk.conversation.database.read() as store:
        person = await people.at(store, talk.address)
        assert person is not None
        return await stations.of(store, person.id)


@pytest.mark.every_database
async def test_from_home_along_the_whole_way(channel: Conversation) -> None:
    talk = await somebody(channel)
    await talk.goes(
        ("[🧭 Way to a job]", "Your way to a job", "[1. What are my skills?]", "!You are here"),
        ("[Next ›]", "[9. After the start]"),
        ("[‹ Previous]", "[3. Is my diploma valid?]"),
        (
            "[3. Is my diploma valid?]",
            "An office compares your diploma",
            "recognition office (Anerkennungsstelle)",
            "Near you: ",
            "passport or ID card",
            "at most 13 weeks",
            "BQFG",
            "Not checked.",
            "[1. Recognition of foreign qualifications]",
            "[➡️ Test without a diploma]",
        ),
        ("[➡️ Test without a diploma]", "You can show in practice what you can do"),
        ("[➡️ German for the job]", "[🎓 My German]"),
        ("[‹ Back]", "Your way to a job"),
    )


@pytest.mark.every_database
async def test_only_the_number_is_kept_after_a_yes(channel: Conversation) -> None:
    """Shown in /mydata and on the way, changed by another mark, deleted by a press."""
    talk = await somebody(channel)
    await talk.look("station.show:3")
    await talk.goes(("[📌 I am here]", "only the number of the station", "never who"))
    assert await number_of(talk) is None
    await talk.goes(
        ("[Yes, keep it]", "We keep this station for you.", "![📌 I am here]"),
        ("/mydata", "Your station to a job: Is my diploma valid?"),
    )
    assert await number_of(talk) == 3
    await talk.look("station.list:0")
    assert "You are here: Is my diploma valid?" in talk.shown
    await talk.hear(Pressed("station.keep:3"))
    await talk.hear(Pressed("station.keep:5"))
    assert await number_of(talk) == 5
    async with channel.database.read() as store:
        person = await people.at(store, talk.address)
        assert person is not None
        weeks = await stations.weeks_of(store, person.district_id or 0)
        assert [(week.number, week.arrivals) for week in weeks] == [(3, 1), (5, 1)]
        assert await stations.people_at(store, person.district_id or 0) == {5: 1}
    await talk.look("station.list:0")
    await talk.goes(("[🗑 Delete my station]", "Deleted.", "!You are here"), ("/mydata", "!station"))
    assert await number_of(talk) is None


@pytest.mark.every_database
async def test_forgetting_somebody_forgets_their_station(channel: Conversation) -> None:
    talk = await somebody(channel)
    await talk.hear(Pressed("station.keep:7"))
    async with channel.database.read() as store:
        person = await people.at(store, talk.address)
    assert person is not None
    await talk.goes(("/forget", "delete everything"), ("[Yes, delete everything]",))
    async with channel.database.read() as store:
        assert await stations.of(store, person.id) is None


async def test_who_has_not_agreed_is_asked_nothing_and_kept_nowhere(
    conversation: Conversation,
) -> None:
    talk = Talk(conversation, ("en",))
    await talk.look("station.show:3")
    assert "Near you" not in talk.shown
    assert "I am here" not in talk.shown
    await talk.hear(Pressed("station.keep:3"))
    assert "choose your town first" in talk.shown
    assert await number_of(talk) is None


async def test_a_station_that_is_gone_or_forged_is_refused(conversation: Conversation) -> None:
    talk = await somebody(conversation)
    for data in ("station.show:0", "station.show:98", "station.keep:98", "station.ask:10"):
        await talk.hear(Pressed(data))
        assert "This button no longer works" in talk.shown
    assert await number_of(talk) is None


async def test_the_entrances(channel: Conversation) -> None:
    """A link, and a search for work that finds something or nothing."""
    talk = await somebody(channel)
    await talk.goes(
        ("/start job", "Your way to a job"),
        ("job search", "[🧭 Way to a job]"),
        ("[🧭 Way to a job]", "Your way to a job"),
        ("swimming", "![🧭 Way to a job]"),
        ("apprenticeship as a diver", "[🧭 Way to a job]"),
    )


def test_a_poster_leads_to_the_stations() -> None:
    start = Start(job=True, language="ti", district="rems-murr", poster="vhs-2")
    assert parse_start(start_payload(start)) == start


WORDS = {
    "childcare": "childcare", "vet for my cat": "pets", "swimming": "swimming",
    "xqzt": "", "he hits me": "", "hello": "",
}  # fmt: skip
"""What is typed, and what it counts for: a crisis and a greeting count for nothing."""
MARKS = {"a": 3, "b": 3, "c": 7, "unmarked": None, "office": 3, "elsewhere": 3}


@pytest.mark.every_database
async def test_searches_at_a_station_equal_an_independent_count(
    conversation: Conversation,
) -> None:
    """Not of strangers, of the office, of who marked nothing or deleted the mark."""
    chance, counted = random.Random(246), Counter[tuple[int, str]]()
    stranger = Talk(conversation, ("en",), "stranger")
    await stranger.open()
    await stranger.hear(Typed("childcare"))
    for who, number in MARKS.items():
        talk = await somebody(conversation, who=who)
        if who == "elsewhere":
            async with conversation.database.read() as store:
                konstanz = await places.district_named(store, "konstanz")
            assert konstanz
            await talk.hear(Pressed(f"district.set:{konstanz.id}"))
        if number:
            await talk.hear(Pressed(f"station.keep:{number}"))
        if who == "office":
            await give(conversation, talk, Role.COORDINATOR, "rems-murr")
        for words in chance.choices(list(WORDS), k=20):
            await talk.hear(Typed(words))
            if number and who in "abc" and WORDS[words]:
                counted[number, WORDS[words]] += 1
        await talk.hear(Pressed("station.delete"))
        await talk.hear(Typed("childcare"))
    async with conversation.database.write() as store:
        district = await places.district_named(store, "rems-murr")
        assert district
        period = HalfYear(2026, 2)
        every = await stations.searched(store, district.id, period.weeks)
        report = await council_reports.draft(store, district, period, NOW)
        assert await stations.searched(store, district.id, period.next.weeks) == []
    assert {(part.number, part.concept): part.searches for part in every} == counted
    told = {(part["number"], part["concept"]): part["searches"] for part in report["searched"]}
    assert told == {key: n for key, n in counted.items() if n >= 5}
    assert 0 < len(told) < len(counted)


async def test_the_offers_of_a_station_can_be_paged_and_watched(channel: Conversation) -> None:
    talk = await somebody(channel)
    await talk.look("station.show:3")
    await talk.goes(
        ("[All offers]", "Is my diploma valid?", "3 offers"),
        ("[🔔 Tell me about new ones]", "Is my diploma valid?"),
        ("/mydata", "Alerts: Is my diploma valid?"),
    )


def test_the_shipped_stations_are_nine_with_words_and_known_concepts() -> None:
    pathway = load_pathways(None, CONCEPTS).shipped
    assert tuple(pathway.stations) == USUAL == tuple(screens.NAMES) == tuple(screens.WHAT)
    assert [station.number for station in pathway.stations.values()] == list(range(1, 10))
    assert pathway.stations["started"].following == ""


def test_a_district_replaces_a_station_and_adds_one(tmp_path: Path) -> None:
    (tmp_path / "rems-murr.toml").write_text(OWN, "utf-8")
    pathways = load_pathways(tmp_path, CONCEPTS)
    own = pathways.of("rems-murr")
    assert list(own.stations) == [*USUAL, "pilots"]
    assert own.stations["cv"].texts["de"].name == "Lebenslauf"
    assert own.stations["skills"] == shipped_pathway().stations["skills"]
    assert pathways.of("konstanz") == pathways.of("") == shipped_pathway()


async def test_people_of_the_district_read_its_words(
    conversation: Conversation, tmp_path: Path
) -> None:
    """In a language without own words: the usual sentence, or German for a station of its own."""
    (tmp_path / "rems-murr.toml").write_text(OWN, "utf-8")
    pathways = load_pathways(tmp_path, CONCEPTS)
    services = conversation.services
    shown = {
        code: [bare(plain(screens.name(services.translator(code), s))) for s in in_order(pathways)]
        for code in ("de", "en")
    }
    assert shown["de"][5] == "Lebenslauf"
    assert shown["en"][5] == "CV and application"
    assert shown["de"][9] == shown["en"][9] == "Pilotprojekte"


def in_order(pathways: Pathways) -> list[screens.Station]:
    return list(pathways.of("rems-murr").stations.values())


OWN = """
[stations.cv]
number = 6
concept = "cv"
givers = ["advice"]
following = "pilots"
source = "Arbeitskreis"
url = "https://kreis.example"
as_of = 2026-11-01
checked_on = 2026-11-20
[stations.cv.texts.de]
name = "Lebenslauf"
what = "Wir schreiben ihn zusammen."

[stations.pilots]
number = 10
concept = "further_training"
givers = ["employer"]
source = "Arbeitskreis"
url = "https://kreis.example"
as_of = 2026-11-01
[stations.pilots.texts.de]
name = "Pilotprojekte"
what = "Pflege und Metall."
"""
SOURCE = 'source = "Gesetz"\nurl = "https://gesetz.example"\nas_of = 2026-01-01\n'
TEXTS = '[stations.x.texts.de]\nname = "X"\nwhat = "Y"\n'
FINE = f'[stations.x]\nnumber = 10\nconcept = "cv"\ngivers = ["advice"]\n{SOURCE}{TEXTS}'
BROKEN = {
    "no source": (
        FINE.replace('source = "Gesetz"\n', ""),
        "stations.x: has no source",
    ),
    "no day": (FINE.replace("2026-01-01", '"today"'), "stations.x: as_of must be a day"),
    "checked at no day": (
        FINE.replace("as_of", "checked_on = true\nas_of"),
        "stations.x: checked_on must be a day",
    ),
    "unknown station": (
        FINE.replace("[stations.x.texts", 'following = "nowhere"\n[stations.x.texts'),
        "stations.x: leads to nowhere, which does not exist",
    ),
    "a circle": (
        FINE.replace("[stations.x.texts", 'following = "started"\n[stations.x.texts')
        + '[stations.started]\nnumber = 9\nconcept = "cv"\ngivers = ["advice"]\n'
        + f'following = "x"\n{SOURCE}',
        "stations.started: leads back to itself: started → x → started",
    ),
    "itself": (
        FINE.replace("[stations.x.texts", 'following = "x"\n[stations.x.texts'),
        "stations.x: leads back to itself: x → x",
    ),
    "same number": (FINE.replace("10", "3"), "stations.x: has the number of recognition"),
    "no number": (FINE.replace("number = 10\n", ""), "stations.x: number must be from 1 to 99"),
    "number too big": (FINE.replace("10", "100"), "stations.x: number must be from 1 to 99"),
    "unknown concept": (
        FINE.replace('"cv"', '"wishing"'),
        "stations.x: is about wishing, which is no concept",
    ),
    "no giver": (FINE.replace('givers = ["advice"]\n', ""), "stations.x: does not say who helps"),
    "unknown giver": (FINE.replace('"advice"', '"mayor"'), "stations.x: mayor is not one of"),
    "no German": (
        FINE.replace("texts.de", "texts.en"),
        "stations.x: has no German texts",
    ),
    "long name": (
        FINE.replace('"X"', f'"{"X" * 25}"'),
        "stations.x: has a text that is too long: de",
    ),
    "mistyped key": (FINE.replace("concept", "concpt"), "stations.x: concpt means nothing here"),
    "bad code": (FINE.replace("stations.x", "stations.X-1"), "stations.X-1: codes have at most"),
    "no TOML": ("[stations.x", "Expected ']'"),
}


def test_a_broken_file_is_told_with_the_entry_and_the_reason(tmp_path: Path) -> None:
    wrong = []
    for name, (content, reason) in {**BROKEN, "fine": (FINE, "")}.items():
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        (folder / "rems-murr.toml").write_text(content, "utf-8")
        try:
            load_pathways(folder, CONCEPTS)
            wrong += [(name, "was accepted")] if reason else []
        except FactsError as error:
            told = any(f"rems-murr.toml: {reason}" in line for line in error.reasons)
            wrong += [] if told and reason else [(name, error.reasons)]
    assert not wrong
