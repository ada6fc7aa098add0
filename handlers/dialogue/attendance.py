"""Who comes to a meeting, who was there, and the certificate for it."""

from bot.domain.groups import Group, Kind, Member
from bot.domain.meetings import Coming, Meeting
from bot.rules import groups as group_rules
from bot.rules.problems import Problem, Refusal
from bot.screens import meetings as screens
from bot.ui import Document, Screen
from handlers.dialogue.groups import somebody
from handlers.dialogue.meetings import meeting_of
from handlers.dialogue.turn import Turn
from handlers.files.certificates import certificate as page_of
from storage.catalogue import places
from storage.groups import groups, meetings


async def attending(turn: Turn, number: int, page: int) -> Screen:
    one, group, _ = await meeting_of(turn, number, leads=True)
    known = {member.person_id: member for member in await groups.members(turn.store, group.id)}
    rows = [
        _row(coming, known)
        for coming in await meetings.coming(turn.store, number)
        if coming.person_id in known
    ]
    return screens.attending(turn.tr, one, rows, page, begun=one.starts_at <= turn.now)


async def present(turn: Turn, number: int, membership_id: int, page: int) -> Screen:
    """Pressed again they were not."""
    one, group, _ = await meeting_of(turn, number, lock=True, leads=True)
    member = await somebody(turn, group, membership_id)
    if one.starts_at > turn.now:
        raise Refusal(Problem.NOT_YET)
    before = await meetings.was_there(turn.store, number, member.person_id)
    await meetings.saw(turn.store, number, member.person_id, present=not before)
    return await attending(turn, number, page)


async def certificate(turn: Turn, number: int) -> Screen:
    one, _ = await _certified(turn, number)
    await turn.expect(f"certificate.name:{number}")
    return screens.ask_name(turn.tr, one)


async def typed_name(turn: Turn, words: str, number: str) -> Screen:
    """The name stands on the page and nowhere else."""
    one, group = await _certified(turn, int(number))
    name, district = (
        group_rules.called(words),
        await places.district(turn.store, group.district_id),
    )
    await turn.expect_nothing()
    office = district.name if district else ""
    page = page_of(
        one, name, group.name, office, turn.today, turn.services.translator("de"), turn.tr
    )
    return screens.certificate(turn.tr, one, Document("lotse.html", "text/html", page))


async def _certified(turn: Turn, number: int) -> tuple[Meeting, Group]:
    """Refuses who was not seen there, and what is no training day or not over."""
    one, group, _ = await meeting_of(turn, number)
    if group.kind is not Kind.TRAINING or not await meetings.was_there(
        turn.store, number, turn.person.id
    ):
        raise Refusal(Problem.NOT_ALLOWED)
    if one.ends_at > turn.now:
        raise Refusal(Problem.NOT_YET)
    return one, group


def _row(coming: Coming, known: dict[int, Member]) -> screens.Row:
    member, other = known[coming.person_id], known.get(coming.for_id or 0)
    return screens.Row(
        member.id, member.name, coming.answer, coming.present, other.name if other else ""
    )
