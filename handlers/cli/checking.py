"""``lotse check-config``: loads nothing else, so that it can run before every start."""

from argparse import Namespace

from handlers.cli.context import CommandContext

NO_CONTACT = (
    "operator.contact: fehlt. Wer keinen Ort wählt, erreicht sonst keinen Menschen."
    " / is missing. Whoever chooses no place reaches no human otherwise."
    ' Beispiel / example: "lotse@landkreis.example"'
)


async def check_config(context: CommandContext, _: Namespace) -> int:
    """Print that the settings are right: wrong ones are reported when the program starts.

    Return 1 without ``operator.contact``: the service runs without it, but nobody can be asked.
    """
    if not context.config.operator.contact.strip():
        context.out(NO_CONTACT)
        return 1
    context.out("Die Einstellungen sind richtig / the settings are right")
    return 0
