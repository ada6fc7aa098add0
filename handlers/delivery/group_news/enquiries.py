"""Questions to the office."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.enquiries import Enquiry, EnquiryMessage, EnquiryState
from bot.domain.group_events import GroupEvent
from bot.domain.group_events.enquiries import (
    EnquiryAnswered,
    EnquiryAsked,
    EnquiryEvent,
    EnquiryTranslated,
    TranslationWanted,
)
from bot.domain.groups import Group
from bot.i18n import Translator
from bot.screens.notifications.enquiries import notification
from bot.ui import Screen
from storage.engine.store import Store
from storage.people import enquiries

ABOUT_A_MESSAGE = (EnquiryAnswered, EnquiryTranslated, TranslationWanted)


@dataclass(frozen=True, slots=True)
class EnquiryNews:
    """``enquiry`` None: it was deleted meanwhile. ``message`` is what it is about, with its
    translation; None for no message.
    """

    event: EnquiryEvent
    enquiry: Enquiry | None
    message: EnquiryMessage | None = None

    def is_stale(self, now: datetime) -> bool:
        """Return whether it was deleted, or asks for something that does not wait any more."""
        if self.enquiry is None:
            return True
        if isinstance(self.event, TranslationWanted):
            translation = self.message.translation if self.message else None
            return translation is None or translation.helper_id is not None
        return isinstance(self.event, EnquiryAsked) and self.enquiry.state is not EnquiryState.OPEN

    def screen(self, tr: Translator) -> Screen:
        return notification(tr, self.event, self.enquiry, self.message)


async def load(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, EnquiryNews]:
    """Return what showing the events of this subject needs."""
    mine = [event for event in events if isinstance(event, EnquiryEvent)]
    loaded = await enquiries.by_ids(store, {event.enquiry_id for event in mine})
    messages = await enquiries.messages_by_ids(store, {_message_of(event) for event in mine} - {0})
    return {
        event: EnquiryNews(event, loaded.get(event.enquiry_id), messages.get(_message_of(event)))
        for event in mine
    }


def _message_of(event: EnquiryEvent) -> int:
    """Return the id of the message that an event is about, 0 for none."""
    return event.message_id if isinstance(event, ABOUT_A_MESSAGE) else 0
