"""Checks of values, as Telegram does them: lengths, buttons, URLs, languages."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from handlers.telegram.emulator.errors import BadRequest
from handlers.telegram.emulator.markup import Entity, parsed, units

LONGEST_TEXT, LONGEST_CAPTION, LONGEST_DATA, LONGEST_TOAST = 4096, 1024, 64, 200
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
)  # fmt: skip


def text_of(
    parameters: dict[str, Any], key: str = "text", longest: int = LONGEST_TEXT
) -> tuple[str, list[Entity]]:
    """Return plain text and entities of a message. Raises BadRequest."""
    raw = parameters.get(key, "")
    if not isinstance(raw, str):
        raise BadRequest(f'parameter "{key}" must be a String')
    mode = parameters.get("parse_mode")
    if mode not in (None, "HTML"):
        raise BadRequest("unsupported parse_mode")
    plain, entities = parsed(raw) if mode else (raw, [])
    if not plain.strip() and key == "text":
        raise BadRequest("message text is empty")
    if units(plain) > longest:
        raise BadRequest("message is too long" if key == "text" else "message caption is too long")
    return plain, entities


def check_keyboard(markup: Any) -> None:
    """Check any kind of reply markup. Raises BadRequest."""
    if markup is None:
        return
    if not isinstance(markup, dict):
        raise BadRequest("object expected as reply markup")
    if "inline_keyboard" in markup:
        _each(markup["inline_keyboard"], _check_inline)
    elif "keyboard" in markup:
        if not markup["keyboard"]:
            raise BadRequest("reply keyboard is empty")
        _each(markup["keyboard"], lambda button: _check_label(button, "keyboard button"))
    elif not ({"remove_keyboard", "force_reply"} & markup.keys()):
        raise BadRequest("can't parse reply keyboard markup JSON object")


def _each(rows: Any, check: Callable[[Any], None]) -> None:
    for button in (button for row in _rows(rows) for button in row):
        check(button)


def _rows(rows: Any) -> list[list[dict[str, Any]]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadRequest(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    if sum(map(len, rows)) > 100:
        raise BadRequest("REPLY_MARKUP_TOO_LONG")
    return rows


def _check_label(button: Any, what: str) -> None:
    if not isinstance(button, dict):
        raise BadRequest(f"can't parse {what}: {what} must be an Object")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise BadRequest(f'can\'t parse {what}: field "text" must be a non-empty String')


def _check_inline(button: Any) -> None:
    _check_label(button, "inline keyboard button")
    if sum(action in button for action in _ACTIONS) != 1:
        raise BadRequest(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if (
        "callback_data" in button
        and not 1 <= len(str(button["callback_data"]).encode()) <= LONGEST_DATA
    ):
        raise BadRequest("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= units(str(button["copy_text"].get("text", ""))) <= 256:
        raise BadRequest("BUTTON_COPY_TEXT_INVALID")
    if "url" in button:
        check_url(button["url"])


def check_url(url: Any) -> None:
    """Check a link of a button. Raises BadRequest.

    "http://localhost" has no dot and is refused, like tel: and mailto:.
    """
    parts = urlsplit(url) if isinstance(url, str) else None
    if parts is None or (parts.scheme and parts.scheme not in ("http", "https", "tg", "ton")):
        raise BadRequest(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if parts.scheme in ("http", "https") and "." not in (parts.hostname or ""):
        raise BadRequest(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def check_language(code: Any) -> None:
    """Check a language of two letters, or none. Raises BadRequest."""
    if code and not re.fullmatch(r"[a-z]{2}", str(code)):
        raise BadRequest("LANGUAGE_CODE_INVALID")


def check_commands(commands: Any) -> None:
    """Check a list of commands. Raises BadRequest."""
    if not isinstance(commands, list) or len(commands) > 100:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise BadRequest("BOT_COMMAND_INVALID")
        if not 1 <= units(str(command.get("description", ""))) <= 256:
            raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
