"""A town alone, a day alone, and an empty list: each has its own answer."""

from datetime import date, time

import pytest

from bot.domain.listings import Listing, Reader
from bot.domain.offers import Details, OfferText, Schedule, Target, Way
from bot.rules.openings import hours_of, takes_place
from bot.search.days import dated
from bot.search.facets import PARTS, lacking
from bot.search.query import DAY, PLACE, Query
from bot.search.thesaurus import written_in
from bot.search.understanding import understand
from handlers.dialogue.conversation import Conversation
from storage.catalogue import listings, places
from storage.engine.database import Database
from tests.harness.databases import services
from tests.harness.talk import Talk

THURSDAY = date(2026, 11, 26)
WHAT_IS_THERE = {
    "de": "Was gibt es in Singen?",
    "en": "what is there in Singen",
    "fr": "qu'est-ce qu'il y a à Singen",
    "ru": "что есть в Зингене",
    "tr": "Singen",
    "uk": "в зінгені",
    "ar": "سينغن",
}
TODAY = {
    "de": "heute", "en": "what's on today", "fr": "aujourd'hui", "ru": "сегодня", "uk": "сьогодні",
    "tr": "bugün", "ar": "اليوم", "fa": "امروز", "pl": "dzisiaj", "ro": "astăzi", "so": "maanta",
    "ti": "ሎሚ", "ps": "نن", "kmr": "îro", "ckb": "ئەمڕۆ", "es": "hoy", "it": "oggi", "sq": "sot",
    "sr": "danas", "bg": "днес",
}  # fmt: skip
"""How people ask what there is today, by language."""
TOMORROW = {"de": "morgen", "en": "tomorrow", "ru": "завтра", "tr": "yarın", "ar": "غدا"}
"""What stands for the next day."""
NOT_ALONE = (
    "heute habe ich einen Brief vom Jobcenter bekommen und verstehe ihn nicht",
    "Deutschkurs in Singen",
    "Wohnung",
    "Montag Deutschkurs",
    "singen",
    "",
)


async def asked(
    database: Database, words: str, own: str, today: date = THURSDAY, slug: str = "konstanz"
) -> Query:
    async with database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        towns = await places.municipalities(store, district.id)
    thesaurus = services().thesaurus
    language = written_in(words, own, thesaurus)
    return dated(understand(words, language, thesaurus, towns, own=own), today)


async def test_a_town_alone_is_understood_in_every_script(database: Database) -> None:
    queries = {own: await asked(database, words, own) for own, words in WHAT_IS_THERE.items()}
    named = {own: (q.intent, q.place and q.place.name) for own, q in queries.items()}
    assert named == dict.fromkeys(WHAT_IS_THERE, (PLACE, "Singen (Hohentwiel)"))


async def test_a_name_of_two_words_is_a_town_alone(database: Database) -> None:
    """The "Bad" of Bad Säckingen asks for nothing; a bath in Säckingen does."""
    texts = ("Bad Säckingen", "in Bad Säckingen", "Gibt es ein Bad in Säckingen?")
    queries = [await asked(database, words, "de", slug="waldshut") for words in texts]
    assert [query.intent for query in queries] == [PLACE, PLACE, ""]


async def test_today_and_tomorrow_are_days_in_every_language(database: Database) -> None:
    wrong = []
    for asking, day in ((TODAY, "thursday"), (TOMORROW, "friday")):
        for own, words in asking.items():
            query = await asked(database, words, own)
            if (query.intent, query.facts) != (DAY, (day,)):
                wrong.append((own, words, query.intent, query.facts))
    assert not wrong


async def test_who_asks_for_more_than_a_day_or_a_town_searches(database: Database) -> None:
    queries = [await asked(database, words, "de") for words in NOT_ALONE]
    assert [query.intent for query in queries] == [""] * len(NOT_ALONE)
    assert "thursday" not in queries[0].facts


@pytest.mark.every_database
async def test_a_town_alone_lists_its_offers(channel: Conversation) -> None:
    talk = Talk(channel, ("de",))
    await talk.open()
    await talk.goes(
        ("[Deutsch]", "Wo wohnen Sie?"),
        ("[Landkreis Konstanz]", "Was suchen Sie?"),
        ("Was gibt es in Singen?", "Singen (Hohentwiel)", "Angebote", "!Suche:"),
        ("[Filter]", "[Kostenlos]"),
        ("[Kostenlos]", "✓ Kostenlos", "Singen (Hohentwiel)"),
    )


async def test_today_lists_what_takes_place_today(channel: Conversation) -> None:
    talk = Talk(channel, ("de",))
    await talk.open()
    await talk.goes(
        ("[Deutsch]", "Wo wohnen Sie?"),
        ("[Landkreis Konstanz]", "Was suchen Sie?"),
        ("heute", "Suche: heute", "Angebote"),
    )


