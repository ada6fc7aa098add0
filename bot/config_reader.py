"""Settings are read from ``config.toml`` and from ``LOTSE_<SECTION>_<KEY>``, which wins.

All mistakes are reported at once.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, get_type_hints

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
    mistakes = [*_unknown_settings(content), *_unknown_variables(environment)]
    sections: dict[str, Any] = {}
    for name, section in SECTIONS.items():
        table = content.get(name, {})
        sections[name], section_mistakes = _section(
            name, section, table if isinstance(table, dict) else {}, environment
        )
        mistakes += section_mistakes
    mistakes += [*_wrong_secrets(environment), *_wrong_together(sections)]
    mistakes += _wrong_provider(sections)
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
    )


def _old_keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, environment.get(OLD_KEYS, "").replace(",", " ").split()))


def _section(
    name: str, section: type, table: Mapping[str, Any], environment: Mapping[str, str]
) -> tuple[Any, list[Mistake]]:
    """Return a section, or None and its mistakes. ``table`` is that of the file."""
    hints = get_type_hints(section)
    values, mistakes = {}, []
    for item in fields(section):
        variable = _variable(f"{name}.{item.name}")
        try:
            if variable in environment:
                values[item.name] = _from_text(environment[variable], hints[item.name])
            elif item.name in table:
                values[item.name] = _typed(table[item.name], hints[item.name])
            else:
                continue
            if not item.metadata["check"](values[item.name]):
                raise ValueError(item.metadata["reason"])
        except ValueError as error:
            key = variable if variable in environment else f"{name}.{item.name}"
            mistakes.append(Mistake(key, str(error), item.metadata["example"]))
    return (None if mistakes else section(**values)), mistakes


def _variable(key: str) -> str:
    """Return the environment variable of a setting: "web.port" is LOTSE_WEB_PORT."""
    return f"LOTSE_{key.replace('.', '_')}".upper()


_KEY = r"[0-9a-fA-F]{64}"
_KIND_REASONS = {int: "must be a whole number", str: "must be text in quotes"}


def _typed(value: Any, kind: Any) -> Any:
    """Return a value of the file if it is of a kind: int, str, or a tuple of str.

    Raises ValueError with the reason otherwise.
    """
    if kind is int:
        is_right = type(value) is int  # a bool is no number
    elif kind is str:
        is_right = isinstance(value, str)
    else:
        is_right = isinstance(value, list) and all(isinstance(item, str) for item in value)
    if not is_right:
        raise ValueError(_KIND_REASONS.get(kind, "must be a list of texts"))
    return value if kind in _KIND_REASONS else tuple(value)


def _from_text(text: str, kind: Any) -> Any:
    """Return the value of a variable as int, str, or a tuple of str; raises ValueError."""
    if kind is int:
        if not re.fullmatch(r"-?\d{1,9}", text):
            raise ValueError("must be a whole number")
        return int(text)
    return text if kind is str else tuple(filter(None, text.replace(",", " ").split()))


def _all_keys() -> set[str]:
    return {f"{name}.{item.name}" for name, section in SECTIONS.items() for item in fields(section)}


def _unknown_settings(content: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield a mistake for each key of the file that is no setting."""
    allowed = _all_keys()
    for name, table in content.items():
        keys = table if isinstance(table, dict) else [""]
        for key in (f"{name}.{key}" for key in keys):
            if key not in allowed:
                yield Mistake(key.rstrip("."), "is not a setting", ", ".join(sorted(allowed)))


def _unknown_variables(environment: Mapping[str, str]) -> Iterator[Mistake]:
    """Yield a mistake for each variable that begins with LOTSE_ and is no setting."""
    allowed = {_variable(key) for key in _all_keys()} | {*SECRETS, OLD_KEYS}
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


def _wrong_provider(values: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield a mistake for an identity provider that is only half described."""
    oidc, web = values["oidc"], values["web"]
    if oidc is None:
        return
    if not oidc.issuer:
        if oidc.client_id:
            example = '"https://sso.landkreis.example/realms/office"'
            yield Mistake("oidc.issuer", "must be set with the rest of [oidc]", example)
        return
    for name, example in (("client_id", '"lotse"'), ("name", '"Landkreis Waldshut"')):
        if not getattr(oidc, name).strip():
            yield Mistake(f"oidc.{name}", "must be set where oidc.issuer is", example)
    if web and not web.public_url:
        reason = "must be set where an identity provider leads people back"
        yield Mistake("web.public_url", reason, '"https://lotse.example.org"')
