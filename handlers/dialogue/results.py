"""Results of a group: leads write down decisions, tasks and minutes, and publish them."""

from dataclasses import replace
from datetime import timedelta

from bot import text
from bot.domain.attachments import Attachment
from bot.domain.audits import Act
from bot.domain.group_events.results import MinutesWritten, TaskAssigned
from bot.domain.groups import Group, Member
from bot.domain.offers import Details, Draft, OfferText, State
from bot.domain.results import Kind as ResultKind
from bot.domain.results import Published, Result
from bot.rules import attachments as rules_of_files
from bot.rules import groups as group_rules
from bot.rules import results as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import results as screens
from bot.ui import Screen
from handlers.delivery.files import linked
from handlers.dialogue.shared.agendas import put_on_agenda
from handlers.dialogue.shared.groups import (
    group_with_member,
    led_group,
    member_of_group,
    present_members,
    readable_results,
)
from handlers.dialogue.turn import Turn
from handlers.workflows import handovers
from handlers.workflows.notify import notify
from storage.catalogue import attachments, offers, places, reports, storing
from storage.groups import attendance, meetings
from storage.groups import results as stored

MOST = 200
"""Maximum number of results listed, the latest first."""
TITLE = 100
"""Characters of an offer's title."""


async def results(turn: Turn, group_id: int, page: int) -> Screen:
    """Return the results that this person may read."""
    group, membership = await group_with_member(turn, group_id)
    may_read = await readable_results(turn, group, membership)
    listed = await stored.of_group(turn.store, group_id, may_read, MOST)
    leads = group_rules.leads(turn.person, group, membership)
    return screens.results(turn.tr, group, listed, page, leads=leads)


async def new(turn: Turn, group_id: int, word: str) -> Screen:
    """Ask for the words of a result."""
    group, kind = await led_group(turn, group_id), _kind(word)
    turn.expect(f"result.{kind}:{group_id}")
    return screens.new(turn.tr, group, kind)


async def typed_decision(turn: Turn, words: str, group_id: int) -> Screen:
    """Store a decision."""
    decision = Result(0, group_id, ResultKind.DECISION, rules.words(words))
    return await show(turn, await _stored(turn, decision))


async def typed_task(turn: Turn, words: str, group_id: int) -> Screen:
    """Store a task, and ask who does it."""
    return await owners(turn, await add_task(turn, rules.task(words, turn.today), group_id), 0)


async def add_task(turn: Turn, task: rules.Task, group_id: int) -> int:
    """Store a task that nobody does yet; return its id."""
    return await _stored(turn, Result(0, group_id, ResultKind.TASK, task.words, due=task.due))


async def typed_minutes(turn: Turn, words: str, group_id: int) -> Screen:
    """Store typed minutes."""
    return await _minutes(turn, Result(0, group_id, ResultKind.MINUTES, rules.words(words)))


async def sent_minutes(turn: Turn, sent: Attachment, group_id: int) -> Screen:
    """Store minutes that were sent as a document."""
    await led_group(turn, group_id)
    added = await attachments.add(
        turn.store, rules_of_files.checked(sent), turn.now, author_id=turn.person.id
    )
    minutes = Result(0, group_id, ResultKind.MINUTES, sent.name, attachment_id=added)
    return await _minutes(turn, minutes)


async def show(turn: Turn, result_id: int) -> Screen:
    """Return one result."""
    result, group, membership = await _result(turn, result_id)
    file_id = result.attachment_id or 0
    file = (await attachments.by_ids(turn.store, [file_id])).get(file_id) if file_id else None
    leads = group_rules.leads(turn.person, group, membership)
    finishes = rules.finishes(turn.person, group, membership, result)
    return screens.result(turn.tr, group, result, file, leads=leads, finishes=finishes)


async def open_file(turn: Turn, result_id: int) -> Screen:
    """Return a result with its document."""
    result, _, _ = await _result(turn, result_id)
    attachment = await attachments.by_id(turn.store, result.attachment_id or 0)
    if attachment is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    file = linked(turn.services.seal, attachment, turn.person.id, turn.now)
    return replace(await show(turn, result_id), documents=(file,))


async def owners(turn: Turn, result_id: int, page: int) -> Screen:
    """Ask who does a task."""
    result, group, _ = await _result(turn, result_id, leads=True)
    return screens.owners(turn.tr, result, await present_members(turn, group), page)


async def own(turn: Turn, result_id: int, membership_id: int) -> Screen:
    """Make a member the owner of a task, and notify them."""
    result, group, _ = await _result(turn, result_id, lock=True, leads=True)
    doing = await member_of_group(turn, group, membership_id)
    if result.kind is not ResultKind.TASK:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await stored.change(turn.store, replace(result, owner_id=doing.id, reminded=False))
    if doing.person_id != turn.person.id:
        event = TaskAssigned(group.id, result.id)
        await notify(turn.store, group, [doing.person_id], event, turn.now)
    return await show(turn, result_id)


async def take_on(turn: Turn, result_id: int) -> Screen:
    """Make the person who leads the group the owner of a task.

    A coordinator who is not in the group becomes a member of it, called as the district is, as
    when tasks are handed over.
    """
    _, group, _ = await _result(turn, result_id, leads=True)
    district = await places.district(turn.store, group.district_id)
    name = district.name if district else ""
    member = await handovers.member_of(turn.store, group.id, turn.person.id, name, turn.now)
    return await own(turn, result_id, member.id)


