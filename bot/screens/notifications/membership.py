"""Who belongs to a group, and who has a seat in it."""

from collections.abc import Mapping

from bot.domain.announcements import Kind
from bot.domain.group_events.membership import (
    AbsenceNoticed,
    JoinAccepted,
    JoinRefused,
    JoinRequested,
    MemberEvent,
    MemberJoined,
    MemberRemoved,
    MembershipEvent,
    SeatGiven,
    SeatsVacant,
    SeatWithdrawn,
)
from bot.domain.groups import Group
from bot.i18n import Translator, mark
from bot.screens.frame import no_more
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

SENTENCES: Mapping[type[MembershipEvent], str] = {
    JoinRequested: mark("{name} wants to join: {group}"),
    MemberJoined: mark("{name} has joined: {group}"),
    JoinAccepted: mark("You are now in this group: {group}"),
    JoinRefused: mark("You cannot join this group now: {group}"),
    MemberRemoved: mark("You are no longer in this group: {group}"),
    SeatGiven: mark("You now have a seat in this group: {group}"),
    SeatWithdrawn: mark("You no longer have a seat in this group: {group}"),
    SeatsVacant: mark("This group has free seats: {group}"),
    AbsenceNoticed: mark(
        "You have not been here for a while. Do you want to stay in this group? {group}"
    ),
}


WITHOUT_NAME: Mapping[type[MembershipEvent], str] = {
    JoinRequested: mark("Somebody wanted to join: {group}"),
    MemberJoined: mark("Somebody has joined: {group}"),
}
"""Instead of ``SENTENCES`` when the person has left meanwhile, and the name is deleted."""


def notification(
    tr: Translator, event: MembershipEvent, group: Group | None, words: str = ""
) -> Screen:
    """Return news for one person; ``group`` None: it was deleted meanwhile.

    ``words`` are the name of whom it is about, what the lead wrote, or the labels of vacant seats.
    """
    body = tr.lines(
        tr("👥 <b>News from your group</b>"),
        _sentence(tr, event, group.name if group else "–", words),
        _detail(tr, event, words),
    )
    buttons = _buttons(tr, event, group) if group else []
    return Screen(body, in_rows([*buttons, no_more(tr, Kind.GROUP)], 1))


def _sentence(tr: Translator, event: MembershipEvent, group: str, words: str) -> Html:
    if not isinstance(event, MemberEvent):
        return tr(SENTENCES[type(event)], group=group)
    if not words:
        return tr(WITHOUT_NAME[type(event)], group=group)
    return tr(SENTENCES[type(event)], group=group, name=words)


def _detail(tr: Translator, event: MembershipEvent, words: str) -> Html:
    match event:
        case JoinRefused() if words:
            return tr("The lead says: {words}", words=words)
        case SeatsVacant() if words:
            return tr.value(words)
    return NOTHING


def _buttons(tr: Translator, event: MembershipEvent, group: Group) -> list[Button]:
    """What the person can do at once, and the way to the group."""
    look = Button(tr("Open"), press("group.show", group.id))
    match event:
        case JoinRequested():
            return [Button(tr("Join requests"), press("member.requests", group.id, 0)), look]
        case SeatsVacant():
            return [Button(tr("Seats"), press("seat.list", group.id, 0)), look]
        case AbsenceNoticed():
            return [
                Button(tr("Yes, I want to stay"), press("group.show", group.id)),
                Button(tr("Leave the group"), press("group.leave", group.id)),
                look,
            ]
    return [look]
