"""Help requests. Contacts are shown only after both people have agreed."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.helping import Help, HelpRequest, State, When
from bot.domain.people import Person
from bot.domain.places import Municipality
from bot.i18n import Ltr, Translator, mark
from bot.screens.enquiries import ask_button
from bot.screens.frame import leaf
from bot.screens.irreversible import question
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

PAGE = 6
KINDS = {
    Help.INTERPRET: mark("🗣 Interpreting"),
    Help.FORM: mark("📄 Forms and letters"),
    Help.MOVING: mark("📦 Moving house"),
    Help.BICYCLE: mark("🚲 Get or repair a bike"),
    Help.ACCOMPANY: mark("🚶 Going there together"),
}
WHEN = {
    When.SOON: mark("As soon as possible"),
    When.MORNING: mark("In the morning"),
    When.AFTERNOON: mark("In the afternoon"),
    When.EVENING: mark("In the evening"),
    When.WEEKEND: mark("At the weekend"),
}
STATES = {
    State.OPEN: mark("We have asked volunteers. Nobody has answered yet."),
    State.TAKEN: mark("A volunteer wants to help."),
    State.AGREED: mark("You have both agreed."),
    State.HANDED: mark("The office is taking care of it now."),
    State.CLOSED: mark("Done."),
}
PARTS = {
    "helps": mark("What I can help with"),
    "speaks": mark("Languages I interpret"),
    "evenings": mark("Days when I am free"),
}


def kinds(tr: Translator, route: str, back: str, mine: Sequence[HelpRequest] = ()) -> Screen:
    """Ask for the kind of help; ``route`` gets the kind. ``mine`` are the open requests."""
    buttons = [Button(tr(words), press(route, kind)) for kind, words in KINDS.items()]
    own = [Button(tr("Ongoing help: {n}", n=len(mine)), press("helping.list", 0))] if mine else []
    body = tr.lines(
        tr("<b>What help do you need?</b>"),
        tr("Volunteers see only what help you need, the language, the town and the time."),
    )
    is_own = route == "helping.when"
    return Screen(
        body,
        in_rows([*buttons, *own], 1),
        ((ask_button(tr),),) if is_own else (),
        at="helping.ask" if is_own else f"call.show:{route.partition(':')[2]}",
        back=back,
    )


def mine(tr: Translator, requests: Sequence[HelpRequest], page: int) -> Screen:
    shown, arrows = leaf(tr, requests, page, PAGE, "helping.list")
    buttons = [
        Button(tr(KINDS[request.kind]), press("helping.show", request.id)) for request in shown
    ]
    body = tr.lines(
        tr("<b>Ongoing help</b>"), NOTHING if requests else tr("There is no ongoing help.")
    )
    return Screen(body, in_rows(buttons, 1), arrows, at=f"helping.list:{page}", back="helping.ask")


def when(tr: Translator, kind: Help) -> Screen:
    buttons = [Button(tr(words), press("helping.send", kind, word)) for word, words in WHEN.items()]
    return Screen(
        tr.lines(tr(KINDS[kind]), tr("When do you need it?")),
        in_rows(buttons, 1),
        at=f"helping.when:{kind}",
        back="helping.ask",
    )


def asked(tr: Translator, request: HelpRequest, people: int, *, in_chat: bool) -> Screen:
    """Return the confirmation; ``people`` volunteers were asked, or the office if it is 0.

    ``in_chat``: the answer comes into this chat by itself.
    """
    body = tr.lines(
        tr(KINDS[request.kind]),
        tr.plural(
            "We have asked {n} volunteer. You will get a message.",
            "We have asked {n} volunteers. You will get a message.",
            people,
        )
        if people
        else tr("There are no volunteers in your town yet. The office will take care of it."),
        tr("You will get the answer here, in this chat.") if in_chat else NOTHING,
    )
    buttons = [
        *([] if people else [reach_button(tr, request.id)]),
        Button(tr("Open"), press("helping.show", request.id)),
    ]
    return Screen(body, in_rows(buttons, 1), back="helping.ask")


def reach_button(tr: Translator, request_id: int) -> Button:
    """Return the button of who asked, to say how the office reaches them."""
    return Button(tr("How to reach me"), press("helping.reach", request_id))


def reachable(tr: Translator, request_id: int) -> Screen:
    """Ask how the office can reach the person who asked for help."""
    body = tr.lines(
        tr("How can the office reach you? Please write a phone number or an e-mail address."),
        tr("By writing, you agree that the office sees this. We delete it when the help is done."),
    )
    return Screen(body, back=f"helping.show:{request_id}")


def facts(tr: Translator, request: HelpRequest, town: Municipality | None) -> list[Html]:
    """Return the facts that volunteers see."""
    return [
        tr(KINDS[request.kind]),
        tr("Language: {language}", language=tr.language_name(request.language)),
        tr("Town: {town}", town=town.name) if town else NOTHING,
        tr("When: {when}", when=wanted(tr, request.wanted)),
    ]


def wanted(tr: Translator, moment: str) -> Html:
    """Return when help is needed: a ``When``, or a local time in ISO 8601."""
    if moment in list(When):
        return tr(WHEN[When(moment)])
    start = datetime.fromisoformat(moment)
    return tr("{day}, {time}", day=tr.day(start.date()), time=Ltr(f"{start:%H:%M}"))


def request(
    tr: Translator,
    person: Person,
    request: HelpRequest,
    town: Municipality | None,
    contact: str,
    *,
    may_take: bool,
    office: bool,
) -> Screen:
    """Return a request; ``contact`` is that of the other person, "" until both have agreed."""
    body = tr.paragraphs(
        tr.lines(*facts(tr, request, town)),
        tr.lines(
            _state(tr, person, request, office=office)
            if person.id in (request.person_id, request.helper_id) or office
            else NOTHING
        ),
        tr.lines(_contact(tr, contact, office=office)),
    )
    return Screen(
        body,
        in_rows(_ways(tr, person, request, may_take=may_take, office=office), 1),
        at=f"helping.show:{request.id}",
        back="helping.list:0",
    )


def _ways(
    tr: Translator, person: Person, request: HelpRequest, *, may_take: bool, office: bool
) -> list[Button]:
    asks, helps = person.id == request.person_id, person.id == request.helper_id
    buttons = answer_buttons(tr, request.id) if may_take else []
    buttons += _ways_of_asker(tr, request) if asks else []
    if helps and request.state in (State.TAKEN, State.AGREED):
        buttons.append(
            Button(tr("I cannot help after all"), press("helping.give_back", request.id))
        )
    if office:
        buttons.append(Button(tr("Ask a helper circle"), press("helping.circles", request.id, 0)))
    if request.state is not State.CLOSED and (asks or helps or office):
        buttons.append(Button(tr("It is done"), press("helping.close", request.id)))
    return buttons


def _ways_of_asker(tr: Translator, request: HelpRequest) -> list[Button]:
    """Return the buttons for an offered help, or for a request that the office has."""
    if request.state is State.HANDED:
        return [reach_button(tr, request.id)]
    return agreement_buttons(tr, request)


def _state(tr: Translator, person: Person, request: HelpRequest, *, office: bool) -> Html:
    """Return how far a request is, for one of the two people or the office."""
    if office and request.state is State.HANDED and person.id != request.person_id:
        return tr("Please take care of this request.")
    if request.state is State.TAKEN and person.id == request.helper_id:
        return tr("You have offered to help. Now the other person decides.")
    return tr(STATES[request.state])


def _contact(tr: Translator, contact: str, *, office: bool) -> Html:
    """Return how the reader reaches the other person; "" if they may not see it, or need not."""
    if office and not contact:
        return tr("The person has not yet said how to reach them.")
    if office:
        return tr("How to reach the person: {contact}", contact=contact)
    if contact:
        return tr("Contact: {contact}", contact=contact)
    return NOTHING


def _awaits_agreement(request: HelpRequest) -> bool:
    return request.state is State.TAKEN and bool(request.helper_contact)


def agreement_buttons(tr: Translator, request: HelpRequest) -> list[Button]:
    """Return the buttons of who asked, while a volunteer who offered to help waits for a yes."""
    if not _awaits_agreement(request):
        return []
    return [
        Button(tr("Yes, I agree"), press("helping.agree", request.id), answers="yes"),
        Button(tr("No, somebody else"), press("helping.decline", request.id), answers="no"),
    ]


def answer_buttons(tr: Translator, request_id: int) -> list[Button]:
    """Return the buttons of a volunteer who is asked."""
    return [
        Button(tr("✅ I can help"), press("helping.take", request_id), answers="yes"),
        Button(tr("❌ I have no time"), press("helping.pass", request_id), answers="no"),
    ]


def contact(tr: Translator, request_id: int) -> Screen:
    body = tr.lines(
        tr("How can the other person reach you? Please write a name and a phone number."),
        tr(
            "The other person sees it only after you have both agreed. We delete it when the "
            "help is done."
        ),
    )
    return Screen(body, back=f"helping.show:{request_id}")


def thanks(tr: Translator) -> Screen:
    return Screen(tr.lines(tr("Thank you for your answer.")), back="home:0")


def ask_close(tr: Translator, request: HelpRequest) -> Screen:
    """Ask whether a request is done."""
    return question(
        tr,
        f"helping.close:{request.id}",
        f"helping.show:{request.id}",
        tr("<b>{kind}</b>", kind=tr(KINDS[request.kind])),
        tr("It is done"),
        tr("We delete what we know about how to reach people for this request."),
    )
