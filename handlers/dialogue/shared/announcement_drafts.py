"""A draft of an announcement: changed, and shown as it stands."""

from dataclasses import replace
from itertools import islice
from typing import Any

from bot.domain.announcements import Announcement
from bot.domain.attachments import Attachment
from bot.domain.offers import text_in
from bot.rules import recurrence
from bot.screens import announcements as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import attachments, offers
from storage.messaging import announcements, audiences


async def file_of(turn: Turn, announcement: Announcement) -> Attachment | None:
    """Return the file of an announcement, None if it has none."""
    file_id = announcement.attachment_id or 0
    return (await attachments.by_ids(turn.store, {file_id})).get(file_id)


DATES = 5
"""Next dates that a draft shows."""


async def changed_draft(turn: Turn, announcement: Announcement, **values: Any) -> Screen:
    """Change a draft, and return it as it stands then."""
    changed = replace(announcement, **values)
    await announcements.change(turn.store, changed, turn.now)
    return await preview(turn, replace(changed, version=announcement.version + 1))


async def preview(turn: Turn, announcement: Announcement) -> Screen:
    """Return a draft as it stands: texts, audience, next dates."""
    names = {code: language.name for code, language in turn.services.languages.items()}
    reach = await audiences.reach(turn.store, announcement, turn.now)
    dates = list(islice(recurrence.dates(announcement.times, turn.now), DATES))
    return screens.draft(
        turn.tr,
        announcement,
        reach,
        dates,
        await title_of_offer(turn, announcement),
        await file_of(turn, announcement),
        names,
        turn.services.config.telegram.unasked_rate,
    )


async def title_of_offer(turn: Turn, announcement: Announcement) -> str:
    """Return the title of the offer that it leads to, "" if it leads to none."""
    offer = await offers.by_id(turn.store, announcement.offer_id) if announcement.offer_id else None
    return text_in(offer.details.texts, turn.tr.language.code).title if offer else ""
