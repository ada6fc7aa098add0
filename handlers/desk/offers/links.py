"""The link by which an organisation answers for its offer: made, shown once, ended."""

import secrets
from urllib.parse import quote, urlencode

from bot.domain.audits import Act
from bot.domain.offers import Offer, text_in
from bot.i18n import plain
from bot.rules import offer_links as rules
from bot.rules.desk import HOME
from bot.rules.grants import may_edit
from bot.rules.problems import Problem, Refusal
from bot.text import whole
from handlers.desk.offers.form import OFFERS, offer_here
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from storage.catalogue import offer_bulk as bulk_rows
from storage.catalogue import offer_links

PATH = f"{HOME}/organisation"
"""Where the link leads; the token follows."""


async def show(desk: DeskRequest) -> Answer:
    """Return what the link is for, and until when the one that was made works."""
    offer = await _offer(desk)
    if offer.id != desk.row_id():
        return Done(f"{OFFERS}/{offer.id}/link")
    return await _shown(desk, offer, "")


async def hear(desk: DeskRequest) -> Answer:
    """Make a link, which is shown once; or end the one that was made."""
    await bulk_rows.lock(desk.store, desk.row_id())
    offer, turn = await _offer(desk), desk.turn
    if offer.id != desk.row_id():
        raise Refusal(Problem.CHANGED_MEANWHILE)
    subject = f"offer {offer.id}"
    if desk.sent("act") == "end":
        await offer_links.end(desk.store, offer.id)
        await turn.audit(Act.OFFER_LINK, subject, {"link": "yes"}, {"link": "no"})
        return Done(f"{OFFERS}/{offer.id}/link?said=done")
    rules.may_answer(offer)
    token = secrets.token_urlsafe(24)
    ends = turn.now + rules.life(whole(desk.sent("days"), 3))
    await offer_links.make(desk.store, offer.id, token, turn.now, ends)
    facts = {"ends_at": ends.isoformat(timespec="minutes")}
    await turn.audit(Act.OFFER_LINK, subject, {}, facts)
    return await _shown(desk, offer, f"{turn.services.base_url}{PATH}/{token}")


async def _offer(desk: DeskRequest) -> Offer:
    offer = await offer_here(desk, desk.row_id())
    may_edit(desk.turn.person, offer)
    return offer


async def _shown(desk: DeskRequest, offer: Offer, url: str) -> Shown:
    values = {
        "offer": offer,
        "heading": text_in(offer.details.texts, "de").title,
        "link": await offer_links.of_offer(desk.store, offer.id, desk.turn.now),
        "days": rules.DAYS,
        "usual_days": rules.USUAL_DAYS,
        "can_make": offer.details.state in rules.ANSWERED,
        "url": url,
        "mail": _mail(desk, offer, url) if url else "",
    }
    return Shown("offer_link.html", values, is_done=bool(url))


def _mail(desk: DeskRequest, offer: Offer, url: str) -> str:
    """Return an address that opens an e-mail to the organisation, with the link in it."""
    tr, title = desk.turn.tr, text_in(offer.details.texts, "de").title
    lines = [
        plain(tr("Is this offer still right? Please open this page and tell us: {link}", link=url)),
        plain(tr("You do not need an account. The link is only for this offer.")),
        desk.district.name,
    ]
    words = urlencode({"subject": title, "body": "\n\n".join(lines)}, quote_via=quote)
    return f"mailto:{quote(offer.details.email, safe='@')}?{words}"
