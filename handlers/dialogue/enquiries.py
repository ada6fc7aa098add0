"""Questions to the office: asked, read, gone on with and deleted by the person who asks.

The office answers at the desk, without seeing who asks.
"""

from bot.domain.announcements import Kind
from bot.domain.enquiries import Enquiry, EnquiryMessage, EnquiryState
from bot.domain.group_events.enquiries import EnquiryAsked
from bot.domain.listings import Listing
from bot.rules import enquiries as rules
from bot.rules import offers as offer_rules
from bot.rules.people import has_consented
from bot.rules.problems import Problem, Refusal
from bot.screens import enquiries as screens
from bot.screens import problems
from bot.ui import Screen
from handlers.dialogue.shared.ways import WEB, promised
from handlers.dialogue.turn import Redirect, Turn
from handlers.workflows.notify import notify_in_district
from storage.catalogue import offers
from storage.messaging import audiences
from storage.people import enquiries


async def ask(turn: Turn) -> Screen | Redirect:
    """Ask for the question; who has not said yet where they live is asked for that first."""
    if not has_consented(turn.person):
        return Redirect("home:0")
    district = await turn.own_district()
    if district is None:
        return Redirect("district.list:0", problems.words(turn.tr, Problem.NO_DISTRICT))
    own = await enquiries.of_person(turn.store, turn.person.id)
    rules.may_ask(turn.person, _open_count(own))
    turn.expect("enquiry.ask")
    config = turn.services.config
    return screens.ask(
        turn.tr,
        district.name,
        config.retention.questions_days,
        config.questions.answer_days,
        len(own),
    )


async def ask_about(turn: Turn, offer_id: int, listing: Listing) -> Screen:
    """Ask what is wrong with an offer, in the person's own words."""
    offer = offer_rules.shown(await offers.by_id(turn.store, offer_id), turn.today)
    own = await enquiries.of_person(turn.store, turn.person.id)
    rules.may_ask(turn.person, _open_count(own))
    turn.expect(f"enquiry.offer:{offer.id}")
    days = turn.services.config.questions.answer_days
    return screens.ask_about(turn.tr, offer, listing, days)


async def typed_about(turn: Turn, words: str, offer_id: int) -> Screen:
    """Send what is wrong with an offer to its office, which can answer."""
    offer = offer_rules.shown(await offers.by_id(turn.store, offer_id), turn.today)
    return await _send(turn, rules.about(offer, words), offer.district_id)


async def typed_question(turn: Turn, words: str) -> Screen:
    """Send a question to the office; the same words again are the same question, and show it."""
    return await _send(turn, rules.asked(words), turn.person.district_id or 0)


async def _send(turn: Turn, question: str, district_id: int) -> Screen:
    person = turn.person
    own = await enquiries.of_person(turn.store, person.id)
    for enquiry in own:
        known = await enquiries.messages(turn.store, enquiry.id)
        if enquiry.state is EnquiryState.OPEN and rules.same_question(known, question):
            shown = screens.conversation(turn.tr, enquiry, known, 0)
            return shown.saying(turn.tr("You have already asked this."))
    since = turn.now - rules.OFFICE_HOUR
    office_count = await enquiries.count_since(turn.store, district_id, since)
    rules.may_ask(person, _open_count(own), office_count)
    enquiry = Enquiry(
        id=0,
        district_id=district_id,
        person_id=person.id,
        language=person.language,
        created_at=turn.now,
        since=turn.now,
        may_be_translated=True,
    )
    enquiry_id = await enquiries.add(turn.store, enquiry, question)
    await _tell_office(turn, enquiry.district_id, enquiry_id)
    return await _sent(turn, enquiry_id)


async def own_questions(turn: Turn, page: int) -> Screen:
    """Return what this person has asked."""
    own = await enquiries.of_person(turn.store, turn.person.id)
    words = await enquiries.first_words(turn.store, [enquiry.id for enquiry in own])
    return screens.mine(turn.tr, own, words, page)


async def show(turn: Turn, enquiry_id: int, page: int) -> Screen:
    """Return what both sides wrote, to the person who asked."""
    enquiry = await _own(turn, enquiry_id)
    messages = await enquiries.messages(turn.store, enquiry.id)
    return screens.conversation(turn.tr, enquiry, messages, page)


async def reply(turn: Turn, enquiry_id: int) -> Screen:
    """Ask for what the person wants to write further."""
    enquiry = await _own(turn, enquiry_id)
    messages = await enquiries.messages(turn.store, enquiry.id)
    rules.may_reply(turn.person, enquiry, len(messages))
    turn.expect(f"enquiry.reply:{enquiry_id}")
    return screens.reply(turn.tr, enquiry_id)


async def typed_reply(turn: Turn, words: str, enquiry_id: int) -> Screen:
    """Send further words; the question waits again. What was just said is said once."""
    enquiry = await _own(turn, enquiry_id, lock=True)
    messages = await enquiries.messages(turn.store, enquiry.id)
    rules.may_reply(turn.person, enquiry, len(messages))
    question, language = rules.replied(words), turn.person.language
    if rules.same_question(messages[-1:], question):
        return await show(turn, enquiry_id, 0)
    message = EnquiryMessage(0, enquiry_id, False, language, turn.now, question)
    await enquiries.say(turn.store, turn.person.id, message)
    if enquiry.state is not EnquiryState.OPEN:
        await enquiries.set_state(turn.store, enquiry_id, EnquiryState.OPEN, turn.now)
        await _tell_office(turn, enquiry.district_id, enquiry_id)
    return await _sent(turn, enquiry_id)


async def ask_delete(turn: Turn, enquiry_id: int) -> Screen:
    """Ask whether a question is to be deleted."""
    await _own(turn, enquiry_id)
    return screens.delete(turn.tr, enquiry_id)


async def remove(turn: Turn, enquiry_id: int) -> Screen:
    """Delete a question with its answers; the office does not see it any more."""
    enquiry = await _own(turn, enquiry_id, lock=True)
    await enquiries.remove(turn.store, enquiry.id)
    return (await own_questions(turn, 0)).saying(turn.tr("Deleted."))


def _open_count(own: list[Enquiry]) -> int:
    return sum(enquiry.state is EnquiryState.OPEN for enquiry in own)


async def _sent(turn: Turn, enquiry_id: int) -> Screen:
    days, in_chat = turn.services.config.questions.answer_days, turn.address.channel != WEB
    return await promised(turn, screens.sent(turn.tr, enquiry_id, days, in_chat=in_chat))


async def _own(turn: Turn, enquiry_id: int, *, lock: bool = False) -> Enquiry:
    """Return an enquiry of this person. Raises Refusal if there is none, or it is not theirs."""
    enquiry = await enquiries.by_id(turn.store, enquiry_id, lock=lock)
    if enquiry is None:
        raise Refusal(Problem.QUESTION_GONE)
    rules.must_be_own(turn.person, enquiry)
    return enquiry


async def _tell_office(turn: Turn, district_id: int, enquiry_id: int) -> None:
    """Tell the coordinators that a question waits; who works there and asks knows it."""
    office = await audiences.coordinators(turn.store, district_id, Kind.GROUP, turn.now)
    others = [person_id for person_id in office if person_id != turn.person.id]
    event = EnquiryAsked(None, enquiry_id)
    await notify_in_district(turn.store, district_id, others, event, turn.now)
