"""Certificates of attendance: one page to print, in German for the office and in the reader's own language."""

from datetime import date, timedelta

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.domain.meetings import Meeting
from bot.i18n import Ltr, Translator

_PAGE = Environment(
    loader=PackageLoader("handlers.files"), autoescape=True, undefined=StrictUndefined
).get_template("certificate.html")


def certificate(
    meeting: Meeting,
    name: str,
    group: str,
    office: str,
    today: date,
    german: Translator,
    own: Translator,
) -> bytes:
    """HTML without anything from elsewhere; the own language is left out where it is German."""
    speaking = [german] if own.language.code.startswith("de") else [german, own]
    parts = [(tr.language, _lines(tr, meeting, name, group, office, today)) for tr in speaking]
    return _PAGE.render(parts=parts).encode()


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
        *([tr("Place: {place}", place=meeting.place)] if meeting.place else []),
        tr("{office}, {day}", office=office, day=tr.day(today)),
    ]
