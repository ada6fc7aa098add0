"""Maps every error of Telegram to one outcome.

``BadRequest`` is a subclass of ``NetworkError``, so it is matched first.
"""

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.domain.outcomes import Moved, Outcome, Refused, Sent, TryLater, Unknown, Unreachable
from handlers.telegram.api.transport import Halted, NotSent

SOON, TOKEN_WRONG = 0.5, 30.0
"""Seconds until the next attempt: without a connection, and with a wrong token."""
_DONE = ("message is not modified", "query is too old", "query id is invalid")
"""Errors after which nothing is left to do: it is so already, or nobody waits for it any more."""
_GONE = (
    "chat not found",
    "user is deactivated",
    "user not found",
    "peer_id_invalid",
    "was kicked",
    "can't initiate",
    "chat was deleted",
)
_NOT_EDITABLE = (
    "message can't be edited",
    "message to edit not found",
    "message_id_invalid",
    "there is no text in the message",
)
_NO_TOPIC = ("message thread not found", "topic_deleted", "topic_id_invalid")


def outcome_of(error: TelegramError) -> Outcome:
    """Return what an error means for the call that caused it."""
    match error:
        case Halted():
            return TryLater(error.after)
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden():
            return Unreachable(error.message)
        case BadRequest():
            return _of_description(error.message)
        case NotSent():
            return TryLater(SOON)
        case InvalidToken() | Conflict():
            return TryLater(TOKEN_WRONG)
        case _:
            return Unknown(error.message)


def is_not_editable(outcome: Outcome) -> bool:
    """Whether an edit was refused because of the old message, so that a new message helps."""
    return isinstance(outcome, Refused) and _contains(outcome.reason, _NOT_EDITABLE)


def is_without_topic(outcome: Outcome) -> bool:
    """Whether a message was refused because its topic was deleted meanwhile."""
    return isinstance(outcome, Refused) and _contains(outcome.reason, _NO_TOPIC)


def _of_description(description: str) -> Outcome:
    if _contains(description, _DONE):
        return Sent()
    return Unreachable(description) if _contains(description, _GONE) else Refused(description)


def _contains(description: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in description.lower() for phrase in phrases)
