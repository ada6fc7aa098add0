"""Whole conversations, as people have them, on both channels and both databases."""

import orjson
import pytest

from bot.domain.grants import Right, Role
from bot.domain.people import Person
from bot.i18n import plain
from bot.ui import Open
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage.catalogue import places
from storage.people import grants, people
from tests.harness.databases import NOW
from tests.harness.talk import Talk


@pytest.mark.every_database
async def test_arabic_reader_finds_a_course_in_four_taps(channel: Conversation) -> None:
    talk = Talk(channel, ("ar-SY", "de"))
    await talk.open()
    await talk.goes(
        ("[العربية]", "ما مكان سكنك؟", "[Landkreis Waldshut]", "[المتابعة بدون مدينة]"),
        ("[Landkreis Waldshut]", "بماذا نساعدك؟", "[🗣️ المدرسة والتعليم واللغة]"),
        ("[🗣️ المدرسة والتعليم واللغة]", "عدد العروض", "دورة لغة ألمانية من A1 إلى A2 في المساء"),
        (
            "[دورة لغة ألمانية من A1 إلى A2 في المساء]",
            "بالألمانية: Deutschkurs A1 bis A2 am Abend",
            "18:00–20:15",
            "مثال، ليس عرضًا حقيقيًا.",
        ),
        (
            "[Deutsch]",
            "Deutschkurs A1 bis A2 am Abend",
            "Beispiel, kein echtes Angebot.",
            "[العربية]",
        ),
        ("[العربية]", "دورة لغة ألمانية من A1 إلى A2 في المساء", "[Deutsch]"),
        ("[‹ رجوع]", "عدد العروض"),
        ("[🏠 الرئيسية]", "بماذا نساعدك؟"),
    )


async def test_ukrainian_reader_finds_it_with_one_sentence(channel: Conversation) -> None:
    talk = Talk(channel, ("uk",))
    await talk.open()
    await talk.goes(
        ("[Українська]", "Де ви живете?"),
        ("Вальдсхут", "Waldshut-Tiengen?"),
        ("[Waldshut-Tiengen]", "Ваше місто: Waldshut-Tiengen"),
        (
            "хочу вечірній курс німецької",
            "Пошук: хочу вечірній курс німецької",
            "Вечірній курс німецької A1–A2",
        ),
    )


@pytest.mark.every_database
async def test_plain_german_reader_saves_and_finds_again(channel: Conversation) -> None:
    talk = Talk(channel)
    await talk.open()
    await talk.goes(
        ("[Leichte Sprache]", "Wo wohnen Sie?"),
        ("[Landkreis Konstanz]", "Was suchen Sie?"),
        ("[🗣️ Sprache]", "Angebote"),
        ("Sprachcafe", "Sie suchen: Sprachcafe", "Sprach-Café"),
        ("[Sprach-Café]", "Der genaue Name: Sprachcafé", "[☆ Merken]"),
        ("[☆ Merken]", "Lotse merkt sich das.", "[⭐ Gemerkt]"),
        ("[🏠 Start]", "[⭐ Gemerkt]"),
        ("[⭐ Gemerkt]", "1 Angebot", "Sprach-Café"),
        ("[Sprach-Café]", "[⭐ Gemerkt]"),
        ("[⭐ Gemerkt]", "Lotse merkt sich das nicht mehr.", "[☆ Merken]"),
        ("/saved", "Hier sind noch keine gemerkten Angebote."),
    )


@pytest.mark.every_database
async def test_filters_hold_together_and_can_be_taken_away(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "Where do you live?"),
        ("[Landkreis Esslingen]", "[🗣️ Language]"),
        ("[🗣️ Language]", "[Filters]"),
        ("[Filters]", "[For women]", "[German level]"),
        (
            "[For women]",
            "✓ For women",
            "1 offer",
            "German course for women with childcare",
            "!Language café",
        ),
        ("[Filters]", "[German level]"),
        ("[German level]", "[B1]"),
        ("[B1]", "We found nothing.", "✓ For women · Level B1", "[Remove all filters]"),
        ("[Remove all filters]", "9 offers", "!✓"),
    )


