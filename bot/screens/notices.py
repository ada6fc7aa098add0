"""Messages to people: from the office, or from the service itself."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot import text
from bot.domain.announcements import ORIGINAL, Announcement, Kind
from bot.domain.attachments import Attachment
from bot.domain.listings import Listing
from bot.domain.offers import Offer
from bot.domain.places import District
from bot.i18n import Isolated, Ltr, Translator, mark
from bot.rules.recurrence import zone_of
from bot.screens import listing_lines
from bot.screens.frame import leaf, no_more
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

KINDS = {
    Kind.INFORMATION: mark("Information"),
    Kind.REMINDER: mark("Reminder"),
    Kind.URGENT: mark("Urgent"),
}
NEWS = {
    Kind.GROUP: mark("👥 <b>News from your group</b>"),
    Kind.ALERT: mark("🔔 <b>New: something you are looking for</b>"),
    Kind.DIGEST: mark("🗞 <b>New this week in your topics</b>"),
    Kind.COURSE: mark("🎓 <b>A course that you saved ends soon</b>"),
    Kind.SAVED: mark("⏰ <b>Saved offers that start soon</b>"),
    Kind.EXPIRY: mark("⌛ <b>These offers end soon. Are they still correct?</b>"),
}
PAGE = 6


def notice(
    tr: Translator,
    announcement: Announcement,
    district: District,
    late_since: datetime | None = None,
    attachment: Attachment | None = None,
) -> Screen:
    """Return an announcement for a person: sender, text, why they get it, how to stop it.

    ``late_since`` is the time it was planned for, None if it is in time.
    """
    code = announcement.language_for(tr.language.code)
    body = tr.paragraphs(
        tr.lines(
            tr("📣 <b>{sender}</b>", sender=district.name),
            tr(KINDS[announcement.kind]) if announcement.kind is not Kind.INFORMATION else NOTHING,
        ),
        tr.lines(_other_language(tr, code)),
        tr.lines(written(tr, announcement.texts[code])),
        tr.lines(
            _late(tr, announcement, late_since) if late_since else NOTHING,
            _why(tr, announcement, district),
        ),
    )
    return Screen(body, in_rows([*_ways(tr, announcement, attachment)], 1))


def _ways(
    tr: Translator, announcement: Announcement, attachment: Attachment | None
) -> Iterator[Button]:
    """Yield where a message leads: its file, its offer, no more of its kind, settings."""
    if attachment:
        label = tr("📎 Open {name}", name=attachment.name)
        yield Button(label, press("attachment.open", announcement.id))
    if announcement.offer_id:
        place = press("offer.show", announcement.offer_id, Listing().code)
        yield Button(tr("Open the offer"), place)
    if announcement.kind is not Kind.URGENT:
        yield no_more(tr, announcement.kind)
    yield Button(tr("⚙️ Settings"), press("settings"))


def _other_language(tr: Translator, code: str) -> Html:
    """Return a note that a message is not in the reader's language, or nothing."""
    if tr.language.simplifies(code):
        return tr("This text is not in Easy Language.")
    own = code.split("-")[0] == tr.language.code.split("-")[0]
    return NOTHING if own else tr("This message is in German only.")


def _why(tr: Translator, announcement: Announcement, district: District) -> Html:
    if announcement.audience.groups:
        return tr("You get this because you are in a group in {place}.", place=district.name)
    return tr("You get this because you chose {place}.", place=district.name)


def news(tr: Translator, kind: Kind, offers: Sequence[Offer], today: date) -> Screen:
    """Return offers that the service found for a person."""
    if kind is Kind.COURSE:
        return _course_news(tr, offers, today)
    lines = [listing_lines.line(tr, n, offer, today) for n, offer in enumerate(offers, 1)]
    buttons = [_leading(tr, kind, n, offer) for n, offer in enumerate(offers, 1)]
    buttons.append(no_more(tr, kind))
    return Screen(tr.paragraphs(tr.lines(tr(NEWS[kind])), tr.lines(*lines)), in_rows(buttons, 1))


def _course_news(tr: Translator, offers: Sequence[Offer], today: date) -> Screen:
    """Return the courses that end, those that have begun, and what can come next."""
    numbered = list(enumerate(offers, 1))
    lines = {n: listing_lines.line(tr, n, offer, today) for n, offer in numbered}
    ending = [lines[n] for n, offer in numbered if _has_begun(offer, today)]
    coming = [lines[n] for n, offer in numbered if not _has_begun(offer, today)]
    follows = tr("This can come next:") if coming else tr("We can show you what comes next.")
    buttons = [_leading(tr, Kind.COURSE, n, offer) for n, offer in numbered]
    return Screen(
        tr.paragraphs(
            tr.lines(tr(NEWS[Kind.COURSE]), *ending),
            tr.lines(follows, *coming),
        ),
        in_rows([*buttons, Button(tr("➡️ My next course"), press("level.start"))], 1),
        ((no_more(tr, Kind.COURSE),),),
    )


def _has_begun(offer: Offer, today: date) -> bool:
    return offer.details.starts_on is not None and offer.details.starts_on <= today


def _leading(tr: Translator, kind: Kind, position: int, offer: Offer) -> Button:
    """Return the button of an offer; for ``EXPIRY`` it leads to the review of the offer."""
    button = listing_lines.button(tr, position, offer, Listing())
    return replace(button, action=press("report.show", offer.id)) if kind is Kind.EXPIRY else button


def missed(tr: Translator, announcement: Announcement, due_at: datetime) -> Screen:
    """Return the notice for the author that an announcement was not sent."""
    body = tr.lines(
        tr("<b>Your message was not sent.</b>"),
        tr(
            "It was planned for {time}. Lotse was not running at that time.",
            time=moment(tr, announcement, due_at),
        ),
        tr.value(text.shortened(announcement.texts[ORIGINAL], 100)),
    )
    return Screen(body, ((Button(tr("Open"), press("message.show", announcement.id)),),))


def waiting(tr: Translator, messages: Sequence[tuple[int, str, date, bool]], page: int) -> Screen:
    """Return the messages of the web chat, the latest first: id, text, day, whether read."""
    shown, arrows = leaf(tr, messages, page, PAGE, "inbox.list")
    buttons = [
        Button(_waiting(tr, words, day, read=read), press("inbox.open", message_id))
        for message_id, words, day, read in shown
    ]
    body = tr.lines(
        tr("<b>Messages for you</b>"), tr("You have no messages.") if not messages else NOTHING
    )
    return Screen(body, in_rows(buttons, 1), arrows, at=f"inbox.list:{page}", back="home:0")


def _waiting(tr: Translator, words: str, day: date, *, read: bool) -> Html:
    short = text.shortened(words, 40)
    return (
        tr("{day}: {words}", day=tr.day(day), words=short)
        if read
        else tr("● {day}: {words}", day=tr.day(day), words=short)
    )


def moment(tr: Translator, announcement: Announcement, at: datetime) -> Html:
    """Return day and local time in the zone of an announcement."""
    local = at.astimezone(zone_of(announcement.times))
    return tr("{day}, {time}", day=tr.day(local.date()), time=Ltr(f"{local:%H:%M}"))


def written(tr: Translator, words: str) -> Html:
    """Return a text as it was typed. URLs are not isolated: the mark would become part of them."""
    parts = [
        [tr.value(Isolated(line) if "://" in line else line) for line in part.split("\n")]
        for part in words.split("\n\n")
    ]
    return Html("\n\n".join("\n".join(part) for part in parts))


def _late(tr: Translator, announcement: Announcement, since: datetime) -> Html:
    return tr("It was planned for {time}.", time=moment(tr, announcement, since))
