"""Where somebody who is promised an answer gets it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to a person, and those that can still be offered to them.

    ``in_chat``: messages come into the chat that they are in, as at Telegram; then the rest is
    False. ``by_telegram``, ``by_push`` and ``by_email`` are set up. ``offers_push`` and
    ``offers_email``: they can be set up here.
    """

    in_chat: bool = False
    by_telegram: bool = False
    by_push: bool = False
    by_email: bool = False
    offers_push: bool = False
    offers_email: bool = False


IN_CHAT = Ways(in_chat=True)
