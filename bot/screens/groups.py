"""Groups: one group, who asked, who is in it, who sits where."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.groups import Group, Joining, Kind, Member, Seat, Standing
from bot.domain.people import Person
from bot.domain.places import Field, Municipality
from bot.i18n import Translator, mark
from bot.rules import groups as rules
from bot.screens import links
from bot.screens.fields import field_label
from bot.screens.frame import leaf
from bot.screens.problems import WORDS
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

PAGE = 5
KINDS = {
    Kind.HELPER_CIRCLE: mark("Helper circle"),
    Kind.WORKING_GROUP: mark("Working group"),
    Kind.STEERING_GROUP: mark("Steering group"),
    Kind.ROUND_TABLE: mark("Round table"),
    Kind.TRAINING: mark("Training"),
}
JOINING = {
    Joining.OPEN: mark("Everybody can join at once."),
    Joining.APPROVAL: mark("You ask, and a lead decides."),
    Joining.INVITATION: mark("Only with an invitation."),
}
STANDINGS = {
    Standing.ASKED: mark("has asked"),
    Standing.GUEST: mark("guest"),
    Standing.MEMBER: mark("member"),
    Standing.DELEGATE: mark("delegate"),
    Standing.LEAD: mark("lead"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait for an answer, how many meetings are planned, how many seats there are, how many results this person may read."""

    asking: int = 0
    meetings: int = 0
    seats: int = 0
    results: int = 0


def card(
    tr: Translator,
    person: Person,
    one: Group,
    mine: Member | None,
    town: Municipality | None,
    about: Field | None,
    counts: Counts,
) -> Screen:
    """What somebody decides by: what it is, where, how one gets in, and why not if not."""
    problem = rules.obstacle(person, one, mine)
    inside, leads = rules.is_in(mine), rules.leads(person, one, mine)
    words = (
        one.texts.get(tr.language.code)
        or one.texts.get(tr.language.code.split("-")[0])
        or one.texts.get("de", "")
    )
    body = tr.paragraphs(
        tr.lines(
            tr.bold(one.name),
            tr("Sample, not a real group.") if one.sample else NOTHING,
            tr(KINDS[one.kind]),
        ),
        tr.lines(*(tr.value(line) for line in words.split("\n") if line)),
        tr.lines(
            field_label(tr, about) if about else NOTHING,
            tr("Place: {place}", place=town.name) if town else tr("The whole district"),
            tr("Language: {language}", language=tr.language_name(one.language)),
            _count(tr, one),
            tr(JOINING[one.joining])
            if not inside
            else tr("You are: {standing}", standing=tr(STANDINGS[mine.standing]))
            if mine
            else NOTHING,
            tr(WORDS[problem]) if problem and not inside else NOTHING,
        ),
    )
    return Screen(
        body,
        in_rows(_ways(tr, one, mine, counts, leads=leads, open_=problem is None), 2),
        at=f"group.show:{one.id}",
        back="group.list:0",
    )


def _count(tr: Translator, one: Group) -> Html:
    if one.most is None:
        return tr.plural("{n} member", "{n} members", one.members)
    return tr("{n} of {most} places are taken.", n=one.members, most=one.most)


def _ways(
    tr: Translator, one: Group, mine: Member | None, counts: Counts, *, leads: bool, open_: bool
) -> list[Button]:
    inside, buttons = rules.is_in(mine), []
    if open_:
        buttons.append(
            Button(
                tr("Join") if one.joining is Joining.OPEN else tr("Ask to join"),
                press("group.join", one.id),
            )
        )
    if mine:
        buttons.append(
            Button(
                tr("Leave the group") if inside else tr("Take my request back"),
                press("group.leave", one.id),
            )
        )
    if inside or leads:
        buttons.append(
            Button(tr("Meetings: {n}", n=counts.meetings), press("meeting.list", one.id, 0))
        )
        buttons.append(Button(tr("Members"), press("member.list", one.id, 0)))
    if counts.results or inside or leads:
        buttons.append(
            Button(tr("Results: {n}", n=counts.results), press("result.list", one.id, 0))
        )
    if counts.seats:
        buttons.append(Button(tr("Seats: {n}", n=counts.seats), press("seat.list", one.id, 0)))
    if leads:
        buttons.append(
            Button(tr("🛠 Lead the group: {n}", n=counts.asking), press("group.lead", one.id))
        )
    return buttons


def lead(tr: Translator, one: Group, asking: int) -> Screen:
    """What only those who lead it can do. ``asking`` is how many wait for an answer."""
    buttons = [
        Button(tr("Requests: {n}", n=asking), press("member.requests", one.id, 0)),
        Button(tr("Invite somebody"), press("group.invite", one.id)),
        Button(tr("Change the group"), press("group.edit", one.id)),
        Button(tr("Ask who can help"), press("call.show", one.id)),
        Button(tr("Connect a Telegram group"), press("chat.show", one.id)),
    ]
    return Screen(
        tr.lines(tr.bold(one.name), _count(tr, one)),
        in_rows(buttons, 1),
        at=f"group.lead:{one.id}",
        back=f"group.show:{one.id}",
    )


def call(tr: Translator, one: Group) -> Screen:
    """Asks for a name that only this group sees."""
    said = tr.lines(
        tr("How shall the group call you? Please type a name."),
        tr("Only the people of this group see it. We delete it when you leave."),
    )
    return Screen(said, back=f"group.show:{one.id}", placeholder=tr("Your name"))


