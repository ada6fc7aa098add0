"""How a command is added to the command line."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from handlers.cli.context import CommandContext

Command = Callable[..., Awaitable[int]]
"""What a command runs; it returns the status of the process."""


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands of a parser, or those below one of its commands."""

    parsers: Any
    """What ``ArgumentParser.add_subparsers`` returns."""

    def add(self, name: str, command: str | Command, help: str) -> ArgumentParser:
        """Add a command and return its parser.

        A command "subject.function" is loaded from ``handlers/cli/subject.py`` when it runs, so a
        server does not load a reader of spreadsheets.
        """
        added: ArgumentParser = self.parsers.add_parser(name, help=help, description=help)
        added.set_defaults(command=_loaded(command), own=False)
        return added

    def below(self, name: str, help: str, metavar: str) -> "Commands":
        """Add a command that only holds others, and return those."""
        parser: ArgumentParser = self.parsers.add_parser(name, help=help, description=help)
        return Commands(parser.add_subparsers(required=True, metavar=metavar))


def _loaded(command: str | Command) -> Command:
    if not isinstance(command, str):
        return command
    subject, _, name = command.partition(".")

    async def load_and_run(context: CommandContext, arguments: Namespace) -> int:
        found = getattr(import_module(f"handlers.cli.{subject}"), name)
        return int(await found(context, arguments))

    return load_and_run
