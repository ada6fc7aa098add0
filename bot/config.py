"""Settings: all that can be set, with defaults, examples and what must hold.

``bot/config_reader.py`` reads them from ``config.toml`` and the environment.
"""

import re
from dataclasses import dataclass, field

from bot.config_oidc import IdentityProvider, Oidc
from bot.config_sections import (
    Database,
    Email,
    Levels,
    Log,
    Metrics,
    Operator,
    Push,
    Questions,
    Retention,
    Search,
    Telegram,
    Web,
)

SECRETS = (
    "LOTSE_SECRET_KEY",
    "LOTSE_DATABASE_URL",
    "LOTSE_TELEGRAM_TOKEN",
    "LOTSE_EMAIL_PASSWORD",
    "LOTSE_OIDC_SECRET",
)
"""Settings that are read from the environment only, never from a file in the repository."""
OLD_KEYS = "LOTSE_OLD_SECRET_KEYS"
"""Keys that still open and find what was sealed with them, separated by commas."""
MAKE_KEY = "openssl rand -hex 32"
"""The command that makes a key."""


def is_strong(key: str) -> bool:
    """Return whether a key has 64 hexadecimal digits that are not all equal."""
    return bool(re.fullmatch(r"[0-9a-fA-F]{64}", key)) and len(set(key.lower())) > 1


@dataclass(frozen=True)
class Mistake:
    """A wrong setting: its key or variable, the reason, and an example of a right value."""

    key: str
    reason: str
    example: str

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}. Example: {self.example}"


class ConfigError(Exception):
    """The settings cannot be used; ``mistakes`` holds all reasons."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(map(str, mistakes)))


@dataclass(frozen=True)
class Config:
    """All settings. The secrets come from the environment, and are "" if unset."""

    web: Web = field(default_factory=Web)
    telegram: Telegram = field(default_factory=Telegram)
    email: Email = field(default_factory=Email)
    push: Push = field(default_factory=Push)
    oidc: Oidc = field(default_factory=Oidc)
    operator: Operator = field(default_factory=Operator)
    questions: Questions = field(default_factory=Questions)
    retention: Retention = field(default_factory=Retention)
    search: Search = field(default_factory=Search)
    levels: Levels = field(default_factory=Levels)
    log: Log = field(default_factory=Log)
    metrics: Metrics = field(default_factory=Metrics)
    database: Database = field(default_factory=Database)
    secret_key: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    telegram_token: str = field(default="", repr=False)
    email_password: str = field(default="", repr=False)
    oidc_secret: str = field(default="", repr=False)
    old_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    further_providers: tuple[IdentityProvider, ...] = ()

    @property
    def providers(self) -> tuple[IdentityProvider, ...]:
        """The identity providers of offices that are used, in the order of the settings."""
        first = IdentityProvider("", self.oidc, self.oidc_secret)
        return tuple(each for each in (first, *self.further_providers) if each.oidc.issuer)


SECTIONS: dict[str, type] = {
    "web": Web,
    "telegram": Telegram,
    "email": Email,
    "push": Push,
    "oidc": Oidc,
    "operator": Operator,
    "questions": Questions,
    "retention": Retention,
    "search": Search,
    "levels": Levels,
    "log": Log,
    "metrics": Metrics,
    "database": Database,
}
