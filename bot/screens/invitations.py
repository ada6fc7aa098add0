"""Invitations to a role or into a group."""

from collections.abc import Sequence

from bot.domain.grants import Role
from bot.domain.groups import Group
from bot.domain.places import District
from bot.i18n import Translator, mark
from bot.screens.accounts import AccountLink, account_buttons
from bot.ui import NOTHING, Button, Screen, in_rows, press

ASKED = {
    Role.VOLUNTEER: mark("You are invited to help as a volunteer in {district}."),
    Role.READER: mark("You are invited to read the report of {district}."),
    Role.EDITOR: mark("You are invited to edit the offers of your organisation in {district}."),
    Role.TRANSLATOR: mark("You are invited to translate texts of {district}."),
    Role.COORDINATOR: mark("You are invited to coordinate the offers in {district}."),
}


def into_group(tr: Translator, group: Group, token: str) -> Screen:
    """Ask whether to join a group; nothing happens before the button is pressed."""
    text = tr.lines(
        tr("You are invited to join this group: {group}", group=group.name),
        tr("Press the button to accept. The invitation works only once."),
        tr("By accepting, you agree that we keep your language, your town and your role."),
    )
    return Screen(text, ((_accept(tr, token),),), at=f"invitation.show:{token}", back="home:0")


def invited(
    tr: Translator,
    role: Role,
    district: District,
    token: str,
    accounts: Sequence[AccountLink] = (),
) -> Screen:
    """Ask whether to accept a role; a preview of the link must not use the invitation.

    ``accounts`` are the providers with whose accounts it can be accepted.
    """
    text = tr.lines(
        tr(ASKED[role], district=district.name),
        tr("Press the button to accept. The invitation works only once."),
        tr("By accepting, you agree that we keep your language, your town and your role."),
        tr(
            "You can accept with your account too: {name}",
            name=tr.listed(account.name for account in accounts),
        )
        if accounts
        else NOTHING,
    )
    buttons = [_accept(tr, token), *account_buttons(tr, accounts)]
    at = f"invitation.show:{token}"
    return Screen(text, in_rows(buttons, 1), at=at, back="home:0")


def _accept(tr: Translator, token: str) -> Button:
    return Button(tr("Accept"), press("invitation.accept", token), answers="yes")
