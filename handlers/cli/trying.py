"""``lotse try``: the sample districts, and with ``--telegram`` a pretended Telegram."""

import asyncio
import errno
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from bot.config import Config
from handlers.dialogue.conversation import Conversation
from storage.catalogue import places

TOKEN = "1:pretended"  # noqa: S105  opens nothing: there is no Telegram behind it


async def load_samples_once(conversation: Conversation, now: datetime) -> None:
    """Store the sample districts unless there is a district already."""
    async with conversation.database.read() as store:
        if await places.districts(store):
            return
    from handlers.cli.districts import load_all_samples  # only a first start needs what it reads

    await load_all_samples(conversation.database, conversation.services, now)


@asynccontextmanager
async def pretended(config: Config, port: int) -> AsyncIterator[tuple[Config, str]]:
    """Run an emulated Telegram on a port.

    Yields settings that use it, and the address of the page with its chats. Raises
    FileNotFoundError if it does not start.
    """
    command = (
        sys.executable,
        "-m",
        "handlers.telegram.emulator",
        "--port",
        str(port),
        "--token",
        TOKEN,
        "--attached",
    )
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    try:
        address = (await process.stdout.readline()).decode().strip() if process.stdout else ""
        if not address:
            raise FileNotFoundError(
                errno.ENOENT, "the pretended Telegram is not there", "handlers/telegram/emulator"
            )
        yield (
            replace(
                config,
                telegram_token=TOKEN,
                telegram=replace(config.telegram, api=address, mode="polling"),
            ),
            address,
        )
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
