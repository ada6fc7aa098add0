"""``lotse invite`` and ``lotse poster``: links to hand out."""

import re
import secrets
from argparse import Namespace
from pathlib import Path

from bot.domain.invitations import GOOD_FOR, Invitation
from bot.domain.people import Role
from bot.i18n import Translator
from bot.rules.starts import Start, start_payload
from handlers.cli.context import CommandContext, district_named
from handlers.files.posters import Poster, qr_code
from handlers.services import Services
from handlers.web.rendering import Pages
from storage.messaging import posters
from storage.people import invitations

NAME = re.compile(r"[a-z0-9-]{1,30}")


async def invite(context: CommandContext, arguments: Namespace) -> int:
    """Prints a one-time token and its links; only its digest is stored."""
    async with context.opened() as conversation:
        services, token, until = (
            await _reachable(context, conversation.services),
            secrets.token_hex(16),
            context.now() + GOOD_FOR,
        )
        async with conversation.database.write() as store:
            district = await district_named(store, arguments.district)
            await invitations.invite(
                store,
                token,
                Invitation(Role(arguments.role), district.id),
                until,
            )
        payload = start_payload(Start(invitation=token))
        for line in (payload, *_links(context, services, payload)):
            context.out(line)
        context.out(f"Gilt einmal, bis / works once, until {until:%Y-%m-%d %H:%M} UTC")
    return 0


async def poster(context: CommandContext, arguments: Namespace) -> int:
    """A print page and the codes alone, for each language; what is printed leads to the district or to one offer."""
    if not NAME.fullmatch(arguments.name):
        context.out("--name: a-z, 0-9, - (rathaus, vhs-2)")
        return 2
    folder, pages = _made(arguments.folder), Pages()
    async with context.opened() as conversation:
        services = await _reachable(context, conversation.services)
        async with conversation.database.write() as store:
            district = await district_named(store, arguments.district)
            await posters.made(store, arguments.name)
            followed = await posters.counted(store)
        for code in arguments.language or list(services.languages):
            start = Start(
                arguments.offer or 0, code, "" if arguments.offer else district.slug, arguments.name
            )
            made = Poster(
                district,
                [(link, qr_code(link)) for link in _links(context, services, start_payload(start))],
            )
            context.out(
                _print(pages, services.translator(code), folder / f"{start.poster}-{code}", made)
            )
        for name, count in followed:
            context.out(f"{name}: {count}")
    return 0


def _made(name: str) -> Path:
    folder = Path(name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _print(pages: Pages, tr: Translator, stem: Path, made: Poster) -> str:
    """Gives back the path of the page."""
    for link, code in made.codes:
        kind = "telegram" if "t.me/" in link else "web"
        stem.with_name(f"{stem.name}-{kind}.svg").write_text(code, "utf-8")
    page = stem.with_name(f"{stem.name}.html")
    page.write_text(pages.public("poster.html", tr, poster=made), "utf-8")
    return str(page)


def _links(context: CommandContext, services: Services, payload: str) -> list[str]:
    """The web's, and Telegram's if there is a bot that can be reached."""
    base = (
        services.base_url
        or context.config.web.public_url.rstrip("/")
        or f"http://{context.config.web.host}:{context.config.web.port}"
    )
    return [f"{base}/chat?start={payload}", *filter(None, [services.bot_link(payload)])]


async def _reachable(context: CommandContext, services: Services) -> Services:
    """Return the services with our name at Telegram, asked once a command."""
    if not services.identity.bot_name:
        services.identity.bot_name = await _bot_name(context)
    return services


async def _bot_name(context: CommandContext) -> str:
    if not context.config.telegram_token:
        return ""
    from handlers.telegram.names import (
        bot_name,  # the library is loaded only where there is a token
    )

    return await bot_name(context.config)
