"""What a person gets unasked: from the office, or from the service itself."""

from collections.abc import Sequence
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
from bot.screens import listings
from bot.screens.frame import leaf, no_more
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

KINDS = {
    Kind.INFORMATION: mark("Information"),
    Kind.REMINDER: mark("Reminder"),
    Kind.URGENT: mark("Urgent"),
}
NEWS = {
    Kind.GROUP: mark("👥 <b>News of your group</b>"),
    Kind.ALERT: mark("🔔 <b>Something you look for is there</b>"),
    Kind.DIGEST: mark("🗞 <b>New this week in your fields</b>"),
    Kind.SAVED: mark("⏰ <b>What you saved is soon</b>"),
    Kind.EXPIRY: mark("⌛ <b>These offers end soon. Are they still right?</b>"),
}
PAGE = 6


def notice(
    tr: Translator,
    one: Announcement,
    district: District,
    late_since: datetime | None = None,
    attachment: Attachment | None = None,
) -> Screen:
    """What a person gets: who sent it, the words in one language, why they get it, and how to stop it."""
    code = one.language_for(tr.language.code)
    foreign = code.split("-")[0] != tr.language.code.split("-")[0]
    body = tr.paragraphs(
        tr.lines(
            tr("📣 <b>{sender}</b>", sender=district.name),
            tr(KINDS[one.kind]) if one.kind is not Kind.INFORMATION else NOTHING,
        ),
        tr.lines(tr("This message is in German only.")) if foreign else NOTHING,
        tr.lines(written(tr, one.texts[code])),
        tr.lines(_late(tr, one, late_since) if late_since else NOTHING, _why(tr, one, district)),
    )
    offer = (
        [Button(tr("Look at the offer"), press("offer.show", one.offer_id, Listing().code))]
        if one.offer_id
        else []
    )
    file = (
        [Button(tr("📎 Open {name}", name=attachment.name), press("attachment.open", one.id))]
        if attachment
        else []
    )
    stop = [] if one.kind is Kind.URGENT else [no_more(tr, one.kind)]
    return Screen(
        body, in_rows([*file, *offer, *stop, Button(tr("⚙️ Settings"), press("settings"))], 1)
    )


def _why(tr: Translator, one: Announcement, district: District) -> Html:
    if one.audience.groups:
        return tr("You get this because you are in a group of {place}.", place=district.name)
    return tr("You get this because your place is {place}.", place=district.name)


def news(tr: Translator, kind: Kind, offers: Sequence[Offer], today: date) -> Screen:
    """What the service found for one person: at most a few offers."""
    lines = [listings.line(tr, n, offer, today) for n, offer in enumerate(offers, 1)]
    buttons = [_leading(tr, kind, n, offer) for n, offer in enumerate(offers, 1)]
    buttons.append(no_more(tr, kind))
    return Screen(tr.paragraphs(tr.lines(tr(NEWS[kind])), tr.lines(*lines)), in_rows(buttons, 1))


def _leading(tr: Translator, kind: Kind, number: int, offer: Offer) -> Button:
    """To the offer; the office is asked about it."""
    button = listings.button(tr, number, offer, Listing())
    return replace(button, action=press("report.show", offer.id)) if kind is Kind.EXPIRY else button


def missed(tr: Translator, one: Announcement, due_at: datetime) -> Screen:
    """For the author: nobody got it."""
    body = tr.lines(
        tr("<b>Your message was not sent.</b>"),
        tr(
            "It was planned for {time}. The service stood still at that time.",
            time=moment(tr, one, due_at),
        ),
        tr.value(text.shortened(one.texts[ORIGINAL], 100)),
    )
    return Screen(body, ((Button(tr("Look at it"), press("message.show", one.id)),),))


def waiting(tr: Translator, known: Sequence[tuple[int, str, date, bool]], page: int) -> Screen:
    """What came in the web chat: number, first words, day and whether it was read; the latest first."""
    shown, arrows = leaf(tr, known, page, PAGE, "inbox.list")
    buttons = [
        Button(_waiting(tr, words, day, read=read), press("inbox.open", number))
        for number, words, day, read in shown
    ]
    said = tr.lines(tr("<b>Messages for you</b>"), tr("There are none.") if not known else NOTHING)
    return Screen(said, in_rows(buttons, 1), arrows, at=f"inbox.list:{page}", back="home:0")


def _waiting(tr: Translator, words: str, day: date, *, read: bool) -> Html:
    short = text.shortened(words, 40)
    return (
        tr("{day}: {words}", day=tr.day(day), words=short)
        if read
        else tr("● {day}: {words}", day=tr.day(day), words=short)
    )


def moment(tr: Translator, one: Announcement, at: datetime) -> Html:
    """A day and a time on the wall of the district."""
    local = at.astimezone(zone_of(one.times))
    return tr("{day}, {time}", day=tr.day(local.date()), time=Ltr(f"{local:%H:%M}"))


def written(tr: Translator, words: str) -> Html:
    """A coordinator's text as it was typed. A bare address is not isolated: the mark would become part of the link."""
    parts = [
        [tr.value(Isolated(line) if "://" in line else line) for line in part.split("\n")]
        for part in words.split("\n\n")
    ]
    return Html("\n\n".join("\n".join(part) for part in parts))


def _late(tr: Translator, one: Announcement, since: datetime) -> Html:
    return tr("It was planned for {time}.", time=moment(tr, one, since))
