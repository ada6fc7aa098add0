"""A coordinator at the command line, with an office's files."""

from argparse import Namespace
from contextlib import asynccontextmanager
from pathlib import Path

import orjson

from bot.config import Config
from handlers.cli import catalogue
from handlers.cli.context import CommandContext
from handlers.dialogue.conversation import Conversation
from storage.catalogue import offers, places
from tests.harness.databases import NOW


class Office:
    """A coordinator at the command line."""

    def __init__(self, conversation: Conversation, config: Config) -> None:
        self.lines: list[str] = []
        self._conversation = conversation
        self.context = CommandContext(config, self.lines.append, lambda: NOW, self._opened, "")

    @asynccontextmanager
    async def _opened(self):
        yield self._conversation

    async def imports(self, *files: Path, district: str = "waldshut", **options: object) -> dict:
        """The answer as --json gives it; {} without it, then ``lines`` say it."""
        chosen = {
            "format": None,
            "language": None,
            "new_municipalities": False,
            "dry_run": False,
            "source": None,
            "accept_renamed": False,
            "accept_older": False,
            "accept_theirs": False,
            "close_missing": False,
            "accept_many_missing": False,
            "good_rows": False,
            "take": [],
            "encoding": None,
            "separator": None,
            "json": True,
            **options,
        }
        await catalogue.import_(
            self.context,
            Namespace(files=[str(file) for file in files], district=district, **chosen),
        )
        return orjson.loads(self.lines[-1]) if chosen["json"] else {}

    async def undoes(self, run_id: int, *rows: str, district: str = "waldshut") -> dict:
        """The answer to undoing an import, or of it the offers with these numbers."""
        arguments = Namespace(id=run_id, district=district, row=list(rows), json=True)
        await catalogue.undo(self.context, arguments)
        return orjson.loads(self.lines[-1])

    async def runs(self, district: str = "waldshut") -> list[dict]:
        """The imports of a district, the latest first."""
        await catalogue.runs(self.context, Namespace(district=district, json=True))
        return orjson.loads(self.lines[-1])["imports"]

    async def exports(self, file: Path, district: str = "waldshut") -> Path:
        await catalogue.export(
            self.context, Namespace(file=str(file), district=district, format=None, language=None)
        )
        return file

    async def offer(self, external_id: str, district: str = "waldshut"):
        async with self._conversation.database.read() as store:
            found = await places.district_named(store, district)
            return next(
                (
                    o
                    for o in await offers.of_district(store, found.id)
                    if o.external_id == external_id
                ),
                None,
            )


def csv(path: Path, text: str, encoding: str = "cp1252") -> Path:
    path.write_bytes(text.encode(encoding, "replace"))
    return path
