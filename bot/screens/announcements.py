"""For coordinators who write announcements: texts, audience, time, preview, progress."""

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
    State,
)
from bot.domain.attachments import Attachment
from bot.domain.people import Role
from bot.i18n import FSI, PDI, Isolated, Ltr, Translator, mark
from bot.rules.announcements import seconds_for
from bot.screens.frame import leaf
from bot.screens.notices import KINDS, moment, written
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

ROLES = {
    Role.NEWCOMER: mark("Newcomers"),
    Role.VOLUNTEER: mark("Volunteers"),
    Role.COORDINATOR: mark("Coordinators"),
}
STATES = {
    State.DRAFT: mark("Draft. It is not sent."),
    State.ASKED: mark("Waits for a second coordinator."),
    State.RELEASED: mark("Released."),
    State.ENDED: mark("Finished."),
}
FLIGHTS = {
    Flight.OPEN: mark("On its way."),
    Flight.PAUSED: mark("Paused."),
    Flight.CANCELLED: mark("Cancelled."),
    Flight.MISSED: mark("Missed: the service stood still at that time."),
    Flight.WAITS: mark("Waits for you: the database was restored."),
}
EXAMPLES = (
    "letzter Freitag im Monat 9:00; 30.06. und 31.12. 9:00; 7 und 1 Tage vor 24.12.2026 10:00"
)
"""What ``rules.moments`` understands, also in English, and with "bis 31.12.2027" or "10 mal" behind it."""
PAGE = 6
SHORT = 300


def messages(tr: Translator, known: Sequence[Announcement]) -> Screen:
    """A coordinator's own list, the latest first."""
    buttons = [
        Button(
            tr.value(text.shortened(one.texts.get(ORIGINAL) or "…", 40)),
            press("message.show", one.id),
        )
        for one in known[: PAGE - 1]
    ]
    buttons.append(Button(tr("✏️ Write a new message"), press("message.new")))
    said = tr.lines(
        tr("<b>Messages</b>"),
        tr("Tell people in your district what they need to know.") if not known else NOTHING,
    )
    return Screen(said, in_rows(buttons, 1), at="message.list", back="home:0")


def write(tr: Translator, number: int, code: str, name: str) -> Screen:
    """Asks for the words in one language."""
    said = (
        tr("Please type the text in this language: {language}", language=name)
        if code != ORIGINAL
        else tr("Please type the German text first.")
    )
    return Screen(tr.lines(said), back=f"message.show:{number}", placeholder=tr("Type the text"))


def draft(
    tr: Translator,
    one: Announcement,
    reach: Reach,
    dates: Sequence[datetime],
    offer: str,
    file: Attachment | None,
    names: Mapping[str, str],
    rate: int,
) -> Screen:
    """Everything before it is sent: the words, for whom, when, and who would get what.

    ``dates`` are its next ones, ``offer`` the title of the one it leads to, "" none.
    """
    body = tr.paragraphs(
        tr.lines(
            *_heading(tr, one),
            tr("With a button to: {title}", title=offer) if offer else NOTHING,
            _file(tr, file),
            tr(STATES[one.state]),
        ),
        tr.lines(*_when(tr, one, dates), *_reach(tr, one, reach, names, rate)),
    )
    buttons = [
        Button(tr("Texts"), press("message.texts", one.id, 0)),
        Button(tr("For whom"), press("message.audience", one.id, 0)),
        Button(tr("When"), press("message.time", one.id)),
        Button(tr("Kind and file"), press("message.kinds", one.id)),
        Button(tr("As people see it"), press("message.preview", one.id)),
        Button(tr("✅ Send"), press("message.release", one.id, one.version)),
    ]
    return Screen(body, in_rows(buttons, 2), at=f"message.show:{one.id}", back="message.list")


def _file(tr: Translator, file: Attachment | None) -> Html:
    return tr("📎 {name}", name=file.name) if file else NOTHING


def _heading(tr: Translator, one: Announcement) -> list[Html]:
    return [
        tr("<b>{kind}</b>", kind=tr(KINDS[one.kind])),
        written(tr, text.shortened(one.texts.get(ORIGINAL, ""), SHORT)),
    ]


def _when(tr: Translator, one: Announcement, dates: Sequence[datetime]) -> list[Html]:
    if one.times.start is None or not dates:
        return [tr("When: at once")]
    first, *others = [moment(tr, one, at) for at in dates]
    if not one.times.rule:
        return [tr("When: {time}", time=first)]
    return [
        tr("When: again and again, first on {time}", time=first),
        *(tr("Next: {time}", time=at) for at in others),
    ]


