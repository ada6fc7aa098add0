"""An offer is handed on: by a link, a code, the device's own means, or in another chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.listings import Listing
from bot.domain.offers import Offer
from bot.i18n import Translator, visible
from bot.screens import facts, links, offers
from bot.ui import Button, Copy, Html, Open, Screen, Share, in_rows, press

IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Shared:
    """An offer shared in another chat: its entry in the list of suggestions, and its message."""

    key: str
    title: str
    description: str
    screen: Screen


def shared(tr: Translator, offer: Offer, today: date, url: str) -> Shared:
    """Return an offer to share; ``url`` opens it in Lotse, "" if the bot's name is unknown."""
    text = offers.card_text(tr, offer, today)
    rows = ((Button(tr("Open in Lotse"), Open(url)),),) if url else ()
    facts_ = " · ".join(visible(line) for line in facts.card_facts(tr, offer, today)[:2])
    return Shared(
        f"{offer.id}-{tr.language.code}",
        facts.title(tr, offer, 120),
        facts_,
        Screen(text, rows, bare=True, language=tr.language.code),
    )


def share(
    tr: Translator,
    offer: Offer,
    listing: Listing,
    urls: Sequence[str],
    language: str,
    *,
    may_tell: bool,
) -> Screen:
    """Return links to an offer; the first one can be handed on by a press, or read as a code.

    ``language`` is the code of the language in which the receiver gets it. ``may_tell``: they can
    also write to people.
    """
    first = urls[:1]
    title = facts.title(tr, offer, 120)
    tell = (
        [Button(tr("📣 Send as a message"), press("message.about", offer.id))] if may_tell else []
    )
    buttons = [
        *[Button(tr("Share"), Share(url, title)) for url in first],
        *[Button(tr("📋 Copy"), Copy(url)) for url in first],
        Button(tr("Language"), press("offer.languages", offer.id, listing.code)),
        *tell,
    ]
    return Screen(
        tr.lines(
            tr.bold(title),
            tr("Language: {language}", language=tr.language_name(language)),
            tr("Share this link:"),
            *map(links.link, urls),
        ),
        in_rows(buttons, 2),
        at=f"offer.hand_on:{offer.id}:{language}:{listing.code}",
        back=f"offer.show:{offer.id}:{listing.code}",
        code=first[0] if first else "",
    )


def share_languages(
    tr: Translator, offer: Offer, listing: Listing, translators: Sequence[Translator]
) -> Screen:
    """Ask in which language the receiver gets an offer."""
    buttons = [
        Button(
            Html(other.language.name),
            press("offer.hand_on", offer.id, other.language.code, listing.code),
            language=other.language.code,
        )
        for other in translators
    ]
    text = tr.lines(
        tr.bold(facts.title(tr, offer, 120)),
        tr("Which language does the other person read?"),
    )
    return Screen(
        text,
        in_rows(buttons, IN_A_ROW),
        at=f"offer.languages:{offer.id}:{listing.code}",
        back=f"offer.share:{offer.id}:{listing.code}",
    )
