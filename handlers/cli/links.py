"""``lotse invite`` and ``lotse poster``: links that lead to the chat."""

from argparse import Namespace
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from bot.domain.grants import Role
from bot.domain.invitations import GOOD_FOR, Invitation
from bot.domain.places import District
from bot.i18n import Translator
from bot.rules import cells
from bot.rules.grants import end_of_day
from bot.rules.problems import Refusal
from bot.rules.starts import Start, is_poster, start_payload
from bot.rules.translations import ORIGINAL
from handlers.cli.context import CommandContext, check_key, district_named
from handlers.files.posters import Poster, data_url, qr_code
from handlers.web.rendering import Pages
from handlers.workflows import inviting
from handlers.workflows.services import Services
from storage.catalogue import pictures, places
from storage.engine.store import Store
from storage.messaging import posters


async def invite(context: CommandContext, arguments: Namespace) -> int:
    """Print a one-time token and its links. Return 2 for a wrong organisation or date."""
    async with context.opened() as conversation:
        await check_key(conversation.database)
        languages = conversation.services.languages
        async with conversation.database.write() as store:
            try:
                invitation = await _invitation(store, arguments, context.now(), languages)
            except WrongInvitation as error:
                context.out(str(error))
                return 2
            token = await inviting.invite(store, None, invitation, context.now())
        await show_token(context, conversation.services, token)
    return 0


class WrongInvitation(ValueError):
    """The invitation that is asked for makes no sense; the message says why."""


async def _invitation(
    store: Store, arguments: Namespace, now: datetime, languages: Collection[str]
) -> Invitation:
    """Return the invitation that the arguments mean. Raises WrongInvitation."""
    role, district = Role(arguments.role), await district_named(store, arguments.district)
    if role is not Role.EDITOR and arguments.organisation:
        raise WrongInvitation("--organisation: nur für / only for: editor")
    organisation_id = (
        await _organisation(store, district, arguments.organisation)
        if role is Role.EDITOR
        else None
    )
    ends_at = end_of(arguments.ends, district.zone, now) if arguments.ends else None
    return Invitation(
        role,
        district.id,
        organisation_id=organisation_id,
        language=_language(role, arguments.language or "", languages),
        ends_at=ends_at,
    )


def _language(role: Role, code: str, languages: Collection[str]) -> str:
    """Return into which language a translator translates, "" for other roles."""
    if role is not Role.TRANSLATOR:
        if code:
            raise WrongInvitation("--language: nur für / only for: translator")
        return ""
    if code == ORIGINAL or code not in languages:
        known = ", ".join(sorted({*languages} - {ORIGINAL}))
        raise WrongInvitation(f"--language: bitte eine von / please one of: {known}")
    return code


async def _organisation(store: Store, district: District, name: str | None) -> int:
    """Return the id of an organisation; None is the office, which has the name of the district.

    Raises WrongInvitation for an unknown one.
    """
    known = await places.organisation_ids(store, district.id, [] if name else [district.name])
    organisation_id = known.get(name or district.name)
    if organisation_id is None:
        raise WrongInvitation(f"--organisation {name}? {', '.join(sorted(known))}")
    return organisation_id


def end_of(day: str, zone: str, now: datetime) -> datetime:
    """Return the moment at which a last day is over in a zone. Raises WrongInvitation."""
    try:
        last = cells.day(day)
    except (cells.Wrong, ValueError):
        raise WrongInvitation(f"--ends {day}? 2027-06-30") from None
    if last is None:
        raise WrongInvitation("--ends? 2027-06-30")
    try:
        return end_of_day(last, zone, now)
    except Refusal:
        raise WrongInvitation(f"--ends {day}: vorbei / past") from None


async def show_token(context: CommandContext, services: Services, token: str) -> None:
    """Print a one-time token and its links."""
    services = await _with_bot_name(context, services)
    payload = start_payload(Start(invitation=token))
    for line in (payload, *_links(context, services, payload)):
        context.out(line)
    until = context.now() + GOOD_FOR
    context.out(f"Gilt einmal, bis / works once, until {until:%Y-%m-%d %H:%M} UTC")


async def poster(context: CommandContext, arguments: Namespace) -> int:
    """Write a page to print and its codes, for each language, and print how often links were used.

    The links lead to the district, or to one offer. Return 2 for a wrong name.
    """
    if not is_poster(arguments.name):
        context.out("--name: a-z, 0-9, - (rathaus, vhs-2)")
        return 2
    folder, pages = _folder(arguments.folder), Pages()
    async with context.opened() as conversation:
        services = await _with_bot_name(context, conversation.services)
        async with conversation.database.write() as store:
            district = await district_named(store, arguments.district)
            await posters.made(store, arguments.name, district.id)
            use_counts = await posters.counted(store)
            logo = data_url(await pictures.content(store, district.picture))
        for code in arguments.language or list(services.languages):
            payload = start_payload(_start(arguments, code, district))
            codes = [(link, qr_code(link)) for link in _links(context, services, payload)]
            stem = folder / f"{arguments.name}-{code}"
            poster = Poster(district, codes, logo)
            page = _write(pages, services.translator(code), stem, poster)
            context.out(str(page))
        for name, count in use_counts:
            context.out(f"{name}: {count}")
    return 0


def _folder(name: str) -> Path:
    """Return a folder, and create it if it does not exist."""
    folder = Path(name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _start(arguments: Namespace, language: str, district: District) -> Start:
    """Return what the links of a poster ask for: the offer, or else the district."""
    return Start(
        offer_id=arguments.offer or 0,
        level=arguments.level,
        job=arguments.job,
        language=language,
        district="" if arguments.offer else district.slug,
        poster=arguments.name,
    )


def _write(pages: Pages, tr: Translator, stem: Path, poster_: Poster) -> Path:
    """Write the page and the codes of a poster, and return the path of the page."""
    for link, code in poster_.codes:
        kind = "telegram" if "t.me/" in link else "web"
        stem.with_name(f"{stem.name}-{kind}.svg").write_text(code, "utf-8")
    page = stem.with_name(f"{stem.name}.html")
    page.write_text(pages.public("poster.html", tr, poster=poster_), "utf-8")
    return page


def _links(context: CommandContext, services: Services, payload: str) -> list[str]:
    """Return the link to the web chat, and that to the bot if its name is known."""
    base = (
        services.base_url
        or context.config.web.ascii_url
        or f"http://{context.config.web.host}:{context.config.web.port}"
    )
    return [f"{base}/chat?start={payload}", *filter(None, [services.bot_link(payload)])]


async def _with_bot_name(context: CommandContext, services: Services) -> Services:
    """Return the services with the name of the bot, which Telegram is asked for once."""
    if not services.identity.bot_name:
        services.identity.bot_name = await _bot_name(context)
    return services


async def _bot_name(context: CommandContext) -> str:
    """Return the name of the bot, "" without a token: the library is loaded only with one."""
    if not context.config.telegram_token:
        return ""
    from handlers.telegram.names import bot_name

    return await bot_name(context.config)
