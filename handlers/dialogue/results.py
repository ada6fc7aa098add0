"""Results of a group: leads write them down and publish them, who does a task is told and reminded, who was absent gets the minutes."""

from dataclasses import replace
from datetime import timedelta

from bot import text
from bot.domain.attachments import Attachment
from bot.domain.groups import Event, Group, Happening, Member
from bot.domain.offers import Details, Draft, OfferText, State
from bot.domain.results import Kind as ResultKind
from bot.domain.results import Published, Result
from bot.rules import attachments as rules_of_files
from bot.rules import groups as group_rules
from bot.rules import results as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import results as screens
from bot.ui import Screen
from handlers.delivery.files import document, link_to
from handlers.dialogue.agendas import take_up
from handlers.dialogue.groups import inside, led, readable, somebody, with_member
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import tell
from storage.catalogue import attachments, offers, places, reports
from storage.groups import meetings
from storage.groups import results as stored

MOST = 200
"""So many of the latest are shown."""
TITLE = 100


async def results(turn: Turn, group_id: int, page: int) -> Screen:
    """Those that this person may read."""
    group, mine = await with_member(turn, group_id)
    known = await stored.of_group(turn.store, group_id, await readable(turn, group, mine), MOST)
    return screens.results(
        turn.tr, group, known, page, leads=group_rules.leads(turn.person, group, mine)
    )


async def new(turn: Turn, group_id: int, word: str) -> Screen:
    group, kind = await led(turn, group_id), _kind(word)
    await turn.expect(f"result.{kind}:{group_id}")
    return screens.new(turn.tr, group, kind)


async def typed_decision(turn: Turn, words: str, group_id: str) -> Screen:
    return await result(
        turn, await _stored(turn, Result(0, int(group_id), ResultKind.DECISION, rules.words(words)))
    )


async def typed_task(turn: Turn, words: str, group_id: str) -> Screen:
    """Who does it is asked next."""
    task = rules.task(words, turn.today)
    return await owners(
        turn,
        await _stored(turn, Result(0, int(group_id), ResultKind.TASK, task.words, due=task.due)),
        0,
    )


async def typed_minutes(turn: Turn, words: str, group_id: str) -> Screen:
    return await _minutes(turn, Result(0, int(group_id), ResultKind.MINUTES, rules.words(words)))


async def sent_minutes(turn: Turn, given: Attachment, group_id: str) -> Screen:
    """As a document."""
    await led(turn, int(group_id))
    added = await attachments.add(turn.store, rules_of_files.checked(given), turn.now)
    return await _minutes(
        turn, Result(0, int(group_id), ResultKind.MINUTES, given.name, attachment_id=added)
    )


async def result(turn: Turn, number: int) -> Screen:
    one, group, mine = await _result(turn, number)
    file = (
        (await attachments.by_ids(turn.store, [one.attachment_id])).get(one.attachment_id)
        if one.attachment_id
        else None
    )
    leads, finishes = (
        group_rules.leads(turn.person, group, mine),
        rules.finishes(turn.person, group, mine, one),
    )
    return screens.result(turn.tr, group, one, file, leads=leads, finishes=finishes)


async def open_file(turn: Turn, number: int) -> Screen:
    """The result again, with its document."""
    one, _, _ = await _result(turn, number)
    found = await attachments.by_id(turn.store, one.attachment_id or 0)
    if found is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return replace(
        await result(turn, number),
        documents=(document(found, link_to(turn.services.seal, found.id)),),
    )


async def owners(turn: Turn, number: int, page: int) -> Screen:
    one, group, _ = await _result(turn, number, leads=True)
    return screens.owners(turn.tr, one, await inside(turn, group), page)


async def own(turn: Turn, number: int, membership_id: int) -> Screen:
    """Who does it is told."""
    one, group, _ = await _result(turn, number, lock=True, leads=True)
    doing = await somebody(turn, group, membership_id)
    if one.kind is not ResultKind.TASK:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await stored.change(turn.store, replace(one, owner_id=doing.id, reminded=False))
    if doing.person_id != turn.person.id:
        await tell(turn.store, group, [doing.person_id], _event(Happening.TASK, one), turn.now)
    return await result(turn, number)


