"""For coordinators: write to people, see who gets it, send it, see what became of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.announcements import ORIGINAL, WRITTEN, Announcement, Kind, State, Times
from bot.domain.attachments import Attachment
from bot.domain.audits import Act, Facts
from bot.domain.group_events.messages import MessageTested
from bot.domain.places import District
from bot.rules import announcements as rules
from bot.rules import attachments as rules_of_files
from bot.rules import recurrence
from bot.rules.grants import may_coordinate, working_district
from bot.rules.problems import Problem, Refusal
from bot.screens import announcements as screens
from bot.screens import notices
from bot.screens.campaigns import progress
from bot.ui import Screen
from handlers.dialogue.shared.announcement_drafts import changed_draft, file_of, preview
from handlers.dialogue.shared.announcements import (
    draft_announcement,
    language_name,
    own_announcement,
)
from handlers.dialogue.shared.offices import office_name
from handlers.dialogue.turn import Turn
from handlers.workflows.launch import fire
from handlers.workflows.notify import notify_in_district
from storage.catalogue import attachments, offers, places
from storage.messaging import announcements, audiences, campaigns

LISTED = 20
"""Announcements in the list, the latest first."""


async def messages(turn: Turn) -> Screen:
    """Return the latest announcements of the coordinator's district."""
    district = await _district(turn)
    listed = await announcements.of_district(turn.store, district.id, LISTED)
    return screens.messages(turn.tr, listed, office_name(turn.person, district))


async def compose(turn: Turn) -> Screen:
    """Make a draft, and ask for its German text."""
    return await _begun(turn, await _district(turn))


async def about(turn: Turn, offer_id: int) -> Screen:
    """Make a draft with a button to an offer, and ask for its German text."""
    offer = await offers.by_id(turn.store, offer_id)
    if offer is None:
        raise Refusal(Problem.OFFER_GONE)
    may_coordinate(turn.person, offer.district_id)
    return await _begun(turn, await _district(turn, offer.district_id), offer.id)


async def _begun(turn: Turn, district: District, offer_id: int | None = None) -> Screen:
    draft = Announcement(
        0,
        district.id,
        times=Times(zone=district.zone, land=district.land),
        offer_id=offer_id,
        author_id=turn.person.id,
    )
    return await write(turn, await announcements.add(turn.store, draft, turn.now), ORIGINAL)


async def write(turn: Turn, announcement_id: int, code: str) -> Screen:
    """Ask for the text of one language."""
    await draft_announcement(turn, announcement_id)
    name = language_name(turn, code)
    turn.expect(f"message.text:{announcement_id}:{code}")
    return screens.write(turn.tr, announcement_id, code, name)


async def typed_words(turn: Turn, words: str, announcement_id: int, code: str) -> Screen:
    """Take the text of one language."""
    announcement = await draft_announcement(turn, announcement_id)
    texts = rules.checked_texts({**announcement.texts, code: words})
    return await changed_draft(turn, announcement, texts=texts)


async def message(turn: Turn, announcement_id: int) -> Screen:
    """Return a draft with its preview, or how far a released announcement is."""
    announcement = await own_announcement(turn, announcement_id)
    if announcement.state in (State.DRAFT, State.ASKED):
        return await preview(turn, announcement)
    launched = await campaigns.of_announcement(turn.store, announcement_id)
    latest = launched[0] if launched else None
    return progress(
        turn.tr,
        announcement,
        latest,
        await campaigns.progress(turn.store, latest.id) if latest else None,
    )


async def texts(turn: Turn, announcement_id: int, page: int) -> Screen:
    """Return the languages in which a text can be written."""
    languages = [(code, language.name) for code, language in turn.services.languages.items()]
    return screens.texts(
        turn.tr,
        await draft_announcement(turn, announcement_id),
        sorted(languages, key=lambda pair: pair[0] != ORIGINAL),
        page,
    )


async def kinds(turn: Turn, announcement_id: int) -> Screen:
    """Return the kinds to choose from, and what belongs to the file."""
    return screens.kinds(turn.tr, await draft_announcement(turn, announcement_id))


async def kind(turn: Turn, announcement_id: int, word: str) -> Screen:
    """Choose the kind."""
    if word not in WRITTEN:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await changed_draft(
        turn, await draft_announcement(turn, announcement_id), kind=Kind(word)
    )


async def file(turn: Turn, announcement_id: int) -> Screen:
    """Ask for a file."""
    announcement = await draft_announcement(turn, announcement_id)
    turn.expect(f"message.file:{announcement_id}")
    return screens.file(turn.tr, announcement)


async def sent_file(turn: Turn, attachment: Attachment, announcement_id: int) -> Screen:
    """Take the file. Raises Refusal if it is too large or of a kind that not every phone opens."""
    announcement = await draft_announcement(turn, announcement_id)
    added = await attachments.add(turn.store, rules_of_files.checked(attachment), turn.now)
    return await changed_draft(turn, announcement, attachment_id=added)


async def no_file(turn: Turn, announcement_id: int) -> Screen:
    """Take the file away."""
    return await changed_draft(
        turn, await draft_announcement(turn, announcement_id), attachment_id=None
    )


