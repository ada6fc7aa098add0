"""An invitation: what it makes of somebody, and that it did."""

from bot.domain.groups import Group
from bot.domain.people import Role
from bot.domain.places import District
from bot.i18n import Translator, mark
from bot.ui import Button, Screen, press

ASKED = {
    Role.VOLUNTEER: mark("You are invited to help as a volunteer in {district}."),
    Role.COORDINATOR: mark("You are invited to coordinate the offers of {district}."),
}


def into_group(tr: Translator, group: Group, token: str) -> Screen:
    """As the other: nothing happens before the press."""
    text = tr.lines(
        tr("You are invited into this group: {group}", group=group.name),
        tr("Press the button to accept. The invitation works once."),
        tr("With this you agree that we keep your language, your place and your role."),
    )
    return Screen(
        text, ((Button(tr("Accept"), press("invitation.accept", token)),),), back="home:0"
    )


def invited(tr: Translator, role: Role, district: District, token: str) -> Screen:
    """Nothing is given before the button is pressed: a preview of the link must not use it up."""
    text = tr.lines(
        tr(ASKED[role], district=district.name),
        tr("Press the button to accept. The invitation works once."),
        tr("With this you agree that we keep your language, your place and your role."),
    )
    return Screen(
        text, ((Button(tr("Accept"), press("invitation.accept", token)),),), back="home:0"
    )