async def test_my_town_asks_for_the_town_first(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "Where"),
        ("[Landkreis Waldshut]", "[📍 My town]"),
        ("[🏠 Housing]", "[Filters]"),
        ("[Filters]", "[In my town]"),
        ("[In my town]", "Choose your town", "[Albbruck]", "[Next ›]"),
        ("Bad Sackingen", "Your town: Bad Säckingen"),
        ("[🏠 Housing]", "[Filters]"),
        ("[Filters]", "[In my town]"),
        ("[In my town]", "✓ In my town"),
    )


@pytest.mark.every_database
async def test_wish_is_kept_shown_and_deleted(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "Where"),
        ("[Landkreis Waldshut]", "What are you looking for?"),
        ("zqxj wvkk", "We found nothing.", "[🔔 Tell me about new ones]"),
        (
            "[🔔 Tell me about new ones]",
            "We will tell you",
            "[🗑 Search: zqxj wvkk]",
        ),
        ("[🗑 Search: zqxj wvkk]", "Deleted.", "You have no alerts yet."),
        ("[🏠 Home]", "[🏠 Housing]"),
        ("[🏠 Housing]", "1.", "[🔔 Tell me about new ones]"),
        ("[🔔 Tell me about new ones]", "[🗑 🏠 Housing]"),
        ("/saved", "[🔔 My alerts]"),
        ("[🔔 My alerts]", "[🗑 🏠 Housing]"),
    )


@pytest.mark.every_database
async def test_report_reaches_the_coordinator_of_that_district_only(channel: Conversation) -> None:
    reader = Talk(channel, ("en",))
    await reader.open()
    await reader.goes(
        ("[English]", "Where"),
        ("[Landkreis Waldshut]", "What"),
        ("[🏠 Housing]", "1."),
        ("[1. ", "[Details]"),
        ("[Details]", "[⚠️ Report a mistake]"),
        ("[⚠️ Report a mistake]", "We will not say who told us."),
        ("[It has ended or closed]", "Thank you. The office will look at it."),
    )
    offer = reader.screen.at.split(":")[1]
    own = await coordinator(channel, "waldshut")
    await own.goes(
        ("/start", "[To check: 1]"),
        ("[To check: 1]", "[It has ended or closed: "),
        ("[It has ended or closed: ", "Is this still correct?"),
    )
    other = await coordinator(channel, "konstanz")
    await other.goes(("/start", "!To check"))
    await other.hear(Pressed(f"report.close:{offer}"))
    assert "You are not allowed to do this." in other.shown
    await own.goes(("[It has ended: hide it]", "Done.", "Nothing to check."))
    await reader.look(f"offer.show:{offer}:a...0")
    assert "This offer no longer exists." in reader.shown


async def coordinator(channel: Conversation, slug: str) -> Talk:
    """Somebody who coordinates a district."""
    talk = Talk(channel, ("en",), f"coordinator of {slug}")
    async with channel.database.write() as store:
        district = await places.district_named(store, slug)
        person = Person(
            language="en",
            language_chosen=True,
            district_id=district.id,
            consent_version=1,
            consent_at=NOW,
        )
        met = await people.meet(store, talk.address, person, NOW)
        await grants.give(store, met.id, Right(Role.COORDINATOR, district.id), NOW)
    return talk


async def test_every_command_answers_somebody_we_never_met(channel: Conversation) -> None:
    wrong = []
    for command in (
        "/start",
        "/help",
        "/offers",
        "/search",
        "/saved",
        "/settings",
        "/language",
        "/privacy",
        "/mydata",
        "/forget",
        "/stop",
    ):
        talk = Talk(channel, ("en",), command)
        screen = await talk.say(command)
        if not plain(screen.text) or "no longer works" in talk.shown:
            wrong.append((command, talk.shown))
    assert not wrong


@pytest.mark.every_database
async def test_my_data_shows_everything_and_forget_deletes_it_in_two_taps(
    channel: Conversation,
) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "Where"),
        ("Singen", "Your town: Singen (Hohentwiel)"),
        ("German course", "Search: German course"),
    )
    await talk.say("/mydata")
    held = orjson.loads(talk.screen.documents[0].content)
    assert held["person"][0]["language"] == "en"
    assert held["last_search"][0]["words"] == "German course"
    assert not held["saved_offers"]
    assert "Last search: German course" in talk.shown
    assert "Saved offers" not in talk.shown
    assert "Town: Singen (Hohentwiel)" in talk.shown
    await talk.goes(
        ("/forget", "This cannot be undone."),
        ("[Yes, delete everything]", "Everything is deleted."),
    )
    await talk.look("data.show")
    assert "We keep nothing about you." in talk.shown


