"""Privacy: the data of a person, and their deletion."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.domain.people import Role
from bot.i18n import Ltr, Translator, mark
from bot.rules.people import FOREVER
from bot.text import shortened
from bot.ui import NOTHING, Button, Document, Screen, in_rows, press


def privacy(tr: Translator, operator: str, contact: str, weeks: int) -> Screen:
    """Return what is kept, for how long, and whom to ask; ``weeks`` is the retention time."""
    text = tr.paragraphs(
        tr.lines(
            tr("<b>Your data</b>"),
            tr(
                "We keep: your language, your place, your interests, what you save, "
                "and the week you were last here."
            ),
            tr("We keep what you searched for only for one day."),
        ),
        tr.lines(
            tr("We never keep: pictures, your location, your messages."),
            tr(
                "We keep a name or a phone number only if you type one for a group or for help. "
                "We delete it afterwards."
            ),
        ),
        tr.lines(
            tr.plural(
                "If you do not come for {n} week, we delete everything.",
                "If you do not come for {n} weeks, we delete everything.",
                weeks,
            ),
            tr("Run by: {operator}", operator=operator),
            tr("Questions about your data: {contact}", contact=contact) if contact else NOTHING,
        ),
    )
    buttons = [
        Button(tr("Show my data"), press("data.show")),
        Button(tr("Delete everything"), press("data.forget")),
    ]
    return Screen(text, in_rows(buttons, 1), at="privacy", back="settings")


HELD = {
    "id": mark("Number"),
    "channels": mark("Reached by"),
    "role": mark("Role"),
    "language": mark("Language"),
    "place": mark("Place"),
    "interests": mark("Interests"),
    "quiet_hours": mark("Quiet hours"),
    "quiet_sundays": mark("No messages on Sundays"),
    "paused_until": mark("Pause until"),
    "consent_version": mark("Agreed to version"),
    "consent_at": mark("Agreed on"),
    "week_seen": mark("Week last here"),
    "saved_offers": mark("Saved offers"),
    "wishes": mark("Wishes"),
    "last_search": mark("Last search"),
    "stopped": mark("Messages you do not want"),
    "reminders": mark("Reminders of meetings"),
    "skills": mark("What you help with"),
    "groups": mark("Groups"),
    "meetings": mark("Meetings"),
    "help": mark("Help that is going on"),
    "calendars": mark("Calendar addresses"),
    "tasks": mark("Tasks"),
    "devices": mark("My devices"),
    "messages": mark("Messages you got"),
}


ROLES = {
    Role.NEWCOMER: mark("newcomer"),
    Role.VOLUNTEER: mark("volunteer"),
    Role.COORDINATOR: mark("coordinator"),
}


def my_data(tr: Translator, held: Mapping[str, object], file: Document) -> Screen:
    """Return all data, one line per key of ``HELD``; ``file`` has the same for machines."""
    lines = [
        tr("{name}: {value}", name=tr(HELD[key]), value=_value(tr, value))
        for key, value in held.items()
    ]
    text = tr.lines(tr("<b>This is all we keep about you:</b>"), *lines)
    return Screen(
        text,
        ((Button(tr("Delete everything"), press("data.forget")),),),
        at="data.show",
        back="privacy",
        documents=(file,),
    )


def _value(tr: Translator, value: object) -> object:
    """Return a value as text, a dash if it is empty."""
    match value:
        case Role():
            return tr(ROLES[value])
        case bool():
            return tr("Yes") if value else tr("No")
        case datetime():
            return tr.day(value.date())
        case date():
            return tr("until I say so") if value == FOREVER else tr.day(value)
        case list():
            return shortened(", ".join(map(str, value)), 300) or "–"
        case _:
            return Ltr(value) if value not in (None, "") else "–"


def nothing_held(tr: Translator) -> Screen:
    return Screen(tr.lines(tr("We keep nothing about you.")))


def forget(tr: Translator) -> Screen:
    """Ask whether to delete everything."""
    text = tr.lines(tr("Shall we delete everything we keep about you? This cannot be undone."))
    return Screen(
        text,
        ((Button(tr("Yes, delete everything"), press("data.delete")),),),
        at="data.forget",
        back="privacy",
    )


def forgotten(tr: Translator) -> Screen:
    text = tr.lines(
        tr("Everything is deleted. We do not know you any more. You can start again at any time.")
    )
    return Screen(text, ((Button(tr("Start again"), press("language.list")),),), bare=True)
