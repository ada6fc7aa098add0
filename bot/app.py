"""The commands that start a server, and what every command needs: settings, database, words."""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.config import Config
from bot.domain.imports import FileProblem
from bot.environment import database_url, now
from bot.i18n import load_translators
from bot.screens.imports import sentence
from bot.search.example_vectors import load_examples
from bot.search.vocabulary import load_thesaurus
from bot.server import build_server, serve
from handlers.cli.context import CommandContext, UnknownDistrict
from handlers.dialogue.conversation import Conversation
from handlers.meaning import Meaning
from handlers.services import Services
from locales import LOCALES
from storage.engine.database import Database, Unavailable
from storage.engine.sealing import Seal
from storage.engine.versions import NewerDatabase, migrate

HERE = "127.0.0.1"
WORDS: dict[type[Exception], str] = {
    UnknownDistrict: "there is no district {}. See: lotse district add",
    NewerDatabase: "the database (version {}) was written by a newer Lotse; update this one",
    Unavailable: "the database is not available ({})",
}
log = logging.getLogger(__name__)


def local_key(folder: Path) -> str:
    """Return the key of ``lotse try``, made once and readable only by its owner."""
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
    """Migrate and open the database, and yield a conversation on it.

    Raises Unavailable, NewerDatabase.
    """
    url = database_url(config)
    await asyncio.to_thread(migrate, url)
    services = Services(
        load_translators(LOCALES),
        config,
        Seal(config.secret_key or local_key(Path("var"))),
        load_thesaurus(LOCALES),
        base_url,
        meaning=Meaning(
            teach=partial(load_examples, LOCALES), enabled=config.search.meaning == "auto"
        ),
    )
    database = Database(url, services.seal, config.database.pool)
    try:
        yield Conversation(database, services)
    finally:
        await database.close()


async def run(context: CommandContext, _: Namespace) -> int:
    """Run the server of production with all configured channels."""
    site = context.config.web
    address = site.public_url.rstrip("/") or f"http://{site.host}:{site.port}"
    async with opened(context.config, address) as conversation:
        server = build_server(conversation, now)
        await serve(server, site.host, site.port, lambda: log.info("ready on %s", address))
    return 0


async def try_out(context: CommandContext, arguments: Namespace) -> int:
    """Run a server for this machine only, with the sample districts; needs no settings."""
    site = (HERE, free_port(HERE, context.config.web.port))
    if not arguments.telegram:
        return await _tried(context, replace(context.config, telegram_token=""), site)
    from handlers.cli.trying import pretended

    async with pretended(context.config, free_port(HERE, site[1] + 1)) as (config, address):
        return await _tried(context, config, site, f"  {'Telegram, pretended:':<22}{address}")


async def _tried(context: CommandContext, config: Config, site: tuple[str, int], *more: str) -> int:
    """Serve until stopped; print ``more`` lines below the links of the web chat."""
    address = "http://{}:{}".format(*site)

    def ready() -> None:
        for role in ("newcomer", "volunteer", "coordinator"):
            context.out(f"  {f'chat as {role}:':<22}{address}/try/{role}")
        for line in (*more, "  Stop with Ctrl+C."):
            context.out(line)

    from handlers.cli.districts import load_samples_once  # not needed by a server in production

    async with opened(config, address) as conversation:
        await load_samples_once(conversation.database, conversation.services, now())
        await serve(build_server(conversation, now, trying=True), *site, ready)
    return 0


def free_port(host: str, first: int) -> int:
    """Return the first unused port from ``first`` on.

    Raises OSError if none of a hundred is unused.
    """
    for port in range(first, min(first + 100, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, port))
                return int(probe.getsockname()[1])
    raise OSError(f"no free port from {first}")


def failure(error: Exception) -> str:
    """Return the message of an expected error; "" for any other."""
    if isinstance(error, FileProblem):
        return sentence(error.mistake)
    return WORDS.get(type(error), "").format(error)
