"""Sessions of browsers that change with what somebody does there."""

import secrets
from dataclasses import replace

from bot.domain.people import Address
from bot.rules import sessions as rules
from handlers.dialogue.turn import Turn
from storage.people import sessions


async def renew(turn: Turn) -> None:
    """Give the browser new credentials, because the rights of the person changed.

    All others are ended, so that who knew the old ones before has no right now.
    """
    await sessions.end_others(turn.store, turn.person.id, 0, turn.now)
    if turn.address.channel != sessions.CHANNEL:
        await sessions.unreachable(turn.store, turn.person.id)
        return
    proof = turn.visit.form or secrets.token_urlsafe(32)
    credentials = sessions.new_credentials(turn.store.seal, proof)
    if rules.is_privileged(turn.person):
        device, secret = turn.visit.device, credentials.secret
        await sessions.begin(turn.store, turn.person.id, secret, device, turn.now)
    else:
        credentials = replace(credentials, secret="")
    await sessions.move(turn.store, turn.person.id, credentials.address)
    turn.address = Address(sessions.CHANNEL, credentials.address)
    turn.credentials = credentials
