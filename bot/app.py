"""The one place that wires: settings, database, words, channels, clock."""

import asyncio
import contextlib
import gc
import logging
import os
import secrets
import signal
import socket
from argparse import Namespace
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.config import Config
from bot.domain.imports import FileProblem
from bot.environment import ROOT as ROOT
from bot.environment import database_url, now
from bot.environment import quiet_logs as quiet_logs
from bot.i18n import load_translators
from bot.screens.imports import sentence
from bot.search.vocabulary import load_thesaurus
from handlers.cli.context import CommandContext, UnknownDistrict
from handlers.delivery.channel import Channel
from handlers.delivery.sender import Sender
from handlers.dialogue.conversation import Conversation
from handlers.jobs.scheduler import Clock
from handlers.services import Services
from handlers.web.server import CHAT, web_app
from handlers.web.trying import try_routes
from locales import LOCALES
from storage.engine.database import Database, Unavailable
from storage.engine.locks import Locks
from storage.engine.sealing import Seal
from storage.engine.versions import NewerDatabase, migrate

if TYPE_CHECKING:
    from handlers.email.channel import Mailer
    from handlers.telegram.channel import Telegram

HERE = "127.0.0.1"
DRAIN = 8
"""Seconds that open requests get when the server stops."""
WORDS: dict[type[Exception], str] = {
    UnknownDistrict: "there is no district {}. See: lotse district add",
    NewerDatabase: "the database (version {}) was written by a newer Lotse; update this one",
    Unavailable: "the database is not available ({})",
}
log = logging.getLogger(__name__)


def local_key(folder: Path) -> str:
    """The key of ``lotse try``, made once and readable by its owner alone."""
    path = folder / "secret.key"
    folder.mkdir(parents=True, exist_ok=True)
    with (
        contextlib.suppress(FileExistsError),
        os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file,
    ):
        file.write(secrets.token_hex(32))
    return path.read_text("utf-8")


@asynccontextmanager
async def opened(config: Config, base_url: str = "") -> AsyncIterator[Conversation]:
    """A migrated database and everything that stands on it. Raises Unavailable, NewerDatabase."""
    url = database_url(config)
    await asyncio.to_thread(migrate, url)
    services = Services(
        load_translators(LOCALES),
        config,
        Seal(config.secret_key or local_key(Path("var"))),
        load_thesaurus(LOCALES),
        base_url,
    )
    database = Database(url, services.seal, config.database.pool)
    try:
        yield Conversation(database, services)
    finally:
        await database.close()


async def serve(
    conversation: Conversation,
    site: tuple[str, int],
    ready: Callable[[], None],
    *,
    trying: bool = False,
) -> None:
    """Answer until SIGTERM or SIGINT, then finish what is open. Raises OSError if the port is taken."""
    locks = Locks(conversation.database)
    telegram = telegram_channel(conversation, locks)
    more = (
        *(try_routes(conversation, now) if trying else ()),
        *(telegram.routes if telegram else ()),
    )
    app = web_app(conversation, now, more=more)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=DRAIN)
    await runner.setup()
    mailer = mail_channel(conversation)
    channels: dict[str, Channel] = (
        ({"telegram": telegram.notices} if telegram else {})
        | ({"email": mailer} if mailer else {})
        | {"web": app[CHAT]}
    )
    parallel = conversation.services.config.telegram.parallel
    sender = Sender(
        conversation.database,
        conversation.services,
        channels,
        locks,
        parallel,
        now,
        lambda: bool(telegram and telegram.is_answering),
    )
    errands = [*([mailer.ask] if mailer else []), *([telegram.fetcher.fetch] if telegram else [])]
    clock = Clock(conversation.database, conversation.services, now, sender.wake, errands)
    try:
        await web.TCPSite(runner, *site).start()
        clock.start()
        async with telegram or nullcontext(), sender:
            gc.freeze()  # what is loaded stays: looking through it costs 50 ms each time
            gc.enable()
            ready()
            await _stopped()
            await clock.stop()
    finally:
        await runner.cleanup()
        await locks.close()


def telegram_channel(conversation: Conversation, locks: Locks) -> "Telegram | None":
    """None without a token; then the library is not even loaded."""
    if not conversation.services.config.telegram_token:
        return None
    from handlers.telegram.channel import Telegram

    return Telegram(conversation, locks, now)


def mail_channel(conversation: Conversation) -> "Mailer | None":
    """None without a sender; then the library is not even loaded."""
    if not conversation.services.config.email.sender:
        return None
    from handlers.email.channel import Mailer

    return Mailer(conversation.database, conversation.services)


async def run(context: CommandContext, _: Namespace) -> int:
    """Production: everything that is configured."""
    site = context.config.web
    address = site.public_url.rstrip("/") or f"http://{site.host}:{site.port}"
    async with opened(context.config, address) as conversation:
        await serve(conversation, (site.host, site.port), lambda: log.info("ready on %s", address))
    return 0


async def try_out(context: CommandContext, arguments: Namespace) -> int:
    """On this machine alone, with the sample districts; needs no settings."""
    site = (HERE, free_port(HERE, context.config.web.port))
    if not arguments.telegram:
        return await _tried(context, replace(context.config, telegram_token=""), site)
    from handlers.cli.trying import pretended

    async with pretended(context.config, free_port(HERE, site[1] + 1)) as (config, address):
        return await _tried(context, config, site, f"  {'Telegram, pretended:':<22}{address}")


async def _tried(context: CommandContext, config: Config, site: tuple[str, int], *more: str) -> int:
    """``more`` are lines to print beside the links of the web chat."""
    address = "http://{}:{}".format(*site)

    def ready() -> None:
        for role in ("newcomer", "volunteer", "coordinator"):
            context.out(f"  {f'chat as {role}:':<22}{address}/try/{role}")
        for line in (*more, "  Stop with Ctrl+C."):
            context.out(line)

    from handlers.cli.districts import load_samples_once  # not needed by a server in production

    async with opened(config, address) as conversation:
        await load_samples_once(conversation.database, conversation.services, now())
        await serve(conversation, site, ready, trying=True)
    return 0


def free_port(host: str, wanted: int) -> int:
    """The port wanted, or the next one that nobody uses. Raises OSError if there is none within a hundred."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, port))
                return int(probe.getsockname()[1])
    raise OSError(f"no free port from {wanted}")


def failure(error: Exception) -> str:
    """Return the sentence for an error that can be expected; "" for any other."""
    if isinstance(error, FileProblem):
        return sentence(error.mistake)
    return WORDS.get(type(error), "").format(error)


async def _stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
