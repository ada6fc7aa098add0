"""Signing in with an account at the identity provider of an office, as screens offer it."""

from dataclasses import dataclass

from bot.i18n import Translator
from bot.ui import Button, Open


@dataclass(frozen=True, slots=True)
class AccountLink:
    """What people call a provider, and the address where they sign in there."""

    name: str
    url: str


def account_button(tr: Translator, account: AccountLink | None) -> list[Button]:
    """Return the button that leads to the provider, nothing without one."""
    return [Button(tr("Use my office account"), Open(account.url))] if account else []
