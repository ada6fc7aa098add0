"""Peers without a database, which answer each message with its own text.

Run as ``python -m benchmarks.echoes ptb|ptb-polling|aiogram API PORT``.
"""

import logging
import sys

TOKEN = "1:bench"
SECRET = "bench"


def ptb(api: str, port: int) -> None:
    """Run with the library's own web server (tornado) and transport, as by default.

    Updates are handled one after the other.
    """
    from telegram.ext import Application, MessageHandler, filters

    async def echo(update, context) -> None:
        await update.message.reply_text(update.message.text)

    application = Application.builder().token(TOKEN).base_url(f"{api}/bot").job_queue(None).build()
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.run_webhook(
        "127.0.0.1",
        port,
        "telegram",
        webhook_url=f"https://bench.example:{port}/telegram",
        secret_token=SECRET,
    )


def ptb_polling(api: str, _: int) -> None:
    from telegram.ext import Application, MessageHandler, filters

    async def echo(update, context) -> None:
        await update.message.reply_text(update.message.text)

    application = (
        Application.builder()
        .token("123456789:TEST-token_of-the-emulator")
        .base_url(f"{api}/bot")
        .job_queue(None)
        .build()
    )
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.run_polling()


def aiogram(api: str, port: int) -> None:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler
    from aiohttp import web

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message) -> None:
        await message.answer(message.text)

    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, path="/telegram")
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    logging.basicConfig(level="WARNING")
    {"ptb": ptb, "ptb-polling": ptb_polling, "aiogram": aiogram}[sys.argv[1]](
        sys.argv[2], int(sys.argv[3])
    )