def _reach(
    tr: Translator, one: Announcement, reach: Reach, names: Mapping[str, str], rate: int
) -> list[Html]:
    def counted(found: Mapping[str, int]) -> Isolated:
        """The most first; every name is isolated, or an Arabic one would take the number to its other side."""
        order = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return Isolated(
            ", ".join(f"{FSI}{names.get(code, code)}{PDI} {number}" for code, number in order)
        )

    missing, minutes = reach.without_text(one), -(-seconds_for(reach.people, rate) // 60)
    return [
        tr.plural("{n} person gets it.", "{n} people get it.", reach.people),
        tr("By language: {counts}", counts=counted(reach.languages)) if reach.people else NOTHING,
        tr("No text in their language, they get the German one: {counts}", counts=counted(missing))
        if missing
        else NOTHING,
        tr.plural("It takes about {n} minute.", "It takes about {n} minutes.", minutes)
        if minutes
        else NOTHING,
        tr.plural(
            "{n} person wants no such messages.", "{n} people want no such messages.", reach.paused
        )
        if reach.paused
        else NOTHING,
    ]


def texts(
    tr: Translator,
    one: Announcement,
    languages: Sequence[tuple[str, str]],
    page: int,
    leads: str = "message.text",
) -> Screen:
    """The languages: those that have a text are marked; ``leads`` is the route behind them."""
    here = f"{'message.texts' if leads == 'message.text' else 'message.corrections'}:{one.id}"
    shown, arrows = leaf(tr, languages, page, PAGE, here)
    buttons = [
        Button(Html(name), press(leads, one.id, code), code in one.texts) for code, name in shown
    ]
    return Screen(
        tr.lines(tr("In which language do you want to write?")),
        in_rows(buttons, 2),
        arrows,
        at=f"{here}:{page}",
        back=f"message.show:{one.id}",
    )


def kinds(tr: Translator, one: Announcement) -> Screen:
    buttons = [
        Button(tr(words), press("message.kind", one.id, kind), one.kind is kind)
        for kind, words in KINDS.items()
    ]
    gone, wanted = (
        Button(tr("Remove the file"), press("message.no_file", one.id)),
        Button(tr("📎 Add a file"), press("message.file", one.id)),
    )
    buttons.append(gone if one.attachment_id else wanted)
    buttons.append(
        Button(
            tr("Rather not at all than twice"),
            press("message.never_twice", one.id),
            one.never_twice,
        )
    )
    said = tr.lines(
        tr("What is it?"),
        tr("Urgent messages arrive at night too. Please use them only for danger."),
    )
    return Screen(
        said, in_rows(buttons, 1), at=f"message.kinds:{one.id}", back=f"message.show:{one.id}"
    )


def file(tr: Translator, one: Announcement) -> Screen:
    """Asks for a document or picture."""
    said = tr.lines(
        tr("Please send a document or a picture now."),
        tr("It may have at most 5 MB. Whoever gets the message opens it with a button."),
    )
    return Screen(
        said, back=f"message.kinds:{one.id}", placeholder=tr("Choose a file"), takes_file=True
    )


def whom(tr: Translator, one: Announcement, page: int) -> Screen:
    """Roles here, towns, languages, interests and groups behind buttons."""
    buttons = [_aim(tr(words), one, "roles", role) for role, words in ROLES.items()]
    buttons.append(
        Button(
            tr("Towns: {n}", n=_chosen(one, "municipalities")),
            press("message.choices", one.id, "municipalities", 0),
        )
    )
    buttons.append(
        Button(
            tr("Languages: {n}", n=_chosen(one, "languages")),
            press("message.choices", one.id, "languages", 0),
        )
    )
    buttons.append(
        Button(
            tr("Interests: {n}", n=_chosen(one, "fields")),
            press("message.choices", one.id, "fields", 0),
        )
    )
    buttons.append(
        Button(
            tr("Groups: {n}", n=_chosen(one, "groups")),
            press("message.choices", one.id, "groups", 0),
        )
    )
    shown, arrows = leaf(tr, buttons, page, PAGE, f"message.audience:{one.id}")
    said = tr.lines(*_asked(tr))
    return Screen(
        said,
        in_rows(list(shown), 1),
        arrows,
        at=f"message.audience:{one.id}:{page}",
        back=f"message.show:{one.id}",
    )


def aims(
    tr: Translator, one: Announcement, part: str, choices: Sequence[tuple[str, str]], page: int
) -> Screen:
    """Choices of one part of the audience: pairs of value and label."""
    shown, arrows = leaf(tr, choices, page, PAGE, f"message.choices:{one.id}:{part}")
    buttons = [_aim(tr.value(label), one, part, value) for value, label in shown]
    said = tr.lines(*_asked(tr))
    return Screen(
        said,
        in_rows(buttons, 2),
        arrows,
        at=f"message.choices:{one.id}:{part}:{page}",
        back=f"message.audience:{one.id}:{int(part == 'groups')}",
    )


def _asked(tr: Translator) -> list[Html]:
    return [
        tr("Who shall get it? Where nothing is chosen, everybody gets it."),
        tr("✓ means only these people. Press again for 🚫: not these people."),
    ]


def _aim(label: Html, one: Announcement, part: str, value: str) -> Button:
    """One that can be chosen, left out, or neither."""
    without = value in map(str, getattr(one.audience, f"without_{part}", ()))
    return Button(
        Html(f"🚫 {label}") if without else label,
        press("message.aim", one.id, part, value),
        value in map(str, getattr(one.audience, part)),
    )


def _chosen(one: Announcement, part: str) -> int:
    return len(getattr(one.audience, part)) + len(getattr(one.audience, f"without_{part}", ()))


def when(tr: Translator, one: Announcement) -> Screen:
    said = tr.lines(
        tr("When shall it be sent?"),
        tr("Type a day and a time, for example: {example}", example=Ltr("24.11.2026 18:00")),
        tr("Or a weekday and a time: then it is sent every week."),
        tr("Other examples: {examples}", examples=EXAMPLES),
    )
    return Screen(
        said,
        ((Button(tr("At once"), press("message.at_once", one.id)),),),
        at=f"message.time:{one.id}",
        back=f"message.show:{one.id}",
        placeholder=tr("Day and time"),
    )


def progress(
    tr: Translator, one: Announcement, campaign: Campaign | None, found: Progress | None
) -> Screen:
    """What becomes of a released one."""
    lines = [tr(STATES[one.state])]
    if one.next_at:
        lines.append(tr("Next: {time}", time=moment(tr, one, one.next_at)))
    if campaign and found:
        lines += [
            tr(FLIGHTS[campaign.flight])
            if _is_open(campaign, found)
            else tr("Everybody has been written to."),
            *_counts(tr, found),
        ]
    said = tr.paragraphs(tr.lines(*_heading(tr, one)), tr.lines(*lines))
    return Screen(
        said,
        in_rows(_controls(tr, one, campaign, found), 2),
        at=f"message.show:{one.id}",
        back="message.list",
    )


def _is_open(campaign: Campaign, found: Progress) -> bool:
    waiting = sum(found.states.get(state, 0) for state in ("due", "sending", "paused"))
    return bool(waiting) or campaign.flight in (Flight.CANCELLED, Flight.MISSED)


def _counts(tr: Translator, found: Progress) -> list[Html]:
    count = found.states.get
    waiting = count("due", 0) + count("sending", 0) + count("paused", 0)
    failed = count("dead", 0) + count("held", 0) + count("expired", 0)
    rows = [
        (count("sent", 0), tr("Sent: {n}", n=count("sent", 0))),
        (waiting, tr("Waiting: {n}", n=waiting)),
        (count("blocked", 0), tr("Not reachable: {n}", n=count("blocked", 0))),
        (failed, tr("Failed: {n}", n=failed)),
        (count("cancelled", 0), tr("Not sent any more: {n}", n=count("cancelled", 0))),
        (found.possibly_twice, tr("Perhaps twice: {n}", n=found.possibly_twice)),
    ]
    return [words for number, words in rows if number]


def _controls(
    tr: Translator, one: Announcement, campaign: Campaign | None, found: Progress | None
) -> list[Button]:
    again = Button(tr("🔄 Look again"), press("message.show", one.id))
    end = (
        [Button(tr("End it"), press("message.end", one.id))] if one.state is State.RELEASED else []
    )
    amend = [
        Button(tr("✏️ Correct it"), press("message.corrections", one.id, 0)),
        Button(tr("🗑 Take it back"), press("message.withdraw", one.id)),
    ]
    sent = amend if found and found.states.get("sent") else []
    if (
        not campaign
        or not found
        or not _is_open(campaign, found)
        or campaign.flight in (Flight.CANCELLED, Flight.MISSED)
    ):
        return [again, *end, *sent]
    goes = campaign.flight is Flight.OPEN
    turn = (
        Button(tr("⏸ Pause"), press("campaign.pause", campaign.id))
        if goes
        else Button(tr("▶️ Go on"), press("campaign.resume", campaign.id))
    )
    return [
        again,
        turn,
        Button(tr("❌ Send no more"), press("campaign.cancel", campaign.id)),
        *end,
        *sent,
    ]


def correct(tr: Translator, number: int, name: str) -> Screen:
    """Asks for the corrected words of one language."""
    said = tr.lines(
        tr("Please type the corrected text in this language: {language}", language=name),
        tr("Messages that have arrived change too."),
    )
    return Screen(said, back=f"message.show:{number}", placeholder=tr("Type the text"))
