"""The commands that start a server, and what every command needs: settings, database, words."""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
import tempfile
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.catalogues import load_translators
from bot.config import MAKE_KEY, Config, is_strong
from bot.domain.imports import FileProblem
from bot.environment import database_url, now
from bot.search.example_vectors import load_examples
from bot.search.vector_files import read_vectors
from bot.search.vocabulary import load_thesaurus
from handlers.cli.context import CommandContext, UnknownDistrict, check_key
from handlers.cli.libraries import MissingLibraries, check_libraries
from handlers.dialogue.conversation import Conversation
from handlers.workflows.meaning import Meaning
from handlers.workflows.services import Services
from locales import LOCALES
from storage.catalogue.district_files import unread
from storage.catalogue.facts import FactsError, folder_of
from storage.catalogue.ladders import load_ladders
from storage.catalogue.pathways import load_pathways
from storage.engine.backups import NoBackup, OlderDatabase
from storage.engine.database import Database, Unavailable
from storage.engine.keys import WrongKey
from storage.engine.private_files import make_private_folder
from storage.engine.sealing import Seal
from storage.engine.troubles import trouble_of
from storage.engine.upgrades import LostRows, NoRoom
from storage.engine.versions import (
    ForeignDatabase,
    HalfMadeDatabase,
    NewerDatabase,
    UpgradeFailed,
    migrate,
)
from storage.samples import PASSAGES


class NoKey(Exception):
    """LOTSE_SECRET_KEY is not set."""


class WeakKey(Exception):
    """The file of a key holds none."""


HERE = "127.0.0.1"
WORDS: dict[type[Exception], str] = {
    UnknownDistrict: "there is no district {}. See: lotse district add",
    NewerDatabase: "the database (version {}) was written by a newer Lotse; update this one",
    HalfMadeDatabase: "the database is half made: an older Lotse was killed while it made it. "
    "Restore a backup into a new database",
    ForeignDatabase: "this is no database of Lotse: it holds other tables or an unknown version",
    UpgradeFailed: "the database (version {}) could not be upgraded ({}); nothing was changed. "
    "Restore a backup into a new database, or ask for help",
    NoRoom: "there is no room to upgrade the database: {} MB are needed, {} MB are free; "
    "nothing was changed",
    LostRows: "the upgrade would lose links between rows ({}); nothing was changed",
    OlderDatabase: "the database has an older version ({}); run: lotse migrate",
    NoBackup: "{} is no backup of Lotse, or it is damaged or cut off; nothing was changed",
    Unavailable: "the database is not available ({})",
    MissingLibraries: "libraries are missing: {}. Install Lotse again, with all it needs",
    NoKey: f"LOTSE_SECRET_KEY is not set. Make a key with: {MAKE_KEY}{{}}",
    WeakKey: (
        "{} holds no key of 64 hexadecimal digits. Put the right one there, "
        "or delete the file if nothing is stored yet"
    ),
    FactsError: "a file of courses, stations or occupations cannot be used:\n{}",
    WrongKey: (
        "the database was sealed with another key than LOTSE_SECRET_KEY. Set that key, "
        "or name it in LOTSE_OLD_SECRET_KEYS and run: lotse rekey"
    ),
}
VAR, KEY_FILE = Path("var"), "secret.key"
log = logging.getLogger(__name__)


def local_key(folder: Path) -> str:
    """Return the key of this folder, made once and readable only by its owner.

    It appears complete or not at all. Raises WeakKey for a file that holds no key.
    """
    path = folder / KEY_FILE
    make_private_folder(folder)
    if not path.exists():
        _make_key(path)
    key = path.read_text("utf-8").strip()
    if not is_strong(key):
        raise WeakKey(path)
    return key


def _make_key(path: Path) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=path.name) as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)


@asynccontextmanager
async def opened(config: Config, base_url: str = "") -> AsyncIterator[Conversation]:
    """Migrate and open the database, and yield a conversation on it.

    Raises Unavailable, NewerDatabase, FactsError.
    """
    ladders = load_ladders(folder_of(config.levels.ladders))
    thesaurus = load_thesaurus(LOCALES)
    pathways = load_pathways(folder_of(config.levels.pathways), thesaurus.groups)
    url = database_url(config)
    await asyncio.to_thread(migrate, url)
    services = Services(
        load_translators(LOCALES),
        config,
        Seal(config.secret_key or local_key(VAR), config.old_secret_keys),
        thesaurus,
        base_url,
        ladders=ladders,
        pathways=pathways,
        meaning=Meaning(
            teach=partial(load_examples, LOCALES),
            known=partial(read_vectors, PASSAGES),
            enabled=config.search.meaning == "auto",
        ),
    )
    listed = Path(config.database.erasures) if config.database.erasures else None
    database = Database(url, services.seal, config.database.pool, listed=listed)
    try:
        yield Conversation(database, services)
    finally:
        await database.close()


async def run(context: CommandContext, _: Namespace) -> int:
    """Run the server of production with all configured channels.

    Raises NoKey, WrongKey if the database was sealed with another one, and MissingLibraries.
    """
    check_libraries()
    if not context.config.secret_key:
        raise NoKey(_old_place())
    from bot.server import build_server, serve  # the other commands need 50 MB less without it

    site = context.config.web
    address = site.ascii_url or f"http://{site.host}:{site.port}"
    if not site.is_secure:
        log.warning("without web.public_url behind https:// cookies are not Secure")
    async with opened(context.config, address) as conversation:
        await check_key(conversation.database)
        await tell_unread(conversation)
        server = build_server(conversation, now)
        await serve(server, site.host, site.port, lambda: log.info("ready on %s", address))
    return 0


async def tell_unread(conversation: Conversation) -> None:
    """Log the files of courses and stations that no district reads: one may be added later."""
    services = conversation.services
    async with conversation.database.read() as store:
        for line in await unread(store, {*services.ladders.own, *services.pathways.own}):
            log.warning("%s", line)


async def try_out(context: CommandContext, arguments: Namespace) -> int:
    """Run a server for this machine only, with the sample districts; needs no settings.

    It has a database and a key of its own, whatever the settings say. Raises MissingLibraries.
    """
    check_libraries()
    context = replace(context, config=own(context.config))
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
        context.out(f"  {'desk:':<22}{address}/try/desk")
        for line in (*more, "  Stop with Ctrl+C."):
            context.out(line)

    from bot.server import build_server, serve
    from handlers.cli.trying import load_samples_once

    async with opened(config, address) as conversation:
        await check_key(conversation.database)
        await load_samples_once(conversation, now())
        await serve(build_server(conversation, now, trying=True), *site, ready)
    return 0


def own(config: Config) -> Config:
    """Return settings with the database of ``lotse try`` and the key of the folder."""
    database = replace(config.database, path=str(VAR / "try.sqlite"))
    return replace(config, database=database, database_url="", secret_key="", old_secret_keys=())


def _old_place() -> str:
    """Return where a key was made until now, as the end of a sentence; "" if there is none."""
    path = VAR / KEY_FILE
    return f". The key that was used here until now is in {path}" if path.exists() else ""


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
        from bot.screens.import_mistakes import sentence  # with all that reads rows

        return sentence(error.mistake)
    if trouble := trouble_of(error):
        return WORDS[Unavailable].format(trouble)
    return WORDS.get(type(error), "").format(*error.args)
