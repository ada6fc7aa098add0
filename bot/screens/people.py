"""Contact of a human, help, and answers to what the bot cannot read."""

from bot.domain.places import District
from bot.i18n import Ltr, Translator, mark
from bot.screens import links
from bot.screens.commands import COMMANDS
from bot.ui import NOTHING, Button, Html, Open, Screen

UNREADABLE = {
    "picture": mark("Thank you. I cannot look at pictures or files."),
    "voice": mark("Thank you. I cannot listen to voice messages."),
    "contact": mark("Thank you. I keep no phone numbers and have deleted this one."),
    "other": mark("Thank you. I can only read text."),
}


def human(
    tr: Translator, district: District | None, operator: str, operator_contact: str
) -> Screen:
    """Return the contact of the district, or of the operator if ``district`` is None."""
    if district is None:
        lines = [
            tr.value(operator),
            tr("E-mail: {email}", email=Ltr(operator_contact)) if operator_contact else NOTHING,
        ]
        return Screen(_with_emergency(tr, lines), at="human", back="home:0")
    contact = district.contact
    lines = [
        tr.value(district.name),
        tr.value(contact.name) if contact.name else NOTHING,
        tr("Hours: {hours}", hours=contact.hours) if contact.hours else NOTHING,
        tr("Phone: {phone}", phone=Ltr(contact.phone)) if contact.phone else NOTHING,
        tr("E-mail: {email}", email=Ltr(contact.email)) if contact.email else NOTHING,
    ]
    call = (
        [Button(tr("📞 Call {phone}", phone=Ltr(contact.phone)), Open(links.tel(contact.phone)))]
        if contact.phone
        else []
    )
    mail = [Button(tr("✉️ E-mail"), Open(f"mailto:{contact.email}"))] if contact.email else []
    return Screen(
        _with_emergency(tr, lines),
        tuple((button,) for button in call + mail),
        at="human",
        back="home:0",
    )


def help_(tr: Translator) -> Screen:
    """Return the help: what people can type."""
    commands = " ".join(f"/{name}" for name in COMMANDS)
    text = tr.lines(
        tr("<b>How it works</b>"),
        tr("Type what you look for, in your language. For example: German course in the evening."),
        tr("Or press Home and choose a field."),
        tr("Press ☆ to save an offer. Press 🔔 and we tell you when something new appears."),
        tr("These words work too: {commands}", commands=Ltr(commands)),
    )
    return Screen(text, at="help", back="home:0")


def stopped(tr: Translator) -> Screen:
    text = tr.lines(
        tr("We write nothing to you any more. You can still look for offers."),
        tr("To delete everything, type {command}.", command=Ltr("/forget")),
    )
    return Screen(text, back="settings")


def unreadable(tr: Translator, kind: str, *, asked: bool = False) -> Screen:
    """Return the answer to a message without text; ``kind`` is a key of ``UNREADABLE``.

    ``asked`` means that a text was asked for.
    """
    text = tr.lines(
        tr(UNREADABLE.get(kind, UNREADABLE["other"])),
        tr("Please type your answer. Or press a button.")
        if asked
        else tr("Please type what you look for, in your language. Or press a button."),
    )
    return Screen(text)


def type_words(tr: Translator) -> Screen:
    text = tr.lines(tr("What do you look for? Type it in your own words, in your language."))
    return Screen(text, at="search.ask", back="home:0")


def _with_emergency(tr: Translator, lines: list[Html]) -> Html:
    emergency = tr(
        "In an emergency: {ambulance} (fire, ambulance), {police} (police)",
        ambulance=Ltr("112"),
        police=Ltr("110"),
    )
    return tr.paragraphs(tr.lines(tr("<b>Talk to a human</b>"), *lines), tr.lines(emergency))
