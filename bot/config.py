"""Settings: ``config.toml`` plus ``LOTSE_<SECTION>_<KEY>`` from the environment. All mistakes are told at once."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints
from urllib.parse import urlsplit

SECRETS = ("LOTSE_SECRET_KEY", "LOTSE_DATABASE_URL", "LOTSE_TELEGRAM_TOKEN", "LOTSE_EMAIL_PASSWORD")
"""Only from the environment, never from a file in the repository."""


@dataclass(frozen=True)
class Mistake:
    """One wrong setting: its key, the reason, and an example that would be right."""

    key: str
    reason: str
    example: str

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}. Example: {self.example}"


class ConfigError(Exception):
    """The settings cannot be used; ``mistakes`` holds every reason."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(map(str, mistakes)))


def setting(
    default: Any,
    example: str,
    check: Callable[[Any], bool] = lambda _: True,
    reason: str = "not allowed",
) -> Any:
    """A field of a section: default, a right example, and what else must hold."""
    meta = {"example": example, "check": check, "reason": reason}
    if isinstance(default, list):
        return field(default_factory=lambda: tuple(default), metadata=meta)
    return field(default=default, metadata=meta)


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    return text == "" or (parts.scheme in ("http", "https") and bool(parts.netloc))


def _is_origin(text: str) -> bool:
    return bool(re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", text))


def _positive(number: int) -> bool:
    return number > 0


@dataclass(frozen=True)
class Web:
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
    """Used when LOTSE_TELEGRAM_TOKEN is set."""

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
    """Used when ``sender`` is set. The password is LOTSE_EMAIL_PASSWORD."""

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
    name: str = setting("", '"Landkreis Waldshut"')
    contact: str = setting("", '"lotse@landkreis.example"')


@dataclass(frozen=True)
class Retention:
    people_weeks: int = setting(52, "52", _positive, "must be above 0")
    strangers_hours: int = setting(24, "24", _positive, "must be above 0")
    dialogue_hours: int = setting(24, "24", _positive, "must be above 0")
    reports_days: int = setting(180, "180", _positive, "must be above 0")
    inbox_days: int = setting(3, "3", _positive, "must be above 0")
    deliveries_days: int = setting(30, "30", _positive, "must be above 0")
    offers_days: int = setting(365, "365", _positive, "must be above 0")


@dataclass(frozen=True)
class Log:
    level: str = setting(
        "INFO",
        '"INFO"',
        lambda name: name in ("DEBUG", "INFO", "WARNING", "ERROR"),
        "must be DEBUG, INFO, WARNING or ERROR",
    )


@dataclass(frozen=True)
class Database:
    path: str = setting("var/lotse.sqlite", '"var/lotse.sqlite"', bool, "must not be empty")
    pool: int = setting(10, "10", _positive, "must be above 0")


@dataclass(frozen=True)
class Config:
    """Everything that can be set. ``secret_key``, ``database_url`` and so on come from the environment, "" if unset."""

    web: Web = field(default_factory=Web)
    telegram: Telegram = field(default_factory=Telegram)
    email: Email = field(default_factory=Email)
    operator: Operator = field(default_factory=Operator)
    retention: Retention = field(default_factory=Retention)
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
    "log": Log,
    "database": Database,
}


