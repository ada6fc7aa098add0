"""Help requests: a newcomer asks, a volunteer answers, both agree before contacts are shown."""

from dataclasses import replace

from bot.domain.audits import Act
from bot.domain.group_events.helping import (
    HelpAgreed,
    HelpClosed,
    HelpDeclined,
    HelperFound,
    HelpReachable,
)
from bot.domain.helping import HelpRequest, State
from bot.rules import helping as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import helping as screens
from bot.ui import Screen
from handlers.dialogue.shared.help_requests import (
    called,
    first_news,
    notify,
    office_for,
    request_of,
    town_of,
    volunteers_for,
)
from handlers.dialogue.shared.ways import WEB, promised
from handlers.dialogue.turn import Turn
from storage.groups import helping as stored


async def ask(turn: Turn) -> Screen:
    """Ask what help is needed."""
    own = await stored.of_person(turn.store, turn.person.id)
    return screens.kinds(turn.tr, "helping.when", "home:0", own)


async def need(turn: Turn, word: str) -> Screen:
    """Ask when it is needed."""
    return screens.when(turn.tr, rules.kind(word))


async def needed(turn: Turn, word: str, when: str) -> Screen:
    """Ask the volunteers of the town; if there are none, the office at once.

    A second press of the same is the same request, and shows it.
    """
    person, kind, wanted = turn.person, rules.kind(word), rules.when(when)
    own = await stored.of_person(turn.store, person.id)
    if known := rules.same_request(own, person, kind, wanted):
        shown = await request(turn, known.id)
        return shown.saying(turn.tr("You have already asked for this."))
    since = turn.now - rules.TOWN_HOUR
    town_count = await stored.count_in_town(turn.store, person.municipality_id, since)
    rules.may_ask(person, await stored.count_open(turn.store, person.id), town_count)
    help_request = HelpRequest(
        id=0,
        district_id=person.district_id or 0,
        person_id=person.id,
        kind=kind,
        language=person.language,
        wanted=wanted,
        created_at=turn.now,
        municipality_id=person.municipality_id,
    )
    asked = await volunteers_for(turn, help_request)
    help_request = replace(help_request, state=State.OPEN if asked else State.HANDED)
    help_request = replace(help_request, id=await stored.add(turn.store, help_request, asked))
    people = asked or await office_for(turn, help_request)
    await notify(turn, help_request, people, first_news(help_request))
    in_chat = turn.address.channel != WEB
    return await promised(turn, screens.asked(turn.tr, help_request, len(asked), in_chat=in_chat))


async def own_requests(turn: Turn, page: int) -> Screen:
    """Return what this person has asked for."""
    return screens.mine(turn.tr, await stored.of_person(turn.store, turn.person.id), page)


async def request(turn: Turn, request_id: int) -> Screen:
    """Return a request, as far as this person may see it."""
    help_request, answers = await request_of(turn, request_id)
    rules.may_read(turn.person, help_request, asked=turn.person.id in answers)
    if help_request.group_id and turn.person.id == help_request.person_id:
        return await called(turn, help_request, answers)
    office = rules.takes_care(turn.person, help_request)
    may_take = help_request.state is State.OPEN and turn.person.id in answers
    contact = rules.contact_for(turn.person, help_request)
    return screens.request(
        turn.tr,
        turn.person,
        help_request,
        await town_of(turn, help_request),
        contact,
        may_take=may_take,
        office=office,
    )


async def can(turn: Turn, request_id: int) -> Screen:
    """Offer to help; who helps a newcomer is asked how to be reached, a lead needs only the yes."""
    help_request, answers = await request_of(turn, request_id, lock=True)
    if rules.helps(turn.person, help_request):
        return await _helping(turn, help_request)
    rules.may_take(turn.person, help_request, asked=turn.person.id in answers)
    await stored.answer(turn.store, request_id, turn.person.id, stored.YES)
    if help_request.group_id:
        return screens.thanks(turn.tr)
    taken = replace(help_request, state=State.TAKEN, helper_id=turn.person.id)
    await stored.change(turn.store, taken)
    return await _helping(turn, taken)


async def _helping(turn: Turn, help_request: HelpRequest) -> Screen:
    """Ask who helps how to be reached; who has said that sees the request, also after a new yes."""
    if help_request.helper_contact:
        return await request(turn, help_request.id)
    turn.expect(f"helping.take:{help_request.id}")
    return screens.contact(turn.tr, help_request.id)


async def cannot(turn: Turn, request_id: int) -> Screen:
    """Say that one has no time; who had offered to help gives it back."""
    help_request, answers = await request_of(turn, request_id, lock=True)
    if turn.person.id not in answers:
        raise Refusal(Problem.NOT_ALLOWED)
    await stored.answer(turn.store, request_id, turn.person.id, stored.NO)
    if help_request.helper_id == turn.person.id:
        await _reopen(turn, help_request)
    return screens.thanks(turn.tr)