async def finish(turn: Turn, number: int) -> Screen:
    """Pressed again it is open again."""
    one, group, mine = await _result(turn, number, lock=True)
    rules.may_finish(turn.person, group, mine, one)
    await stored.change(turn.store, replace(one, done=not one.done))
    return await result(turn, number)


async def publish(turn: Turn, number: int, word: str) -> Screen:
    """What the steering group may read comes on its agenda, once."""
    one, group, _ = await _result(turn, number, lock=True, leads=True)
    published = rules.wider(one.published, word)
    await stored.change(turn.store, replace(one, published=published))
    if one.published is Published.GROUP:
        await take_up(turn, group, one)
    return await result(turn, number)


async def remove(turn: Turn, number: int) -> Screen:
    one, group, _ = await _result(turn, number, lock=True, leads=True)
    await stored.remove(turn.store, one.id)
    return (await results(turn, group.id, 0)).saying(turn.tr("Done."))


async def propose_offer(turn: Turn, number: int) -> Screen:
    """The office finds it among its reports, and publishes it or not."""
    one, group, _ = await _result(turn, number, lock=True, leads=True)
    shelf = await offers.shelf(turn.store, group.district_id, [group.name], turn.services.thesaurus)
    if await offers.is_known(turn.store, group.district_id, f"result-{one.id}"):
        raise Refusal(Problem.PROPOSED_ALREADY)
    later = turn.today + timedelta(days=turn.services.config.retention.offers_days)
    offer_id = await offers.add(turn.store, shelf, await _draft(turn, one, group), turn.now, later)
    await offers.counted(turn.store, shelf)
    await reports.add(turn.store, offer_id, "proposed", turn.now)
    return (await result(turn, number)).saying(turn.tr("The office gets it as a proposal."))


async def _draft(turn: Turn, one: Result, group: Group) -> Draft:
    town = (
        await places.municipality(turn.store, group.municipality_id)
        if group.municipality_id
        else None
    )
    field = await places.field(turn.store, group.field_id)
    texts = (OfferText("de", text.shortened(text.one_line(one.words), TITLE), one.words),)
    details = Details(
        group.name,
        texts,
        town.name if town else "",
        field.slug if field else "",
        state=State.PROPOSED,
    )
    return Draft(f"result-{one.id}", details)


async def _minutes(turn: Turn, one: Result) -> Screen:
    """Of the last meeting; who was not there is told."""
    last = await meetings.last_of(turn.store, one.group_id, turn.now)
    number = await _stored(turn, replace(one, meeting_id=last.id if last else None))
    group = await led(turn, one.group_id)
    people = (
        await meetings.absent(turn.store, last)
        if last
        else await meetings.people_of(turn.store, group.id)
    )
    others = [person for person in people if person != turn.person.id]
    await tell(
        turn.store, group, others, _event(Happening.MINUTES, replace(one, id=number)), turn.now
    )
    return await result(turn, number)


async def _stored(turn: Turn, one: Result) -> int:
    """Gives back its id."""
    await led(turn, one.group_id)
    await turn.expect_nothing()
    return await stored.add(turn.store, one, turn.now)


def _event(happening: Happening, one: Result) -> Event:
    return Event(
        happening,
        one.group_id,
        words=text.shortened(text.one_line(one.words), 200),
        result_id=one.id,
    )


def _kind(word: str) -> ResultKind:
    if word not in list(ResultKind):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return ResultKind(word)


async def _result(
    turn: Turn, number: int, *, lock: bool = False, leads: bool = False
) -> tuple[Result, Group, Member | None]:
    """Refuses whoever may not read it; with ``leads`` whoever does not lead its group."""
    one = await stored.by_id(turn.store, number, lock=lock)
    if one is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    group, mine = await with_member(turn, one.group_id)
    if one.published not in await readable(turn, group, mine):
        raise Refusal(Problem.NOT_ALLOWED)
    if leads:
        group_rules.may_lead(turn.person, group, mine)
    return one, group, mine