async def test_the_stored_language_wins_over_the_browser_and_the_link(
    channel: Conversation,
) -> None:
    talk = Talk(channel, ("fr",))
    await talk.open()
    await talk.goes(("[Polski]", "Gdzie mieszkasz?"), ("/start l-ar", "Gdzie mieszkasz?"))


@pytest.mark.every_database
async def test_settings_change_and_say_so(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "Where"),
        ("[Landkreis Waldshut]", "What"),
        ("[⚙️ Settings]", "Town: Landkreis Waldshut", "Quiet hours: 20:00–08:00"),
        ("[Quiet hours]", "[22:00–07:00]"),
        ("[22:00–07:00]", "At what times do you want no messages?"),
        ("[No messages on Sundays]", "At what times"),
        ("[‹ Back]", "Quiet hours: 22:00–07:00"),
        ("[My topics]", "[🏠 Housing]"),
        ("[🏠 Housing]", "What are you interested in?"),
        ("[‹ Back]", "Settings"),
        ("[Pause]", "[One week]"),
        ("[One week]", "You get no messages until Fri, 27 Nov 2026.", "[Turn messages on again]"),
        ("[Turn messages on again]", "!You get no messages until Fri"),
        ("/stop", "You will get no more messages."),
        (
            "/mydata",
            "My topics: Housing",
            "Quiet hours: 22:00–07:00",
            "No messages on Sundays: No",
            "You get no messages until you turn them on again.",
        ),
        ("/start", "You get no messages until you turn them on again."),
        ("[Turn messages on again]", "!You get no messages until"),
        ("/start", "What are you looking for?"),
    )


NONSENSE = (
    ("", "We could not read anything."),
    ("\u202e\u200b\u2066", "We could not read anything."),
    ("x" * 10_000, "This text is too long."),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("';TRUNCATE xyzzyq;--", "We found nothing."),
    ("%s %d {} {0.__init__}", "We found nothing."),
)


async def newcomer(channel: Conversation, who: str) -> Talk:
    """Somebody who chose a language and a district."""
    talk = Talk(channel, ("en",), who)
    await talk.open()
    await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"))
    return talk


async def test_nonsense_gets_a_clear_sentence_and_a_way_back(channel: Conversation) -> None:
    wrong = []
    for said, answer in NONSENSE:
        talk = await newcomer(channel, f"who says {said[:20]!r}")
        await talk.say(said)
        if answer not in talk.shown or "[🏠 Home]" not in talk.shown:
            wrong.append((said, talk.shown))
    assert not wrong


FORGED = (
    "",
    ":",
    "offer",
    "offer.show:x:a...0",
    "offer.show:1",
    "offer.show:999999:a...0",
    "offer.list:zz",
    "offer.list:f1.ww..0",
    "in:xx:home:0",
    "in:de:in:de:home:0",
    "in:de:forgetyes",
    "report.show:1",
    "report.confirm:1",
    "report.close:1",
    "reports",
    "home:99999",
    "pause.start:-1",
    "quiet.hours:25-99",
    "offer.report:1:evil:a...0",
    "x" * 100,
)


async def test_forged_presses_get_a_sentence_and_no_right(channel: Conversation) -> None:
    sentences, wrong = (
        (
            "no longer works",
            "no longer exists",
            "You are not allowed to do this",
            "What are you looking for?",
        ),
        [],
    )
    for data in FORGED:
        talk = await newcomer(channel, f"who presses {data}")
        await talk.hear(Pressed(data))
        if not any(words in talk.shown for words in sentences):
            wrong.append((data, talk.shown))
    assert not wrong