async def typed_helper_contact(turn: Turn, words: str, request_id: int) -> Screen:
    """Take how the volunteer can be reached, and notify who asked."""
    help_request, _ = await request_of(turn, request_id, lock=True)
    if help_request.helper_id != turn.person.id or help_request.state is not State.TAKEN:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await stored.change(turn.store, replace(help_request, helper_contact=rules.contact(words)))
    await notify(turn, help_request, [help_request.person_id], HelperFound)
    return await request(turn, help_request.id)


async def agree(turn: Turn, request_id: int) -> Screen:
    """Agree to a volunteer, and ask for one's own contact."""
    help_request, _ = await request_of(turn, request_id)
    rules.may_agree(turn.person, help_request)
    turn.expect(f"helping.agree:{request_id}")
    return screens.contact(turn.tr, request_id)


async def typed_contact(turn: Turn, words: str, request_id: int) -> Screen:
    """Take how the person can be reached; from now on both see each other's contact."""
    help_request, _ = await request_of(turn, request_id, lock=True)
    rules.may_agree(turn.person, help_request)
    agreed = replace(help_request, contact=rules.contact(words), state=State.AGREED)
    await stored.change(turn.store, agreed)
    await notify(turn, help_request, [help_request.helper_id or 0], HelpAgreed)
    return await request(turn, help_request.id)


async def decline(turn: Turn, request_id: int) -> Screen:
    """Ask for somebody else; the volunteer is notified without a reason."""
    help_request, _ = await request_of(turn, request_id, lock=True)
    rules.may_agree(turn.person, help_request)
    await notify(turn, help_request, [help_request.helper_id or 0], HelpDeclined)
    await stored.answer(turn.store, request_id, help_request.helper_id or 0, stored.NO)
    await _reopen(turn, help_request)
    return await request(turn, request_id)


async def give_back(turn: Turn, request_id: int) -> Screen:
    """Give a request back that one had taken."""
    help_request, _ = await request_of(turn, request_id, lock=True)
    helps = turn.person.id == help_request.helper_id
    if not helps or help_request.state not in (State.TAKEN, State.AGREED):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await stored.answer(turn.store, request_id, turn.person.id, stored.NO)
    await _reopen(turn, help_request)
    return screens.thanks(turn.tr)


async def reach(turn: Turn, request_id: int) -> Screen:
    """Ask who asked for help how the office can reach them."""
    help_request, _ = await request_of(turn, request_id)
    rules.may_be_reached(turn.person, help_request)
    turn.expect(f"helping.reach:{request_id}")
    return screens.reachable(turn.tr, request_id)


async def typed_reach(turn: Turn, words: str, request_id: int) -> Screen:
    """Take how the office can reach the person, and tell the office."""
    help_request, _ = await request_of(turn, request_id, lock=True)
    rules.may_be_reached(turn.person, help_request)
    await stored.change(turn.store, replace(help_request, contact=rules.contact(words)))
    await notify(turn, help_request, await office_for(turn, help_request), HelpReachable)
    return (await request(turn, request_id)).saying(turn.tr("The office can reach you now."))


async def ask_close(turn: Turn, request_id: int) -> Screen:
    """Ask whether a request is done: both contacts are deleted then."""
    help_request, _ = await request_of(turn, request_id)
    rules.may_close(turn.person, help_request)
    return screens.ask_close(turn.tr, help_request)


async def close(turn: Turn, request_id: int) -> Screen:
    """Close a request and delete both contacts; the two people are notified."""
    help_request, _ = await request_of(turn, request_id, lock=True)
    rules.may_close(turn.person, help_request)
    closed = replace(help_request, state=State.CLOSED, contact="", helper_contact="")
    await stored.change(turn.store, closed)
    if turn.person.id not in (help_request.person_id, help_request.helper_id):
        await turn.audit(
            Act.HELP_CLOSE,
            f"help request {request_id}",
            {"state": help_request.state},
            {"state": closed.state},
        )
    if help_request.helper_id and turn.person.id == help_request.person_id:
        await notify(turn, help_request, [help_request.helper_id], HelpDeclined)
    if turn.person.id != help_request.person_id:
        await notify(turn, help_request, [help_request.person_id], HelpClosed)
    return (await own_requests(turn, 0)).saying(turn.tr("Done."))


async def _reopen(turn: Turn, help_request: HelpRequest) -> None:
    """Ask everybody again who did not say no; if nobody is left, the office."""
    answers = await stored.answers(turn.store, help_request.id)
    remaining = [person for person, answer in answers.items() if answer != stored.NO]
    reopened = replace(
        help_request,
        state=State.OPEN if remaining else State.HANDED,
        helper_id=None,
        contact="",
        helper_contact="",
    )
    await stored.change(turn.store, reopened)
    people = remaining or await office_for(turn, help_request)
    await notify(turn, reopened, people, first_news(reopened))
