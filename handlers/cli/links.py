"""``lotse invite`` and ``lotse poster``: links to hand out."""

import re
import secrets
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from bot.domain.invitations import Invitation
from bot.domain.people import Role
from bot.domain.places import District
from bot.rules.starts import Start, start_payload
from handlers.cli.desk import Desk, UnknownDistrict
from handlers.conversation import Conversation
from handlers.files.posters import Poster, qr_code
from handlers.invitations import GOOD_FOR
from handlers.turn import World
from handlers.web.rendering import Pages
from storage import invitations, places, posters

NAME = re.compile(r"[a-z0-9-]{1,30}")


async def invite(desk: Desk, arguments: Namespace) -> int:
    """Prints a one-time token and its links; only its digest is stored."""
    async with desk.opened() as conversation:
        district = await _district(conversation, arguments.district)
        token, until = secrets.token_hex(16), desk.now() + GOOD_FOR
        async with conversation.database.write() as connection:
            invitation = Invitation(Role(arguments.role), district.id)
            await invitations.invite(connection, conversation.world.seal, token, invitation, until)
        payload = start_payload(Start(invitation=token))
        desk.out(f"{payload}")
        for link in await _links(desk, conversation.world, payload):
            desk.out(link)
        desk.out(f"Gilt einmal, bis / works once, until {until:%Y-%m-%d %H:%M} UTC")
    return 0


async def poster(desk: Desk, arguments: Namespace) -> int:
    """A print page and the codes alone, for each language; what is printed leads to the district or to one offer."""
    if not NAME.fullmatch(arguments.name):
        desk.out("--name: a-z, 0-9, - (rathaus, vhs-2)")
        return 2
    folder = _made(arguments.folder)
    async with desk.opened() as conversation:
        district = await _district(conversation, arguments.district)
        async with conversation.database.write() as connection:
            await posters.made(connection, arguments.name)
        for code in arguments.language or list(conversation.world.languages):
            start = Start(arguments.offer or 0, code, "" if arguments.offer else district.slug, arguments.name)
            await _print(desk, conversation.world, folder, district, start)
        async with conversation.database.read() as connection:
            for name, number in await posters.counted(connection):
                desk.out(f"{name}: {number}")
    return 0


def _made(name: str) -> Path:
    folder = Path(name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def _print(desk: Desk, world: World, folder: Path, district: District, start: Start) -> None:
    tr = world.translator(start.language)
    links = await _links(desk, world, start_payload(start))
    made = Poster(district, [(link, qr_code(link)) for link in links])
    for number, (_, code) in enumerate(made.codes):
        kind = "telegram" if "t.me/" in made.codes[number][0] else "web"
        (folder / f"{start.poster}-{start.language}-{kind}.svg").write_text(code, "utf-8")
    page = folder / f"{start.poster}-{start.language}.html"
    page.write_text(Pages().public("poster.html", tr, poster=made), "utf-8")
    desk.out(str(page))


async def _links(desk: Desk, world: World, payload: str) -> list[str]:
    """The web's, and Telegram's if there is a bot that can be reached."""
    named = replace(world, bot_name=world.bot_name or await _bot_name(desk))
    base = world.base_url or desk.config.web.public_url.rstrip("/") or f"http://{desk.config.web.host}:{desk.config.web.port}"
    return [f"{base}/chat?start={payload}", *filter(None, [named.bot_link(payload)])]


async def _bot_name(desk: Desk) -> str:
    if not desk.config.telegram_token:
        return ""
    from handlers.telegram.names import bot_name  # the library is loaded only where there is a token

    return await bot_name(desk.config)


async def _district(conversation: Conversation, slug: str) -> District:
    async with conversation.database.read() as connection:
        found = await places.district_named(connection, slug)
    if found is None:
        raise UnknownDistrict(slug)
    return found
