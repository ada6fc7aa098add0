"""Calls of the Bot API as values: stored with the effects of a turn, performed after its commit.

Calls that wait are stored under the names of these classes and fields: a renamed one could not be
read after an upgrade.
"""

from base64 import b64decode
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import orjson
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InputFile,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode

from handlers.telegram.api.keys import Keys, article, rows
from handlers.telegram.api.transport import QuietBot

_SHOWN = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
INLINE_SECONDS = 60
"""How long Telegram may repeat an answer to the same inline query."""


@dataclass(frozen=True, slots=True)
class Say:
    """Send a new message.

    ``answers`` is the message it replies to, ``thread`` the topic; 0 is none. ``hides`` removes a
    reply keyboard.
    """

    chat: int
    text: str
    keys: Keys = field(default_factory=list)
    thread: int = 0
    answers: int = 0
    hides: bool = False

    async def perform(self, bot: QuietBot) -> int | None:
        """Send it, and return its number, or None if the answer does not contain one.

        Not by the library's own method: parsing keyboard and answer takes as long as all the rest.
        """
        parameters: dict[str, Any] = {"chat_id": self.chat, "text": self.text, **_SHOWN}
        if self.keys or self.hides:
            parameters["reply_markup"] = (
                {"remove_keyboard": True} if self.hides else {"inline_keyboard": rows(self.keys)}
            )
        if self.thread:
            parameters["message_thread_id"] = self.thread
        if self.answers:
            parameters["reply_parameters"] = {
                "message_id": self.answers,
                "allow_sending_without_reply": True,
            }
        return _message_id(await bot.ask("sendMessage", **parameters))


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of a message; doing it twice changes nothing.

    With ``only``, no new message is sent if this one cannot be edited any more.
    """

    chat: int
    message: int
    text: str
    keys: Keys = field(default_factory=list)
    thread: int = 0
    only: bool = False

    @property
    def instead(self) -> Say:
        """The new message to send if this one cannot be edited any more."""
        return Say(self.chat, self.text, self.keys, self.thread)

    async def perform(self, bot: QuietBot) -> None:
        parameters: dict[str, Any] = {
            "chat_id": self.chat,
            "message_id": self.message,
            "text": self.text,
            **_SHOWN,
        }
        await bot.ask(
            "editMessageText",
            **parameters
            | ({"reply_markup": {"inline_keyboard": rows(self.keys)}} if self.keys else {}),
        )


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a message; doing it twice changes nothing."""

    chat: int
    message: int

    async def perform(self, bot: QuietBot) -> None:
        await bot.delete_message(self.chat, self.message)


@dataclass(frozen=True, slots=True)
class Confirm:
    """Answer a press, with a short text or none; without it the button seems to hang."""

    query: str
    text: str = ""

    async def perform(self, bot: QuietBot) -> None:
        await bot.answer_callback_query(self.query, text=self.text or None)


@dataclass(frozen=True, slots=True)
class Attach:
    """Send a file.

    ``content`` is base64, or "" if Telegram has the file already: then ``remote`` is its id there.
    ``number`` is the id of the attachment in our database, 0 if it has none; the id that Telegram
    gives it is remembered.
    """

    chat: int
    name: str
    mime: str
    content: str
    thread: int = 0
    remote: str = ""
    number: int = 0

    async def perform(self, bot: QuietBot) -> None:
        file = self.remote or InputFile(b64decode(self.content), filename=self.name)
        sent = await bot.send_document(self.chat, file, message_thread_id=self.thread or None)
        if self.number and sent.document and not self.remote:
            bot.uploaded[self.number] = sent.document.file_id


@dataclass(frozen=True, slots=True)
class Pin:
    """Send a place on a map; coordinates are in degrees."""

    chat: int
    latitude: float
    longitude: float
    thread: int = 0

    async def perform(self, bot: QuietBot) -> None:
        await bot.send_location(
            self.chat, self.latitude, self.longitude, message_thread_id=self.thread or None
        )


@dataclass(frozen=True, slots=True)
class AskPlace:
    """Send a message with the one button that can ask a phone for its location."""

    chat: int
    text: str
    label: str
    thread: int = 0

    async def perform(self, bot: QuietBot) -> None:
        keyboard = ReplyKeyboardMarkup(
            [[KeyboardButton(self.label, request_location=True)]],
            resize_keyboard=True,
            one_time_keyboard=True,
        )
        await bot.send_message(
            self.chat,
            self.text,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            message_thread_id=self.thread or None,
        )


@dataclass(frozen=True, slots=True)
class Learn:
    """Set the commands of one chat in its language; none means those that everybody has.

    Each command is a pair of name and description.
    """

    chat: int
    commands: list[list[str]]

    async def perform(self, bot: QuietBot) -> None:
        scope = BotCommandScopeChat(self.chat)
        if self.commands:
            await bot.set_my_commands(
                [BotCommand(name, description) for name, description in self.commands], scope=scope
            )
        else:
            await bot.delete_my_commands(scope=scope)


@dataclass(frozen=True, slots=True)
class Suggest:
    """Answer an inline query with offers.

    Each is a dict with "id", "title", "description", "text" and "keys".
    """

    query: str
    articles: list[dict[str, Any]]

    async def perform(self, bot: QuietBot) -> None:
        await bot.answer_inline_query(
            self.query,
            [article(found) for found in self.articles],
            cache_time=INLINE_SECONDS,
            is_personal=True,
        )


Call = Say | Edit | Delete | Confirm | Attach | Pin | AskPlace | Learn | Suggest
_KINDS: dict[str, type[Call]] = {kind.__name__: kind for kind in get_args(Call)}
ONCE = (Say, Attach, Pin, AskPlace)
"""Calls that a person would see twice if they were sent twice."""
MESSAGES = (*ONCE, Edit, Delete)
"""Calls that count for Telegram's rate limits."""


def packed(calls: list[Call]) -> bytes:
    """Return calls as JSON."""
    return orjson.dumps([[type(call).__name__, call] for call in calls])


def unpacked(data: bytes) -> list[Call]:
    """Return calls from the JSON of ``packed``."""
    return [_KINDS[kind](**values) for kind, values in orjson.loads(data)]


def without_thread(call: Call) -> Call | None:
    """Return the same call outside of a topic; None if it was in none."""
    return replace(call, thread=0) if isinstance(call, ONCE) and call.thread else None


def chat_of(calls: list[Call]) -> int:
    """Return the chat of calls, or 0 if they only answer queries."""
    return next((call.chat for call in calls if not isinstance(call, (Confirm, Suggest))), 0)


def moved(call: Call, chat: int) -> Call:
    """Return the same call for a chat that got another number."""
    return call if isinstance(call, (Confirm, Suggest)) else replace(call, chat=chat)


def _message_id(answer: object) -> int | None:
    message_id = answer.get("message_id") if isinstance(answer, dict) else None
    return message_id if isinstance(message_id, int) else None
