"""Certificates of attendance: one page to print, in German for the office and in the reader's own language."""

from datetime import date, timedelta

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.domain.meetings import Meeting
from bot.i18n import Ltr, Translator

_PAGE = Environment(
    loader=PackageLoader("handlers.files"), autoescape=True, undefined=StrictUndefined
).get_template("certificate.html")


def certificate(
    one: Meeting,
    name: str,
    group: str,
    office: str,
    today: date,
    german: Translator,
    own: Translator,
) -> bytes:
    """HTML without anything from elsewhere; the own language is left out where it is German."""
    speaking = [german] if own.language.code.startswith("de") else [german, own]
    parts = [(tr.language, _lines(tr, one, name, group, office, today)) for tr in speaking]
    return _PAGE.render(parts=parts).encode()


def _lines(
    tr: Translator, one: Meeting, name: str, group: str, office: str, today: date
) -> list[str]:
    end = one.start + timedelta(minutes=one.minutes)
    hours = Ltr(f"{one.start:%H:%M}–{end:%H:%M}")
    return [
        tr("Certificate of attendance"),
        tr("{name} took part:", name=name),
        tr.value(one.title),
        tr.value(group),
        tr("{day}, {time}", day=tr.day(one.start.date()), time=hours),
        *([tr("Place: {place}", place=one.place)] if one.place else []),
        tr("{office}, {day}", office=office, day=tr.day(today)),
    ]
