"""One-time invitations: asked about first, spent by a press."""

from bot.domain.invitations import Invitation
from bot.rules import people as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import invitations as screens
from bot.ui import Screen
from handlers.dialogue import groups
from handlers.dialogue.turn import Effect, Redirect, Turn
from storage.catalogue import places
from storage.groups import groups as groups_stored
from storage.people import audits, invitations


async def invited(turn: Turn, token: str) -> Screen:
    """What the invitation is; nothing changes yet."""
    rules.may_be_invited(turn.person)
    found = _good(await invitations.found(turn.store, token, turn.now))
    if found.group_id and (group := await groups_stored.by_id(turn.store, found.group_id)):
        return screens.into_group(turn.tr, group, token)
    district = await places.district(turn.store, found.district_id)
    if district is None:
        raise Refusal(Problem.INVITATION_GONE)
    return screens.invited(turn.tr, found.role, district, token)


async def accept(turn: Turn, token: str) -> Screen | Redirect:
    """The role, from the row that the token belongs to; a second press finds it spent."""
    rules.may_be_invited(turn.person)
    group_id = _good(await invitations.found(turn.store, token, turn.now)).group_id
    if group_id:
        return await groups.call_invited(turn, group_id, token)
    found = _good(await invitations.spend(turn.store, token, turn.now))
    await turn.change(
        role=found.role,
        district_id=found.district_id,
        municipality_id=None,
        consent_version=rules.CONSENT_VERSION,
        consent_at=turn.now,
    )
    await audits.note(
        turn.store, turn.person, "invitation.accept", f"granted {found.role}", turn.now
    )
    turn.effects.add(Effect.LANGUAGE_CHOSEN)
    return Redirect("home:0", turn.tr("Welcome!"))


def _good(invitation: Invitation | None) -> Invitation:
    if invitation is None:
        raise Refusal(Problem.INVITATION_GONE)
    return invitation
