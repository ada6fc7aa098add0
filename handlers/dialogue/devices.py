"""One's own devices: where a privileged person is signed in, signing in and out."""

from bot.domain.people import Address, EmailState
from bot.domain.sessions import Session
from bot.rules import emails as email_rules
from bot.rules import people as people_rules
from bot.rules import sessions as rules
from bot.rules.grants import desks
from bot.rules.problems import Problem, Refusal
from bot.screens import devices as screens
from bot.ui import Screen
from handlers.dialogue.shared.ways import ways_of
from handlers.dialogue.turn import Effect, Turn
from storage.people import emails, people, sign_ins
from storage.people import sessions as stored

SIGN_IN = "/sign-in"
"""Path of the page behind a link to sign in."""
TO_DESK = "to=desk"
"""What a link has behind it that leads to the desk, not into the chat."""


async def devices(turn: Turn, page: int) -> Screen:
    """Return where the person is signed in."""
    sessions = await _sessions(turn)
    return screens.devices(
        turn.tr,
        sessions,
        page,
        here=turn.visit.session_id,
        on_web=turn.address.channel == stored.CHANNEL,
        may_link=rules.is_privileged(turn.person) and not turn.is_locked,
        by_push=(await ways_of(turn)).offers_push and not turn.is_locked,
    )


async def end(turn: Turn, session_id: int, page: int) -> Screen:
    """End another session of the person."""
    if session_id == turn.visit.session_id:
        return await leave(turn)
    if not await stored.end(turn.store, turn.person.id, session_id, turn.now):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return (await devices(turn, page)).saying(turn.tr("Done."))


async def end_others(turn: Turn) -> Screen:
    """End all sessions of the person but this one."""
    await stored.end_others(turn.store, turn.person.id, turn.visit.session_id, turn.now)
    return (await devices(turn, 0)).saying(turn.tr("Done."))


async def leave(turn: Turn) -> Screen:
    """Ask whether to sign out here."""
    if turn.person.is_stranger:
        raise Refusal(Problem.NOTHING_STORED)
    return screens.leave(turn.tr, comes_back=rules.is_privileged(turn.person))


async def sign_out(turn: Turn) -> Screen:
    """End the session of this browser; the cookie is nobody's from now on."""
    people_rules.is_stored(turn.person)
    if turn.address.channel != stored.CHANNEL:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    person_id = turn.person.id
    if turn.visit.session_id:
        await stored.end(turn.store, person_id, turn.visit.session_id, turn.now)
    elif not await stored.open_of(turn.store, person_id):
        await stored.unreachable(turn.store, person_id)
    turn.effects.add(Effect.SIGNED_OUT)
    return screens.signed_out(turn.tr)


async def link(turn: Turn) -> Screen:
    """Return a one-time link to sign in on another device."""
    if not rules.is_privileged(turn.person):
        raise Refusal(Problem.NOT_ALLOWED)
    token = await sign_ins.ask(turn.store, turn.person.id, turn.now, by_mail=False)
    return screens.link(turn.tr, f"{turn.services.base_url}{SIGN_IN}/{token}")


async def desk(turn: Turn) -> Screen:
    """Return a one-time link that signs in and opens the desk of the office."""
    if not desks(turn.person):
        raise Refusal(Problem.NOT_ALLOWED)
    token = await sign_ins.ask(turn.store, turn.person.id, turn.now, by_mail=False)
    return screens.desk(turn.tr, f"{turn.services.base_url}{SIGN_IN}/{token}?{TO_DESK}")


async def ask(turn: Turn) -> Screen:
    """Return the ways to sign in; a device that knows nobody asks for the e-mail address."""
    by_mail = bool(turn.services.config.email.sender)
    is_known = rules.is_privileged(turn.person)
    has_mail = by_mail and is_known and await _is_confirmed(turn)
    may_type = by_mail and not is_known
    if may_type:
        turn.expect("device.ask")
    bot_link = await _bot_link(turn) if is_known else ""
    return screens.sign_in(
        turn.tr,
        has_mail=has_mail,
        may_type=may_type,
        bot_link=bot_link,
        accounts=turn.services.account_links(),
    )


async def mail(turn: Turn) -> Screen:
    """Send a link to the confirmed e-mail address of the person."""
    if not turn.services.config.email.sender or not rules.is_privileged(turn.person):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    if not await _is_confirmed(turn):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await sign_ins.ask(turn.store, turn.person.id, turn.now, by_mail=True)
    return screens.mailed(turn.tr)


async def typed_email(turn: Turn, words: str) -> Screen:
    """Send a link to a typed address, if it is that of a privileged person.

    The answer is the same for every address, so that nobody learns whose it is.
    """
    if not turn.services.config.email.sender:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    value = email_rules.address_of(words, takes_unicode=True)
    person = await stored.privileged_at(turn.store, Address(emails.CHANNEL, value))
    if person is not None:
        await _ask_quietly(turn, person.id)
    return screens.mailed(turn.tr)


async def _is_confirmed(turn: Turn) -> bool:
    """Return whether the person has an e-mail address that works."""
    return await emails.state(turn.store, turn.person.id) is EmailState.CONFIRMED


async def _ask_quietly(turn: Turn, person_id: int) -> None:
    """Ask for a link; too many are none, without a word."""
    try:
        await sign_ins.ask(turn.store, person_id, turn.now, by_mail=True)
    except Refusal:
        return


async def _sessions(turn: Turn) -> list[Session]:
    """Return the open sessions; nobody else has any."""
    if turn.person.is_stranger:
        return []
    found = await stored.open_of(turn.store, turn.person.id)
    return [session for session in found if rules.is_fresh(session, turn.now)]


async def _bot_link(turn: Turn) -> str:
    """Return the link to our Telegram chat, where the person gets a link; "" without it."""
    channels = await people.channels(turn.store, turn.person.id)
    return turn.services.bot_link("devices") if "telegram" in channels else ""
