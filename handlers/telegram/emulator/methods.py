"""The methods of the Bot API: each takes parameters and returns the "result", or raises."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from handlers.telegram.emulator import rules
from handlers.telegram.emulator.errors import BadRequest, Conflict
from handlers.telegram.emulator.state import Chat, Json, Message, State

LONGEST_WAIT = 50
LARGEST_FILE = 20 * 1024 * 1024


class Methods:
    """The Bot API of one bot; each public coroutine but ``named`` is a method of that name."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._polling: asyncio.Event | None = None

    def named(self, name: str) -> Callable[[Json], Awaitable[Any]] | None:
        """Return a method by its name in any case; None if there is none."""
        names = {
            key.lower(): key for key in dir(self) if not key.startswith("_") and key != "named"
        }
        return getattr(self, names[name.lower()]) if name.lower() in names else None

    async def getMe(self, _: Json) -> Json:
        return self._state.me

    async def getUpdates(self, asked: Json) -> list[Json]:
        """Confirm all updates below ``offset``; the older of two open requests is ended."""
        state = self._state
        if state.webhook.get("url"):
            raise Conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        if self._polling:
            self._polling.set()
        ended = self._polling = asyncio.Event()
        if (offset := int(asked.get("offset", 0))) > 0:
            state.confirm_below(offset)
        state.allowed = set(asked.get("allowed_updates") or ())
        await self._wait_for_updates(ended, min(int(asked.get("timeout", 0)), LONGEST_WAIT))
        if self._polling is ended:
            self._polling = None
        return state.updates[: int(asked.get("limit", 100))]

    async def _wait_for_updates(self, ended: asyncio.Event, seconds: float) -> None:
        """Wait for updates up to ``seconds``. Raises Conflict if another request comes."""
        state, until = self._state, time.monotonic() + seconds
        while not state.updates and (left := until - time.monotonic()) > 0:
            state.arrived.clear()
            waits = [asyncio.ensure_future(event.wait()) for event in (state.arrived, ended)]
            try:
                await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
            if ended.is_set():
                raise Conflict(
                    "terminated by other getUpdates request; "
                    "make sure that only one bot instance is running"
                )

    async def setWebhook(self, asked: Json) -> bool:
        url, secret = str(asked.get("url", "")), str(asked.get("secret_token", ""))
        if not url.startswith(("https://", "http://127.0.0.1")):
            raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise BadRequest("secret token contains unallowed characters")
        self._state.webhook = {"url": url, "secret": secret}
        self._state.allowed = set(asked.get("allowed_updates") or ())
        return True

    async def deleteWebhook(self, asked: Json) -> bool:
        self._state.webhook = {}
        if asked.get("drop_pending_updates"):
            self._state.updates.clear()
        return True

    async def sendMessage(self, asked: Json) -> Json:
        text, entities = rules.text_of(asked)
        return self._sent(asked, text, html=str(asked["text"]), entities=entities)

    async def sendDocument(self, asked: Json) -> Json:
        file = asked.get("document")
        if isinstance(file, str):
            file = self._file_of(file)
        if not isinstance(file, tuple) or not file[1]:
            raise BadRequest("there is no document in the request")
        caption, entities = rules.text_of(asked, "caption", rules.LONGEST_CAPTION)
        return self._sent(asked, caption, entities=entities, file=file)

    def _file_of(self, remote: str) -> tuple[str, bytes] | None:
        """Return name and content of a file by its id, which a user or the bot has sent."""
        if remote in self._state.files:
            file = self._state.files[remote]
            if not file[0]:
                raise BadRequest("can't use file of type Photo as Document")
            return file
        if not remote.startswith(f"file-{self._state.me['id']}-"):
            raise BadRequest("wrong file identifier/HTTP URL specified")
        messages = (m for chat in self._state.chats.values() for m in chat.messages.values())
        return next(m.file for m in messages if m.file and remote.endswith(f"-{m.id}"))

    async def getFile(self, asked: Json) -> Json:
        remote = str(asked.get("file_id", ""))
        if remote not in self._state.files:
            raise BadRequest("wrong file_id or the file is temporarily unavailable")
        size = len(self._state.files[remote][1])
        if size > LARGEST_FILE:
            raise BadRequest("file is too big")
        return {"file_id": remote, "file_unique_id": remote, "file_size": size, "file_path": remote}

    async def sendLocation(self, asked: Json) -> Json:
        place = asked.get("latitude"), asked.get("longitude")
        if (
            not all(isinstance(degrees, (int, float)) for degrees in place)
            or abs(float(place[0] or 0)) > 90
            or abs(float(place[1] or 0)) > 180
        ):
            raise BadRequest("bad request: invalid location")
        return self._sent(asked, "", place=place)

    async def editMessageText(self, asked: Json) -> Json:
        text, entities = rules.text_of(asked)
        message = self._editable(asked)
        markup = asked.get("reply_markup")
        rules.check_keyboard(markup)
        kept = markup if markup and markup.get("inline_keyboard") else None
        if (message.text, message.entities, message.markup) == (text, entities, kept):
            raise BadRequest(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        message.text, message.entities, message.markup, message.html = (
            text,
            entities,
            kept,
            str(asked["text"]),
        )
        self._state.accepted("editMessageText", asked, message)
        return self._state.json(message)

    async def deleteMessage(self, asked: Json) -> bool:
        chat = self._state.chat(asked["chat_id"])
        message = chat.messages.pop(int(asked["message_id"]), None)
        if message is None:
            raise BadRequest("message to delete not found")
        self._state.accepted("deleteMessage", asked, message)
        return True

    async def answerCallbackQuery(self, asked: Json) -> bool:
        if (
            len(str(asked.get("text", "")).encode()) > 4 * rules.LONGEST_TOAST
            or len(str(asked.get("text", ""))) > rules.LONGEST_TOAST
        ):
            raise BadRequest("MESSAGE_TOO_LONG")
        self._spend(asked.get("callback_query_id"))
        self._state.toasts.append((str(asked["callback_query_id"]), str(asked.get("text", ""))))
        self._state.accepted("answerCallbackQuery", asked)
        return True

    async def answerInlineQuery(self, asked: Json) -> bool:
        results = asked.get("results")
        if not isinstance(results, list) or len(results) > 50:
            raise BadRequest("RESULTS_TOO_MUCH")
        if len({article.get("id") for article in results}) != len(results) or not all(
            1 <= len(str(article.get("id", "")).encode()) <= 64 for article in results
        ):
            raise BadRequest("RESULT_ID_INVALID")
        for article in results:
            rules.text_of(
                article.get("input_message_content", {})
                | {"text": article.get("input_message_content", {}).get("message_text", "")}
            )
            rules.check_keyboard(article.get("reply_markup"))
        self._spend(asked.get("inline_query_id"))
        self._state.suggestions[str(asked["inline_query_id"])] = results
        self._state.accepted("answerInlineQuery", asked)
        return True

    async def setMyCommands(self, asked: Json) -> bool:
        rules.check_language(asked.get("language_code"))
        rules.check_commands(asked.get("commands"))
        scope = asked.get("scope") or {"type": "default"}
        if scope["type"] == "chat":
            self._state.chat(scope.get("chat_id")).commands = asked["commands"]
        self._state.profile[
            "commands", scope["type"], str(scope.get("chat_id", "")), asked.get("language_code", "")
        ] = asked["commands"]
        self._state.accepted("setMyCommands", asked, chat=int(scope.get("chat_id", 0)))
        return True

    async def deleteMyCommands(self, asked: Json) -> bool:
        scope = asked.get("scope") or {"type": "default"}
        if scope["type"] == "chat":
            self._state.chat(scope.get("chat_id")).commands = None
        self._state.accepted("deleteMyCommands", asked, chat=int(scope.get("chat_id", 0)))
        return True

    async def setMyDescription(self, asked: Json) -> bool:
        return self._described("description", asked, 512)

    async def setMyShortDescription(self, asked: Json) -> bool:
        return self._described("short_description", asked, 120)

    async def setChatMenuButton(self, asked: Json) -> bool:
        if (asked.get("menu_button") or {}).get("type") not in ("commands", "web_app", "default"):
            raise BadRequest("MENU_BUTTON_INVALID")
        self._state.accepted("setChatMenuButton", asked)
        return True

    def _described(self, key: str, asked: Json, longest: int) -> bool:
        rules.check_language(asked.get("language_code"))
        if len(str(asked.get(key, ""))) > longest:
            raise BadRequest(f"{key.upper()}_TOO_LONG")
        self._state.profile[key, asked.get("language_code", "")] = asked.get(key, "")
        self._state.accepted(f"set {key}", asked)
        return True

    def _sent(self, asked: Json, text: str, **more: Any) -> Json:
        state = self._state
        chat = state.chat(asked.get("chat_id"))
        markup = asked.get("reply_markup")
        rules.check_keyboard(markup)
        thread = self._thread(chat, asked)
        message = state.message(
            chat,
            state.me,
            text,
            markup=markup,
            thread=thread,
            replies_to=self._replied(chat, asked),
            **more,
        )
        state.accepted(
            "sendDocument" if message.file else "sendLocation" if message.place else "sendMessage",
            asked,
            message,
        )
        return state.json(message)

    def _thread(self, chat: Chat, asked: Json) -> int:
        thread = int(asked.get("message_thread_id") or 0)
        if thread and not chat.has_topic(thread):
            raise BadRequest("message thread not found")
        return thread

    def _replied(self, chat: Chat, asked: Json) -> int:
        reply = asked.get("reply_parameters") or {}
        message_id = int(reply.get("message_id", 0))
        if message_id and message_id not in chat.messages:
            if not reply.get("allow_sending_without_reply"):
                raise BadRequest("message to be replied not found")
            return 0
        return message_id

    def _editable(self, asked: Json) -> Message:
        chat = self._state.chat(asked.get("chat_id"))
        message = chat.messages.get(int(asked.get("message_id", 0)))
        if message is None:
            raise BadRequest("message to edit not found")
        if message.sender["id"] != self._state.me["id"] or message.file:
            raise BadRequest("message can't be edited")
        return message

    def _spend(self, query: Any) -> None:
        if self._state.queries.get(str(query), 0) < time.monotonic():
            raise BadRequest("query is too old and response timeout expired or query ID is invalid")
