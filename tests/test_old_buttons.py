"""Buttons, commands, expected texts and links of earlier versions lead where they led."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.domain.listings import Listing
from bot.domain.people import Address, Person
from handlers.dialogue import routes
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.old_names import OLD_EXPECTED, OLD_PRESSES
from handlers.dialogue.route import Route
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.routing import MAX_BYTES
from handlers.dialogue.turn import Redirect, Turn
from handlers.dialogue.welcome import start
from handlers.web.chat import press_of
from handlers.web.server import web_app
from handlers.workflows.services import Services
from storage import schema
from storage.engine.database import Database
from storage.people import people, questions
from storage.people.questions import Question
from tests.harness.databases import NOW

LINES = [
    tuple(line.split(" -> "))
    for line in (Path(__file__).parent / "old_buttons.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
MOVED = {
    "attending": "attendance",
    "notices": "message_list",
    "standins": "stand_ins",
    "announcements.at_once": "announcement_times.at_once",
    "announcements.dates": "announcement_times.dates",
    "announcements.move": "announcement_times.move",
    "announcements.typed_time": "announcement_times.typed_time",
    "announcements.when": "announcement_times.when",
    "announcements.aim": "audiences.aim",
    "announcements.aims": "audiences.aims",
    "announcements.whom": "audiences.whom",
    "founding.found": "founding.new",
    "groups.typed_invited": "invitations.typed_name",
    "helping.circles": "help_office.circles",
    "helping.mine": "helping.own_requests",
    "helping.office": "help_office.office",
    "helping.pass_on": "help_office.pass_on",
    "listings.search": "listings.typed_words",
    "materials.open_": "offers.open_document",
    "offers.share": "sharing.share",
    "people.search": "listings.command",
    "people.type_words": "listings.ask_words",
    "results.result": "results.show",
    "seats.seat": "seats.candidates",
}
"""Modules and handlers that have another name since."""
AUDITED = 20
"""Characters of a route's name that the audit keeps."""
ID = "9" * 18
READ = {"row_id": ID, "page": "99", "word": "interpret", "token": "a" * 32}
"""The longest arguments that occur, by their reader."""
LONGEST_LISTING = Listing("f123456", "efkmw", "B1", 9999).code


def lines(kind: str) -> Iterator[tuple[str, str]]:
    """The lines of the file whose first word begins like this."""
    return ((said, led) for said, led in LINES if re.match(kind, said))


def place(handler: Any, arguments: list[Any]) -> str:
    """A handler with its arguments, as the file writes it."""
    shown = [
        argument.code if isinstance(argument, Listing) else str(argument) for argument in arguments
    ]
    return f"{handler.__module__.rpartition('.')[2]}.{handler.__name__}({', '.join(shown)})"


PAGES_MOVED = {"_to_chat": "Public.landing"}
"""The first page says what this is, and leads to the chat."""


def now_called(led: str) -> str:
    """Where a line of the file leads by the names of today."""
    module, _, rest = led.partition(".")
    handler = led.partition("(")[0]
    if handler in MOVED:
        return led.replace(handler, MOVED[handler], 1)
    return f"{MOVED.get(module, module)}.{rest}"


def pressed(data: str) -> str:
    """Where a press leads."""
    language = ""
    if data.startswith("in:"):
        _, code, data = data.split(":", 2)
        language = f" (in {code})"
    route, arguments = ROUTES.find(data)
    return place(route.handler, arguments) + language


def test_old_presses_lead_where_they_led() -> None:
    wrong = [
        (data, led, pressed(data))
        for data, led in lines(r"[a-z]")
        if pressed(data) != now_called(led)
    ]
    assert not wrong
    assert {data.partition(":")[0] for data, _ in lines(r"[a-z]")} >= set(OLD_PRESSES)


def test_old_commands_lead_where_they_led() -> None:
    for text, led in lines(r"/[a-z]+( words)?$|/[A-Z]"):
        if "/chat" in text:
            continue
        name, _, words = text.removeprefix("/").partition(" ")
        route = ROUTES.commands[name.partition("@")[0].lower()]
        assert place(route.handler, [words][: len(route.readers)]) == now_called(led), text


