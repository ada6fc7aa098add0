"""One-time invitations: shown first, spent by a press, or by the name typed for a group."""

from bot.domain.audits import Act
from bot.domain.grants import Grant, Right, Role
from bot.domain.groups import Group, Standing
from bot.domain.invitations import Invitation
from bot.rules import grants as grant_rules
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
from handlers.workflows import granting, inviting
from handlers.workflows.granting import facts_of, subject_of
from storage.catalogue import places
from storage.groups import groups, memberships
from storage.people import grants, invitations


async def invited(turn: Turn, token: str) -> Screen:
    """Return what an invitation is for; nothing changes yet."""
    grant_rules.may_be_invited(turn.person)
    invitation = await _good(turn, await invitations.found(turn.store, token, turn.now))
    if invitation.group_id and (group := await groups.by_id(turn.store, invitation.group_id)):
        group_rules.must_be_active(group)
        return screens.into_group(turn.tr, group, token)
    district = await places.district(turn.store, invitation.district_id)
    if district is None or invitation.role is None:
        raise Refusal(Problem.INVITATION_GONE)
    is_desk = invitation.role in grant_rules.DESK
    links = turn.services.account_links([district.slug], invitation=token) if is_desk else ()
    return screens.invited(turn.tr, invitation.role, district, token, links)


async def accept(turn: Turn, token: str) -> Screen | Redirect:
    """Give the right of the row that the token belongs to; a second press finds it spent."""
    grant_rules.may_be_invited(turn.person)
    turn.effects.add(Effect.LANGUAGE_CHOSEN)
    invitation = await _good(turn, await invitations.found(turn.store, token, turn.now))
    if turn.is_locked and invitation.role not in grant_rules.OFFICE:
        raise Refusal(Problem.SIGN_IN)
    if invitation.group_id:
        return await _ask_name(turn, invitation.group_id, invitation.id)
    spent = await _good(turn, await invitations.spend(turn.store, invitation.id, turn.now))
    await _agree(turn, spent.district_id)
    await _give(turn, spent)
    await renew(turn)
    return Redirect("home:0", turn.tr("Welcome!"))


async def typed_name(turn: Turn, words: str, invitation_id: int) -> Redirect:
    """Spend an invitation into a group; a newcomer becomes a volunteer."""
    name = group_rules.called(words, turn.bare_answer(words))
    invitation = await invitations.by_id(turn.store, invitation_id, turn.now)
    if invitation is None or invitation.group_id is None:
        raise Refusal(Problem.INVITATION_GONE)
    group, membership = await group_with_member(turn, invitation.group_id, lock=True)
    group_rules.may_follow(group, membership)
    spent = await _good(turn, await invitations.spend(turn.store, invitation.id, turn.now))
    await _become_volunteer(turn, group, spent)
    if membership:
        await memberships.leave(turn.store, membership.id)
    await joining.enter(turn, group, Standing.MEMBER, name)
    toast = turn.tr("Welcome! You are now in this group.")
    return Redirect(f"group.show:{group.id}", toast)


async def _ask_name(turn: Turn, group_id: int, invitation_id: int) -> Screen:
    """Ask how the group shall call this person; the invitation is spent when the name is typed.

    What is waited for names the row, never the token.
    """
    group, membership = await group_with_member(turn, group_id)
    group_rules.may_follow(group, membership)
    turn.expect(f"invitation.accept:{invitation_id}")
    return group_screens.call(turn.tr, group)


async def _become_volunteer(turn: Turn, group: Group, invitation: Invitation) -> None:
    """Make a newcomer of the group's district a volunteer there; others keep what they are."""
    if grant_rules.is_newcomer(turn.person, group.district_id):
        await _agree(turn, group.district_id)
        right = Right(Role.VOLUNTEER, group.district_id)
        new = await grants.give(turn.store, turn.person.id, right, turn.now, invitation.given_by)
        await _granted(turn, new)
        await renew(turn)


async def _agree(turn: Turn, district_id: int) -> None:
    """Store the consent; whoever lives nowhere yet is shown the district of the invitation."""
    await turn.change(
        district_id=turn.person.district_id or district_id,
        consent_version=rules.CONSENT_VERSION,
        consent_at=turn.now,
    )


async def _give(turn: Turn, invitation: Invitation) -> None:
    """Give the right of an invitation, or take over the grant that it hands over."""
    if invitation.right is None:
        raise Refusal(Problem.INVITATION_GONE)
    if invitation.replaces_id is None:
        await _granted(
            turn,
            await grants.give(
                turn.store, turn.person.id, invitation.right, turn.now, invitation.given_by
            ),
        )
        return
    await granting.hand_over(
        turn.store, turn.person, invitation.replaces_id, turn.person.id, turn.now
    )
    await turn.reload_rights()


async def _granted(turn: Turn, grant: Grant) -> None:
    await turn.audit(Act.GRANT, subject_of(grant), {}, facts_of(grant))
    await turn.reload_rights()


async def _good(turn: Turn, invitation: Invitation | None) -> Invitation:
    return await inviting.good(turn.store, invitation, turn.now)
