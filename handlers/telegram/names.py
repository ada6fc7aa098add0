"""Our user name at Telegram, for commands that print links."""

from telegram.error import TelegramError

from bot.config import Config
from handlers.telegram.api.transport import bot_of


async def bot_name(config: Config) -> str:
    """Return our user name, or "" if Telegram cannot be reached; the settings contain a token."""
    bot = bot_of(config.telegram_token, config.telegram.api)
    await bot.request.initialize()
    try:
        return str((await bot.ask("getMe"))["username"])
    except TelegramError:
        return ""
    finally:
        await bot.request.shutdown()
