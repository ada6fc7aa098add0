"""Announcements, for coordinators: texts, audience, time, preview, progress."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot import text
from bot.domain.announcements import (
    ORIGINAL,
    Announcement,
    Campaign,
    Flight,
    Progress,
    Reach,
    Recipient,
    State,
)
from bot.domain.attachments import Attachment
from bot.i18n import FSI, PDI, Isolated, Translator, mark
from bot.rules.announcements import seconds_for
from bot.rules.fallouts import Understood
from bot.screens import said_back
from bot.screens.examples import DAY_AND_TIME, RULES, example
from bot.screens.frame import leaf
from bot.screens.notices import KINDS, moment, written
from bot.screens.offices import office_button
from bot.ui import NOTHING, Button, Html, Rows, Screen, in_rows, press

ROLES = {
    Recipient.NEWCOMER: mark("Newcomers"),
    Recipient.VOLUNTEER: mark("Volunteers"),
    Recipient.COORDINATOR: mark("Coordinators"),
}
STATES = {
    State.DRAFT: mark("Draft. Not sent yet."),
    State.ASKED: mark("Waiting for a second coordinator."),
    State.RELEASED: mark("Approved for sending."),
    State.ENDED: mark("Finished."),
}
FLIGHTS = {
    Flight.OPEN: mark("Sending now."),
    Flight.PAUSED: mark("Paused."),
    Flight.CANCELLED: mark("Stopped."),
    Flight.MISSED: mark("Not sent: Lotse was not running at that time."),
    Flight.WAITS: mark("Waiting for you: the data was restored from a backup."),
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
            *_heading(tr, announcement),
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


def _heading(tr: Translator, announcement: Announcement) -> list[Html]:
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
        tr.plural("{n} person will get it.", "{n} people will get it.", reach.people),
        tr("By language: {counts}", counts=_counted(reach.languages, names))
        if reach.people
        else NOTHING,
        tr(
            "No text in their language, so they get the German one: {counts}",
            counts=_counted(missing, names),
        )
        if missing
        else NOTHING,
        tr.plural("It takes about {n} minute.", "It takes about {n} minutes.", minutes)
        if minutes
        else NOTHING,
        tr.plural(
            "{n} person does not want these messages.",
            "{n} people do not want these messages.",
            reach.paused,
        )
        if reach.paused
        else NOTHING,
    ]


def _counted(counts: Mapping[str, int], names: Mapping[str, str]) -> Isolated:
    """Return languages with their numbers, the greatest first.

    Each name is isolated; otherwise an Arabic one would move the number to its other side.
    """
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Isolated(
        ", ".join(f"{FSI}{names.get(code, code)}{PDI} {count}" for code, count in order)
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
        tr("What kind of message is it?"),
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


def whom(tr: Translator, announcement: Announcement, page: int) -> Screen:
    """Return the audience: roles as switches, the other parts as buttons."""
    buttons = [_aim(tr(words), announcement, "roles", role) for role, words in ROLES.items()]
    buttons.append(
        Button(
            tr("Towns: {n}", n=_chosen(announcement, "municipalities")),
            press("message.choices", announcement.id, "municipalities", 0),
        )
    )
    buttons.append(
        Button(
            tr("Languages: {n}", n=_chosen(announcement, "languages")),
            press("message.choices", announcement.id, "languages", 0),
        )
    )
    buttons.append(
        Button(
            tr("Topics: {n}", n=_chosen(announcement, "fields")),
            press("message.choices", announcement.id, "fields", 0),
        )
    )
    buttons.append(
        Button(
            tr("Groups: {n}", n=_chosen(announcement, "groups")),
            press("message.choices", announcement.id, "groups", 0),
        )
    )
    shown, arrows = leaf(tr, buttons, page, PAGE, f"message.audience:{announcement.id}")
    body = tr.lines(*_asked(tr))
    return Screen(
        body,
        in_rows(list(shown), 1),
        arrows,
        at=f"message.audience:{announcement.id}:{page}",
        back=f"message.show:{announcement.id}",
    )


def aims(
    tr: Translator,
    announcement: Announcement,
    part: str,
    choices: Sequence[tuple[str, str]],
    page: int,
) -> Screen:
    """Return the choices of one part of the audience: pairs of value and label."""
    shown, arrows = leaf(tr, choices, page, PAGE, f"message.choices:{announcement.id}:{part}")
    buttons = [_aim(tr.value(label), announcement, part, value) for value, label in shown]
    body = tr.lines(*_asked(tr))
    return Screen(
        body,
        in_rows(buttons, 2),
        arrows,
        at=f"message.choices:{announcement.id}:{part}:{page}",
        back=f"message.audience:{announcement.id}:{int(part == 'groups')}",
    )


def _asked(tr: Translator) -> list[Html]:
    return [
        tr("Who should get it? If you choose nothing, everybody gets it."),
        tr("✓ means only these people. Press again for 🚫: not these people."),
    ]


def _aim(label: Html, announcement: Announcement, part: str, value: str) -> Button:
    """Return a button that includes a value, excludes it, or neither."""
    without = value in map(str, getattr(announcement.audience, f"without_{part}", ()))
    return Button(
        Html(f"🚫 {label}") if without else label,
        press("message.aim", announcement.id, part, value),
        value in map(str, getattr(announcement.audience, part)),
    )


def _chosen(announcement: Announcement, part: str) -> int:
    return len(getattr(announcement.audience, part)) + len(
        getattr(announcement.audience, f"without_{part}", ())
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


def progress(
    tr: Translator, announcement: Announcement, campaign: Campaign | None, progress: Progress | None
) -> Screen:
    """Return the progress of a released announcement; ``campaign`` None: nothing was sent yet."""
    lines = [tr(STATES[announcement.state])]
    if announcement.next_at:
        lines.append(tr("Next: {time}", time=moment(tr, announcement, announcement.next_at)))
    if campaign and progress:
        lines += [
            tr(FLIGHTS[campaign.flight])
            if _is_open(campaign, progress)
            else tr("Sending is complete."),
            *counts(tr, progress),
        ]
    body = tr.paragraphs(tr.lines(*_heading(tr, announcement)), tr.lines(*lines))
    return Screen(
        body,
        in_rows(_controls(tr, announcement, campaign, progress), 2),
        at=f"message.show:{announcement.id}",
        back="message.list",
    )


def _is_open(campaign: Campaign, progress: Progress) -> bool:
    waiting = sum(progress.states.get(state, 0) for state in ("due", "sending", "paused"))
    return bool(waiting) or campaign.flight in (Flight.CANCELLED, Flight.MISSED)


def counts(tr: Translator, progress: Progress) -> list[Html]:
    """Return a line for each kind of end that messages of a campaign have come to."""
    count = progress.states.get
    waiting = count("due", 0) + count("sending", 0) + count("paused", 0)
    failed = count("dead", 0) + count("held", 0) + count("expired", 0)
    rows = [
        (count("sent", 0), tr("Sent: {n}", n=count("sent", 0))),
        (waiting, tr("Still to send: {n}", n=waiting)),
        (count("blocked", 0), tr("Not reachable: {n}", n=count("blocked", 0))),
        (failed, tr("Failed: {n}", n=failed)),
        (count("cancelled", 0), tr("Cancelled: {n}", n=count("cancelled", 0))),
        (progress.possibly_twice, tr("Possibly sent twice: {n}", n=progress.possibly_twice)),
    ]
    return [words for total, words in rows if total]


def _controls(
    tr: Translator, announcement: Announcement, campaign: Campaign | None, progress: Progress | None
) -> list[Button]:
    again = Button(tr("🔄 Refresh"), press("message.show", announcement.id))
    end = (
        [Button(tr("No further dates"), press("message.end", announcement.id))]
        if announcement.state is State.RELEASED
        else []
    )
    amend = [
        Button(tr("✏️ Correct the text"), press("message.corrections", announcement.id, 0)),
        Button(tr("🗑 Delete for everybody"), press("message.withdraw", announcement.id)),
    ]
    sent = amend if progress and progress.states.get("sent") else []
    if (
        not campaign
        or not progress
        or not _is_open(campaign, progress)
        or campaign.flight in (Flight.CANCELLED, Flight.MISSED)
    ):
        return [again, *_reopen(tr, announcement), *end, *sent]
    goes = campaign.flight is Flight.OPEN
    turn = (
        Button(tr("⏸ Pause"), press("campaign.pause", campaign.id))
        if goes
        else Button(tr("▶️ Continue"), press("campaign.resume", campaign.id))
    )
    return [
        again,
        turn,
        Button(tr("❌ Stop sending"), press("campaign.cancel", campaign.id)),
        *end,
        *sent,
    ]


def _reopen(tr: Translator, announcement: Announcement) -> list[Button]:
    """Return the button that makes a planned announcement a draft again."""
    planned = announcement.state is State.RELEASED and announcement.next_at is not None
    return [Button(tr("⏸ Pause"), press("message.reopen", announcement.id))] if planned else []


def correct(tr: Translator, announcement_id: int, name: str) -> Screen:
    """Ask for the corrected text in one language."""
    body = tr.lines(
        tr("Please write the corrected text in this language: {language}", language=name),
        tr("Messages that were already delivered will change too."),
    )
    return Screen(body, back=f"message.show:{announcement_id}")
