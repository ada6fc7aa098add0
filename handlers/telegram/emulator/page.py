"""The emulator's chats in a browser: Telegram's side without an account, on this machine alone."""

from html import escape
from pathlib import Path

from aiohttp import web

from handlers.telegram.emulator.people import User, World
from handlers.telegram.emulator.state import Chat, Json, Message, State

PAGE = Path(__file__).with_name("page.html")
LANGUAGES = ("ar", "uk", "de", "en", "fa", "tr", "ti")


def page_routes(state: State, world: World) -> list[web.RouteDef]:
    async def look(_: web.Request) -> web.Response:
        return web.Response(text=PAGE.read_text("utf-8"), content_type="text/html")

    async def chats(_: web.Request) -> web.Response:
        return web.json_response(
            [
                {"id": c.id, "title": c.title, "type": c.type, "language": c.language}
                for c in state.chats.values()
            ]
        )

    async def chat(request: web.Request) -> web.Response:
        shown = state.chats.get(int(request.match_info["id"]))
        return web.json_response(_chat(state, shown) if shown else {"messages": []})

    async def act(request: web.Request) -> web.Response:
        asked = await request.json()
        _act(world, int(request.match_info["id"]), asked)
        return web.json_response({})

    return [
        web.get("/", look),
        web.get("/chats", chats),
        web.get(r"/chats/{id:-?\d{1,16}}", chat),
        web.post(r"/chats/{id:-?\d{1,16}}", act),
    ]


def populate(world: World) -> None:
    """Create a person for each language, and a group."""
    for user_id, code in enumerate(LANGUAGES, 1001):
        world.person(user_id, code, f"Sample ({code})")
    world.group()


def _act(world: World, chat: int, asked: Json) -> None:
    group = world.groups.get(chat)
    person: User = world.person(1003 if group else chat)
    if "text" in asked:
        person.say(str(asked["text"]), group)
    elif "location" in asked:
        person.send(location={"latitude": 47.62, "longitude": 8.21})
    elif "press" in asked:
        shown = world.state.chats[chat].messages[int(asked["message"])]
        person.press(str(asked["press"]), shown)


def _chat(state: State, chat: Chat) -> Json:
    toast = state.toasts[-1][1] if state.toasts else ""
    return {
        "messages": [_message(state, message) for message in list(chat.messages.values())[-30:]],
        "toast": toast,
        "toasts": len(state.toasts),
    }


def _message(state: State, message: Message) -> Json:
    """What the bot wrote was checked when it was accepted; what people wrote is escaped."""
    mine = message.sender["id"] == state.me["id"]
    keyboard = (message.markup or {}).get("keyboard", [])
    return {
        "id": message.id,
        "bot": mine,
        "html": message.html if mine and message.html else escape(message.text),
        "rows": message.rows,
        "keyboard": keyboard,
        "file": message.file[0]
        if message.file
        else f"{message.place[0]:.2f}, {message.place[1]:.2f}"
        if message.place
        else "",
    }