def load(text: str, environment: Mapping[str, str]) -> Config:
    """Read the text of ``config.toml`` and the environment. Raises ConfigError with every mistake."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            [Mistake("config.toml", f"is not valid TOML ({error})", "[web]")]
        ) from None
    mistakes = [*_unknown(given, environment)]
    values: dict[str, Any] = {}
    for name, section in SECTIONS.items():
        found = given.get(name, {})
        values[name], wrong = _section(
            name, section, found if isinstance(found, dict) else {}, environment
        )
        mistakes += wrong
    mistakes += [*_wrong_secrets(environment), *_wrong_together(values)]
    if mistakes:
        raise ConfigError(mistakes)
    key, url, token, password = (environment.get(name, "") for name in SECRETS)
    return Config(
        **values, secret_key=key, database_url=url, telegram_token=token, email_password=password
    )


def _section(
    name: str, section: type, given: Mapping[str, Any], environment: Mapping[str, str]
) -> tuple[Any, list[Mistake]]:
    hints = get_type_hints(section)
    values, mistakes = {}, []
    for item in fields(section):
        key, variable = f"{name}.{item.name}", f"LOTSE_{name}_{item.name}".upper()
        try:
            if variable in environment:
                values[item.name] = _from_text(environment[variable], hints[item.name])
            elif item.name in given:
                values[item.name] = _typed(given[item.name], hints[item.name])
            else:
                continue
            if not item.metadata["check"](values[item.name]):
                raise ValueError(item.metadata["reason"])
        except ValueError as error:
            mistakes.append(
                Mistake(
                    variable if variable in environment else key,
                    str(error),
                    item.metadata["example"],
                )
            )
    return (None if mistakes else section(**values)), mistakes


def _typed(value: Any, kind: Any) -> Any:
    if kind is int and type(value) is int:
        return value
    if kind is str and isinstance(value, str):
        return value
    if (
        kind not in (int, str)
        and isinstance(value, list)
        and all(isinstance(item, str) for item in value)
    ):
        return tuple(value)
    raise ValueError(
        {int: "must be a whole number", str: "must be text in quotes"}.get(
            kind, "must be a list of texts"
        )
    )


def _from_text(text: str, kind: Any) -> Any:
    if kind is int:
        if not re.fullmatch(r"-?\d{1,9}", text):
            raise ValueError("must be a whole number")
        return int(text)
    return text if kind is str else tuple(filter(None, text.replace(",", " ").split()))


def _unknown(given: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[Mistake]:
    known = {
        f"{name}.{item.name}" for name, section in SECTIONS.items() for item in fields(section)
    }
    variables = {f"LOTSE_{key.replace('.', '_')}".upper() for key in known} | set(SECRETS)
    for name, section in given.items():
        for key in section if isinstance(section, dict) else [""]:
            if f"{name}.{key}" not in known:
                yield Mistake(
                    f"{name}.{key}".rstrip("."), "is not a setting", ", ".join(sorted(known))
                )
    for variable in environment:
        if variable.startswith("LOTSE_") and variable not in variables:
            yield Mistake(variable, "is not a setting", ", ".join(sorted(variables)))


def _wrong_secrets(environment: Mapping[str, str]) -> Iterator[Mistake]:
    key, url, token, _ = (environment.get(name, "") for name in SECRETS)
    if key and not re.fullmatch(r"[0-9a-fA-F]{64}", key):
        yield Mistake(
            SECRETS[0], "must be 64 hexadecimal digits", "the output of: openssl rand -hex 32"
        )
    if url and not re.match(r"(sqlite|postgresql)(\+\w+)?://", url):
        yield Mistake(
            SECRETS[1], "must be an SQLite or PostgreSQL URL", "postgresql://lotse@localhost/lotse"
        )
    if token and not re.fullmatch(r"\d{1,16}:[A-Za-z0-9_-]{1,100}", token):
        yield Mistake(SECRETS[2], "must be the token that @BotFather gave", "123456789:AAE...")


def _wrong_together(values: Mapping[str, Any]) -> Iterator[Mistake]:
    """Settings that are right alone and wrong with another one."""
    web, telegram, email = values["web"], values["telegram"], values["email"]
    if web and email and email.sender and not web.public_url:
        yield Mistake(
            "web.public_url",
            "must be set where e-mails are sent: they hold links",
            '"https://lotse.example.org"',
        )
    if (
        web
        and telegram
        and telegram.mode == "webhook"
        and not web.public_url.startswith(("https://", "http://127.0.0.1"))
    ):
        yield Mistake(
            "web.public_url",
            "must begin with https:// where Telegram brings the updates",
            '"https://lotse.example.org"',
        )
