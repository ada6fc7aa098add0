"""One-time invitations: shown first, spent by a press, or by the name typed for a group."""

from bot.domain.groups import Group, Standing
from bot.domain.invitations import Invitation
from bot.domain.people import Role
from bot.rules import groups as group_rules
from bot.rules import people as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import groups as group_screens
from bot.screens import invitations as screens
from bot.ui import Screen
from handlers.dialogue.shared import joining
from handlers.dialogue.shared.groups import group_with_member
from handlers.dialogue.shared.sessions import renew
from handlers.dialogue.turn import Effect, Redirect, Turn
from storage.catalogue import places
from storage.groups import groups, memberships
from storage.people import audits, invitations


async def invited(turn: Turn, token: str) -> Screen:
    """Return what an invitation is for; nothing changes yet."""
    rules.may_be_invited(turn.person)
    invitation = _good(await invitations.found(turn.store, token, turn.now))
    if invitation.group_id and (group := await groups.by_id(turn.store, invitation.group_id)):
        return screens.into_group(turn.tr, group, token)
    district = await places.district(turn.store, invitation.district_id)
    if district is None:
        raise Refusal(Problem.INVITATION_GONE)
    return screens.invited(turn.tr, invitation.role, district, token)


async def accept(turn: Turn, token: str) -> Screen | Redirect:
    """Give the role of the row that the token belongs to; a second press finds it spent."""
    rules.may_be_invited(turn.person)
    turn.effects.add(Effect.LANGUAGE_CHOSEN)
    offered = _good(await invitations.found(turn.store, token, turn.now))
    if turn.is_locked and offered.role is not Role.COORDINATOR:
        raise Refusal(Problem.SIGN_IN)
    if offered.group_id:
        return await _ask_name(turn, offered.group_id, token)
    invitation = _good(await invitations.spend(turn.store, token, turn.now))
    await turn.change(
        role=invitation.role,
        district_id=invitation.district_id,
        municipality_id=None,
        consent_version=rules.CONSENT_VERSION,
        consent_at=turn.now,
    )
    await _audited(turn, invitation.role)
    await renew(turn)
    return Redirect("home:0", turn.tr("Welcome!"))


async def typed_name(turn: Turn, words: str, token: str) -> Redirect:
    """Spend an invitation into a group; a newcomer becomes a volunteer."""
    name = group_rules.called(words)
    invitation = await invitations.found(turn.store, token, turn.now)
    if invitation is None or invitation.group_id is None:
        raise Refusal(Problem.INVITATION_GONE)
    group, membership = await group_with_member(turn, invitation.group_id, lock=True)
    group_rules.may_follow(group, membership)
    _good(await invitations.spend(turn.store, token, turn.now))
    await turn.expect_nothing()
    await _become_volunteer(turn, group)
    if membership:
        await memberships.leave(turn.store, membership.id)
    await joining.enter(turn, group, Standing.MEMBER, name)
    toast = turn.tr("Welcome! You are in this group now.")
    return Redirect(f"group.show:{group.id}", toast)


async def _ask_name(turn: Turn, group_id: int, token: str) -> Screen:
    """Ask how the group shall call this person; the invitation is spent when the name is typed."""
    group, membership = await group_with_member(turn, group_id)
    group_rules.may_follow(group, membership)
    await turn.expect(f"invitation.accept:{token}")
    return group_screens.call(turn.tr, group)


async def _become_volunteer(turn: Turn, group: Group) -> None:
    """Make a newcomer a volunteer; others keep their role, and everybody keeps their district."""
    if turn.person.role is Role.NEWCOMER:
        await turn.change(
            role=Role.VOLUNTEER,
            district_id=turn.person.district_id or group.district_id,
            consent_version=rules.CONSENT_VERSION,
            consent_at=turn.now,
        )
        await _audited(turn, Role.VOLUNTEER)
        await renew(turn)


async def _audited(turn: Turn, role: Role) -> None:
    await audits.note(turn.store, turn.person, "invitation.accept", f"granted {role}", turn.now)


def _good(invitation: Invitation | None) -> Invitation:
    if invitation is None:
        raise Refusal(Problem.INVITATION_GONE)
    return invitation
