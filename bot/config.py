"""Settings: all that can be set, with defaults, examples and what must hold.

``bot/config_reader.py`` reads them from ``config.toml`` and the environment.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

SECRETS = ("LOTSE_SECRET_KEY", "LOTSE_DATABASE_URL", "LOTSE_TELEGRAM_TOKEN", "LOTSE_EMAIL_PASSWORD")
"""Settings that are read from the environment only, never from a file in the repository."""


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


def setting(
    default: Any,
    example: str,
    check: Callable[[Any], bool] = lambda _: True,
    reason: str = "not allowed",
) -> Any:
    """Return a field of a section.

    ``example`` is a right value as TOML. ``check`` returns False for a wrong value, and ``reason``
    is what people then read.
    """
    meta = {"example": example, "check": check, "reason": reason}
    if isinstance(default, list):
        return field(default_factory=lambda: tuple(default), metadata=meta)
    return field(default=default, metadata=meta)


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    return text == "" or (parts.scheme in ("http", "https") and bool(parts.netloc))


def _is_origin(text: str) -> bool:
    return bool(re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", text))


def _positive(value: int) -> bool:
    return value > 0


@dataclass(frozen=True)
class Web:
    """The web server: its address here and for the public, and the sites that may embed the chat.

    ``port`` 0 lets the system choose. ``public_url`` is "" on one's own machine. ``embed_on`` are
    origins (scheme, host and port).
    """

    host: str = setting("127.0.0.1", '"127.0.0.1"', bool, "must not be empty")
    port: int = setting(8080, "8080", lambda port: 0 <= port < 65536, "must be from 0 to 65535")
    public_url: str = setting(
        "", '"https://lotse.example.org"', _is_url, "must begin with http:// or https://"
    )
    embed_on: tuple[str, ...] = setting(
        [],
        '["https://www.landkreis.example"]',
        lambda urls: all(map(_is_origin, urls)),
        "must be origins",
    )


@dataclass(frozen=True)
class Telegram:
    """Telegram, used when LOTSE_TELEGRAM_TOKEN is set.

    ``rate`` is the maximum number of messages a second in all, ``unasked_rate`` of those that
    nobody asked for; both stay below the 30 a second of Telegram ("Bots FAQ", broadcasting).
    ``parallel`` is the maximum number of messages on their way at the same time.
    """

    api: str = setting(
        "https://api.telegram.org",
        '"https://api.telegram.org"',
        lambda url: bool(url) and _is_url(url),
        "must be a URL",
    )
    mode: str = setting(
        "polling",
        '"polling"',
        lambda mode: mode in ("polling", "webhook"),
        'must be "polling" or "webhook"',
    )
    rate: int = setting(28, "28", _positive, "must be above 0")
    unasked_rate: int = setting(25, "25", _positive, "must be above 0")
    parallel: int = setting(8, "8", _positive, "must be above 0")


@dataclass(frozen=True)
class Email:
    """The mail server, used when ``sender`` is set. The password is LOTSE_EMAIL_PASSWORD."""

    host: str = setting("127.0.0.1", '"mail.landkreis.example"', bool, "must not be empty")
    port: int = setting(587, "587", lambda port: 0 < port < 65536, "must be from 1 to 65535")
    security: str = setting(
        "starttls",
        '"starttls"',
        lambda name: name in ("starttls", "tls", "none"),
        'must be "starttls", "tls" or "none"',
    )
    user: str = setting("", '"lotse"')
    sender: str = setting(
        "",
        '"lotse@landkreis.example"',
        lambda text: text == "" or "@" in text,
        "must be an e-mail address",
    )


@dataclass(frozen=True)
class Operator:
    """The office that runs the service, as people read it; "" where it is not given."""

    name: str = setting("", '"Landkreis Waldshut"')
    contact: str = setting("", '"lotse@landkreis.example"')


@dataclass(frozen=True)
class Retention:
    """How long data is kept after it was last needed. Offers expire after ``offers_days``."""

    people_weeks: int = setting(52, "52", _positive, "must be above 0")
    strangers_hours: int = setting(24, "24", _positive, "must be above 0")
    dialogue_hours: int = setting(24, "24", _positive, "must be above 0")
    reports_days: int = setting(180, "180", _positive, "must be above 0")
    inbox_days: int = setting(3, "3", _positive, "must be above 0")
    deliveries_days: int = setting(30, "30", _positive, "must be above 0")
    offers_days: int = setting(365, "365", _positive, "must be above 0")


@dataclass(frozen=True)
class Log:
    """The log: ``level`` is the lowest level of messages that are written."""

    level: str = setting(
        "INFO",
        '"INFO"',
        lambda name: name in ("DEBUG", "INFO", "WARNING", "ERROR"),
        "must be DEBUG, INFO, WARNING or ERROR",
    )


@dataclass(frozen=True)
class Search:
    """The search. ``meaning``: "auto" compares what texts mean, where an encoder is installed."""

    meaning: str = setting(
        "auto", '"auto"', lambda mode: mode in ("auto", "off"), 'must be "auto" or "off"'
    )


@dataclass(frozen=True)
class Database:
    """The database: ``path`` of the SQLite file, used without LOTSE_DATABASE_URL.

    ``pool`` is the maximum number of connections.
    """

    path: str = setting("var/lotse.sqlite", '"var/lotse.sqlite"', bool, "must not be empty")
    pool: int = setting(10, "10", _positive, "must be above 0")


@dataclass(frozen=True)
class Config:
    """All settings. The secrets come from the environment, and are "" if unset."""

    web: Web = field(default_factory=Web)
    telegram: Telegram = field(default_factory=Telegram)
    email: Email = field(default_factory=Email)
    operator: Operator = field(default_factory=Operator)
    retention: Retention = field(default_factory=Retention)
    search: Search = field(default_factory=Search)
    log: Log = field(default_factory=Log)
    database: Database = field(default_factory=Database)
    secret_key: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    telegram_token: str = field(default="", repr=False)
    email_password: str = field(default="", repr=False)


SECTIONS: dict[str, type] = {
    "web": Web,
    "telegram": Telegram,
    "email": Email,
    "operator": Operator,
    "retention": Retention,
    "search": Search,
    "log": Log,
    "database": Database,
}
