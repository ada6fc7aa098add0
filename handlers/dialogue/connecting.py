"""A group's own chat at Telegram, connected by a one-time code that is typed there."""

import secrets
from datetime import timedelta
from typing import Any

from bot.domain.audits import Act
from bot.domain.invitations import Invitation
from bot.domain.people import Address, Person
from bot.rules.groups import must_be_active
from bot.rules.people import CONSENT_VERSION
from bot.rules.problems import Problem, Refusal
from bot.screens import connecting as screens
from bot.ui import Screen
from handlers.dialogue.shared.groups import led_group
from handlers.dialogue.turn import Turn
from handlers.workflows import inviting
from storage.groups import groups
from storage.people import invitations, people

GOOD_FOR = timedelta(hours=1)
"""How long a code can be used."""


async def show(turn: Turn, group_id: int) -> Screen:
    """Return whether a chat is connected, and how to connect one."""
    return screens.chat(turn.tr, await led_group(turn, group_id))


async def code(turn: Turn, group_id: int) -> Screen:
    """Return a new code; typed in a chat it connects that chat, once."""
    group, token = await led_group(turn, group_id), secrets.token_hex(4).upper()
    invitation = Invitation(None, group.district_id, group.id, given_by=turn.person.id)
    await invitations.invite(turn.store, token, invitation, turn.now + GOOD_FOR)
    await turn.audit(Act.CHAT_CODE, f"group {group.id}", {}, {"good_until": _written(turn)})
    return screens.chat(turn.tr, group, token)


async def disconnect(turn: Turn, group_id: int) -> Screen:
    """Disconnect the chat."""
    group = await led_group(turn, group_id, lock=True)
    await groups.connect(turn.store, group.id, None)
    await turn.audit(
        Act.CHAT_DISCONNECT, f"group {group.id}", {"chat": group.chat_id}, {"chat": None}
    )
    return await show(turn, group_id)


async def connect(turn: Turn, token: str = "") -> Screen:
    """Answer ``/connect``, typed in a chat of many; a topic of a forum is a chat of its own."""
    if not turn.person.is_group:
        raise Refusal(Problem.ONLY_IN_GROUPS)
    code_ = token.strip().upper()
    invitation = await invitations.found(turn.store, code_, turn.now)
    if invitation is None or invitation.role or invitation.group_id is None:
        raise Refusal(Problem.INVITATION_GONE)
    await inviting.good(turn.store, invitation, turn.now)
    group = await groups.by_id(turn.store, invitation.group_id, lock=True)
    if group is not None:
        must_be_active(group)
    if group is None or await invitations.spend(turn.store, invitation.id, turn.now) is None:
        raise Refusal(Problem.INVITATION_GONE)
    chat_id = await _chat(turn, group.district_id)
    await groups.connect(turn.store, group.id, chat_id)
    await turn.audit(
        Act.CHAT_CONNECT, f"group {group.id}", {"chat": group.chat_id}, {"chat": chat_id}
    )
    return screens.connected(turn.tr, group)


def _written(turn: Turn) -> str:
    return (turn.now + GOOD_FOR).isoformat(timespec="minutes")


async def _chat(turn: Turn, district_id: int) -> int:
    """Return the person that represents a chat. The office has agreed for it, so it is kept."""
    agreed: dict[str, Any] = {
        "district_id": district_id,
        "consent_version": CONSENT_VERSION,
        "consent_at": turn.now,
    }
    if not turn.hints.topic:
        await turn.change(**agreed)
        return turn.person.id
    address = Address(turn.address.channel, f"{turn.address.value}/{turn.hints.topic}")
    stored = await people.at(turn.store, address)
    topic = Person(is_group=True, language=turn.person.language, language_chosen=True, **agreed)
    return (stored or await people.meet(turn.store, address, topic, turn.now)).id
