"""Facts of an offer, as lines or parts of lines."""

from collections.abc import Iterable
from datetime import date

from bot.domain.listings import Around
from bot.domain.offers import Details, Offer, Target, Way, text_in
from bot.i18n import Ltr, Translator, clock, mark
from bot.rules import openings
from bot.rules.openings import Hours
from bot.screens import residence, times
from bot.text import shortened
from bot.ui import NOTHING, Html

TARGETS = {
    Target.CHILDREN: mark("children"),
    Target.YOUNG_PEOPLE: mark("young people"),
    Target.WOMEN: mark("women"),
    Target.OLDER_PEOPLE: mark("older people"),
    Target.FAMILIES: mark("families"),
}
WAYS = {Way.ON_SITE: "📍", Way.ONLINE: "💻", Way.PHONE: "📞"}
"""Pictures of the ways in which an offer takes place."""


def title(tr: Translator, offer: Offer, limit: int) -> str:
    """Return the title in the reader's language, at most ``limit`` characters."""
    return shortened(text_in(offer.details.texts, tr.language.code).title, limit)


def german_title(tr: Translator, offer: Offer, limit: int) -> str:
    """Return the German title, as the office says it, at most ``limit`` characters."""
    return shortened(text_in(offer.details.texts, "de").title, limit)


def card_facts(
    tr: Translator, offer: Offer, today: date, around: Around | None = None
) -> list[Html]:
    """Return at most two lines: place and time; price, level, audience, start.

    ``around`` None says nothing of distances, nor of what is open now.
    """
    details = offer.details
    first = [where(tr, offer, around), *first_time(tr, details, today, around)]
    audience = for_whom(tr, details) if len(details.targets) <= 2 else NOTHING
    second = [
        cost(tr, details),
        _with("📶", level(tr, details)),
        _with("👥", audience),
        _with("📅", start(tr, details, today)),
        childcare(tr, details),
    ]
    return [line for line in (_joined(first), _joined(second)) if line]


def all_facts(tr: Translator, offer: Offer, today: date) -> list[Html]:
    """Return all known facts, one per line, each with its picture."""
    details = offer.details
    return [
        *_marked("🏢", [_organisation(tr, details)]),
        *_marked("📍", _places(tr, details)),
        *_marked("🕘", _times(tr, details, today)),
        *_marked("📅", [start(tr, details, today)]),
        *_conditions(tr, details, today),
        *_residence(tr, details),
        *_contact(tr, details),
    ]


def _organisation(tr: Translator, details: Details) -> Html:
    return tr("Offered by: {organisation}", organisation=shortened(details.organisation, 120))


def _places(tr: Translator, details: Details) -> list[Html]:
    return [
        tr("Town: {town}", town=details.municipality) if details.municipality else NOTHING,
        tr("Address: {address}", address=details.address) if details.address else NOTHING,
    ]


def _times(tr: Translator, details: Details, today: date) -> list[Html]:
    written = details.times_text
    return [
        *times.all_times(tr, details.schedules, today)[:8],
        tr("Times, as the office wrote them: {times}", times=written) if written else NOTHING,
    ]


def _with(emoji: str, fact: Html) -> Html:
    """Return a fact with its picture, for who reads little; nothing stays nothing.

    No line breaks between them.
    """
    return Html(f"{emoji}\u00a0{fact}") if fact else NOTHING


def _marked(emoji: str, facts: Iterable[Html]) -> list[Html]:
    """Return the facts that are known, each with the picture of their kind."""
    return [_with(emoji, fact) for fact in facts if fact]


def where(tr: Translator, offer: Offer, around: Around | None) -> Html:
    """Return the place, with its distance from the reader's own town where that is known."""
    named = _with(WAYS[offer.details.way], place(tr, offer.details))
    away = around.kilometres.get(offer.municipality_id or 0) if around else None
    if not away or offer.details.way is not Way.ON_SITE:
        return named
    return _with("📍", tr("{town}, {n} km", town=offer.details.municipality, n=away))


def first_time(
    tr: Translator, details: Details, today: date, around: Around | None = None
) -> list[Html]:
    """Return until when it is open now, else when it is today, else its first time.

    What the office wrote stands there where nothing of it could be read.
    """
    if around and (at_once := _today(tr, openings.hours_of(details), around)):
        return [_with("🕘", at_once)]
    first = times.all_times(tr, details.schedules, today)[:1]
    if first or not details.times_text:
        return _marked("🕘", first)
    return [_with("🕘", tr.value(shortened(details.times_text, 40)))]


