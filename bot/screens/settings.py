"""Settings: language, place, interests, quiet hours, pause."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.domain.announcements import Kind
from bot.domain.grants import Role
from bot.domain.people import Person, QuietHours
from bot.domain.places import Field
from bot.i18n import Language, Translator, clock, mark
from bot.rules.people import FOREVER, is_paused
from bot.screens.fields import field_label
from bot.screens.frame import leaf
from bot.screens.ways import notify_button
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

QUIET_CHOICES = ("20-8", "22-7", "0-0")
"""First and last hour; equal hours mean no quiet hours."""
PAGE = 6
ORIGINALS = ("de", "en")
"""Texts are written in English, and offices read the German ones before they use them."""
REMINDERS = {
    "week": mark("One week before"),
    "days": mark("Two days before"),
    "day": mark("One day before"),
    "hours": mark("Two hours before"),
}
MUTABLE = {
    Kind.INFORMATION: mark("News from the office"),
    Kind.REMINDER: mark("Office reminders"),
    Kind.ALERT: mark("New offers I asked for"),
    Kind.DIGEST: mark("New in my topics, weekly"),
    Kind.SAVED: mark("Saved offers start soon"),
    Kind.COURSE: mark("Saved courses end soon"),
    Kind.GROUP: mark("News from my groups"),
    Kind.EXPIRY: mark("Our offers ending soon"),
}
"""Kinds that can be switched off; urgent ones cannot."""


def settings(tr: Translator, person: Person, place: str, today: date) -> Screen:
    """Return the settings; ``place`` is the name of the town or district, "" means none."""
    text = tr.lines(
        tr("<b>Settings</b>"),
        tr("Language: {language}", language=tr.language.name),
        NOTHING
        if _is_sure(tr.language)
        else tr("A native speaker has not checked these texts yet."),
        tr("Town: {town}", town=place) if place else tr("No town chosen."),
        _quiet_words(tr, person.quiet),
        _pause_words(tr, person, today),
    )
    buttons = [
        Button(tr("Language"), press("language.list")),
        Button(tr("Town"), press("district.list", 0)),
        Button(tr("My topics"), press("interest.list", 0)),
        Button(tr("Quiet hours"), press("quiet.show")),
        Button(tr("Pause"), press("pause.show")),
        Button(tr("My data"), press("privacy")),
    ]
    devices = ((Button(tr("My devices"), press("device.list", 0)),),)
    return Screen(text, in_rows(buttons, 2), devices, at="settings", back="home:0")


def interests(
    tr: Translator, fields: Sequence[Field], chosen: Collection[int], page: int
) -> Screen:
    """Return the fields as switches; ``chosen`` are the ids of the person's interests."""
    shown, arrows = leaf(tr, fields, page, PAGE, "interest.list")
    buttons = [
        Button(field_label(tr, field), press("interest.toggle", field.id, page), field.id in chosen)
        for field in shown
    ]
    text = tr.lines(tr("What are you interested in? Press to choose. Press again to undo."))
    return Screen(text, in_rows(buttons, 1), arrows, at=f"interest.list:{page}", back="settings")


def quiet(tr: Translator, hours: QuietHours) -> Screen:
    """Return the choices of quiet hours."""
    buttons = [
        Button(_hours_words(tr, choice), press("quiet.hours", choice), choice == _code(hours))
        for choice in QUIET_CHOICES
    ]
    buttons.append(Button(tr("No messages on Sundays"), press("quiet.sundays"), hours.sundays))
    buttons.append(Button(tr("Meeting reminders"), press("reminder.list")))
    return Screen(
        tr.lines(tr("At what times do you want no messages?")),
        in_rows(buttons, 1),
        at="quiet.show",
        back="settings",
    )


def reminders(tr: Translator, person: Person) -> Screen:
    """Return the times of reminders as switches."""
    buttons = [
        Button(tr(words), press("reminder.toggle", name), name in person.reminders)
        for name, words in REMINDERS.items()
    ]
    body = tr.lines(
        tr("When should we remind you about a meeting? Press to choose. Press again to undo.")
    )
    return Screen(body, in_rows(buttons, 1), at="reminder.list", back="quiet.show")


def pause(
    tr: Translator,
    person: Person,
    today: date,
    *,
    by_email: bool = False,
    by_push: bool = False,
) -> Screen:
    """Return the choices of a pause.

    ``by_email``: the operator can send e-mails; ``by_push``: this browser can be notified.
    """
    buttons = [
        Button(tr("One week"), press("pause.start", 7)),
        Button(tr("One month"), press("pause.start", 30)),
        Button(tr("Until I change it"), press("pause.start", 0)),
    ]
    if is_paused(person, today):
        buttons.append(Button(tr("Turn messages on again"), press("pause.end")))
    buttons.append(Button(tr("Which messages"), press("mute.list", 0)))
    if by_email:
        buttons.append(Button(tr("By e-mail too"), press("email.show")))
    text = tr.lines(_pause_words(tr, person, today), tr("How long do you want no messages?"))
    notify = ((notify_button(tr),),) if by_push else ()
    return Screen(text, in_rows(buttons, 1), notify, at="pause.show", back="settings")


def mutes(tr: Translator, person: Person, page: int) -> Screen:
    """Return the kinds of messages as switches; ``EXPIRY`` is for coordinators only."""
    coordinates = any(right.role is Role.COORDINATOR for right in person.rights)
    kinds = [kind for kind in MUTABLE if kind is not Kind.EXPIRY or coordinates]
    shown, arrows = leaf(tr, kinds, page, PAGE, "mute.list")
    buttons = [
        Button(tr(MUTABLE[kind]), press("mute.toggle", kind), kind not in person.stopped)
        for kind in shown
    ]
    body = tr.lines(
        tr("Which messages do you want? Press one to turn it on or off."),
        tr("You always get urgent messages, unless you have stopped all messages."),
    )
    return Screen(body, in_rows(buttons, 1), arrows, at=f"mute.list:{page}", back="pause.show")


def _is_sure(language: Language) -> bool:
    """Return whether nobody needs to be warned of the words."""
    return language.checked or language.code in ORIGINALS


def _quiet_words(tr: Translator, hours: QuietHours) -> Html:
    if hours.start == hours.end:
        return tr("No quiet hours.")
    return tr("Quiet hours: {hours}", hours=clock(hours.start, hours.end))


def _hours_words(tr: Translator, choice: str) -> Html:
    hours = quiet_hours(choice)
    return (
        tr("No quiet hours")
        if hours.start == hours.end
        else tr.value(clock(hours.start, hours.end))
    )


def _pause_words(tr: Translator, person: Person, today: date) -> Html:
    if person.paused_until is None or not is_paused(person, today):
        return NOTHING
    if person.paused_until == FOREVER:
        return tr("You get no messages until you turn them on again.")
    return tr("You get no messages until {day}.", day=tr.day(person.paused_until))


def quiet_hours(choice: str) -> QuietHours:
    """Return quiet hours of a choice such as "20-8". Raises ValueError for other texts."""
    if choice not in QUIET_CHOICES:
        raise ValueError("not a choice")
    start, end = (int(hour) for hour in choice.split("-"))
    return QuietHours(QuietHours().start.replace(hour=start), QuietHours().end.replace(hour=end))


def _code(hours: QuietHours) -> str:
    return f"{hours.start.hour}-{hours.end.hour}"
