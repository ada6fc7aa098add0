"""One right of somebody: what goes along with it, ending it, taking it away, handing it over."""

from bot.domain.grants import Grant
from bot.i18n import plain
from bot.rules import grants as rules
from bot.rules.desk import HOME
from bot.rules.problems import Problem, Refusal
from bot.screens.own_data import CHANNELS, ROLES
from bot.text import one_line, shortened
from handlers.desk.office import people
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.desk.signing_in import accounts as account_form
from handlers.workflows import granting, handovers
from storage.people import accounts, grants
from storage.people import people as stored

PEOPLE = f"{HOME}/people"
LONGEST_TITLE = 80


async def show(desk: DeskRequest) -> Answer:
    """Return a right with what its person keeps for the district."""
    return await _shown(desk, await _here(desk), "", {})


async def hear(desk: DeskRequest) -> Answer:
    """End a right on a day, take it away at once, or make a link by which it is taken over.

    An account by which its person signs in can be deleted, too.
    """
    grant, turn = await _here(desk), desk.turn
    match desk.sent("act"):
        case "revoke":
            await granting.revoke(desk.store, turn.person, grant.id, turn.now, origin=turn.origin)
            return Done(f"{PEOPLE}?said=done")
        case "end":
            return await _ended(desk, grant)
        case "unbind":
            await account_form.unbind_of(desk, grant)
            return Done(f"{PEOPLE}/{grant.id}?said=done")
        case "hand_over":
            rules.may_hand_over(grant, 0)
            return await people.invited(desk, handovers.invitation(grant, turn.person.id))
    raise Refusal(Problem.UNKNOWN_BUTTON)


async def _ended(desk: DeskRequest, grant: Grant) -> Answer:
    mistakes: dict[str, str] = {}
    ends_at = people.end_of(desk, "ends", mistakes)
    if ends_at is None and not mistakes:
        raise Refusal(Problem.NOTHING_TO_CHANGE)
    if ends_at is None:
        return await _shown(desk, grant, desk.sent("ends"), mistakes)
    turn = desk.turn
    await granting.end(desk.store, turn.person, grant.id, ends_at, turn.now, origin=turn.origin)
    return Done(f"{PEOPLE}/{grant.id}?said=saved")


async def _here(desk: DeskRequest) -> Grant:
    """Return a right of the district at work. Refuses others, and one that is gone."""
    grant = await grants.by_id(desk.store, desk.row_id())
    if grant is None or grant.right.district_id != desk.district.id:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return rules.must_be_active(grant)


async def _shown(desk: DeskRequest, grant: Grant, typed: str, mistakes: dict[str, str]) -> Shown:
    belongings = await handovers.belongings_of(desk.store, grant)
    kept, tr = await handovers.named(desk.store, belongings), desk.turn.tr
    channels = await stored.channels(desk.store, grant.person_id)
    known = await accounts.of_person(desk.store, grant.person_id)
    return Shown(
        "right.html",
        {
            "row": (await people.rows(desk, [grant]))[0],
            "role": ROLES[grant.right.role],
            "channels": [plain(tr(CHANNELS.get(name, name))) for name in channels],
            "accounts": [
                (account, account_form.name_of(desk.turn.services, account.issuer))
                for account in known
            ],
            "groups": kept.groups,
            "tasks": [_title(words) for words in kept.tasks],
            "messages": [_title(words) for words in kept.messages],
            "inbox_count": len(belongings.inbox_mark_ids),
            "typed": typed,
            "mistakes": mistakes,
        },
        status=400 if mistakes else 200,
    )


def _title(words: str) -> str:
    return shortened(one_line(words), LONGEST_TITLE)
