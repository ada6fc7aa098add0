"""Settings are read from ``config.toml`` and from ``LOTSE_<SECTION>_<KEY>``, which wins.

All mistakes are reported at once.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any

from bot.config import (
    MAKE_KEY,
    OLD_KEYS,
    SECRETS,
    SECTIONS,
    Config,
    ConfigError,
    Mistake,
    is_strong,
)
from bot.config_oidc import IdentityProvider
from bot.config_providers import (
    further_keys,
    further_providers,
    tables_in,
    variables_of,
    wrong_providers,
)
from bot.config_values import section_of, variable_of


def load(text: str, environment: Mapping[str, str]) -> Config:
    """Return the settings from the text of ``config.toml`` and the environment.

    Raises ConfigError with all mistakes, among them settings that do not exist.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            [Mistake("config.toml", f"is not valid TOML ({error})", "[web]")]
        ) from None
    keys = further_keys(content, environment)
    mistakes = [*_unknown_settings(content), *_unknown_variables(environment, keys)]
    sections: dict[str, Any] = {}
    for name, section in SECTIONS.items():
        table = content.get(name, {})
        sections[name], section_mistakes = section_of(
            name, section, table if isinstance(table, dict) else {}, environment
        )
        mistakes += section_mistakes
    providers, provider_mistakes = further_providers(content, environment)
    mistakes += [*provider_mistakes, *_wrong_secrets(environment), *_wrong_together(sections)]
    first = [IdentityProvider("", sections["oidc"])] if sections["oidc"] else []
    mistakes += wrong_providers([*first, *providers], sections["web"])
    if mistakes:
        raise ConfigError(mistakes)
    key, url, token, password, oidc = (environment.get(name, "") for name in SECRETS)
    return Config(
        **sections,
        secret_key=key,
        database_url=url,
        telegram_token=token,
        email_password=password,
        oidc_secret=oidc,
        old_secret_keys=_old_keys(environment),
        further_providers=tuple(providers),
    )


def _old_keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, environment.get(OLD_KEYS, "").replace(",", " ").split()))


def _all_keys() -> set[str]:
    return {f"{name}.{item.name}" for name, section in SECTIONS.items() for item in fields(section)}


def _unknown_settings(content: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield a mistake for each key of the file that is no setting."""
    allowed = _all_keys() | {f"oidc.{key}" for key in tables_in(content)}
    for name, table in content.items():
        keys = table if isinstance(table, dict) else [""]
        for key in (f"{name}.{key}" for key in keys):
            if key not in allowed:
                yield Mistake(key.rstrip("."), "is not a setting", ", ".join(sorted(allowed)))


def _unknown_variables(
    environment: Mapping[str, str], providers: Collection[str]
) -> Iterator[Mistake]:
    """Yield a mistake for each variable that begins with LOTSE_ and is no setting.

    ``providers`` are the keys of the identity providers that have a section of their own.
    """
    allowed = {variable_of(key) for key in _all_keys()} | {*SECRETS, OLD_KEYS}
    allowed = allowed.union(*map(variables_of, providers))
    for variable in environment:
        if variable.startswith("LOTSE_") and variable not in allowed:
            yield Mistake(variable, "is not a setting", ", ".join(sorted(allowed)))


_WEAK = "must be 64 hexadecimal digits, not all of them equal"


def _wrong_secrets(environment: Mapping[str, str]) -> Iterator[Mistake]:
    key, url, token, *_ = (environment.get(name, "") for name in SECRETS)
    if key and not is_strong(key):
        yield Mistake(SECRETS[0], _WEAK, f"the output of: {MAKE_KEY}")
    if not all(map(is_strong, _old_keys(environment))):
        yield Mistake(OLD_KEYS, f"each {_WEAK}", "the keys used before, separated by commas")
    if url and not re.match(r"(sqlite|postgresql)(\+\w+)?://", url):
        yield Mistake(
            SECRETS[1], "must be an SQLite or PostgreSQL URL", "postgresql://lotse@localhost/lotse"
        )
    if token and not re.fullmatch(r"\d{1,16}:[A-Za-z0-9_-]{1,100}", token):
        yield Mistake(SECRETS[2], "must be the token that @BotFather gave", "123456789:AAE...")


def _wrong_together(values: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield a mistake for settings that are right alone and wrong with another one."""
    web, telegram, email = values["web"], values["telegram"], values["email"]
    if web and email and email.sender and not web.public_url:
        yield Mistake(
            "web.public_url",
            "must be set where e-mails are sent: they hold links",
            '"https://lotse.example.org"',
        )
    is_reachable = web and web.ascii_url.startswith(("https://", "http://127.0.0.1"))
    if web and telegram and telegram.mode == "webhook" and not is_reachable:
        yield Mistake(
            "web.public_url",
            "must begin with https:// where Telegram brings the updates",
            '"https://lotse.example.org"',
        )