def test_texts_expected_by_an_earlier_version_are_heard() -> None:
    """But for a token in clear, which the upgrade deletes: its link is pressed again."""
    for said, led in lines(r"\? (?!invited:)"):
        expected, _, file = said.removeprefix("? ").partition(" (")
        found = ROUTES.find_expected(ROUTES.attached if file else ROUTES.expected, expected)
        assert found, said
        assert place(*found) == now_called(led), said
    assert len(list(lines(r"\? (?!invited:)"))) == len(OLD_EXPECTED) + 1


async def test_old_start_links_lead_where_they_led(database: Database, services: Services) -> None:
    for text, led in lines(r"/start .*[-\d]"):
        async with database.write() as store:
            address = Address("web", text)
            person = await people.meet(store, address, Person(), NOW)
            turn = Turn(services, person, address, services.translator("de"), store, NOW)
            answer = await start(turn, text.removeprefix("/start "))
        assert isinstance(answer, Redirect), text
        assert pressed(answer.data) == now_called(led), text


def test_old_links_of_the_chat_lead_where_they_led() -> None:
    for path, led in lines(r"/chat"):
        assert pressed(press_of(make_mocked_request("GET", path))) == now_called(led), path


async def test_old_pages_are_where_they_were(conversation: Conversation) -> None:
    app = web_app(conversation, lambda: NOW)
    for path, led in lines(r"/(?!chat|start )[a-z./]*[\d.]|/$"):
        match = await app.router.resolve(make_mocked_request("GET", path))
        assert not isinstance(match, web.HTTPException), path
        assert match.handler.__qualname__ == PAGES_MOVED.get(led, led), path


def test_a_name_means_one_thing_for_ever() -> None:
    assert not set(OLD_PRESSES) & set(ROUTES.presses)
    assert not set(OLD_EXPECTED) & (set(ROUTES.expected) | set(ROUTES.attached))
    assert set(OLD_PRESSES.values()) <= set(ROUTES.presses)
    assert set(OLD_EXPECTED.values()) <= set(ROUTES.expected) | set(ROUTES.attached)


async def test_the_longest_expected_text_is_kept(database: Database) -> None:
    expected = Question(f"call.time:{ID}:interpret:de-simple")
    async with database.write() as store:
        person = await people.meet(store, Address("web", "x"), Person(), NOW)
        await questions.remember(store, person.id, expected, NOW)
        assert await questions.of(store, person.id, NOW) == expected
        longer = Question(f"message.text:{'x' * questions.LONGEST}")
        with pytest.raises(ValueError, match="longer than 64 characters"):
            await questions.remember(store, person.id, longer, NOW)
    assert schema.question.c.expects.type.length == questions.LONGEST == MAX_BYTES


def test_every_expected_text_has_a_route() -> None:
    for module in Path(routes.__file__).parent.glob("*.py"):
        for name in re.findall(r'turn\.expect\(f?"([a-z._]+)[:"]', module.read_text("utf-8")):
            assert name in ROUTES.expected or name in ROUTES.attached, f"{module.name}: {name}"


@pytest.mark.parametrize("table", [ROUTES.presses, ROUTES.expected, ROUTES.attached])
def test_names_fit_into_a_button_and_into_the_audit(table: dict[str, Route]) -> None:
    for name, route in table.items():
        assert len(name) <= AUDITED, name
        read = [READ.get(reader.__name__, LONGEST_LISTING) for reader in route.readers]
        assert len(":".join([name, *read]).encode()) <= MAX_BYTES, name


@pytest.mark.parametrize(
    "data",
    [
        f"message.aim:{ID}:municipalities:{ID}",
        f"material.set:{ID}:field:{'s' * 20}:0",
        f"in:de:offer.details:{ID}:9:{LONGEST_LISTING}",
        f"in:de:offer.calendar:{ID}:{LONGEST_LISTING}",
        f"in:de:material.choices:{ID}:language:9",
    ],
)
def test_the_longest_presses_fit_into_a_button(data: str) -> None:
    assert ROUTES.find(data.removeprefix("in:de:"))
    assert len(data.encode()) <= MAX_BYTES
