"""What Telegram offers beside messages.

Menus, links, suggestions in other chats, positions, and codes to print.
"""

import re
from argparse import Namespace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.catalogues import load_languages
from bot.domain.grants import Role
from bot.environment import ROOT
from bot.rules.starts import Start, parse_start, start_payload
from bot.search.scripts import language_of
from handlers.cli import links
from handlers.cli.context import CommandContext
from handlers.dialogue.conversation import Conversation
from handlers.telegram import profile
from handlers.telegram.emulator.people import User, read
from handlers.telegram.emulator.server import Emulator
from handlers.telegram.inbound.answers import address_of
from handlers.workflows.services import Services
from storage.catalogue import places
from storage.engine.database import Database
from storage.messaging import posters
from storage.people import audits, people
from tests.harness.databases import NOW
from tests.harness.talk import Talk
from tests.harness.telegram import LONGEST, OnTelegram, on_telegram, until

LANGUAGES = list(load_languages(ROOT / "locales"))


@pytest.fixture
def anna(telegram: OnTelegram) -> User:
    return telegram.emulator.world.person(1001, "de")


async def forgotten(database: Database) -> None:
    """Nothing was told to Telegram yet."""
    async with database.write() as store:
        await store.execute(text("DELETE FROM setting WHERE name LIKE 'profile %'"))


def is_told(telegram: OnTelegram) -> bool:
    publishing = telegram.telegram.publishing
    return publishing is not None and publishing.done()


