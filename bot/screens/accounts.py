"""Signing in with an account at the identity provider of an office, as screens offer it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.i18n import Translator
from bot.text import shortened
from bot.ui import Button, Open

LONGEST = 24
"""Maximum length of the name of a provider on a button, in characters."""


@dataclass(frozen=True, slots=True)
class AccountLink:
    """What people call a provider, and the address where they sign in there."""

    name: str
    url: str


def account_buttons(tr: Translator, accounts: Sequence[AccountLink]) -> list[Button]:
    """Return the buttons that lead to providers; of several each has the name of its own."""
    if len(accounts) == 1:
        return [Button(tr("Use my office account"), Open(accounts[0].url))]
    return [
        Button(tr.value(shortened(account.name, LONGEST)), Open(account.url))
        for account in accounts
    ]
