"""The parser of the command line."""

from argparse import ArgumentParser

from handlers.cli.arguments import catalogue, council, messages, operation, people
from handlers.cli.arguments.commands import Command, Commands


def parser(run: Command, try_: Command) -> ArgumentParser:
    """Return the parser of the command line.

    It sets ``command`` of the arguments to the function that runs them. ``run`` and ``try_`` are
    the functions of ``bot.app`` that start a server.
    """
    top = ArgumentParser(
        "lotse", description="A guide for newcomers and volunteers in German districts"
    )
    commands = Commands(top.add_subparsers(required=True, metavar="COMMAND"))
    _servers(commands, run, try_)
    for subject in (people, catalogue, messages, council, operation):
        subject.add_to(commands)
    return top


def _servers(commands: Commands, run: Command, try_: Command) -> None:
    trying = commands.add(
        "try", try_, "try it on this machine, with sample districts and no settings"
    )
    trying.add_argument(
        "--telegram", action="store_true", help="with a pretended Telegram: a page shows its chats"
    )
    trying.set_defaults(own=True)
    commands.add("run", run, "production: everything that is configured")