async def finish(turn: Turn, result_id: int) -> Screen:
    """Mark a task as done, or as open again."""
    result, group, membership = await _result(turn, result_id, lock=True)
    rules.may_finish(turn.person, group, membership, result)
    await stored.change(turn.store, replace(result, done=not result.done))
    return await show(turn, result_id)


async def ask_publish(turn: Turn, result_id: int, word: str) -> Screen:
    """Ask whether more people shall read it: nobody can be kept from it afterwards."""
    result, _, _ = await _result(turn, result_id, leads=True)
    return screens.ask_publish(turn.tr, result, rules.wider(result.published, word))


async def publish(turn: Turn, result_id: int, word: str) -> Screen:
    """Let more people read it; the first time it also comes on the steering group's agenda."""
    result, group, _ = await _result(turn, result_id, lock=True, leads=True)
    published = rules.wider(result.published, word)
    await stored.change(turn.store, replace(result, published=published))
    await turn.audit(
        Act.RESULT_PUBLISH,
        f"result {result.id}",
        {"published": result.published},
        {"published": published},
    )
    if result.published is Published.GROUP:
        await put_on_agenda(turn, group, result)
    return await show(turn, result_id)


async def ask_remove(turn: Turn, result_id: int) -> Screen:
    """Ask whether a result is to be deleted with its document."""
    result, _, _ = await _result(turn, result_id, leads=True)
    return screens.ask_remove(turn.tr, result)


async def remove(turn: Turn, result_id: int) -> Screen:
    """Delete a result with its document."""
    result, group, _ = await _result(turn, result_id, lock=True, leads=True)
    await turn.audit(
        Act.RESULT_DELETE,
        f"result {result.id}",
        {"kind": result.kind, "published": result.published},
        {"published": None},
    )
    await stored.remove(turn.store, result.id)
    await attachments.forget(turn.store, result.attachment_id or 0)
    return (await results(turn, group.id, 0)).saying(turn.tr("Done."))


async def propose_offer(turn: Turn, result_id: int) -> Screen:
    """Propose a result as an offer: the office finds it among its reports."""
    result, group, _ = await _result(turn, result_id, lock=True, leads=True)
    shelf = await storing.shelf(
        turn.store, group.district_id, [group.name], turn.services.thesaurus
    )
    if await offers.is_known(turn.store, group.district_id, f"result-{result.id}"):
        raise Refusal(Problem.PROPOSED_ALREADY)
    later = turn.today + timedelta(days=turn.services.config.retention.offers_days)
    offer_id = await storing.add(
        turn.store, shelf, await _draft(turn, result, group), turn.now, later
    )
    await storing.counted(turn.store, shelf)
    await storing.of_author(turn.store, offer_id, result.author_id)
    await reports.add(turn.store, offer_id, "proposed", turn.now)
    await turn.audit(
        Act.RESULT_OFFER, f"result {result.id}", {}, {"offer": offer_id, "state": State.PROPOSED}
    )
    return (await show(turn, result_id)).saying(turn.tr("The office will get your suggestion."))


async def propose_measure(turn: Turn, result_id: int) -> Screen:
    """Propose a result as a measure: the office finds it in its inbox at the desk."""
    result, _, _ = await _result(turn, result_id, lock=True, leads=True)
    rules.may_become_measure(result)
    await stored.propose_measure(turn.store, result.id, turn.now)
    await turn.audit(Act.RESULT_MEASURE, f"result {result.id}", {}, {"kind": result.kind})
    return (await show(turn, result_id)).saying(turn.tr("The office will get your suggestion."))


async def _draft(turn: Turn, result: Result, group: Group) -> Draft:
    """Return the offer that a result would be."""
    town = (
        await places.municipality(turn.store, group.municipality_id)
        if group.municipality_id
        else None
    )
    field = await places.field(turn.store, group.field_id)
    texts = (OfferText("de", text.shortened(text.one_line(result.words), TITLE), result.words),)
    details = Details(
        group.name,
        texts,
        town.name if town else "",
        field.slug if field else "",
        state=State.PROPOSED,
    )
    return Draft(f"result-{result.id}", details)


async def _minutes(turn: Turn, result: Result) -> Screen:
    """Store the minutes of the last meeting, and notify everybody who was absent."""
    last = await meetings.last_of(turn.store, result.group_id, turn.now)
    result_id = await _stored(turn, replace(result, meeting_id=last.id if last else None))
    group = await led_group(turn, result.group_id)
    people = (
        await attendance.absent(turn.store, last)
        if last
        else await attendance.people_of(turn.store, group.id)
    )
    others = [person for person in people if person != turn.person.id]
    event = MinutesWritten(group.id, result_id)
    await notify(turn.store, group, others, event, turn.now)
    return await show(turn, result_id)


async def _stored(turn: Turn, result: Result) -> int:
    """Store a result of a group that this person leads, and return its id."""
    await led_group(turn, result.group_id)
    return await stored.add(turn.store, replace(result, author_id=turn.person.id), turn.now)


def _kind(word: str) -> ResultKind:
    if word not in list(ResultKind):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return ResultKind(word)


async def _result(
    turn: Turn, result_id: int, *, lock: bool = False, leads: bool = False
) -> tuple[Result, Group, Member | None]:
    """Return a result for those who may read it; with ``leads`` only for those who lead its group.

    Raises Refusal for everybody else.
    """
    result = await stored.by_id(turn.store, result_id, lock=lock)
    if result is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    group, membership = await group_with_member(turn, result.group_id)
    if result.published not in await readable_results(turn, group, membership):
        raise Refusal(Problem.NOT_ALLOWED)
    if leads:
        group_rules.may_lead(turn.person, group, membership)
    return result, group, membership
