"""The page that asks for the second factor after a one-time link, and who has given one."""

import secrets

from bot.domain.audits import Act, Facts
from bot.domain.sessions import Credentials
from bot.rules import second_factors as rules
from bot.rules.desk import HOME, address_here
from bot.rules.problems import Problem
from handlers.desk.links import changed
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.web.passkeys import Asked, Passkeys
from storage.people import audits, passkeys, sessions
from storage.people import second_factors as stored

PATH = f"{HOME}/second-factor"
SUBJECT = "sign-in"
"""What lines of the audit log are about; whose it is stands beside it."""


def keys_of(desk: DeskRequest) -> Passkeys:
    """Return what asks for passkeys of this site."""
    return Passkeys(desk.store.seal, desk.turn.services.base_url)


async def ask(desk: DeskRequest) -> Answer:
    """Ask for a code of the app, a recovery code or a passkey."""
    turn = desk.turn
    known, keys = await passkeys.of_person(desk.store, turn.person.id), keys_of(desk)
    asked = Asked("give", turn.address.value)
    can_give = bool(known) and keys.is_possible
    return Shown(
        "second_factor.html",
        {
            "back": address_here(desk.asked("back")),
            "options": keys.to_give(asked, known, turn.now) if can_give else "",
        },
    )


async def give(desk: DeskRequest) -> Answer:
    """Let the session in, if the code or the passkey is right."""
    back = address_here(desk.sent("back"))
    if not await is_given(desk):
        return await wrong(desk, changed(PATH, back=back))
    await remember(desk)
    return Done(back)


async def remember(desk: DeskRequest) -> None:
    """Remember that a second factor was given; the browser gets another secret (ASVS 3.2.1)."""
    turn = desk.turn
    proof = turn.visit.form or secrets.token_urlsafe(32)
    secret = await sessions.give_factor(desk.store, turn.visit.session_id, proof, turn.now)
    if secret is not None:
        turn.credentials = Credentials(turn.address.value, secret)


async def is_given(desk: DeskRequest) -> bool:
    """Return whether the form has a right code or passkey, which is spent. Raises Refusal."""
    turn = desk.turn
    if answer := desk.sent("credential"):
        asked = Asked("give", turn.address.value)
        keys = keys_of(desk)
        await keys.given(desk.store, asked, answer, turn.now, person_id=turn.person.id)
        return True
    return await is_right(desk)


async def is_right(desk: DeskRequest) -> bool:
    """Return whether the form has a right code of the app or recovery code, which is spent."""
    turn, code = desk.turn, desk.sent("code")
    before = await facts(desk)
    if await stored.spend_recovery_code(desk.store, turn.person.id, code, turn.now):
        await turn.audit(Act.SECOND_FACTOR, SUBJECT, before, await facts(desk))
        return True
    app = await stored.authenticator(desk.store, turn.person.id)
    if app is None or not rules.is_set_up(app):
        return False
    return await stored.try_code(desk.store, app, code, turn.now)


async def is_recent(desk: DeskRequest) -> bool:
    """Return whether the ways to sign in may be changed without another code.

    So they may while there are none yet.
    """
    session = await sessions.by_id(desk.store, desk.turn.visit.session_id)
    if session and rules.is_recent(session.factor_at, desk.turn.now):
        return True
    return not await stored.has_any(desk.store, desk.turn.person.id)


async def wrong(desk: DeskRequest, back: str) -> Answer:
    """Say that a code is wrong; what was counted of it is kept, which a refusal would undo."""
    turn = desk.turn
    outcome = Problem.WRONG_CODE
    await audits.count_refusal(turn.store, turn.person, "second factor", outcome, turn.now)
    return Done(changed(back, problem=outcome), is_kept=True)


async def facts(desk: DeskRequest) -> Facts:
    """Return what the audit log says of the ways to sign in of the person."""
    person_id = desk.turn.person.id
    app = await stored.authenticator(desk.store, person_id)
    return {
        "app": rules.is_set_up(app),
        "recovery_codes": (await stored.recovery_codes(desk.store, person_id)).left,
        "passkeys": len(await passkeys.of_person(desk.store, person_id)),
    }
