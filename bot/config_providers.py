"""The identity providers of offices: that of ``[oidc]``, and more, each in ``[oidc.<key>]``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from bot.config import Mistake
from bot.config_oidc import IdentityProvider, Oidc
from bot.config_sections import Web
from bot.config_values import section_of, variable_of

SECTION = "oidc"
SETTINGS = tuple(item.name for item in fields(Oidc))
TAKEN = {*SETTINGS, "secret", "back"}
"""Keys that would be read as something else in the settings, or in an address."""
KEY = re.compile(r"[a-z][a-z0-9]{0,19}", re.ASCII)
_VARIABLE = re.compile(r"LOTSE_OIDC_([A-Z0-9]+)_ISSUER", re.ASCII)
_EXAMPLES = {"client_id": '"lotse"', "name": '"Landkreis Waldshut"'}


def tables_in(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the tables of further providers in the settings, by their key."""
    section = content.get(SECTION)
    entries = section.items() if isinstance(section, dict) else ()
    return {key: table for key, table in entries if isinstance(table, dict) and key not in SETTINGS}


def further_keys(content: Mapping[str, Any], environment: Mapping[str, str]) -> list[str]:
    """Return the keys of the providers beside that of ``[oidc]``, in the order of the settings."""
    found = [_VARIABLE.fullmatch(variable) for variable in sorted(environment)]
    named = [match[1].lower() for match in found if match]
    return list(dict.fromkeys([*tables_in(content), *named]))


def variables_of(key: str) -> set[str]:
    """Return the variables of a provider: its settings, and its secret."""
    return {variable_of(f"{SECTION}.{key}.{name}") for name in (*SETTINGS, "secret")}


def further_providers(
    content: Mapping[str, Any], environment: Mapping[str, str]
) -> tuple[list[IdentityProvider], list[Mistake]]:
    """Return the providers beside that of ``[oidc]``, and what is wrong with their settings."""
    providers: list[IdentityProvider] = []
    mistakes: list[Mistake] = []
    for key in further_keys(content, environment):
        table = tables_in(content).get(key, {})
        section, wrong = section_of(f"{SECTION}.{key}", Oidc, table, environment)
        mistakes += [*_wrong_names(key, table), *wrong]
        if section is not None:
            secret = environment.get(variable_of(f"{SECTION}.{key}.secret"), "")
            providers.append(IdentityProvider(key, section, secret))
    return providers, mistakes


def _wrong_names(key: str, table: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield a mistake for a key that is none, and for settings that no provider has."""
    if not KEY.fullmatch(key) or key in TAKEN:
        reason = "must be a word of a to z and digits that means nothing else here"
        yield Mistake(f"{SECTION}.{key}", reason, "[oidc.kreisamt]")
    for name in table.keys() - set(SETTINGS):
        yield Mistake(f"{SECTION}.{key}.{name}", "is not a setting", ", ".join(SETTINGS))


def wrong_providers(providers: Sequence[IdentityProvider], web: Web | None) -> Iterator[Mistake]:
    """Yield a mistake for each provider that is half described, or like another one."""
    for provider in providers:
        yield from _half_described(provider)
    used = [provider for provider in providers if provider.oidc.issuer]
    if used and web and not web.public_url:
        reason = "must be set where an identity provider leads people back"
        yield Mistake("web.public_url", reason, '"https://lotse.example.org"')
    for name in ("issuer", "name"):
        yield from _alike(used, name)


def _half_described(provider: IdentityProvider) -> Iterator[Mistake]:
    if not provider.oidc.issuer:
        if provider.oidc.client_id:
            example = '"https://sso.landkreis.example/realms/office"'
            reason = f"must be set with the rest of [{provider.section}]"
            yield Mistake(f"{provider.section}.issuer", reason, example)
        return
    for name, example in _EXAMPLES.items():
        if not getattr(provider.oidc, name).strip():
            reason = f"must be set where {provider.section}.issuer is"
            yield Mistake(f"{provider.section}.{name}", reason, example)


def _alike(providers: Sequence[IdentityProvider], name: str) -> Iterator[Mistake]:
    """Yield a mistake for a setting that another provider has: people are known by the issuer."""
    seen: set[str] = set()
    for provider in providers:
        value = getattr(provider.oidc, name).strip().casefold()
        if value and value in seen:
            reason = "must not be that of another provider"
            yield Mistake(f"{provider.section}.{name}", reason, '"Landkreis Lörrach"')
        seen.add(value)
