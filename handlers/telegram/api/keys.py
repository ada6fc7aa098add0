"""Keyboards and articles of the Bot API."""

from typing import Any

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Keys = list[list[dict[str, Any]]]
"""Rows of buttons: each a dict with "text" and one of "callback_data", "url", "copy_text"."""


def rows(keys: Keys) -> Keys:
    """Return keys in the form of the Bot API."""
    return [
        [
            key | {"copy_text": {"text": key["copy_text"]}} if "copy_text" in key else key
            for key in row
        ]
        for row in keys
    ]


def markup(keys: Keys) -> InlineKeyboardMarkup | None:
    """Return None for no buttons: an empty keyboard is something else."""
    return (
        InlineKeyboardMarkup(
            [[InlineKeyboardButton(**_button(key)) for key in row] for row in keys]
        )
        if keys
        else None
    )


def _button(key: dict[str, Any]) -> dict[str, Any]:
    return key | {"copy_text": CopyTextButton(key["copy_text"])} if "copy_text" in key else key


def article(found: dict[str, Any]) -> InlineQueryResultArticle:
    """Return an offer as a result of an inline query, see ``calls.Suggest``."""
    content = InputTextMessageContent(
        found["text"], parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
    )
    return InlineQueryResultArticle(
        found["id"],
        found["title"],
        content,
        reply_markup=markup(found["keys"]),
        description=found["description"] or None,
    )
