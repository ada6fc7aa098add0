"""``lotse check-config``: starts nothing, so that it can run before every start."""

from argparse import Namespace

from bot.config import MAKE_KEY, Config
from bot.config_oidc import IdentityProvider
from bot.rules.problems import Problem
from handlers.cli.context import CommandContext
from handlers.cli.libraries import check_libraries

NO_CONTACT = (
    "operator.contact: fehlt. Wer keinen Ort wählt, erreicht sonst keinen Menschen."
    " / is missing. Whoever chooses no place reaches no human otherwise."
    ' Beispiel / example: "lotse@landkreis.example"'
)
NOT_SECURE = (
    "Ohne web.public_url mit https:// sind die Cookies nicht geschützt / "
    "without web.public_url behind https:// cookies are not Secure"
)

PROVIDER_DOWN = "{2}.issuer: {0} antwortet nicht / does not answer"
PROVIDER_WRONG = (
    "{2}.issuer: was {0} veröffentlicht, passt nicht ({1}). Der Aussteller muss genau so heißen, "
    "und seine Adressen müssen auf demselben Host liegen. / what it publishes does not fit: the "
    "issuer must be called just so, and its addresses must be on the same host."
)


async def check_config(context: CommandContext, _: Namespace) -> int:
    """Print that the settings are right: wrong ones are reported when the program starts.

    Return 1 without ``operator.contact``: the service runs without it, but nobody can be asked.
    Raises MissingLibraries, WrongKey if the database was sealed with another key, FactsError if a
    file of courses or stations is wrong. A file that no district reads is told, and no more: the
    district may be added later.
    """
    check_libraries()
    slugs = check_facts(context.config)
    key = context.config.secret_key
    if not key:
        context.out(
            "LOTSE_SECRET_KEY fehlt, lotse run braucht es / is not set, lotse run needs it: "
            f"{MAKE_KEY}"
        )
    elif not await _is_right(context, key):
        context.out(
            "Die Datenbank ist nicht da, ihr Schlüssel ist nicht geprüft / "
            "the database is not there, its key is not checked"
        )
    else:
        await _tell_unread(context, key, slugs)
    if not context.config.operator.contact.strip():
        context.out(NO_CONTACT)
        return 1
    context.out("Die Einstellungen sind richtig / the settings are right")
    if not context.config.web.is_secure:
        context.out(NOT_SECURE)
    for provider in context.config.providers:
        await _check_provider(context, provider)
    return 0


async def _check_provider(context: CommandContext, settings: IdentityProvider) -> None:
    """Print what is wrong with an identity provider; a start does not depend on it."""
    from bot.rules.accounts import NotSignedIn
    from handlers.web.oidc import Provider

    provider = Provider(settings.oidc, settings.secret, "")
    try:
        await provider.must_be_ready()
    except NotSignedIn as error:
        is_down = error.problem is Problem.PROVIDER_DOWN
        words = PROVIDER_DOWN if is_down else PROVIDER_WRONG
        context.out(words.format(settings.oidc.issuer, error.reason, settings.section))
    finally:
        await provider.close()


def check_facts(config: Config) -> set[str]:
    """Return the slugs that files of courses and stations are named after.

    Raises FactsError with every mistake in the files of courses, stations and occupations.
    """
    from bot.search.vocabulary import load_thesaurus
    from locales import LOCALES
    from storage.catalogue.facts import folder_of
    from storage.catalogue.ladders import load_ladders
    from storage.catalogue.occupations import SHIPPED, load_occupations
    from storage.catalogue.pathways import load_pathways

    concepts = load_thesaurus(LOCALES).groups
    ladders = load_ladders(folder_of(config.levels.ladders))
    pathways = load_pathways(folder_of(config.levels.pathways), concepts)
    load_occupations(SHIPPED, concepts)
    return {*ladders.own, *pathways.own}


async def _tell_unread(context: CommandContext, key: str, slugs: set[str]) -> None:
    """Print the files that no district reads; nothing if the database has no districts yet."""
    from sqlalchemy.exc import DBAPIError

    from storage.catalogue.district_files import unread
    from storage.engine.database import Database, Unavailable
    from storage.engine.sealing import Seal

    database = Database(context.database_url, Seal(key, context.config.old_secret_keys), 1)
    try:
        async with database.read() as store:
            for line in await unread(store, slugs):
                context.out(line)
    except (Unavailable, DBAPIError):  # its tables are made at the first start
        return
    finally:
        await database.close()


async def _is_right(context: CommandContext, key: str) -> bool:
    """Return False if the database cannot be asked. Raises WrongKey."""
    from storage.engine.keys import is_right
    from storage.engine.sealing import Seal

    return await is_right(context.database_url, Seal(key, context.config.old_secret_keys))
