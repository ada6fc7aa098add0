"""Help requests: asked for in one's own language, answered with one tap, a contact only when both agreed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.groups import Group
from bot.domain.helping import Help, HelpRequest, State, When
from bot.domain.people import Person
from bot.domain.places import Municipality
from bot.i18n import Language, Ltr, Translator, mark
from bot.rules.helping import EVENINGS, SPEAKS
from bot.screens.frame import leaf
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

PAGE = 6
KINDS = {
    Help.INTERPRET: mark("🗣 Interpreting"),
    Help.FORM: mark("📄 Forms and letters"),
    Help.MOVING: mark("📦 Moving house"),
    Help.BICYCLE: mark("🚲 Bicycle"),
    Help.ACCOMPANY: mark("🚶 Somebody comes with me"),
}
WHEN = {
    When.SOON: mark("As soon as possible"),
    When.MORNING: mark("In the morning"),
    When.AFTERNOON: mark("In the afternoon"),
    When.EVENING: mark("In the evening"),
    When.WEEKEND: mark("At the weekend"),
}
STATES = {
    State.OPEN: mark("Volunteers were asked. Nobody has answered yet."),
    State.TAKEN: mark("A volunteer wants to help."),
    State.AGREED: mark("You both agreed."),
    State.HANDED: mark("The office takes care of it now."),
    State.CLOSED: mark("Done."),
}
PARTS = {
    "helps": mark("What I can do"),
    "speaks": mark("Languages I interpret"),
    "evenings": mark("Days I have time"),
}


def kinds(tr: Translator, route: str, back: str, mine: Sequence[HelpRequest] = ()) -> Screen:
    """What help is needed; ``route`` is pressed with the kind. ``mine`` are requests that are going on."""
    buttons = [Button(tr(words), press(route, kind)) for kind, words in KINDS.items()]
    known = [Button(tr("My requests: {n}", n=len(mine)), press("helping.list", 0))] if mine else []
    said = tr.lines(
        tr("<b>What help do you need?</b>"),
        tr("Volunteers see only: what, which language, which town, when."),
    )
    return Screen(
        said,
        in_rows([*buttons, *known], 1),
        at="helping.ask" if route == "helping.when" else f"call.show:{route.partition(':')[2]}",
        back=back,
    )


def mine(tr: Translator, known: Sequence[HelpRequest], page: int) -> Screen:
    shown, arrows = leaf(tr, known, page, PAGE, "helping.list")
    buttons = [Button(tr(KINDS[one.kind]), press("helping.show", one.id)) for one in shown]
    said = tr.lines(tr("<b>Help</b>"), NOTHING if known else tr("There is nothing going on."))
    return Screen(said, in_rows(buttons, 1), arrows, at=f"helping.list:{page}", back="helping.ask")


def when(tr: Translator, kind: Help) -> Screen:
    buttons = [Button(tr(words), press("helping.send", kind, word)) for word, words in WHEN.items()]
    return Screen(
        tr.lines(tr(KINDS[kind]), tr("When do you need it?")),
        in_rows(buttons, 1),
        at=f"helping.when:{kind}",
        back="helping.ask",
    )


def asked(tr: Translator, one: HelpRequest, people: int) -> Screen:
    """``people`` were asked; 0: the office was told at once."""
    said = tr.lines(
        tr(KINDS[one.kind]),
        tr.plural(
            "We asked {n} volunteer. You get a message.",
            "We asked {n} volunteers. You get a message.",
            people,
        )
        if people
        else tr("There are no volunteers in your town yet. The office takes care of it."),
    )
    return Screen(
        said, ((Button(tr("Look at it"), press("helping.show", one.id)),),), back="helping.ask"
    )


def facts(tr: Translator, one: HelpRequest, town: Municipality | None) -> list[Html]:
    """All that volunteers see."""
    return [
        tr(KINDS[one.kind]),
        tr("Language: {language}", language=tr.language_name(one.language)),
        tr("Place: {place}", place=town.name) if town else NOTHING,
        tr("When: {when}", when=_wanted(tr, one.wanted)),
    ]


def _wanted(tr: Translator, wanted: str) -> Html:
    if wanted in list(When):
        return tr(WHEN[When(wanted)])
    start = datetime.fromisoformat(wanted)
    return tr("{day}, {time}", day=tr.day(start.date()), time=Ltr(f"{start:%H:%M}"))


def request(
    tr: Translator,
    person: Person,
    one: HelpRequest,
    town: Municipality | None,
    contact: str,
    *,
    may_take: bool,
    office: bool,
) -> Screen:
    """``contact`` is the other one's, "" as long as they did not both agree."""
    body = tr.paragraphs(
        tr.lines(*facts(tr, one, town)),
        tr.lines(
            tr(STATES[one.state])
            if person.id in (one.person_id, one.helper_id) or office
            else NOTHING
        ),
        tr.lines(tr("You reach each other like this: {contact}", contact=contact))
        if contact
        else NOTHING,
    )
    return Screen(
        body,
        in_rows(_ways(tr, person, one, may_take=may_take, office=office), 1),
        at=f"helping.show:{one.id}",
        back="helping.list:0",
    )


