"""``lotse check-config``: loads nothing else, so that it can be asked before every start."""

from argparse import Namespace

from handlers.cli.context import CommandContext


async def check_config(context: CommandContext, _: Namespace) -> int:
    """Wrong settings never come so far: they are told when the program starts."""
    context.out("Die Einstellungen sind richtig / the settings are right")
    return 0
