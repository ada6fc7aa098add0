"""``lotse check-config``: loads nothing else, so that it can run before every start."""

from argparse import Namespace

from handlers.cli.context import CommandContext

NOT_SECURE = (
    "Ohne web.public_url mit https:// sind die Cookies nicht geschützt / "
    "without web.public_url behind https:// cookies are not Secure"
)


async def check_config(context: CommandContext, _: Namespace) -> int:
    """Print that the settings are right: wrong ones are reported when the program starts."""
    context.out("Die Einstellungen sind richtig / the settings are right")
    if not context.config.web.is_secure:
        context.out(NOT_SECURE)
    return 0
