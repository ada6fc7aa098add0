"""For those who lead a group: who asked to join, who is in it, who is what."""

from bot.domain.groups import IN, Event, Group, Happening, Member, Standing
from bot.rules import groups as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import groups as screens
from bot.ui import Screen
from handlers.dialogue.groups import asked, inside, led, part, with_member
from handlers.dialogue.turn import Turn
from handlers.workflows import delegates
from handlers.workflows.notify import tell
from handlers.workflows.planning import invite
from storage.groups import groups


async def lead(turn: Turn, number: int) -> Screen:
    one = await led(turn, number)
    return screens.lead(turn.tr, one, len(await asked(turn, one)))


async def asking(turn: Turn, number: int, page: int) -> Screen:
    """Who waits for an answer."""
    one = await led(turn, number)
    return screens.asking(turn.tr, one, await asked(turn, one), page)


async def request(turn: Turn, membership_id: int) -> Screen:
    one, found = await _of(turn, membership_id)
    return screens.request(turn.tr, one, rules.may_accept(one, found))


async def accept(turn: Turn, membership_id: int) -> Screen:
    """Under the lock of the group: the last place is given once."""
    one, found = await _of(turn, membership_id, lock=True)
    accepted = rules.may_accept(one, found)
    await groups.stand(turn.store, accepted.id, Standing.MEMBER)
    await tell(turn.store, one, [accepted.person_id], Event(Happening.ACCEPTED, one.id), turn.now)
    await invite(turn.store, one, accepted.person_id, turn.now)
    return (await asking(turn, one.id, 0)).saying(
        turn.tr("{name} is in the group now.", name=accepted.name)
    )


async def refuse(turn: Turn, membership_id: int) -> Screen:
    """With a word, or "-" without."""
    one, found = await _of(turn, membership_id)
    asking_ = rules.must_be_asking(found)
    await turn.expect(f"member.refuse:{membership_id}")
    return screens.refuse(turn.tr, one, asking_)


async def refuse_without(turn: Turn, membership_id: int) -> Screen:
    return await _refused(turn, membership_id, "")


async def typed_refusal(turn: Turn, words: str, membership_id: str) -> Screen:
    return await _refused(turn, int(membership_id), rules.reason(words))


async def members(turn: Turn, number: int, page: int) -> Screen:
    """Names for those who are in it; those who lead it can change who is what."""
    one, mine = await with_member(turn, number)
    rules.may_read(turn.person, one, mine)
    return screens.members(
        turn.tr, one, await inside(turn, one), page, leads=rules.leads(turn.person, one, mine)
    )


async def member(turn: Turn, membership_id: int) -> Screen:
    one, found = await _of(turn, membership_id)
    return screens.member(turn.tr, one, rules.must_be_there(found))


async def standing(turn: Turn, membership_id: int, word: str) -> Screen:
    """Another role in the group; the last lead stays one."""
    one, found = await _of(turn, membership_id, lock=True)
    changed = rules.must_be_there(found)
    if word not in IN:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    if word != Standing.LEAD:
        rules.may_step_down(changed, await groups.members(turn.store, one.id))
    await groups.stand(turn.store, changed.id, Standing(word))
    await (
        delegates.elect(turn.store, one, changed, turn.now)
        if word == Standing.DELEGATE
        else delegates.resign(turn.store, one, changed, turn.now)
    )
    return await members(turn, one.id, 0)


async def remove(turn: Turn, membership_id: int) -> Screen:
    one, found = await _of(turn, membership_id, lock=True)
    gone = rules.must_be_there(found)
    await part(turn, one, gone)
    await tell(turn.store, one, [gone.person_id], Event(Happening.REMOVED, one.id), turn.now)
    return await members(turn, one.id, 0)


async def _of(turn: Turn, membership_id: int, *, lock: bool = False) -> tuple[Group, Member | None]:
    """Somebody of a group that this person leads; None if they are gone. Read again under the lock."""
    found = await groups.member_by_id(turn.store, membership_id)
    if found is None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    one = await led(turn, found.group_id, lock=lock)
    return one, await groups.member_by_id(turn.store, membership_id) if lock else found


async def _refused(turn: Turn, membership_id: int, words: str) -> Screen:
    one, found = await _of(turn, membership_id, lock=True)
    refused = rules.must_be_asking(found)
    await turn.expect_nothing()
    await groups.leave(turn.store, refused.id)
    await tell(
        turn.store,
        one,
        [refused.person_id],
        Event(Happening.REFUSED, one.id, words=words),
        turn.now,
    )
    return (await asking(turn, one.id, 0)).saying(
        turn.tr("Refused. {name} gets a message.", name=refused.name)
    )