def asking(tr: Translator, one: Group, known: Sequence[Member], page: int) -> Screen:
    shown, arrows = leaf(tr, known, page, PAGE, f"member.requests:{one.id}")
    buttons = [Button(tr.value(other.name), press("member.request", other.id)) for other in shown]
    said = tr.lines(
        tr.bold(one.name), tr("They want to join:") if known else tr("Nobody waits for an answer.")
    )
    return Screen(
        said,
        in_rows(buttons, 1),
        arrows,
        at=f"member.requests:{one.id}:{page}",
        back=f"group.lead:{one.id}",
    )


def request(tr: Translator, one: Group, found: Member) -> Screen:
    said = tr.lines(tr.bold(one.name), tr("{name} wants to join.", name=found.name))
    buttons = [
        Button(tr("✅ Accept"), press("member.accept", found.id)),
        Button(tr("Refuse"), press("member.refuse", found.id)),
    ]
    return Screen(
        said,
        in_rows(buttons, 2),
        at=f"member.request:{found.id}",
        back=f"member.requests:{one.id}:0",
    )


def refuse(tr: Translator, one: Group, found: Member) -> Screen:
    """Asks for a word; without one it goes, too."""
    said = tr.lines(tr("What shall we say to {name}? Please type a sentence.", name=found.name))
    button = Button(tr("Say nothing more"), press("member.refuse_now", found.id))
    return Screen(
        said, ((button,),), back=f"member.requests:{one.id}:0", placeholder=tr("Type the text")
    )


def members(
    tr: Translator, one: Group, known: Sequence[Member], page: int, *, leads: bool
) -> Screen:
    shown, arrows = leaf(tr, known, page, PAGE, f"member.list:{one.id}")
    lines = [
        tr("{name}: {standing}", name=other.name, standing=tr(STANDINGS[other.standing]))
        for other in shown
    ]
    buttons = (
        [Button(tr.value(other.name), press("member.show", other.id)) for other in shown]
        if leads
        else []
    )
    said = tr.paragraphs(tr.lines(tr.bold(one.name), _count(tr, one)), tr.lines(*lines))
    return Screen(
        said,
        in_rows(buttons, 1),
        arrows,
        at=f"member.list:{one.id}:{page}",
        back=f"group.show:{one.id}",
    )


def member(tr: Translator, one: Group, found: Member) -> Screen:
    """What a lead can make of somebody."""
    said = tr.lines(
        tr.bold(one.name),
        tr("{name}: {standing}", name=found.name, standing=tr(STANDINGS[found.standing])),
    )
    buttons = [
        Button(
            tr(STANDINGS[standing]),
            press("member.role", found.id, standing),
            standing is found.standing,
        )
        for standing in (Standing.LEAD, Standing.DELEGATE, Standing.MEMBER, Standing.GUEST)
    ]
    buttons.append(Button(tr("Remove from the group"), press("member.remove", found.id)))
    return Screen(
        said, in_rows(buttons, 2), at=f"member.show:{found.id}", back=f"member.list:{one.id}:0"
    )


def invitation(tr: Translator, one: Group, urls: Sequence[str]) -> Screen:
    said = tr.lines(
        tr.bold(one.name),
        tr("Give this link to one person. It works once, for seven days."),
        *map(links.link, urls),
    )
    return Screen(said, back=f"group.lead:{one.id}")


def seats(
    tr: Translator, one: Group, known: Sequence[Seat], page: int, *, names: bool, leads: bool
) -> Screen:
    """``names``: who sits there is told; others see only whether somebody does."""
    shown, arrows = leaf(tr, known, page, PAGE, f"seat.list:{one.id}")
    lines = [_seat(tr, seat, names=names) for seat in shown]
    buttons = (
        [Button(tr.value(seat.label), press("seat.show", seat.id, 0)) for seat in shown]
        if leads
        else []
    )
    vacant = sum(not seat.holder and not seat.optional for seat in known)
    said = tr.paragraphs(
        tr.lines(
            tr.bold(one.name), tr.plural("{n} seat is vacant.", "{n} seats are vacant.", vacant)
        ),
        tr.lines(*lines),
    )
    return Screen(
        said,
        in_rows(buttons, 1),
        arrows,
        at=f"seat.list:{one.id}:{page}",
        back=f"group.show:{one.id}",
    )


def _seat(tr: Translator, seat: Seat, *, names: bool) -> Html:
    if not seat.holder:
        return (
            tr("{seat}: may stay empty", seat=seat.label)
            if seat.optional
            else tr("{seat}: vacant", seat=seat.label)
        )
    return (
        tr("{seat}: {name}", seat=seat.label, name=seat.holder)
        if names
        else tr("{seat}: taken", seat=seat.label)
    )


def seat(tr: Translator, one: Group, found: Seat, known: Sequence[Member], page: int) -> Screen:
    """Who of the group shall sit there."""
    shown, arrows = leaf(tr, known, page, PAGE, f"seat.show:{found.id}")
    buttons = [
        Button(tr.value(other.name), press("seat.set", found.id, other.id)) for other in shown
    ]
    vacant = [Button(tr("Nobody"), press("seat.set", found.id, 0))] if found.holder else []
    said = tr.lines(tr.bold(one.name), tr("Who sits here: {seat}?", seat=found.label))
    return Screen(
        said,
        in_rows([*buttons, *vacant], 1),
        arrows,
        at=f"seat.show:{found.id}:{page}",
        back=f"seat.list:{one.id}:0",
    )