async def never_twice(turn: Turn, announcement_id: int) -> Screen:
    """Switch whether a delivery of unknown outcome is held back instead of repeated."""
    announcement = await draft_announcement(turn, announcement_id)
    return await changed_draft(turn, announcement, never_twice=not announcement.never_twice)


async def sight(turn: Turn, announcement_id: int) -> Screen:
    """Return exactly what people get."""
    announcement = await draft_announcement(turn, announcement_id)
    district = await _district(turn, announcement.district_id)
    rules.checked_texts(announcement.texts)
    return replace(
        notices.notice(
            turn.tr, announcement, district, attachment=await file_of(turn, announcement)
        ),
        back=f"message.show:{announcement_id}",
    )


async def test_to_me(turn: Turn, announcement_id: int) -> Screen:
    """Send a draft to this person alone, each of its texts in a message.

    Refuses somebody who cannot be reached, or listens to no news of groups.
    """
    announcement = await draft_announcement(turn, announcement_id)
    rules.checked_texts(announcement.texts)
    await _has_file(turn, announcement)
    for position, _ in enumerate(announcement.languages):
        event = MessageTested(None, announcement.id, position)
        if not await notify_in_district(
            turn.store, announcement.district_id, [turn.person.id], event, turn.now
        ):
            raise Refusal(Problem.TEST_UNREACHABLE)
    await turn.audit(Act.MESSAGE_TEST, f"announcement {announcement.id}", {}, {"people": 1})
    return (await message(turn, announcement_id)).saying(turn.tr("The test is on its way to you."))


async def delete(turn: Turn, announcement_id: int) -> Mapping[str, Any]:
    """Delete a draft; what was sent of it before stays among what is over.

    Return what ``put_back`` needs. Its file stays for a day, then nobody has it.
    """
    draft = await draft_announcement(turn, announcement_id, lock=True)
    was_sent = bool(await campaigns.of_announcement(turn.store, draft.id))
    if was_sent:
        ended = replace(draft, state=State.ENDED, next_at=None)
        await announcements.change(turn.store, ended, turn.now)
    else:
        await announcements.remove(turn.store, draft.id)
        await attachments.keep(turn.store, draft.attachment_id or 0, turn.now)
    before: Facts = {"state": draft.state, "version": draft.version}
    subject, after = f"announcement {draft.id}", {"state": State.ENDED if was_sent else None}
    await turn.audit(Act.MESSAGE_DELETE, subject, before, after)
    return announcements.kept(draft)


async def put_back(turn: Turn, kept: Mapping[str, Any]) -> None:
    """Give a deleted draft back. Refuses one that is there, or that was changed since."""
    may_coordinate(turn.person, kept["district_id"])
    if await announcements.put_back(turn.store, kept, turn.now):
        return
    ended = await announcements.by_id(turn.store, kept["id"], lock=True)
    if ended is None or ended.state is not State.ENDED or ended.version != kept["version"] + 1:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await announcements.change(turn.store, replace(ended, state=State(kept["state"])), turn.now)


async def release(turn: Turn, announcement_id: int, version: int) -> Screen:
    """Release it; right, texts, audience and time are checked under the lock."""
    announcement = await draft_announcement(turn, announcement_id, lock=True)
    if announcement.version != version:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    rules.checked_texts(announcement.texts)
    recurrence.check(announcement.times, turn.now)
    await _has_file(turn, announcement)
    reach = await audiences.reach(turn.store, announcement, turn.now)
    if (
        rules.needs_second(announcement, reach)
        and announcement.author_id == turn.person.id
        and announcement.state is State.DRAFT
    ):
        await _noted(turn, announcement, State.ASKED, reach.people)
        return (await changed_draft(turn, announcement, state=State.ASKED)).saying(
            turn.tr("More than 500 people would get this. A second coordinator has to confirm it.")
        )
    rules.may_release(turn.person, announcement, reach)
    next_at = recurrence.next_at(announcement.times, turn.now) or turn.now
    released = replace(announcement, state=State.RELEASED, next_at=next_at)
    await announcements.change(turn.store, released, turn.now)
    await _noted(turn, announcement, State.RELEASED, reach.people)
    if released.times.start is None:
        await fire(turn.store, turn.services, released, turn.now, turn.now)
    return (await message(turn, announcement_id)).saying(turn.tr("Approved for sending."))


async def _noted(turn: Turn, announcement: Announcement, state: State, people: int) -> None:
    await turn.audit(
        Act.MESSAGE_RELEASE,
        f"announcement {announcement.id}",
        {"state": announcement.state},
        {"state": state, "people": people},
    )


async def _has_file(turn: Turn, announcement: Announcement) -> None:
    """Refuse while its file is still on its way to us."""
    file_id = announcement.attachment_id
    if file_id and not await attachments.is_here(turn.store, file_id):
        raise Refusal(Problem.FILE_COMES)


async def _district(turn: Turn, district_id: int = 0) -> District:
    """Return a district that this person coordinates; 0 is the one they work in.

    Raises Refusal for everybody else.
    """
    district_id = district_id or working_district(turn.person)
    may_coordinate(turn.person, district_id)
    district = await places.district(turn.store, district_id)
    if district is None:
        raise Refusal(Problem.NOT_ALLOWED)
    return district
