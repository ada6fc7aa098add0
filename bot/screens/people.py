"""Contact of a human, help, and answers to what the bot cannot read."""

from collections.abc import Iterator, Sequence

from bot.domain.places import Contact, District
from bot.i18n import Ltr, Translator, mark
from bot.screens.commands import COMMANDS
from bot.screens.enquiries import ask_button
from bot.screens.frame import call_button, leaf
from bot.screens.german_words import words_button
from bot.screens.times import office_hours
from bot.ui import NOTHING, Button, Html, Open, Screen, in_rows, press

OFFICES = 6
"""Offices of one page."""

UNREADABLE = {
    "picture": mark("Thank you. Lotse cannot open pictures or files."),
    "voice": mark("Thank you. Lotse cannot play voice messages."),
    "contact": mark("Thank you. We do not need a phone number here. We have deleted it."),
    "other": mark("Thank you. Lotse can only read text."),
}


def human(
    tr: Translator, district: District, operator: str, operator_contact: str, *, own: bool
) -> Screen:
    """Return the contact of a district, and that of the operator if the district has none.

    ``own`` means that the reader lives there; others come from the list of offices.
    """
    contact = district.contact
    lines = [
        tr.value(district.name),
        tr.value(contact.name) if contact.name else NOTHING,
        *(tr("Office hours: {hours}", hours=hours) for hours in office_hours(tr, contact.hours)),
        *_ways(tr, contact.phone, contact.email),
    ]
    if not (contact.phone or contact.email):
        lines += operator_lines(tr, operator, operator_contact)
    return Screen(
        _with_emergency(tr, lines),
        in_rows([*_contact_buttons(tr, contact, own=own)], 1),
        at="human" if own else f"human.office:{district.id}",
        back="home:0" if own else "human.offices:0",
    )


def _contact_buttons(tr: Translator, contact: Contact, *, own: bool) -> Iterator[Button]:
    if contact.phone:
        yield call_button(tr, contact.phone)
    if contact.email:
        yield Button(tr("✉️ E-mail"), Open(f"mailto:{contact.email}"))
    if own:
        yield ask_button(tr)
    if not contact.phone:
        yield Button(tr("Other offices"), press("human.offices", 0))


def offices(
    tr: Translator,
    districts: Sequence[District],
    page: int,
    operator: str,
    operator_contact: str,
    *,
    own: bool,
) -> Screen:
    """Return the offices of all districts; ``own`` means that the reader has one of them."""
    shown, arrows = leaf(tr, districts, page, OFFICES, "human.offices")
    lines = [
        *operator_lines(tr, operator, operator_contact),
        tr("Choose your district. Then you will see how to reach its office.")
        if districts
        else NOTHING,
    ]
    buttons = [
        Button(tr.value(district.name), press("human.office", district.id)) for district in shown
    ]
    return Screen(
        _with_emergency(tr, lines),
        in_rows(buttons, 1),
        arrows,
        at=f"human.offices:{page}",
        back="human" if own else "home:0",
    )


def operator_lines(tr: Translator, operator: str, contact: str) -> list[Html]:
    """Return who runs the service and how to reach them; "" is left out."""
    is_email = "@" in contact
    ways = _ways(tr, "" if is_email else contact, contact if is_email else "")
    return [tr.value(operator), *ways]


def _ways(tr: Translator, phone: str, email: str) -> list[Html]:
    return [
        tr("Phone: {phone}", phone=Ltr(phone)) if phone else NOTHING,
        tr("E-mail: {email}", email=Ltr(email)) if email else NOTHING,
    ]


def help_(tr: Translator) -> Screen:
    """Return the help: what people can type."""
    commands = " ".join(f"/{name}" for name in COMMANDS)
    text = tr.lines(
        tr("<b>How it works</b>"),
        tr(
            "Write what you are looking for, in your language. For example: German course in "
            "the evening."
        ),
        tr("Or press Home and choose a topic."),
        tr("Press ☆ to save an offer. Press 🔔 to hear about new offers."),
        tr("You can also write these commands: {commands}", commands=Ltr(commands)),
    )
    words = words_button(tr, press("german_words.list", 0))
    return Screen(text, ((ask_button(tr), words),), at="help", back="home:0")


def stopped(tr: Translator) -> Screen:
    text = tr.lines(
        tr("You will get no more messages. You can still look for offers."),
        tr("To delete everything, write {command}.", command=Ltr("/forget")),
    )
    on_again = Button(tr("Turn messages on again"), press("pause.end"))
    return Screen(text, ((on_again,),), back="settings")


def unreadable(tr: Translator, kind: str, *, asked: bool = False) -> Screen:
    """Return the answer to a message without text; ``kind`` is a key of ``UNREADABLE``.

    ``asked`` means that a text was asked for.
    """
    text = tr.lines(
        _kind_words(tr, kind),
        tr("Please write your answer. Or press a button.")
        if asked
        else tr("Please write what you are looking for, in your language. Or press a button."),
    )
    return Screen(text)


def not_read(tr: Translator, kind: str, toast: Html = NOTHING) -> Html:
    """Return what we say of content that we cannot read, above what is to be said anyway."""
    return tr.lines(_kind_words(tr, kind), toast)


def _kind_words(tr: Translator, kind: str) -> Html:
    return tr(UNREADABLE.get(kind, UNREADABLE["other"]))


def type_words(tr: Translator) -> Screen:
    text = tr.lines(tr("What are you looking for? Write in your own words, in your language."))
    return Screen(text, at="search.ask", back="home:0")


def _with_emergency(tr: Translator, lines: list[Html]) -> Html:
    emergency = tr(
        "In an emergency: {ambulance} (fire, ambulance), {police} (police)",
        ambulance=Ltr("112"),
        police=Ltr("110"),
    )
    return tr.paragraphs(tr.lines(tr("<b>Talk to a person</b>"), *lines), tr.lines(emergency))
