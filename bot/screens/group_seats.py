"""The seats of a group and who holds them."""

from collections.abc import Sequence

from bot.domain.groups import Group, Member, Seat
from bot.i18n import Translator
from bot.screens import groups
from bot.screens.frame import leaf
from bot.ui import Button, Html, Screen, in_rows, press


def seats(
    tr: Translator, group: Group, seats: Sequence[Seat], page: int, *, names: bool, leads: bool
) -> Screen:
    """Return the seats of a steering group; ``names``: with the names of their holders."""
    shown, arrows = leaf(tr, seats, page, groups.PAGE, f"seat.list:{group.id}")
    lines = [_seat(tr, seat, names=names) for seat in shown]
    buttons = (
        [Button(tr.value(seat.label), press("seat.show", seat.id, 0)) for seat in shown]
        if leads
        else []
    )
    vacant = sum(not seat.holder and not seat.optional for seat in seats)
    body = tr.paragraphs(
        tr.lines(
            tr.bold(group.name), tr.plural("{n} seat is free.", "{n} seats are free.", vacant)
        ),
        tr.lines(*lines),
    )
    return Screen(
        body,
        in_rows(buttons, 1),
        arrows,
        at=f"seat.list:{group.id}:{page}",
        back=f"group.show:{group.id}",
    )


def _seat(tr: Translator, seat: Seat, *, names: bool) -> Html:
    if not seat.holder:
        return (
            tr("{seat}: may stay empty", seat=seat.label)
            if seat.optional
            else tr("{seat}: free", seat=seat.label)
        )
    if not names:
        return tr("{seat}: taken", seat=seat.label)
    if seat.deputy:
        return tr(
            "{seat}: {name}, deputy: {deputy}",
            seat=seat.label,
            name=seat.holder,
            deputy=seat.deputy,
        )
    return tr("{seat}: {name}", seat=seat.label, name=seat.holder)


def seat(tr: Translator, group: Group, seat: Seat, members: Sequence[Member], page: int) -> Screen:
    """Ask which member gets a seat."""
    shown, arrows = leaf(tr, members, page, groups.PAGE, f"seat.show:{seat.id}")
    buttons = [
        Button(tr.value(other.name), press("seat.set", seat.id, other.id)) for other in shown
    ]
    vacant = [Button(tr("Nobody"), press("seat.set", seat.id, 0))] if seat.holder else []
    body = tr.lines(tr.bold(group.name), tr("Who has this seat: {seat}?", seat=seat.label))
    return Screen(
        body,
        in_rows([*buttons, *vacant], 1),
        arrows,
        at=f"seat.show:{seat.id}:{page}",
        back=f"seat.list:{group.id}:0",
    )
