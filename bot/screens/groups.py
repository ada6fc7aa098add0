"""Groups: card, requests, members, seats."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.groups import Group, Joining, Kind, Member, Standing
from bot.domain.people import Person
from bot.domain.places import Field, Municipality
from bot.i18n import Translator, mark
from bot.rules import groups as rules
from bot.rules.problems import Problem
from bot.screens import links, problems
from bot.screens.fields import field_label
from bot.screens.frame import leaf
from bot.screens.irreversible import question
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
    Joining.OPEN: mark("Open to everybody."),
    Joining.APPROVAL: mark("You ask, a lead decides."),
    Joining.INVITATION: mark("By invitation only."),
}
JOINING_BUTTONS = {
    Joining.OPEN: mark("Open to everybody"),
    Joining.APPROVAL: mark("You ask, a lead decides"),
    Joining.INVITATION: mark("By invitation only"),
}
"""The same without a stop."""
STANDINGS = {
    Standing.ASKED: mark("has asked"),
    Standing.GUEST: mark("guest"),
    Standing.MEMBER: mark("member"),
    Standing.DELEGATE: mark("delegate"),
    Standing.LEAD: mark("lead"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers on the card: open requests, planned meetings, seats, results the person may read."""

    asking: int = 0
    meetings: int = 0
    seats: int = 0
    results: int = 0


def card(
    tr: Translator,
    person: Person,
    group: Group,
    mine: Member | None,
    town: Municipality | None,
    about: Field | None,
    counts: Counts,
) -> Screen:
    """Return the card of a group: description, place, how to join, and why the person cannot.

    ``mine`` is the person's membership, None if there is none.
    """
    problem = rules.obstacle(person, group, mine)
    inside, leads = rules.is_in(mine), rules.leads(person, group, mine)
    body = tr.paragraphs(
        tr.lines(
            tr.bold(group.name),
            tr("Sample, not a real group.") if group.sample else NOTHING,
            tr(KINDS[group.kind]),
        ),
        tr.lines(*(tr.value(line) for line in _description(tr, group).split("\n") if line)),
        tr.lines(
            field_label(tr, about) if about else NOTHING,
            tr("Town: {town}", town=town.name) if town else tr("The whole district"),
            tr("Language: {language}", language=tr.language_name(group.language)),
            _count(tr, group),
            _standing(tr, group, mine),
            problems.words(tr, problem) if problem and not inside else NOTHING,
        ),
    )
    return Screen(
        body,
        in_rows(_ways(tr, group, mine, counts, leads=leads, open_=problem is None), 2),
        at=f"group.show:{group.id}",
        back="group.list:0",
    )


def _description(tr: Translator, group: Group) -> str:
    """Return the text in the reader's language, else in German, else ""."""
    code = tr.language.code
    codes = (code, code.split("-")[0], "de")
    return next((text for text in map(group.texts.get, codes) if text), "")


def _standing(tr: Translator, group: Group, mine: Member | None) -> Html:
    """Return the standing of a member; for others, how to join."""
    if mine is None or not rules.is_in(mine):
        return tr(JOINING[group.joining])
    return tr("Your role: {standing}", standing=tr(STANDINGS[mine.standing]))


def _count(tr: Translator, group: Group) -> Html:
    if group.most is None:
        return tr.plural("{n} member", "{n} members", group.members)
    return tr("Places taken: {n} of {most}", n=group.members, most=group.most)


def _ways(
    tr: Translator, group: Group, mine: Member | None, counts: Counts, *, leads: bool, open_: bool
) -> list[Button]:
    inside = rules.is_in(mine)
    buttons = _membership_buttons(tr, group, mine, open_=open_)
    if inside or leads:
        buttons.append(
            Button(tr("Meetings: {n}", n=counts.meetings), press("meeting.list", group.id, 0))
        )
        buttons.append(Button(tr("Members"), press("member.list", group.id, 0)))
    if counts.results or inside or leads:
        buttons.append(
            Button(tr("Results: {n}", n=counts.results), press("result.list", group.id, 0))
        )
    if counts.seats:
        buttons.append(Button(tr("Seats: {n}", n=counts.seats), press("seat.list", group.id, 0)))
    if leads:
        buttons.append(
            Button(tr("🛠 Lead the group: {n}", n=counts.asking), press("group.lead", group.id))
        )
    return buttons


def _membership_buttons(
    tr: Translator, group: Group, mine: Member | None, *, open_: bool
) -> list[Button]:
    """Return the buttons to join and to leave; ``open_``: the person can join."""
    buttons = []
    if open_:
        join = tr("Join") if group.joining is Joining.OPEN else tr("Ask to join")
        buttons.append(Button(join, press("group.join", group.id)))
    if mine:
        leave = tr("Leave the group") if rules.is_in(mine) else tr("Withdraw my request")
        buttons.append(Button(leave, press("group.leave", group.id)))
    return buttons