def _today(tr: Translator, hours: Hours, around: Around) -> Html:
    """Return what is open now or later today, "" for nothing."""
    if closes := openings.open_until(hours, around.now):
        return tr("Open now, until {time}", time=clock(closes))
    later = openings.later_today(hours, around.now)
    if later is None or later.start is None:
        return NOTHING
    return tr("Today {hours}", hours=clock(later.start, later.end))


def place(tr: Translator, details: Details) -> Html:
    if details.way is Way.ONLINE:
        return tr("Online")
    if details.way is Way.PHONE:
        return tr("By phone")
    return tr.value(details.municipality) if details.municipality else tr("The whole district")


def cost(tr: Translator, details: Details) -> Html:
    """Return "Free" or the price, with its picture; "" if neither is known."""
    if details.free:
        return _with("🆓", tr("Free"))
    return _with("💶", tr.value(shortened(details.price, 40))) if details.price else NOTHING


def childcare(tr: Translator, details: Details) -> Html:
    """Return that children are looked after meanwhile, with its picture; "" if it is not said."""
    return _with("🧸", tr("With childcare")) if details.childcare else NOTHING


def level(tr: Translator, details: Details) -> Html:
    """Return "Level A1" or "Level A1–B1"; "" if there is none."""
    span = "–".join(dict.fromkeys(filter(None, (details.level_from, details.level_to))))
    return tr("Level {level}", level=Ltr(span)) if span else NOTHING


def for_whom(tr: Translator, details: Details) -> Html:
    if not details.targets:
        return NOTHING
    return tr(
        "For: {people}", people=tr.listed(tr(TARGETS[target]) for target in sorted(details.targets))
    )


def start(tr: Translator, details: Details, today: date) -> Html:
    """Return the first day, "" if it is over or unknown."""
    if not details.starts_on or details.starts_on < today:
        return NOTHING
    return tr("Starts: {day}", day=tr.day(details.starts_on))


def _conditions(tr: Translator, details: Details, today: date) -> list[Html]:
    known = (
        ("⏰", _register(tr, details, today)),
        ("", cost(tr, details)),
        ("📶", level(tr, details)),
        ("👥", for_whom(tr, details)),
        ("🎂", _ages(tr, details)),
        ("💬", _spoken(tr, details)),
        ("🪑", tr("Places: {n}", n=details.seats) if details.seats else NOTHING),
        ("", childcare(tr, details)),
        ("♿", tr("Wheelchair accessible") if details.accessible else NOTHING),
    )
    return [_with(emoji, fact) if emoji else fact for emoji, fact in known if fact]


def _register(tr: Translator, details: Details, today: date) -> Html:
    day = details.register_by
    return tr("Register by: {day}", day=tr.day(day)) if day and day >= today else NOTHING


def _spoken(tr: Translator, details: Details) -> Html:
    names = tr.listed(tr.language_name(code) for code in details.languages)
    return tr("Languages spoken: {languages}", languages=names) if details.languages else NOTHING


def _residence(tr: Translator, details: Details) -> list[Html]:
    """Return for which residence statuses it is, and what the German words for them mean."""
    lines = residence.statuses(tr, details.residence_statuses)
    return [*_marked("📄", lines[:1]), *lines[1:]]


def _contact(tr: Translator, details: Details) -> list[Html]:
    path = shortened(details.breadcrumb, 200)
    return [
        *_marked("📞", [_phone(tr, details)]),
        *_marked("✉️", [_email(tr, details)]),
        *_marked("🗂", [tr("Found under: {path}", path=path) if path else NOTHING]),
    ]


def _phone(tr: Translator, details: Details) -> Html:
    return tr("Phone: {phone}", phone=Ltr(details.phone)) if details.phone else NOTHING


def _email(tr: Translator, details: Details) -> Html:
    return tr("E-mail: {email}", email=Ltr(details.email)) if details.email else NOTHING


def _ages(tr: Translator, details: Details) -> Html:
    low, high = details.age_from, details.age_to
    if low is not None and high is not None:
        return tr("Age: {low} to {high}", low=low, high=high)
    if low is not None:
        return tr("Age: {low} and over", low=low)
    return tr("Age: up to {high}", high=high) if high is not None else NOTHING


def _joined(parts: list[Html]) -> Html:
    return Html(" · ".join(filter(None, parts)))
