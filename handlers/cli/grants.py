"""``lotse grants``, ``revoke`` and ``hand-over``: who may what, taken away, passed on."""

from argparse import Namespace
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import orjson

from bot.domain.audits import Act
from bot.domain.grants import Grant, Role
from bot.domain.places import District
from bot.i18n import plain
from bot.rules.grants import may_hand_over
from bot.rules.problems import Problem, Refusal
from bot.screens.own_data import ROLES
from bot.screens.problems import words
from bot.text import one_line, shortened
from handlers.cli.context import CommandContext, district_named
from handlers.cli.links import WrongInvitation, end_of, show_token
from handlers.workflows import granting, handovers, inviting
from handlers.workflows.services import Services
from storage.catalogue import places
from storage.engine.store import Store
from storage.people import audits, grants, people, second_factors, sessions

GONE = "Dieses Recht gibt es nicht mehr / there is no such grant any more"
LONGEST_TITLE = 60
"""Characters of the title of a thing that is handed over."""
FORCE = "Trotzdem / all the same: --force"


async def show(context: CommandContext, arguments: Namespace) -> int:
    """Print all grants, or those of one district: id, role, district, person, since, until.

    Lines have the names of roles and districts, JSON has their codes. With
    ``--reset-second-factor`` nothing is printed but that.
    """
    if arguments.reset_second_factor:
        return await _reset(context, arguments.reset_second_factor)
    async with context.opened() as conversation, conversation.database.read() as store:
        district_id = (
            (await district_named(store, arguments.district)).id if arguments.district else None
        )
        districts = {district.id: district for district in await places.districts(store)}
        organisations = await places.organisation_names(store)
        for grant in await grants.listed(store, district_id):
            district = districts[grant.right.district_id]
            row = _row(grant, district, organisations)
            row["channels"] = ", ".join(await people.channels(store, grant.person_id))
            names = row | {
                "role": role_name(conversation.services, grant.right.role),
                "district": district.name,
            }
            context.out(orjson.dumps(row).decode() if arguments.json else _line(names))
    return 0


async def _reset(context: CommandContext, person_id: int) -> int:
    """Delete the second factors of a person, and end their sessions. Return 1 for nobody."""
    async with context.opened() as conversation, conversation.database.write() as store:
        if not await people.is_person(store, person_id):
            context.out(f"{person_id}: niemand / nobody")
            return 1
        before = {"rows": await second_factors.reset(store, person_id)}
        await sessions.end_others(store, person_id, 0, context.now())
        entry = audits.Entry(Act.SECOND_FACTOR, f"person {person_id}", before, {"rows": 0})
        await audits.note(store, None, entry, context.now())
    context.out(f"{person_id}: ohne zweiten Faktor / without a second factor")
    return 0


def role_name(services: Services, role: Role) -> str:
    """Return what a role is called in German and English."""
    german, english = (plain(services.translator(code)(ROLES[role])) for code in ("de", "en"))
    return f"{german} / {english}"


def _row(
    grant: Grant, district: District, organisations: Mapping[int, str]
) -> dict[str, str | int | None]:
    """Return a grant as it is shown; ``ends`` is its last moment in the district's zone."""
    right, zone = grant.right, ZoneInfo(district.zone)
    return {
        "id": grant.id,
        "role": right.role,
        "district": district.slug,
        "organisation": organisations.get(right.organisation_id or 0),
        "language": right.language or None,
        "person": grant.person_id,
        "given_at": grant.given_at.astimezone(zone).isoformat(timespec="minutes"),
        "given_by": grant.given_by,
        "ends_at": right.ends_at.astimezone(zone).isoformat(timespec="minutes")
        if right.ends_at
        else None,
    }


def _line(row: Mapping[str, str | int | None]) -> str:
    ends = f" bis / until {row['ends_at']}" if row["ends_at"] else ""
    organisation = f" {row['organisation']}" if row["organisation"] else ""
    language = f" {row['language']}" if row["language"] else ""
    return (
        f"{row['id']:>6} {row['role']:<30} {row['district']:<28} person {row['person']:<8} "
        f"{row['channels']:<14} "
        f"seit / since {row['given_at']}{ends}{organisation}{language}"
    )


async def revoke(context: CommandContext, arguments: Namespace) -> int:
    """Take a grant away, at once or after a last day. Return 1 if refused, 2 for a wrong date."""
    async with context.opened() as conversation:
        try:
            async with conversation.database.write() as store:
                if arguments.ends:
                    return await _end(context, store, arguments)
                await granting.revoke(
                    store, None, arguments.id, context.now(), force=arguments.force
                )
        except Refusal as refusal:
            return _refused(context, conversation.services, refusal)
        except WrongInvitation as error:
            context.out(str(error))
            return 2
    context.out(f"{arguments.id}: weg / revoked")
    return 0


async def _end(context: CommandContext, store: Store, arguments: Namespace) -> int:
    grant = await grants.by_id(store, arguments.id)
    district = await places.district(store, grant.right.district_id) if grant else None
    if district is None:
        context.out(GONE)
        return 1
    ends_at = end_of(arguments.ends, district.zone, context.now())
    await granting.end(store, None, arguments.id, ends_at, context.now(), force=arguments.force)
    context.out(f"{arguments.id}: bis / until {arguments.ends}")
    return 0


async def hand_over(context: CommandContext, arguments: Namespace) -> int:
    """Hand a grant over to a person, or print a one-time link for who takes it over.

    What goes along is listed. The grant stays until the link is accepted. Return 1 if there is no
    such grant or person.
    """
    async with context.opened() as conversation:
        try:
            async with conversation.database.write() as store:
                if arguments.to:
                    return await _hand_over_to(context, store, arguments)
                grant = may_hand_over(await grants.by_id(store, arguments.id), 0)
                await _show_belongings(context, store, grant)
                invitation = handovers.invitation(grant)
                token = await inviting.invite(store, None, invitation, context.now())
        except Refusal as refusal:
            return _refused(context, conversation.services, refusal)
        await show_token(context, conversation.services, token)
    return 0


async def _hand_over_to(context: CommandContext, store: Store, arguments: Namespace) -> int:
    if not await people.is_person(store, arguments.to):
        context.out(f"--to {arguments.to}: niemand / nobody")
        return 1
    grant = may_hand_over(await grants.by_id(store, arguments.id), arguments.to)
    await _show_belongings(context, store, grant)
    new = await granting.hand_over(store, None, arguments.id, arguments.to, context.now())
    context.out(f"{arguments.id} → {new.id}: person {new.person_id}")
    return 0


async def _show_belongings(context: CommandContext, store: Store, grant: Grant) -> None:
    """Print what goes along with a grant, if anything does."""
    kept = await handovers.named(store, await handovers.belongings_of(store, grant))
    for heading, titles in (
        ("Gruppen / groups", kept.groups),
        ("Aufgaben / tasks", kept.tasks),
        ("Nachrichten / messages", kept.messages),
    ):
        if titles:
            context.out(f"{heading}:")
        for title in titles:
            context.out(f"  {shortened(one_line(title), LONGEST_TITLE)}")


def _refused(context: CommandContext, services: Services, refusal: Refusal) -> int:
    if refusal.problem is Problem.LAST_COORDINATOR:
        for language in ("de", "en"):
            context.out(plain(words(services.translator(language), refusal.problem)))
        context.out(FORCE)
    else:
        context.out(GONE)
    return 1
