"""Every error of Telegram's → one named outcome. ``BadRequest`` is a subclass of ``NetworkError``, so it is asked first."""

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
"""Seconds until we try again: when there was no connection, and when Telegram does not know us."""
_DONE = ("message is not modified", "query is too old", "query id is invalid")
"""What was asked is already so, or nobody waits for it any more."""
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


def outcome_of(error: TelegramError) -> Outcome:
    match error:
        case Halted():
            return TryLater(error.after)
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden():
            return Unreachable(error.message)
        case BadRequest():
            return _of_words(error.message)
        case NotSent():
            return TryLater(SOON)
        case InvalidToken() | Conflict():
            return TryLater(TOKEN_WRONG)
        case _:
            return Unknown(error.message)


def is_not_editable(outcome: Outcome) -> bool:
    """Whether an edit was refused because of the old message, so that a new one helps."""
    return isinstance(outcome, Refused) and _says(outcome.reason, _NOT_EDITABLE)


def _of_words(description: str) -> Outcome:
    if _says(description, _DONE):
        return Sent()
    return Unreachable(description) if _says(description, _GONE) else Refused(description)


def _says(description: str, words: tuple[str, ...]) -> bool:
    return any(word in description.lower() for word in words)
