"""Users of the bot, who write, press and read, and the groups they are in."""

from dataclasses import dataclass
from typing import Any

from handlers.telegram.emulator.marks import marked
from handlers.telegram.emulator.state import Chat, Json, Message, State


class World:
    """All users and groups."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.people: dict[int, User] = {}
        self.groups: dict[int, Group] = {}

    def person(self, user_id: int = 1001, language: str = "de", name: str = "Sample") -> "User":
        """Return the user with a number, with a private chat; created if there is none."""
        if user_id not in self.people:
            self.state.chats[user_id] = Chat(user_id, "private", name, language)
            self.people[user_id] = User(self.state, user_id, language, name)
        return self.people[user_id]

    def group(
        self, chat_id: int = -100500, title: str = "Helferkreis", *, forum: bool = False
    ) -> "Group":
        if chat_id not in self.groups:
            self.state.chats[chat_id] = Chat(
                chat_id,
                "supergroup" if str(chat_id).startswith("-100") else "group",
                title,
                forum=forum,
            )
            self.groups[chat_id] = Group(self.state, chat_id)
        return self.groups[chat_id]


@dataclass
class Reader:
    """A chat that the bot writes to."""

    state: State
    id: int

    @property
    def chat(self) -> Chat:
        return self.state.chats[self.id]

    @property
    def sees(self) -> list[Message]:
        """What the bot has written there, the oldest first."""
        return [
            message
            for message in self.chat.messages.values()
            if message.sender["id"] == self.state.me["id"]
        ]

    @property
    def last(self) -> Message:
        return self.sees[-1]


@dataclass
class User(Reader):
    language: str
    name: str

    @property
    def json(self) -> Json:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }

    def say(
        self, text: str, group: "Group | None" = None, *, replies_to: int = 0, thread: int = 0
    ) -> int:
        """Type a message; return the number of its update."""
        return self._message(self._written(text, group, replies_to, thread))

    def edit(self, message: int, text: str) -> int:
        """Correct a message that was typed before."""
        written = self.chat.messages[message]
        written.text, written.entities = text, marked(text)
        return self.state.update("edited_message", self.state.json(written) | {"edit_date": 1})

    def send(self, group: "Group | None" = None, **content: Any) -> int:
        """Send anything that is not text: ``sticker={...}``, ``location={...}``."""
        written = self._written("", group, 0, 0)
        return self.state.update("message", self.state.json(written) | content)

    def send_file(self, name: str, mime: str, content: bytes) -> int:
        """Send a document, or a picture, which has no name."""
        remote = f"sent-{len(self.state.files)}"
        self.state.files[remote] = (name, content)
        common = {"file_id": remote, "file_unique_id": remote, "file_size": len(content)}
        if not name:
            return self.send(
                photo=[
                    common | {"width": 90, "height": 60, "file_size": 9},
                    common | {"width": 900, "height": 600},
                ]
            )
        return self.send(document=common | {"file_name": name, "mime_type": mime})

    def press(self, data: str, message: Message | None = None, **more: Any) -> int:
        """Press a button of a message, by default the newest; with any data, as forgers can."""
        shown = message or self.last
        content = {
            "id": self.state.query(),
            "from": self.json,
            "chat_instance": "1",
            "data": data,
            "message": self.state.json(shown),
        }
        return self.state.update("callback_query", content | more)

    def press_label(self, label: str, message: Message | None = None) -> int:
        """Press the button with a label."""
        shown = message or self.last
        presses = [
            b["callback_data"]
            for b in shown.buttons
            if "callback_data" in b and label in read(b["text"])
        ]
        assert presses, f"no button {label!r} on {[read(b['text']) for b in shown.buttons]}"
        return self.press(presses[0], shown)

    def ask_inline(self, words: str) -> str:
        """Type "@bot words" in any chat; return the number of the query."""
        query = self.state.query()
        self.state.update(
            "inline_query", {"id": query, "from": self.json, "query": words, "offset": ""}
        )
        return query

    def block(self) -> int:
        self.chat.gone = "bot was blocked by the user"
        return self._membership("member", "kicked")

    def unblock(self) -> int:
        self.chat.gone = ""
        return self._membership("kicked", "member")

    def _written(self, text: str, group: "Group | None", replies_to: int, thread: int) -> Message:
        chat = self.state.chats[group.id] if group else self.chat
        more = {"entities": marked(text), "replies_to": replies_to, "thread": thread}
        return self.state.message(chat, self.json, text, **more)

    def _message(self, message: Message) -> int:
        return self.state.update("message", self.state.json(message) | {"text": message.text})

    def _membership(self, before: str, after: str) -> int:
        return self.state.update(
            "my_chat_member", _member(self.state, self.chat, self.json, before, after)
        )


class Group(Reader):
    def take_in(self, by: User) -> int:
        self.chat.gone = ""
        return self.state.update(
            "my_chat_member", _member(self.state, self.chat, by.json, "left", "member")
        )

    def throw_out(self, by: User) -> int:
        self.chat.gone = "bot was kicked from the supergroup chat"
        return self.state.update(
            "my_chat_member", _member(self.state, self.chat, by.json, "member", "kicked")
        )

    def become_supergroup(self, chat_id: int, by: User) -> int:
        """Give the chat another number, as happens to a group that grows."""
        self.chat.moved_to = chat_id
        moved = self.state.message(self.chat, by.json, "")
        self.state.chats[chat_id] = Chat(chat_id, "supergroup", self.chat.title)
        content = self.state.json(moved) | {"migrate_to_chat_id": chat_id}
        self.id = chat_id
        return self.state.update("message", content)


def read(text: str) -> str:
    """Return text as it is read, without the marks that only order letters."""
    return text.translate(dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069")))


def _member(state: State, chat: Chat, by: Json, before: str, after: str) -> Json:
    who = {"user": state.me}
    return {
        "chat": chat.json,
        "from": by,
        "date": 1,
        "old_chat_member": {"status": before, **who},
        "new_chat_member": {"status": after, **who},
    }
