"""The state of the emulator: chats, people, messages, updates that wait, and what it accepted."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from handlers.telegram.emulator.errors import BadRequest, Forbidden
from handlers.telegram.emulator.markup import Entity

TOKEN = "123456789:TEST-token_of-the-emulator"
QUERY_SECONDS = 150
Json = dict[str, Any]


@dataclass
class Message:
    """A message as it is shown.

    ``html`` is what the bot sent, ``text`` what is read. ``file`` is a document's name and content,
    ``place`` latitude and longitude. ``sender_chat`` is the chat in whose name it was written.
    """

    id: int
    chat: int
    sender: Json
    text: str
    html: str = ""
    entities: list[Entity] = field(default_factory=list)
    markup: Json | None = None
    thread: int = 0
    replies_to: int = 0
    file: tuple[str, bytes] | None = None
    place: tuple[float, float] | None = None
    sender_chat: Json | None = None

    @property
    def rows(self) -> list[list[Json]]:
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[Json]:
        return [button for row in self.rows for button in row]


@dataclass
class Chat:
    """A chat.

    ``gone`` is why the bot cannot write there, "" if it can; ``moved_to`` the supergroup that the
    group became. ``topics`` are those in which somebody wrote, ``deleted_topics`` those in which
    nobody can write any more.
    """

    id: int
    type: str
    title: str = ""
    language: str = ""
    gone: str = ""
    moved_to: int = 0
    forum: bool = False
    topics: set[int] = field(default_factory=set)
    deleted_topics: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)
    commands: list[Json] | None = None

    def has_topic(self, topic: int) -> bool:
        """Return whether messages can be sent into a topic."""
        return (self.forum or topic in self.topics) and topic not in self.deleted_topics

    @property
    def json(self) -> Json:
        name = {"first_name": self.title} if self.type == "private" else {"title": self.title}
        return {"id": self.id, "type": self.type, **name}


@dataclass(frozen=True)
class Accepted:
    """A request that was performed: the ground truth."""

    at: float
    method: str
    parameters: Json
    chat: int
    message: int


class State:
    """One bot and all chats around it."""

    def __init__(self, token: str = TOKEN, name: str = "lotse_test_bot") -> None:
        self.token = token
        self.me = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Lotse",
            "username": name,
        }
        self.chats: dict[int, Chat] = {}
        self.log: list[Accepted] = []
        self.updates: list[Json] = []
        self.delivered: dict[int, float] = {}
        self.arrived = asyncio.Event()
        self.queries: dict[str, float] = {}
        self.toasts: list[tuple[str, str]] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.suggestions: dict[str, list[Json]] = {}
        self.profile: dict[tuple[str, ...], Any] = {}
        self.webhook: Json = {}
        self.allowed: set[str] = set()
        self._update_ids = itertools.count(700_000_000)
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(10**17)

    def chat(self, chat_id: Any) -> Chat:
        """Return a chat in which the bot may write. Raises BadRequest, Forbidden."""
        try:
            chat = self.chats[int(chat_id)]
        except (KeyError, TypeError, ValueError):
            raise BadRequest("chat not found") from None
        if chat.moved_to:
            raise BadRequest(
                "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to
            )
        if chat.gone:
            raise Forbidden(chat.gone)
        return chat

    def message(self, chat: Chat, sender: Json, text: str, **more: Any) -> Message:
        """Add a message to a chat."""
        message = Message(next(self._message_ids), chat.id, sender, text, **more)
        chat.messages[message.id] = message
        return message

    def update(self, kind: str, content: Json, update_id: int | None = None) -> int:
        """Add an update, which waits until the bot has confirmed it; return its number."""
        update_id = next(self._update_ids) if update_id is None else update_id
        self._note_topic(content)
        if not self.allowed or kind in self.allowed:
            self.updates.append({"update_id": update_id, kind: content})
            self.arrived.set()
        return update_id

    def _note_topic(self, content: Json) -> None:
        chat = self.chats.get((content.get("chat") or {}).get("id", 0))
        if chat and content.get("is_topic_message"):
            chat.topics.add(content["message_thread_id"])

    def confirm_below(self, offset: int) -> None:
        self.updates = [update for update in self.updates if update["update_id"] >= offset]

    def query(self) -> str:
        query_id = str(next(self._query_ids))
        self.queries[query_id] = time.monotonic() + QUERY_SECONDS
        return query_id

    def accepted(
        self, method: str, parameters: Json, message: Message | None = None, chat: int = 0
    ) -> None:
        self.log.append(
            Accepted(
                time.monotonic(),
                method,
                parameters,
                message.chat if message else chat,
                message.id if message else 0,
            )
        )

    def json(self, message: Message) -> Json:
        """Return a message in the form of the Bot API."""
        chat = self.chats[message.chat]
        shown: Json = {
            "message_id": message.id,
            "date": int(time.time()),
            "chat": chat.json,
            "from": message.sender,
            **self._content(message),
            **_circumstances(message),
        }
        replied = chat.messages.get(message.replies_to)
        if replied:
            shown["reply_to_message"] = self.json(replied) | {"reply_to_message": None}
        return shown

    def _content(self, message: Message) -> Json:
        """Return the one thing that a message is: a file, a place or a text."""
        if message.file:
            return {
                "document": {
                    "file_id": f"file-{self.me['id']}-{message.id}",
                    "file_unique_id": f"u{message.id}",
                    "file_name": message.file[0],
                }
            }
        if message.place:
            return {"location": {"latitude": message.place[0], "longitude": message.place[1]}}
        return {"text": message.text} if message.text else {}


def _circumstances(message: Message) -> Json:
    """Return in whose name and in which topic it was written, its marks and its buttons."""
    shown: Json = {}
    if message.sender_chat:
        shown["sender_chat"] = message.sender_chat
    if message.entities:
        shown["entities"] = [vars(entity) for entity in message.entities]
    if message.thread:
        shown |= {"message_thread_id": message.thread, "is_topic_message": True}
    if message.markup and "inline_keyboard" in message.markup:
        shown["reply_markup"] = message.markup
    return shown
