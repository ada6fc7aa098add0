"""What Telegram shows of us in each language: commands, descriptions and the menu.

It is sent again only when it has changed.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

import orjson
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    MenuButtonCommands,
)
from telegram.error import TelegramError

from bot.i18n import Translator
from bot.screens.commands import description, menu, short_description
from handlers.telegram.api.transport import QuietBot
from storage.engine import settings
from storage.engine.database import Database, Unavailable

DEFAULT = "de"
"""What a phone in any other language sees."""
CODES = {"kmr": "ku"}
"""Telegram takes two letters only."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """What is told in one language; ``code`` "" is every language that has none of its own."""

    code: str
    private: list[tuple[str, str]]
    group: list[tuple[str, str]]
    description: str
    short: str


def profile(translators: Mapping[str, Translator]) -> Iterator[Told]:
    """Everything that is told, language by language."""
    told = {
        CODES.get(code, code): tr
        for code, tr in translators.items()
        if len(CODES.get(code, code)) == 2
    }
    for code, tr in ({"": translators[DEFAULT]} | told).items():
        yield Told(code, menu(tr), menu(tr, group=True), description(tr), short_description(tr))


async def tell(bot: QuietBot, database: Database, translators: Mapping[str, Translator]) -> None:
    """Tell Telegram our profile if it has changed.

    Raises TelegramError, Unavailable: then it is told again at the next start.
    """
    async with database.read() as store:
        if await settings.value(store, _name(bot.number)) == _digest(translators):
            return
    for told_in in profile(translators):
        await _tell(bot, told_in)
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    await remember(database, bot.number, translators)


async def remember(
    database: Database, bot_number: int, translators: Mapping[str, Translator]
) -> None:
    """Store that Telegram knows this profile of the bot. Raises Unavailable."""
    async with database.write() as store:
        await settings.set_value(store, _name(bot_number), _digest(translators))


def _name(bot_number: int) -> str:
    return f"profile {bot_number}"


def _digest(translators: Mapping[str, Translator]) -> str:
    return sha256(orjson.dumps(list(profile(translators)))).hexdigest()


async def _tell(bot: QuietBot, one: Told) -> None:
    code = one.code or None
    for scope, commands in (
        (BotCommandScopeAllPrivateChats(), one.private),
        (BotCommandScopeAllGroupChats(), one.group),
    ):
        await bot.set_my_commands(
            [BotCommand(*pair) for pair in commands], scope=scope, language_code=code
        )
    await bot.set_my_description(one.description, language_code=code)
    await bot.set_my_short_description(one.short, language_code=code)


async def told(bot: QuietBot, database: Database, translators: Mapping[str, Translator]) -> None:
    """The same, and whatever goes wrong only means that the menu stays as it was."""
    try:
        await tell(bot, database, translators)
    except (TelegramError, Unavailable) as error:
        log.warning("the menu could not be set: %s", error)