@pytest.mark.every_database
async def test_an_empty_list_leads_to_advice_office_and_bell(channel: Conversation) -> None:
    talk = Talk(channel, ("de",))
    await talk.open()
    await talk.goes(
        ("[Deutsch]", "Wo wohnen Sie?"),
        ("[Landkreis Konstanz]", "Was suchen Sie?"),
        ("zqxj wvkk", "[Migrationsberatung für Erwachsene]", "[📞 ", "[🔔 "),
        ("[Migrationsberatung für Erwachsene]", "Migrationsberatung für Erwachsene", "Kostenlos"),
        ("[‹ Zurück]", "[Migrationsberatung für Erwachsene]"),
    )


MORNING = Details(
    "AWO",
    (OfferText("de", "Café"),),
    schedules=(Schedule("FREQ=WEEKLY;BYDAY=TU", None, time(9), time(11)),),
    level_from="A1",
    level_to="A2",
    free=False,
    targets=frozenset({Target.WOMEN}),
)
SILENT = Details("AWO", (OfferText("de", "Café"),))


@pytest.mark.parametrize(
    ("fact", "is_lacking"),
    [
        ("evening", True),
        ("morning", False),
        ("monday", True),
        ("tuesday", False),
        ("level B1", True),
        ("level A2", False),
        ("free", True),
        ("accessible", False),
        ("online", True),
        ("for_women", False),
        ("for_children", True),
        ("cheap", False),
    ],
)
def test_an_offer_lacks_what_it_says_it_has_not(fact: str, is_lacking: bool) -> None:
    assert (fact in lacking([fact], MORNING)) is is_lacking
    silent = fact == "online"
    assert (fact in lacking([fact], SILENT)) is silent
    assert SILENT.way is Way.ON_SITE


DATES = {
    "morgen": [date(2026, 11, 27)],
    "day after tomorrow": [date(2026, 11, 28)],
    "am Samstag": [date(2026, 11, 28)],
    "on Thursday": [THURSDAY],
    "this weekend": [date(2026, 11, 28), date(2026, 11, 29)],
    "diese Woche": [date(2026, 11, day) for day in (26, 27, 28, 29)],
    "nächste Woche am Dienstag": [date(2026, 12, 1)],
    "nächste Woche am Wochenende": [date(2026, 12, 5), date(2026, 12, 6)],
    "am Abend": [],
    "Montag Deutschkurs": [],
}
"""The days that are asked for alone on a Thursday."""
NEXT_WEEK = {
    "de": "kommende Woche", "en": "next week", "fr": "la semaine prochaine",
    "es": "la próxima semana",
    "it": "la settimana prossima", "pl": "w przyszłym tygodniu", "ro": "săptămâna viitoare",
    "ru": "на следующей неделе", "uk": "наступного тижня", "tr": "gelecek hafta",
    "ar": "الأسبوع القادم", "fa": "هفته آینده", "sq": "javën e ardhshme", "sr": "sledeće nedelje",
    "bg": "следващата седмица", "so": "toddobaadka soo socda", "kmr": "hefteya bê",
    "ckb": "هەفتەی داهاتوو", "ps": "راتلونکې اونۍ", "ti": "ዝመጽእ ሰሙን",
}  # fmt: skip


async def test_days_alone_are_dates(database: Database) -> None:
    found = {words: list((await asked(database, words, "de")).days) for words in DATES}
    assert found == DATES
    on_sunday = await asked(database, "am Wochenende", "de", date(2026, 11, 29))
    assert on_sunday.days == (date(2026, 11, 29),)


async def test_next_week_is_a_week_in_every_language(database: Database) -> None:
    days = {own: (await asked(database, words, own)).days for own, words in NEXT_WEEK.items()}
    assert {own: (len(week), week[:1]) for own, week in days.items()} == dict.fromkeys(
        NEXT_WEEK, (7, (date(2026, 11, 30),))
    )


@pytest.mark.every_database
async def test_days_alone_list_only_what_takes_place_then(database: Database) -> None:
    """A training day on a Saturday of March is not tomorrow, asked on a Friday."""
    wrong, found = [], 0
    async with database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        reader = Reader(THURSDAY, district.id)
        for words in ("am Samstag", "next week", "Dienstag Abend", "übermorgen"):
            query = await asked(database, words, "de", slug="waldshut")
            parts = set(PARTS).intersection(query.facts)
            page = await listings.page(store, reader, Listing("q"), query)
            hits = await listings.best(store, reader, query, 50)
            assert page.total == len(hits)
            found += page.total
            wrong += [
                (words, hit.offer.external_id)
                for hit in hits
                if not takes_place(hours_of(hit.offer.details), query.days, parts)
            ]
            assert "waldshut-39" not in [hit.offer.external_id for hit in hits]
    assert not wrong
    assert found
