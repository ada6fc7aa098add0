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
class Profile:
    """What is shown in one language; ``code`` "" is that of all languages without their own.

    Commands are pairs of name and description, for private chats and for groups.
    """

    code: str
    private: list[tuple[str, str]]
    group: list[tuple[str, str]]
    description: str
    short: str


def profiles(translators: Mapping[str, Translator]) -> Iterator[Profile]:
    """Return the profile of each language that Telegram knows, and the one for all others."""
    by_code = {"": translators[DEFAULT]}
    for language, tr in translators.items():
        code = CODES.get(language, language)
        if len(code) == 2:
            by_code[code] = tr
    for code, tr in by_code.items():
        yield Profile(code, menu(tr), menu(tr, group=True), description(tr), short_description(tr))


async def publish(bot: QuietBot, database: Database, translators: Mapping[str, Translator]) -> None:
    """Send Telegram our profile if it has changed.

    Raises TelegramError, Unavailable: then it is sent again at the next start.
    """
    async with database.read() as store:
        if await settings.value(store, _name(bot.number)) == _digest(translators):
            return
    for profile in profiles(translators):
        await _publish(bot, profile)
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    await remember(database, bot.number, translators)


async def publish_safely(
    bot: QuietBot, database: Database, translators: Mapping[str, Translator]
) -> None:
    """Do the same; after an error the menu stays as it was, and a line is logged."""
    try:
        await publish(bot, database, translators)
    except (TelegramError, Unavailable) as error:
        log.warning("the menu could not be set: %s", error)
    except Exception:
        log.exception("the menu could not be set")


async def remember(
    database: Database, bot_number: int, translators: Mapping[str, Translator]
) -> None:
    """Store that Telegram knows this profile of the bot. Raises Unavailable."""
    async with database.write() as store:
        await settings.set_value(store, _name(bot_number), _digest(translators))


def _name(bot_number: int) -> str:
    return f"profile {bot_number}"


def _digest(translators: Mapping[str, Translator]) -> str:
    return sha256(orjson.dumps(list(profiles(translators)))).hexdigest()


async def _publish(bot: QuietBot, profile: Profile) -> None:
    code = profile.code or None
    for scope, commands in (
        (BotCommandScopeAllPrivateChats(), profile.private),
        (BotCommandScopeAllGroupChats(), profile.group),
    ):
        await bot.set_my_commands(
            [BotCommand(*pair) for pair in commands], scope=scope, language_code=code
        )
    await bot.set_my_description(profile.description, language_code=code)
    await bot.set_my_short_description(profile.short, language_code=code)
