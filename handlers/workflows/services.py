"""What is the same for everybody: words, settings, the key, and where people reach us."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bot.config import Config
from bot.domain.council_reports import OwnFiles
from bot.i18n import Language, Translator
from bot.screens.accounts import AccountLink
from bot.search.occupations import OccupationFinder
from bot.search.thesaurus import Thesaurus
from handlers.workflows.meaning import Meaning
from storage.catalogue.ladders import Ladders, shipped_ladder
from storage.catalogue.occupations import shipped_occupations
from storage.catalogue.pathways import Pathways, shipped_pathway
from storage.engine.sealing import Seal

PROVIDER = "/sign-in/provider"
"""Path that leads to the identity provider of an office; of several it is followed by a key."""


def path_to(key: str) -> str:
    """Return the path that leads to a provider; ``key`` "" is that of ``[oidc]``."""
    return f"{PROVIDER}/{key}" if key else PROVIDER


@dataclass
class Identity:
    """Our identity at Telegram, learned when it is first reached.

    ``bot_name`` is our user name there, "" until it is known or where no Telegram is set up.
    """

    bot_name: str = ""


@dataclass(frozen=True)
class Services:
    """What all parts share, made when the program starts; only ``identity`` is learned later."""

    translators: Mapping[str, Translator]
    config: Config
    seal: Seal
    thesaurus: Thesaurus
    base_url: str = ""
    ladders: Ladders = field(default_factory=lambda: Ladders(shipped_ladder()))
    pathways: Pathways = field(default_factory=lambda: Pathways(shipped_pathway()))
    occupations: OccupationFinder = field(
        default_factory=lambda: OccupationFinder(shipped_occupations)
    )
    meaning: Meaning = field(default_factory=lambda: Meaning(enabled=False))
    identity: Identity = field(default_factory=Identity)

    @property
    def languages(self) -> dict[str, Language]:
        return {code: tr.language for code, tr in self.translators.items()}

    def own_files(self, slug: str) -> OwnFiles:
        """Return what a report needs of the files of a district; ours where it has none."""
        return OwnFiles(self.pathways.of(slug), self.ladders.of(slug))

    @property
    def push_contact(self) -> str:
        """Whom the push services of browsers write to; "" where nobody can be notified."""
        own = self.base_url if self.base_url.startswith("https://") else ""
        return self.config.push.contact or own

    def account_links(
        self, slugs: Collection[str] | None = None, **parameters: str
    ) -> tuple[AccountLink, ...]:
        """Return how people sign in at the providers of offices.

        ``slugs`` are the districts of which an account is to be added, None where it signs in.
        """
        query = f"?{urlencode(parameters)}" if parameters else ""
        return tuple(
            AccountLink(provider.oidc.name, f"{self.base_url}{path_to(provider.key)}{query}")
            for provider in self.config.providers
            if slugs is None or provider.is_for(slugs)
        )

    def bot_link(self, payload: str) -> str:
        """Return the link that opens our Telegram chat with a start payload; "" without a bot."""
        name = self.identity.bot_name
        return f"https://t.me/{name}?start={payload}" if name else ""

    def translator(self, code: str) -> Translator:
        """Return the words of a language; one that is no longer offered falls back to German."""
        return self.translators.get(code) or self.translators["de"]