def _ways(
    tr: Translator, person: Person, one: HelpRequest, *, may_take: bool, office: bool
) -> list[Button]:
    asks, helps = person.id == one.person_id, person.id == one.helper_id
    buttons = answer_buttons(tr, one.id) if may_take else []
    if asks and one.state is State.TAKEN and one.helper_contact:
        buttons += [
            Button(tr("Yes, I agree"), press("helping.agree", one.id)),
            Button(tr("No, somebody else"), press("helping.decline", one.id)),
        ]
    if helps and one.state in (State.TAKEN, State.AGREED):
        buttons.append(Button(tr("I cannot after all"), press("helping.give_back", one.id)))
    if (asks or helps or office) and one.state is not State.CLOSED:
        buttons.append(Button(tr("It is done"), press("helping.close", one.id)))
    return buttons


def answer_buttons(tr: Translator, number: int) -> list[Button]:
    return [
        Button(tr("✅ I can help"), press("helping.take", number)),
        Button(tr("❌ I have no time"), press("helping.pass", number)),
    ]


def contact(tr: Translator, number: int) -> Screen:
    said = tr.lines(
        tr("How can the other person reach you? Please type a name and a phone number."),
        tr("They see it only when you both agreed. We delete it when it is done."),
    )
    return Screen(said, back=f"helping.show:{number}", placeholder=tr("Name and phone number"))


def thanks(tr: Translator) -> Screen:
    return Screen(tr.lines(tr("Thank you for your answer.")), back="home:0")


def languages(tr: Translator, group_id: int, known: Mapping[str, Language], page: int) -> Screen:
    """Which language a lead needs."""
    codes = [code for code in known if code not in ("de", "de-simple")]
    shown, arrows = leaf(tr, codes, page, PAGE, f"call.languages:{group_id}")
    buttons = [
        Button(tr.value(known[code].name), press("call.language", group_id, Help.INTERPRET, code))
        for code in shown
    ]
    return Screen(
        tr.lines(tr("Which language?")),
        in_rows(buttons, 2),
        arrows,
        at=f"call.languages:{group_id}:{page}",
        back=f"call.show:{group_id}",
    )


def call_when(tr: Translator, group: Group) -> Screen:
    said = tr.lines(
        tr.bold(group.name), tr("When? Type a day and a time, for example: 26.11.2026 15:00")
    )
    return Screen(said, back=f"call.show:{group.id}", placeholder=tr("Day and time"))


def called(
    tr: Translator, one: HelpRequest, group: Group, names: Sequence[str], asked_: int
) -> Screen:
    """For the lead: who can; of the others nothing."""
    said = tr.paragraphs(
        tr.lines(tr.bold(group.name), *facts(tr, one, None)),
        tr.lines(
            tr.plural("{n} person was asked.", "{n} people were asked.", asked_),
            tr("They can: {names}", names=tr.listed(names))
            if names
            else tr("Nobody has said yes yet."),
        ),
    )
    return Screen(said, at=f"helping.show:{one.id}", back=f"group.lead:{group.id}")


def skills(tr: Translator) -> Screen:
    """What a volunteer can do, in three parts."""
    buttons = [Button(tr(words), press("skill.list", part, 0)) for part, words in PARTS.items()]
    said = tr.lines(
        tr("<b>I can help</b>"),
        tr("Leads of your groups can ask you. They see your name only if you say yes."),
    )
    return Screen(said, in_rows(buttons, 1), at="skill.parts", back="group.list:0")


def chosen(
    tr: Translator,
    person: Person,
    part: str,
    codes: Sequence[str],
    languages_: Mapping[str, Language],
    page: int,
) -> Screen:
    shown, arrows = leaf(tr, codes, page, PAGE, f"skill.list:{part}")
    buttons = [
        Button(
            _skill(tr, code, languages_),
            press("skill.toggle", part, code, page),
            code in person.skills,
        )
        for code in shown
    ]
    said = tr.lines(tr(PARTS[part]), tr("Press to choose, press again to take it away."))
    return Screen(
        said, in_rows(buttons, 2), arrows, at=f"skill.list:{part}:{page}", back="skill.parts"
    )


def _skill(tr: Translator, code: str, languages_: Mapping[str, Language]) -> Html:
    if code.startswith(SPEAKS):
        return tr.value(languages_[code.removeprefix(SPEAKS)].name)
    return tr.value(tr.weekday(EVENINGS.index(code))) if code in EVENINGS else tr(KINDS[Help(code)])