async def test_years_old_buttons_work_or_say_why(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"))
    await talk.hear(Pressed("offer.list:q...0"))
    assert "only for one day" in talk.shown
    await talk.hear(Pressed("offer.list:f999...0"))
    assert "We found nothing." in talk.shown


async def test_a_person_deleted_in_mid_dialogue_begins_again(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"))
    old = talk.screen
    await talk.goes(("/forget", "undone"), ("[Yes, delete everything]", "Everything is deleted."))
    talk.screen = old
    await talk.goes(("[🏠 Housing]", "offers"))
    await talk.goes(("[1. ", "[☆ Save]"), ("[☆ Save]", "choose your town first"))


async def test_location_finds_the_town_and_is_not_kept(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where"))
    await talk.locate(47.7612, 8.8401)
    assert "Is Singen (Hohentwiel) your town?" in talk.shown
    await talk.goes(
        ("[Singen (Hohentwiel)]", "Your town: Singen (Hohentwiel)"), ("/mydata", "!47.7", "!8.84")
    )
    await talk.locate(52.52, 13.40)
    assert "We are not in your district yet." in talk.shown
    await talk.locate(999.0, 0.0)
    assert "We do not know this town." in talk.shown


async def test_without_a_place_everything_still_works(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "[Continue without a town]"),
        ("[Continue without a town]", "[All offers]", "[📍 Choose your district]"),
        ("[All offers]", "offers"),
        ("swimming for my children", "Swimming course for children"),
        ("/settings", "No town chosen."),
    )


async def test_card_links_call_map_and_calendar(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "Where"),
        ("[Landkreis Waldshut]", "What"),
        ("evening German course A1", "German course A1 to A2 in the evening"),
    )
    await talk.press("1. ")
    assert "Starts:" in talk.shown
    call, way = talk.button("Call").action, talk.button("Map").action
    assert isinstance(call, Open)
    assert call.url.startswith("tel:069")
    assert isinstance(way, Open)
    assert way.url.startswith("https://www.openstreetmap.org/")
    await talk.press("📅 Calendar")
    assert b"BEGIN:VCALENDAR" in talk.screen.documents[0].content
    await talk.press("‹ Back")
    await talk.press("Share")
    assert "http://127.0.0.1:8080/o/" in talk.shown


async def test_two_people_do_not_see_each_other(channel: Conversation) -> None:
    one, other = Talk(channel, ("en",), "one"), Talk(channel, ("en",), "other")
    for talk in (one, other):
        await talk.open()
        await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"))
    await one.goes(("first search", "Search: first search"))
    await other.hear(Pressed("offer.list:q...0"))
    assert "first search" not in other.shown


async def test_a_first_hello_is_kept_until_the_place_is_known(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(
        ("swimming for my children", "Hello! Please choose your language.", "[English]"),
        ("[English]", "Where do you live?"),
        ("German course", "Hello! Please choose where you live.", "German course"),
        ("[Landkreis Waldshut]", "Search: German course", "1."),
        ("[🏠 Home]", "What are you looking for?"),
    )


async def test_a_greeting_leads_home_when_the_place_is_known(channel: Conversation) -> None:
    talk = Talk(channel, ("ar",))
    await talk.open()
    await talk.say("مرحبا")
    assert "[العربية]" in talk.shown
    await talk.say("[العربية]")
    await talk.say("مرحبا")
    assert "[Landkreis Waldshut]" in talk.shown
    await talk.goes(("[Landkreis Waldshut]", "بماذا نساعدك؟", "!مرحبا"))


async def test_a_word_is_no_home_town(channel: Conversation) -> None:
    """What only sounds like a town is asked about; what the search knows is none."""
    wrong = []
    for word in ("Anwalt", "frauen", "садок", "Stein", "Kleidung", "Berlin", "10115", "Neckar"):
        talk = Talk(channel, ("en",), word)
        await talk.open()
        await talk.goes(("[English]", "Where do you live?"), (word, ""))
        async with channel.database.read() as store:
            person = await people.at(store, talk.address)
        if person is None or person.consent_version or person.municipality_id:
            wrong.append((word, talk.shown))
    assert not wrong


async def test_no_is_an_answer_to_is_this_your_town(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "Where do you live?"),
        ("Stein", "Is Jestetten your town?", "[Yes, Jestetten]"),
        ("[No, I am looking for: Stein]", "Hello! Please choose where you live.", "Stein"),
        ("Neckar", "Which town do you mean?", "[None of these]"),
        ("[None of these]", "We are not in your district yet.", "[Continue without a town]"),
        ("Berlin", "We are not in your district yet."),
        ("Radolfzel", "Your town: Radolfzell"),
        ("[⚙️ Settings]", "Radolfzell"),
        ("I lost my passport", "!We do not know this town."),
    )
