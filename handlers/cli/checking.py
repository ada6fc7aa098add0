"""``lotse check-config``: loads nothing else, so that it can run before every start."""

from argparse import Namespace

from handlers.cli.context import CommandContext


async def check_config(context: CommandContext, _: Namespace) -> int:
    """Print that the settings are right: wrong ones are reported when the program starts."""
    context.out("Die Einstellungen sind richtig / the settings are right")
    return 0
