"""Announcements, for coordinators: texts, kind, file, time, preview."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot import text
from bot.domain.announcements import (
    ORIGINAL,
    Announcement,
    Reach,
    State,
)
from bot.domain.attachments import Attachment
from bot.i18n import Isolated, Translator, mark, plain
from bot.rules.announcements import seconds_for
from bot.rules.fallouts import Understood
from bot.rules.suppression import is_few
from bot.screens import said_back
from bot.screens.examples import DAY_AND_TIME, RULES, example
from bot.screens.frame import leaf
from bot.screens.notices import KINDS, moment, written
from bot.screens.offices import office_button
from bot.screens.small_numbers import few
from bot.ui import NOTHING, Button, Html, Rows, Screen, in_rows, press

STATES = {
    State.DRAFT: mark("Draft. Not sent yet."),
    State.ASKED: mark("Waiting for a second coordinator."),
    State.RELEASED: mark("Approved for sending."),
    State.ENDED: mark("Finished."),
}
PAGE = 6
SHORT = 300
"""Maximum length of the text on the screen of a draft, in characters."""


def messages(tr: Translator, announcements: Sequence[Announcement], office: str = "") -> Screen:
    """Return the list of a district's announcements, the latest first.

    ``office`` is the name of the district for people who can choose one, "" for all others.
    """
    buttons = [
        Button(
            tr.value(text.shortened(announcement.texts.get(ORIGINAL) or "…", 40)),
            press("message.show", announcement.id),
        )
        for announcement in announcements[: PAGE - 1]
    ]
    buttons.append(Button(tr("✏️ Write a new message"), press("message.new")))
    body = tr.lines(
        tr("<b>Messages</b>"),
        tr.value(office) if office else NOTHING,
        tr("Tell people in your district what they need to know.")
        if not announcements
        else NOTHING,
    )
    return Screen(body, in_rows(buttons, 1), (*_row(tr, office),), at="message.list", back="home:0")


def _row(tr: Translator, office: str) -> Rows:
    return (tuple(office_button(tr, office)),) if office else ()


def write(tr: Translator, announcement_id: int, code: str, name: str) -> Screen:
    """Ask for the text in one language."""
    body = (
        tr("Please write the text in this language: {language}", language=name)
        if code != ORIGINAL
        else tr("Please write the German text first.")
    )
    return Screen(tr.lines(body), back=f"message.show:{announcement_id}")


def draft(
    tr: Translator,
    announcement: Announcement,
    reach: Reach,
    dates: Sequence[datetime],
    offer: str,
    file: Attachment | None,
    names: Mapping[str, str],
    rate: int,
) -> Screen:
    """Return the screen of an announcement before it is sent: text, audience, times, preview.

    ``dates`` are its next times, ``offer`` is the title of the offer it leads to, "" means none.
    ``names`` maps a language to its name. ``rate`` is the number of messages per second.
    """
    body = tr.paragraphs(
        tr.lines(
            *heading(tr, announcement),
            tr("With a button to the offer: {title}", title=offer) if offer else NOTHING,
            _file(tr, file),
            tr(STATES[announcement.state]),
        ),
        tr.lines(*_when(tr, announcement, dates), *_reach(tr, announcement, reach, names, rate)),
    )
    buttons = [
        Button(tr("Texts"), press("message.texts", announcement.id, 0)),
        Button(tr("For whom"), press("message.audience", announcement.id, 0)),
        Button(tr("When"), press("message.time", announcement.id)),
        Button(tr("Type and file"), press("message.kinds", announcement.id)),
        Button(tr("Preview"), press("message.preview", announcement.id)),
        Button(tr("✅ Send"), press("message.release", announcement.id, announcement.version)),
    ]
    return Screen(
        body, in_rows(buttons, 2), at=f"message.show:{announcement.id}", back="message.list"
    )


def _file(tr: Translator, file: Attachment | None) -> Html:
    return tr("📎 {name}", name=file.name) if file else NOTHING


def heading(tr: Translator, announcement: Announcement) -> list[Html]:
    """Return the lines with the kind of an announcement and its state."""
    return [
        tr("<b>{kind}</b>", kind=tr(KINDS[announcement.kind])),
        written(tr, text.shortened(announcement.texts.get(ORIGINAL, ""), SHORT)),
    ]


def _when(tr: Translator, announcement: Announcement, dates: Sequence[datetime]) -> list[Html]:
    if announcement.times.start is None or not dates:
        return [tr("When: now")]
    first, *others = [moment(tr, announcement, at) for at in dates]
    if not announcement.times.rule:
        return [tr("When: {time}", time=first)]
    return [
        tr("When: repeats, first on {time}", time=first),
        *(tr("Next: {time}", time=at) for at in others),
    ]


def _reach(
    tr: Translator, announcement: Announcement, reach: Reach, names: Mapping[str, str], rate: int
) -> list[Html]:
    missing, minutes = reach.without_text(announcement), -(-seconds_for(reach.people, rate) // 60)
    return [
        _people(tr, reach.people),
        tr("By language: {counts}", counts=_counted(tr, reach.languages, names))
        if reach.people
        else NOTHING,
        tr(
            "No text in their language, so they get the German one: {counts}",
            counts=_counted(tr, missing, names),
        )
        if missing
        else NOTHING,
        tr.plural("It takes about {n} minute.", "It takes about {n} minutes.", minutes)
        if minutes
        else NOTHING,
        tr("Do not want these messages now: {n}", n=few(tr, reach.paused))
        if reach.paused
        else NOTHING,
    ]


def _people(tr: Translator, count: int) -> Html:
    """Return how many people get a message, below five not the number: they could be known."""
    if is_few(count):
        return tr("People: {n}", n=few(tr, count))
    return tr.plural("{n} person will get it.", "{n} people will get it.", count)


def _counted(tr: Translator, counts: Mapping[str, int], names: Mapping[str, str]) -> Isolated:
    """Return languages with their numbers, the greatest first.

    Each name is isolated; otherwise an Arabic one would move the number to its other side.
    """
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Isolated(
        " · ".join(
            plain(tr("{name}: {value}", name=names.get(code, code), value=few(tr, count)))
            for code, count in order
        )
    )


def texts(
    tr: Translator,
    announcement: Announcement,
    languages: Sequence[tuple[str, str]],
    page: int,
    leads: str = "message.text",
) -> Screen:
    """Return the languages, those with a text marked; ``leads`` is the route of their buttons."""
    here = (
        f"{'message.texts' if leads == 'message.text' else 'message.corrections'}:{announcement.id}"
    )
    shown, arrows = leaf(tr, languages, page, PAGE, here)
    buttons = [
        Button(Html(name), press(leads, announcement.id, code), code in announcement.texts)
        for code, name in shown
    ]
    return Screen(
        tr.lines(tr("Which language do you want to write in?")),
        in_rows(buttons, 2),
        arrows,
        at=f"{here}:{page}",
        back=f"message.show:{announcement.id}",
    )


def kinds(tr: Translator, announcement: Announcement) -> Screen:
    buttons = [
        Button(tr(words), press("message.kind", announcement.id, kind), announcement.kind is kind)
        for kind, words in KINDS.items()
    ]
    gone, wanted = (
        Button(tr("Remove the file"), press("message.no_file", announcement.id)),
        Button(tr("📎 Add a file"), press("message.file", announcement.id)),
    )
    buttons.append(gone if announcement.attachment_id else wanted)
    buttons.append(
        Button(
            tr("Never send twice"),
            press("message.never_twice", announcement.id),
            announcement.never_twice,
        )
    )
    body = tr.lines(
        tr("What type of message is it?"),
        tr("Urgent messages arrive at night too. Please use them only when there is danger."),
    )
    return Screen(
        body,
        in_rows(buttons, 1),
        at=f"message.kinds:{announcement.id}",
        back=f"message.show:{announcement.id}",
    )


def file(tr: Translator, announcement: Announcement) -> Screen:
    """Ask for a document or picture."""
    body = tr.lines(
        tr("Please send a document or a picture now."),
        tr("The file can be up to 5 MB. A button in the message opens it."),
    )
    return Screen(
        body,
        back=f"message.kinds:{announcement.id}",
        takes_file=True,
    )


def when(tr: Translator, announcement: Announcement) -> Screen:
    body = tr.lines(
        tr("When should it be sent?"),
        tr("Write a day and a time, for example: {example}", example=DAY_AND_TIME),
        tr("Or a weekday and a time. Then the message is sent every week."),
        tr("Other examples: {examples}", examples=example(tr, RULES)),
    )
    buttons = [Button(tr("Now"), press("message.at_once", announcement.id))]
    if announcement.times.rule:
        buttons.append(Button(tr("Next dates"), press("message.dates", announcement.id)))
    return Screen(
        body,
        in_rows(buttons, 2),
        at=f"message.time:{announcement.id}",
        back=f"message.show:{announcement.id}",
    )


def dates(tr: Translator, announcement: Announcement, understood: Understood) -> Screen:
    """Return what was understood of a rule, what falls out, and buttons to move it."""
    body = tr.lines(
        tr("This is how we understand it. The next dates are:"),
        *said_back.lines(tr, understood, announcement.times.zone),
    )
    buttons = said_back.buttons(tr, understood, "message.move", announcement.id)
    buttons.append(Button(tr("Change the time"), press("message.time", announcement.id)))
    return Screen(
        body,
        in_rows(buttons, 1),
        at=f"message.dates:{announcement.id}",
        back=f"message.show:{announcement.id}",
    )