@pytest.mark.every_database
async def test_the_profile_is_told_once_and_in_every_language(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await forgotten(database)
    async with on_telegram(database, services, emulator) as first:
        emulator.world.person(1001, "de").say("/help")
        await first.settled()
        await until(lambda: is_told(first))
    shown = emulator.state.profile
    codes = {key[3] for key in shown if key[0] == "commands"}
    assert codes == {
        "",
        "de",
        "en",
        "uk",
        "ru",
        "ar",
        "fa",
        "tr",
        "ku",
        "ps",
        "so",
        "ti",
        "ro",
        "pl",
        "fr",
    }
    assert {command["command"] for command in shown["commands", "all_group_chats", "", "ar"]} == {
        "offers",
        "search",
        "language",
        "help",
    }
    assert shown["description", "uk"].startswith("Lotse")
    told = len(emulator.state.log)
    async with on_telegram(database, services, emulator) as again:
        anna = emulator.world.person(1001, "de")
        anna.say("/help")
        await again.settled()
        await until(lambda: is_told(again))
    assert [entry.method for entry in emulator.state.log[told:]] == ["sendMessage"]


async def test_nobody_waits_for_the_profile_and_a_stop_does_not_either(
    database: Database, services: Services, emulator: Emulator
) -> None:
    """What was not told completely is told at the next start."""
    await forgotten(database)
    emulator.faults.plan("slow", "setMyDescription", after=3600)
    async with on_telegram(database, services, emulator) as first:
        emulator.world.person(1001, "de").say("/help")
        await first.settled()
        await until(lambda: not emulator.faults.planned[0].times)
        assert not is_told(first)
    async with on_telegram(database, services, emulator) as again:
        await until(lambda: is_told(again))
    assert emulator.state.profile["description", "uk"].startswith("Lotse")


@pytest.mark.logs_errors
async def test_a_mistake_in_the_profile_is_logged_and_stops_nobody(
    database: Database,
    services: Services,
    emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    await forgotten(database)
    monkeypatch.setattr(profile, "profiles", broken)
    async with on_telegram(database, services, emulator) as running:
        await until(lambda: is_told(running))
        anna = emulator.world.person(1001, "de")
        anna.say("/help")
        await running.settled()
    assert anna.sees
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "the menu could not be set"
    ]


async def test_the_menu_of_a_chat_follows_the_language_when_it_changes(
    telegram: OnTelegram, anna: User
) -> None:
    anna.say("/start")
    await telegram.settled()
    for code, calls in (("ar", 1), ("ar", 1), ("de-simple", 2), ("forgetyes", 3)):
        anna.press(code if code == "forgetyes" else f"language.set:{code}")
        await telegram.settled()
        if code == "ar":
            assert {"command": "help", "description": "كيف تعمل الخدمة"} in (
                anna.chat.commands or []
            )
        assert (
            sum(
                entry.method in ("setMyCommands", "deleteMyCommands") and entry.chat == anna.id
                for entry in telegram.emulator.state.log
            )
            == calls
        )
    assert anna.chat.commands is None


@pytest.mark.every_database
async def test_a_poster_leads_to_the_offer_in_its_language_and_is_counted(
    telegram: OnTelegram, anna: User
) -> None:
    async with telegram.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        await posters.made(store, "rathaus", district.id)
    for number in range(6):
        user = telegram.emulator.world.person(5000 + number, "de")
        user.say("/start o1_l-ar_p-rathaus")
    await telegram.settled()
    assert "بالألمانية" in user.last.text
    async with telegram.database.read() as store:
        assert await posters.counted(store) == [("rathaus", 6)]
        person = await people.at(store, address_of(user.id))
        assert await audits.count(store) == 0
    assert person
    assert (person.language, person.consent_version) == ("ar", 0)


async def test_a_link_of_a_district_puts_it_first(telegram: OnTelegram, anna: User) -> None:
    anna.say("/start l-en_d-waldshut")
    await telegram.settled()
    assert read(anna.last.buttons[0]["text"]) == "Landkreis Waldshut"


SUGGESTED = (
    ("Wohnung", "de", "Hilfe bei der Wohnungssuche"),
    ("دورة", "de", "دورة"),
    ("курс", "uk", "урс"),
    ("", "en", ""),
    ("zqxj wvkk", "en", None),
)


@pytest.mark.every_database
async def test_offers_are_suggested_in_any_chat(telegram: OnTelegram) -> None:
    wrong = []
    for number, (words, language, expected) in enumerate(SUGGESTED):
        user = telegram.emulator.world.person(1001 + number, language)
        query = user.ask_inline(words)
        await telegram.settled()
        found = telegram.emulator.state.suggestions[query]
        async with telegram.database.read() as store:
            stored = await people.at(store, address_of(user.id))
        if stored or (found == [] if expected is not None else found != []):
            wrong.append((words, "somebody is stored for having asked" if stored else found))
        elif expected is not None and not (
            expected in found[0]["title"] and leads_to_an_offer(telegram, found[0])
        ):
            wrong.append((words, found[0]))
    assert not wrong


def leads_to_an_offer(telegram: OnTelegram, suggestion: dict) -> bool:
    url = suggestion["reply_markup"]["inline_keyboard"][0][0]["url"]
    start = parse_start(url.partition("?start=")[2])
    return url.startswith(
        f"https://t.me/{telegram.emulator.state.me['username']}?start=o"
    ) and bool(start.offer_id)


@pytest.mark.parametrize(
    ("text", "own", "language"),
    [
        ("Deutschkurs", "de", "de"),
        ("دورة لغة", "de", "ar"),
        ("دورة", "fa", "fa"),
        ("کورس پشتو چ", "ar", "fa"),
        ("ښوونځی", "ar", "ps"),
        ("курс мови", "uk", "uk"),
        ("курс", "de", "ru"),
        ("їжа", "ru", "uk"),
        ("ትምህርቲ", "en", "ti"),
        ("kurs języka", "de", "pl"),
        ("Türkçe kursu iş", "de", "tr"),
        ("", "ar", "ar"),
        ("123", "uk", "uk"),
        ("course", "ar", "de"),
        ("B1", "ar", "ar"),
    ],
)
def test_the_language_of_some_words(text: str, own: str, language: str) -> None:
    assert language_of(text, own, LANGUAGES) == language


NO_TEXT = (
    ({"sticker": {"file_id": "x"}}, "pictures or files"),
    ({"photo": [{"file_id": "x"}], "caption": "what is this"}, "pictures or files"),
    ({"voice": {"file_id": "x", "duration": 1}}, "voice messages"),
    ({"contact": {"phone_number": "+49151", "first_name": "X"}}, "do not need a phone number"),
    ({"poll": {"id": "1", "question": "?"}}, "only read text"),
)
"""What is not known to be content is ignored: see ``test_telegram_contents``."""


async def test_what_is_no_text_gets_a_kind_sentence(telegram: OnTelegram) -> None:
    wrong = []
    for number, (content, sentence) in enumerate(NO_TEXT):
        anna = telegram.emulator.world.person(1001 + number, "en")
        anna.send(**content)
        await telegram.settled()
        if sentence not in anna.last.text or not anna.last.buttons:
            wrong.append((content, anna.last.text))
    assert not wrong


async def test_a_corrected_question_is_answered_again(telegram: OnTelegram) -> None:
    anna = telegram.emulator.world.person(1001, "en")
    anna.say("/search Swiming")
    await telegram.settled()
    written = next(
        message for message in anna.chat.messages.values() if message.sender["id"] == anna.id
    )
    anna.edit(written.id, "/search Swimming")
    await telegram.settled()
    assert "Search: Swimming" in read(anna.last.text)


async def test_a_phone_says_where_it_is(telegram: OnTelegram) -> None:
    anna = telegram.emulator.world.person(1001, "en")
    anna.say("/start l-en")
    await telegram.settled()
    anna.press_label("Use my location")
    await telegram.settled()
    assert anna.last.markup == {
        "keyboard": [[{"text": "📍 Use my location", "request_location": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    anna.send(location={"latitude": 47.7612, "longitude": 8.8401})
    await telegram.settled()
    pin, thanks, asked = anna.sees[-3:]
    assert pin.place == pytest.approx((47.76, 8.84), abs=0.05)
    assert (thanks.text, thanks.markup) == (
        "We have not kept your location.",
        {"remove_keyboard": True},
    )
    assert "Is " in asked.text
    anna.press_label("Singen")
    await telegram.settled()
    assert "Singen" in anna.last.text


async def test_numbers_and_addresses_are_copied_and_files_arrive(telegram: OnTelegram) -> None:
    anna = telegram.emulator.world.person(1001, "ar")
    anna.say("/start l-ar")
    await telegram.settled()
    anna.press_label("Waldshut")
    await telegram.settled()
    anna.say("دورة لغة ألمانية")
    await telegram.settled()
    anna.press_label("A1")
    await telegram.settled()
    copied = [button["copy_text"]["text"] for button in anna.last.buttons if "copy_text" in button]
    assert copied
    assert re.fullmatch(r"[\d+]+", copied[0])
    anna.press_label("📅")
    await telegram.settled()
    file = anna.last.file
    assert file
    assert file[0] == "lotse.ics"
    assert file[1].startswith(b"BEGIN:VCALENDAR")


async def test_a_long_description_stays_below_the_limit(telegram: OnTelegram, anna: User) -> None:
    anna.say("x" * LONGEST)
    await telegram.settled()
    assert "zu lang" in anna.last.text


class Printed(list):
    def __call__(self, line: str) -> None:
        self.append(line)


def desk(conversation: Conversation) -> tuple[CommandContext, Printed]:
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opened():
        yield conversation

    out = Printed()
    return CommandContext(conversation.services.config, out, lambda: NOW, opened, ""), out


def invites(role: str) -> Namespace:
    """The arguments of ``lotse invite``."""
    return Namespace(role=role, district="waldshut", organisation=None, language="", ends=None)


@pytest.mark.every_database
async def test_an_invitation_works_once(channel: Conversation) -> None:
    office, out = desk(channel)
    await links.invite(office, invites("coordinator"))
    payload = out[0]
    assert f"start={payload}" in out[1]
    invited, second = Talk(channel, ("en",), "invited"), Talk(channel, ("en",), "second")
    await invited.say(f"/start {payload}")
    await invited.goes(("[Accept]", "Welcome!", "Landkreis Waldshut"))
    await second.say(f"/start {payload}")
    assert "This invitation has already been used or is too old." in second.shown
    async with channel.database.read() as store:
        person = await people.at(store, invited.address)
        noted = [(audit.action, audit.outcome) for audit in await audits.latest(store, 9)]
    assert person
    assert {(right.role, right.district_id) for right in person.granted} == {
        (Role.COORDINATOR, person.district_id)
    }
    assert noted == [
        ("typed", "invitation_gone"),
        ("grant", "done"),
        ("invite", "done"),
    ]


async def test_an_invitation_expires_and_is_not_stored_in_clear(conversation: Conversation) -> None:
    office, out = desk(conversation)
    await links.invite(office, invites("volunteer"))
    talk = Talk(conversation, ("en",), now=NOW + links.GOOD_FOR)
    await talk.say(f"/start {out[0]}")
    assert "too old" in talk.shown
    path = conversation.database.url.database
    if conversation.database.is_sqlite and path:
        await conversation.database.checkpoint()
        assert out[0].removeprefix("i-").encode() not in Path(path).read_bytes()  # noqa: ASYNC240


async def test_posters_in_every_language(telegram: OnTelegram, tmp_path: Path) -> None:
    office, out = desk(telegram)
    await links.poster(
        office,
        Namespace(
            name="vhs-2",
            district="waldshut",
            language=None,
            offer=None,
            level=False,
            job=False,
            folder=str(tmp_path),
        ),
    )
    assert len(out) == len(LANGUAGES)
    page = (tmp_path / "vhs-2-ar.html").read_text("utf-8")
    assert 'dir="rtl"' in page
    assert page.count("<svg") == 2
    assert "start=l-ar_d-waldshut_p-vhs-2" in page
    assert "src=" not in page
    assert (tmp_path / "vhs-2-ar-telegram.svg").read_text("utf-8").startswith("<svg")


async def test_a_poster_without_telegram_still_leads_to_the_web(
    conversation: Conversation, tmp_path: Path
) -> None:
    office, _ = desk(conversation)
    await links.poster(
        office,
        Namespace(
            name="x",
            district="waldshut",
            language=["de"],
            offer=17,
            level=False,
            job=False,
            folder=str(tmp_path),
        ),
    )
    assert (tmp_path / "x-de.html").read_text("utf-8").count("<svg") == 1
    assert (
        await links.poster(
            office,
            Namespace(
                name="Nicht so!",
                district="waldshut",
                language=["de"],
                offer=None,
                folder=str(tmp_path),
            ),
        )
        == 2
    )


def test_start_links_are_read_back() -> None:
    start = Start(17, "ar", "waldshut", "rathaus", "0" * 32)
    assert parse_start(start_payload(start)) == start
    assert (
        len(start_payload(Start(123456789012, "de-simple", "", "poster-mit-dreissig-zeichen-ab")))
        <= 64
    )
