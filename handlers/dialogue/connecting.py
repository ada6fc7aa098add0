"""A group's own chat at Telegram: connected by a one-time code that is typed there, told about meetings from then on."""

import secrets
from datetime import timedelta
from typing import Any

from bot.domain.invitations import Invitation
from bot.domain.people import Address, Person, Role
from bot.rules.people import CONSENT_VERSION
from bot.rules.problems import Problem, Refusal
from bot.screens import connecting as screens
from bot.ui import Screen
from handlers.dialogue.groups import led
from handlers.dialogue.turn import Turn
from storage.groups import groups
from storage.people import audits, invitations, people

GOOD_FOR = timedelta(hours=1)


async def show(turn: Turn, group_id: int) -> Screen:
    return screens.chat(turn.tr, await led(turn, group_id))


async def code(turn: Turn, group_id: int) -> Screen:
    """Whoever types it in a chat connects that chat: it is good for an hour, once."""
    group, token = await led(turn, group_id), secrets.token_hex(4).upper()
    invitation = Invitation(Role.GROUP, group.district_id, group.id)
    await invitations.invite(turn.store, token, invitation, turn.now + GOOD_FOR)
    return screens.chat(turn.tr, group, token)


async def disconnect(turn: Turn, group_id: int) -> Screen:
    group = await led(turn, group_id, lock=True)
    await groups.connect(turn.store, group.id, None)
    return await show(turn, group_id)


async def connect(turn: Turn, token: str = "") -> Screen:
    """Typed in a chat of many; a topic of a forum is a chat of its own."""
    if turn.person.role is not Role.GROUP:
        raise Refusal(Problem.ONLY_IN_GROUPS)
    code_ = token.strip().upper()
    found = await invitations.found(turn.store, code_, turn.now)
    if found is None or found.role is not Role.GROUP or found.group_id is None:
        raise Refusal(Problem.INVITATION_GONE)
    group = await groups.by_id(turn.store, found.group_id, lock=True)
    if group is None or await invitations.spend(turn.store, code_, turn.now) is None:
        raise Refusal(Problem.INVITATION_GONE)
    await groups.connect(turn.store, group.id, await _chat(turn, group.district_id))
    await audits.note(turn.store, turn.person, "connect", f"group {group.id}", turn.now)
    return screens.connected(turn.tr, group)


async def _chat(turn: Turn, district_id: int) -> int:
    """The office has agreed for it: it is not forgotten after a day."""
    agreed: dict[str, Any] = {
        "district_id": district_id,
        "consent_version": CONSENT_VERSION,
        "consent_at": turn.now,
    }
    if not turn.hints.topic:
        await turn.change(**agreed)
        return turn.person.id
    address = Address(turn.address.channel, f"{turn.address.value}/{turn.hints.topic}")
    known = await people.at(turn.store, address)
    topic = Person(role=Role.GROUP, language=turn.person.language, language_chosen=True, **agreed)
    return (known or await people.meet(turn.store, address, topic, turn.now)).id
