"""Invitations to a group: many at once, as sheets to print or e-mails, and those still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from bot.domain.groups import Group
from bot.i18n import plain
from bot.rules import group_invitations as rules
from bot.rules import groups as group_rules
from bot.rules.problems import Problem, Refusal
from bot.ui import Html
from handlers.desk import lists
from handlers.desk.office.people import codes
from handlers.desk.page import Answer, DeskRequest, Shown
from handlers.dialogue.shared import joining
from handlers.dialogue.shared.joining import NewInvitation


@dataclass(frozen=True, slots=True)
class Sheet:
    """An invitation on a sheet: its number, whom it is for as the office typed it, and its links.

    ``name`` "" is anybody. ``mail`` opens an e-mail to that person, "" if no address was typed.
    """

    number: int
    name: str
    codes: Sequence[tuple[str, Html]]
    mail: str


async def invited(desk: DeskRequest, group: Group) -> Answer:
    """Return a sheet with a link of its own for each person; no name or address is stored."""
    names = rules.invited(desk.sent("people"), desk.sent("sheets"))
    if group_rules.is_full(group):
        raise Refusal(Problem.GROUP_FULL)
    sheets = [
        _sheet(desk, group, name, await joining.new_invitation(desk.turn, group)) for name in names
    ]
    return Shown("group_invited.html", {"group": group, "sheets": sheets}, is_done=True)


async def take_back(desk: DeskRequest, group: Group) -> None:
    """Take back the ticked invitations. Raises Refusal if none of them is open any more."""
    if not await joining.take_back(desk.turn, group, lists.numbers(desk.sent_all("invitation"))):
        raise Refusal(Problem.CHANGED_MEANWHILE)


def _sheet(desk: DeskRequest, group: Group, name: str, new: NewInvitation) -> Sheet:
    address = rules.address_of(name)
    mail = _mail(desk, group, address, new.links[0]) if address else ""
    return Sheet(new.id, name, codes(new.links), mail)


def _mail(desk: DeskRequest, group: Group, address: str, link: str) -> str:
    """Return an address that opens an e-mail to somebody, with the link in it."""
    tr = desk.turn.tr
    invitation = plain(tr("You are invited to join this group: {group}", group=group.name))
    warning = plain(tr("The link is for you only. You can use it once, in the next seven days."))
    lines = [invitation, link, warning, desk.district.name]
    words = urlencode({"subject": group.name, "body": "\n\n".join(lines)}, quote_via=quote)
    return f"mailto:{quote(address, safe='@')}?{words}"
