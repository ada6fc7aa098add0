"""Who came to a meeting, and the certificate."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.meetings import Answer, Meeting
from bot.i18n import Translator
from bot.screens import meetings
from bot.screens.frame import leaf
from bot.ui import NOTHING, Button, Document, Html, Screen, in_rows, press


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the attendance. ``stands_for`` is whom they stand in for, "" means nobody."""

    membership_id: int
    name: str
    answer: Answer
    present: bool = False
    stands_for: str = ""


def attending(
    tr: Translator, meeting: Meeting, rows: Sequence[Row], page: int, *, begun: bool
) -> Screen:
    """Return names and answers, for leads; with switches for presence if it has begun."""
    shown, arrows = leaf(
        tr,
        rows,
        page,
        meetings.PAGE + 1 if begun else 4 * meetings.PAGE,
        f"attendance.list:{meeting.id}",
    )
    buttons = (
        [
            Button(
                tr.value(row.name),
                press("attendance.toggle", meeting.id, row.membership_id, page),
                row.present,
            )
            for row in shown
        ]
        if begun
        else []
    )
    lines = [_row(tr, row) for row in shown]
    body = tr.paragraphs(
        tr.lines(
            tr.bold(meeting.title),
            tr("Who is here? Press the names.") if begun and rows else NOTHING,
        ),
        tr.lines(*lines) if lines else tr.lines(tr("Nobody has answered yet.")),
    )
    return Screen(
        body,
        in_rows(buttons, 1),
        arrows,
        at=f"attendance.list:{meeting.id}:{page}",
        back=f"meeting.show:{meeting.id}",
    )


def _row(tr: Translator, row: Row) -> Html:
    if row.stands_for:
        return tr(
            "{name}: {answer} (for {other})",
            name=row.name,
            answer=tr(meetings.SAID[row.answer]),
            other=row.stands_for,
        )
    return tr("{name}: {answer}", name=row.name, answer=tr(meetings.SAID[row.answer]))


def ask_name(tr: Translator, meeting: Meeting) -> Screen:
    """Ask for the name on a certificate."""
    body = tr.lines(
        tr.bold(meeting.title), tr("Which name should be on the certificate? We do not keep it.")
    )
    return Screen(body, back=f"meeting.show:{meeting.id}")


def certificate(tr: Translator, meeting: Meeting, file: Document) -> Screen:
    body = tr.lines(tr.bold(meeting.title), tr("Here is your certificate. Open it and print it."))
    return Screen(body, back=f"meeting.show:{meeting.id}", documents=(file,))
