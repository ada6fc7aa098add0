"""What is asked of Telegram, as values: they are stored with the effects of a turn and carried out after its commit."""

from base64 import b64decode
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import orjson
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputFile,
    InputTextMessageContent,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode

from handlers.telegram.api.transport import QuietBot

Keys = list[list[dict[str, Any]]]
"""Rows of buttons: each a dict with "text" and one of "callback_data", "url", "copy_text"."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_SHOWN = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
INLINE_SECONDS = 60
"""How long Telegram may give the same answer to the same inline query."""


@dataclass(frozen=True, slots=True)
class Say:
    """A new message; sending gives back its number.

    ``answers`` is the message it replies to, ``thread`` the topic, 0 none. ``hides`` takes a keyboard away.
    """

    chat: int
    text: str
    keys: Keys = field(default_factory=list)
    thread: int = 0
    answers: int = 0
    hides: bool = False

    async def perform(self, bot: QuietBot) -> int | None:
        """Raw: what the library makes of a keyboard and of the answer costs as much as all the rest of a message."""
        asked: dict[str, Any] = {"chat_id": self.chat, "text": self.text, **_SHOWN}
        if self.keys or self.hides:
            asked["reply_markup"] = (
                {"remove_keyboard": True} if self.hides else {"inline_keyboard": _rows(self.keys)}
            )
        if self.thread:
            asked["message_thread_id"] = self.thread
        if self.answers:
            asked["reply_parameters"] = {
                "message_id": self.answers,
                "allow_sending_without_reply": True,
            }
        return number_of(await bot.ask("sendMessage", **asked))


@dataclass(frozen=True, slots=True)
class Edit:
    """Another text in a message; asking twice changes nothing. ``only``: no new one if it cannot be edited any more."""

    chat: int
    message: int
    text: str
    keys: Keys = field(default_factory=list)
    thread: int = 0
    only: bool = False

    @property
    def instead(self) -> Say:
        """For a message that cannot be edited any more."""
        return Say(self.chat, self.text, self.keys, self.thread)

    async def perform(self, bot: QuietBot) -> None:
        asked: dict[str, Any] = {
            "chat_id": self.chat,
            "message_id": self.message,
            "text": self.text,
            **_SHOWN,
        }
        await bot.ask(
            "editMessageText",
            **asked
            | ({"reply_markup": {"inline_keyboard": _rows(self.keys)}} if self.keys else {}),
        )


@dataclass(frozen=True, slots=True)
class Delete:
    """Take a message away; asking twice changes nothing."""

    chat: int
    message: int

    async def perform(self, bot: QuietBot) -> None:
        await bot.delete_message(self.chat, self.message)


@dataclass(frozen=True, slots=True)
class Confirm:
    """The answer to a press, with a short confirmation or none; without it the button seems to hang."""

    query: str
    text: str = ""

    async def perform(self, bot: QuietBot) -> None:
        await bot.answer_callback_query(self.query, text=self.text or None)


@dataclass(frozen=True, slots=True)
class Attach:
    """A file; ``content`` is base64. Where Telegram has it already, ``remote`` is its id there and there is no content.

    ``number`` is its number in our store, 0 if it has none: the id that Telegram gives it is learned.
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
    """A place on a map, in degrees."""

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
    """A message with the one button that can ask a phone where it is."""

    chat: int
    text: str
    label: str

    async def perform(self, bot: QuietBot) -> None:
        keyboard = ReplyKeyboardMarkup(
            [[KeyboardButton(self.label, request_location=True)]],
            resize_keyboard=True,
            one_time_keyboard=True,
        )
        await bot.send_message(
            self.chat, self.text, parse_mode=ParseMode.HTML, reply_markup=keyboard
        )


@dataclass(frozen=True, slots=True)
class Learn:
    """The commands of one chat in its language; none means those that everybody has."""

    chat: int
    commands: list[list[str]]

    async def perform(self, bot: QuietBot) -> None:
        scope = BotCommandScopeChat(self.chat)
        if self.commands:
            await bot.set_my_commands(
                [BotCommand(name, words) for name, words in self.commands], scope=scope
            )
        else:
            await bot.delete_my_commands(scope=scope)


@dataclass(frozen=True, slots=True)
class Suggest:
    """The offers for an inline query: each a dict with "id", "title", "description", "text" and "keys"."""

    query: str
    articles: list[dict[str, Any]]

    async def perform(self, bot: QuietBot) -> None:
        await bot.answer_inline_query(
            self.query,
            [_article(one) for one in self.articles],
            cache_time=INLINE_SECONDS,
            is_personal=True,
        )


Call = Say | Edit | Delete | Confirm | Attach | Pin | AskPlace | Learn | Suggest
_KINDS: dict[str, type[Call]] = {kind.__name__: kind for kind in get_args(Call)}
ONCE = (Say, Attach, Pin, AskPlace)
"""What a person would see twice if it were sent twice."""
MESSAGES = (*ONCE, Edit, Delete)
"""What counts for Telegram's limits."""


def packed(calls: list[Call]) -> bytes:
    return orjson.dumps([[type(call).__name__, call] for call in calls])


def unpacked(data: bytes) -> list[Call]:
    return [_KINDS[kind](**values) for kind, values in orjson.loads(data)]


def chat_of(calls: list[Call]) -> int:
    """Where they lead; 0 if only queries are answered."""
    return next((call.chat for call in calls if not isinstance(call, (Confirm, Suggest))), 0)


def moved(call: Call, chat: int) -> Call:
    """The same for the chat's new number."""
    return call if isinstance(call, (Confirm, Suggest)) else replace(call, chat=chat)


def _rows(keys: Keys) -> Keys:
    """As the Bot API writes them."""
    return [
        [
            key | {"copy_text": {"text": key["copy_text"]}} if "copy_text" in key else key
            for key in row
        ]
        for row in keys
    ]


def _markup(keys: Keys) -> InlineKeyboardMarkup | None:
    """None for no buttons: an empty keyboard is something else."""
    return (
        InlineKeyboardMarkup(
            [[InlineKeyboardButton(**_button(key)) for key in row] for row in keys]
        )
        if keys
        else None
    )


def _button(key: dict[str, Any]) -> dict[str, Any]:
    return key | {"copy_text": CopyTextButton(key["copy_text"])} if "copy_text" in key else key


def number_of(answer: object) -> int | None:
    """The number of the message that was sent; None if the answer does not say it."""
    number = answer.get("message_id") if isinstance(answer, dict) else None
    return number if isinstance(number, int) else None


def _article(one: dict[str, Any]) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        one["text"], parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
    )
    return InlineQueryResultArticle(
        one["id"],
        one["title"],
        content,
        reply_markup=_markup(one["keys"]),
        description=one["description"] or None,
    )