def archived(tr: Translator, group: Group, mine: Member | None) -> Screen:
    """Return what is said of an archived group; whoever is in it can leave it."""
    body = tr.lines(tr.bold(group.name), problems.words(tr, Problem.GROUP_ARCHIVED))
    buttons = _membership_buttons(tr, group, mine, open_=False)
    return Screen(body, in_rows(buttons, 2), at=f"group.show:{group.id}", back="group.list:0")


def lead(tr: Translator, group: Group, asking: int) -> Screen:
    """Return the buttons of leads; ``asking`` is the number of open requests."""
    buttons = [
        Button(tr("Join requests: {n}", n=asking), press("member.requests", group.id, 0)),
        Button(tr("Invite somebody"), press("group.invite", group.id)),
        Button(tr("Name of the group"), press("group.name", group.id)),
        Button(tr("Change the group"), press("group.edit", group.id)),
        Button(tr("Ask who can help"), press("call.show", group.id)),
        Button(tr("Connect a Telegram group"), press("chat.show", group.id)),
    ]
    return Screen(
        tr.lines(tr.bold(group.name), _count(tr, group)),
        in_rows(buttons, 1),
        at=f"group.lead:{group.id}",
        back=f"group.show:{group.id}",
    )


def call(tr: Translator, group: Group) -> Screen:
    """Ask for a name that only this group sees."""
    body = tr.lines(
        tr("What should the group call you? Please write a name."),
        tr("Only people in this group see it. We delete it when you leave the group."),
    )
    return Screen(body, back=f"group.show:{group.id}")


def asking(tr: Translator, group: Group, members: Sequence[Member], page: int) -> Screen:
    shown, arrows = leaf(tr, members, page, PAGE, f"member.requests:{group.id}")
    buttons = [Button(tr.value(other.name), press("member.request", other.id)) for other in shown]
    body = tr.lines(
        tr.bold(group.name),
        tr("They want to join:") if members else tr("Nobody is waiting for an answer."),
    )
    return Screen(
        body,
        in_rows(buttons, 1),
        arrows,
        at=f"member.requests:{group.id}:{page}",
        back=f"group.lead:{group.id}",
    )


def request(tr: Translator, group: Group, member: Member) -> Screen:
    body = tr.lines(tr.bold(group.name), tr("{name} wants to join.", name=member.name))
    buttons = [
        Button(tr("✅ Accept"), press("member.accept", member.id), answers="yes"),
        Button(tr("Decline"), press("member.refuse", member.id), answers="no"),
    ]
    return Screen(
        body,
        in_rows(buttons, 2),
        at=f"member.request:{member.id}",
        back=f"member.requests:{group.id}:0",
    )


def refuse(tr: Translator, group: Group, member: Member) -> Screen:
    """Ask for a reason, which is optional."""
    body = tr.lines(tr("What should we tell {name}? Please write one sentence.", name=member.name))
    button = Button(tr("Decline without a note"), press("member.refuse_now", member.id))
    return Screen(body, ((button,),), back=f"member.requests:{group.id}:0")


def members(
    tr: Translator, group: Group, members: Sequence[Member], page: int, *, leads: bool
) -> Screen:
    shown, arrows = leaf(tr, members, page, PAGE, f"member.list:{group.id}")
    lines = [
        tr("{name}: {standing}", name=other.name, standing=tr(STANDINGS[other.standing]))
        for other in shown
    ]
    buttons = (
        [Button(tr.value(other.name), press("member.show", other.id)) for other in shown]
        if leads
        else []
    )
    body = tr.paragraphs(tr.lines(tr.bold(group.name), _count(tr, group)), tr.lines(*lines))
    return Screen(
        body,
        in_rows(buttons, 1),
        arrows,
        at=f"member.list:{group.id}:{page}",
        back=f"group.show:{group.id}",
    )


def member(tr: Translator, group: Group, member: Member) -> Screen:
    """Return the roles that a lead can give to a member."""
    body = tr.lines(
        tr.bold(group.name),
        tr("{name}: {standing}", name=member.name, standing=tr(STANDINGS[member.standing])),
    )
    buttons = [
        Button(
            tr(STANDINGS[standing]),
            press("member.role", member.id, standing),
            standing is member.standing,
        )
        for standing in (Standing.LEAD, Standing.DELEGATE, Standing.MEMBER, Standing.GUEST)
    ]
    buttons.append(Button(tr("Remove from the group"), press("member.remove", member.id)))
    return Screen(
        body, in_rows(buttons, 2), at=f"member.show:{member.id}", back=f"member.list:{group.id}:0"
    )


def invitation(tr: Translator, group: Group, urls: Sequence[str]) -> Screen:
    body = tr.lines(
        tr.bold(group.name),
        tr("Give this link to one person only. It can be used once, in the next seven days."),
        *map(links.link, urls),
    )
    return Screen(body, back=f"group.lead:{group.id}")


def ask_remove(tr: Translator, member: Member) -> Screen:
    """Ask whether a member is to be removed."""
    name, act = tr.bold(member.name), tr("Remove from the group")
    return question(tr, f"member.remove:{member.id}", f"member.show:{member.id}", name, act)
