"""Certificates of attendance: a page to print, in German and in the language of the reader."""

from datetime import date, timedelta
from pathlib import Path

from bot.domain.meetings import Meeting
from bot.i18n import Ltr, Translator
from bot.templates import environment

_ENVIRONMENT = environment(Path(__file__).parent / "templates")


def certificate(
    meeting: Meeting,
    name: str,
    group: str,
    office: str,
    today: date,
    german: Translator,
    own: Translator,
) -> bytes:
    """Return an HTML page that loads nothing: ``name`` attended the meeting of ``group``.

    ``office`` is the district that issues it. The part in the reader's own language is left out
    where it is German.
    """
    translators = [german] if own.language.code.startswith("de") else [german, own]
    parts = [(tr.language, _lines(tr, meeting, name, group, office, today)) for tr in translators]
    return _ENVIRONMENT.get_template("certificate.html").render(parts=parts).encode()


def _lines(
    tr: Translator, meeting: Meeting, name: str, group: str, office: str, today: date
) -> list[str]:
    end = meeting.start + timedelta(minutes=meeting.minutes)
    hours = Ltr(f"{meeting.start:%H:%M}–{end:%H:%M}")
    return [
        tr("Certificate of attendance"),
        tr("{name} took part:", name=name),
        tr.value(meeting.title),
        tr.value(group),
        tr("{day}, {time}", day=tr.day(meeting.start.date()), time=hours),
        *([tr("Where: {place}", place=meeting.place)] if meeting.place else []),
        tr("{office}, {day}", office=office, day=tr.day(today)),
    ]
