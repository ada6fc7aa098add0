"""The ways in which somebody signs in: app with codes, recovery codes, passkeys, an account."""

import segno

from bot.domain.audits import Act, Facts
from bot.domain.second_factors import Authenticator
from bot.rules import second_factors as rules
from bot.rules.desk import HOME
from bot.rules.problems import Problem, Refusal
from handlers.desk import lists
from handlers.desk.links import changed
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.desk.signing_in import accounts as account_form
from handlers.desk.signing_in.second_factor import (
    PATH,
    SUBJECT,
    facts,
    is_recent,
    is_right,
    keys_of,
    remember,
    wrong,
)
from handlers.web.passkeys import Asked
from storage.people import passkeys
from storage.people import second_factors as stored

SECURITY = f"{HOME}/security"


async def show(desk: DeskRequest) -> Answer:
    """Return what is set up, and the forms to change it."""
    turn, person_id = desk.turn, desk.turn.person.id
    app = await stored.authenticator(desk.store, person_id)
    known, keys = await passkeys.of_person(desk.store, person_id), keys_of(desk)
    asked = Asked("add", turn.address.value)
    can_add = keys.is_possible and len(known) < rules.MOST_PASSKEYS
    return Shown(
        "security.html",
        {
            "is_on": rules.is_set_up(app),
            "new": _to_scan(desk, app) if app and rules.is_shown(app, turn.now) else None,
            "codes": await stored.recovery_codes(desk.store, person_id),
            "keys": known,
            "wants_another": len(known) in range(1, rules.WANTED_PASSKEYS),
            "options": keys.to_add(asked, person_id, known, turn.now) if can_add else "",
            "is_owed": bool(turn.visit.owes),
            **await account_form.values(desk, can_add=await is_recent(desk)),
        },
    )


def _to_scan(desk: DeskRequest, app: Authenticator) -> dict[str, str]:
    """Return the QR code as SVG, the address in it, and the secret to type."""
    uri = rules.uri(app.secret, desk.district.name)
    drawn = segno.make(uri, error="m", micro=False)
    svg = drawn.svg_inline(scale=4, light="#fff", omitsize=False)
    return {"svg": svg, "uri": uri, "secret": rules.spaced(app.secret)}


async def hear(desk: DeskRequest) -> Answer:
    """Change the ways to sign in; each change leaves a line in the audit log."""
    match desk.sent("act"):
        case "start":
            return await _start(desk)
        case "confirm":
            return await _confirm(desk)
        case "off":
            return await _turn_off(desk)
        case "codes":
            return await _make_codes(desk)
        case "passkey":
            return await _add_passkey(desk)
        case "delete":
            return await _delete_passkey(desk)
        case "unbind":
            return await account_form.unbind(desk) if await is_recent(desk) else _ask_first()
    raise Refusal(Problem.UNKNOWN_BUTTON)


async def _start(desk: DeskRequest) -> Answer:
    """Make a secret for an app; it counts when a code of it was given."""
    if not await is_recent(desk):
        return _ask_first()
    if rules.is_set_up(await stored.authenticator(desk.store, desk.turn.person.id)):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await stored.start(desk.store, desk.turn.person.id, rules.new_secret(), desk.turn.now)
    return Done(SECURITY)


async def _confirm(desk: DeskRequest) -> Answer:
    turn, before = desk.turn, await facts(desk)
    app = await stored.authenticator(desk.store, turn.person.id)
    if app is None or not rules.is_shown(app, turn.now):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    if not await stored.try_code(desk.store, app, desk.sent("code"), turn.now):
        return await wrong(desk, SECURITY)
    await remember(desk)
    return await _changed(desk, before)


async def _turn_off(desk: DeskRequest) -> Answer:
    """Turn the app off, with a fresh code only."""
    before = await facts(desk)
    if not await is_right(desk):
        return await wrong(desk, SECURITY)
    await stored.turn_off(desk.store, desk.turn.person.id)
    return await _changed(desk, before)


async def _make_codes(desk: DeskRequest) -> Answer:
    """Show new recovery codes, this once; others than the first ones need a fresh code."""
    turn, before = desk.turn, await facts(desk)
    if not await stored.has_any(desk.store, turn.person.id):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    known = await stored.recovery_codes(desk.store, turn.person.id)
    has_app = bool(before["app"])
    is_free = rules.is_same_press(known, turn.now) or not has_app
    if not (is_free and await is_recent(desk)):
        if not has_app or is_free:
            return _ask_first()
        if not await is_right(desk):
            return await wrong(desk, SECURITY)
    codes = await stored.make_recovery_codes(desk.store, turn.person.id, turn.now)
    await turn.audit(Act.SECOND_FACTOR, SUBJECT, before, {**await facts(desk), "new": True})
    return Shown("recovery_codes.html", {"codes": codes})


async def _add_passkey(desk: DeskRequest) -> Answer:
    turn, before = desk.turn, await facts(desk)
    if not await is_recent(desk):
        return _ask_first()
    if len(await passkeys.of_person(desk.store, turn.person.id)) >= rules.MOST_PASSKEYS:
        raise Refusal(Problem.PASSKEY_REFUSED)
    await keys_of(desk).added(
        desk.store,
        Asked("add", turn.address.value),
        desk.sent("credential"),
        turn.person.id,
        turn.visit.device,
        turn.now,
    )
    await remember(desk)
    return await _changed(desk, before)


async def _delete_passkey(desk: DeskRequest) -> Answer:
    turn, before = desk.turn, await facts(desk)
    if not await is_recent(desk):
        return _ask_first()
    key_id = lists.number(desk.sent("key")) or 0
    if not await passkeys.remove(desk.store, turn.person.id, key_id):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await stored.end_codes_of_none(desk.store, turn.person.id)
    return await _changed(desk, before)


async def _changed(desk: DeskRequest, before: Facts) -> Answer:
    """Note a change, and show what is set up now."""
    await desk.turn.audit(Act.SECOND_FACTOR, SUBJECT, before, await facts(desk))
    return Done(changed(SECURITY, said="done"))


def _ask_first() -> Answer:
    """Let them give their second factor once more, then come back."""
    return Done(changed(PATH, back=SECURITY, problem=Problem.SECOND_FACTOR), is_kept=True)
