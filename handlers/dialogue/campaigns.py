"""For coordinators: a released announcement is paused, cancelled, corrected or taken back."""

from dataclasses import replace

from bot.domain.announcements import Announcement, Campaign, State
from bot.domain.audits import Act
from bot.domain.deliveries import Amendment
from bot.rules import announcements as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import campaigns as screens
from bot.screens.announcements import texts
from bot.ui import NOTHING, Html, Screen
from handlers.dialogue.shared.announcements import language_name, own_announcement
from handlers.dialogue.turn import Redirect, Turn
from storage.messaging import announcements, campaigns


async def hold(turn: Turn, campaign_id: int) -> Redirect:
    """Pause a campaign."""
    campaign = await _own(turn, campaign_id)
    await campaigns.hold(turn.store, campaign_id)
    return await _steered(turn, Act.CAMPAIGN_PAUSE, campaign)


async def resume(turn: Turn, campaign_id: int) -> Redirect:
    """Go on with a paused campaign."""
    campaign = await _own(turn, campaign_id)
    await campaigns.resume(turn.store, campaign_id)
    return await _steered(turn, Act.CAMPAIGN_RESUME, campaign)


async def ask_cancel(turn: Turn, campaign_id: int) -> Screen:
    """Ask whether nothing more of a campaign is to be sent."""
    campaign = await _own(turn, campaign_id, lock=False)
    announcement = await own_announcement(turn, campaign.announcement_id)
    progress = await campaigns.progress(turn.store, campaign_id)
    return screens.ask(turn.tr, f"campaign.cancel:{campaign_id}", announcement, progress)


async def cancel(turn: Turn, campaign_id: int) -> Redirect:
    """Send nothing more of a campaign."""
    campaign = await _own(turn, campaign_id)
    await campaigns.cancel(turn.store, campaign_id, turn.now)
    return await _steered(turn, Act.CAMPAIGN_CANCEL, campaign)


async def ask_end(turn: Turn, announcement_id: int) -> Screen:
    """Ask whether all further dates are to be taken away."""
    announcement = await own_announcement(turn, announcement_id)
    return screens.ask(turn.tr, f"message.end:{announcement_id}", announcement, None)


async def end(turn: Turn, announcement_id: int) -> Redirect:
    """Take away all further dates; a campaign that is on its way goes on."""
    announcement = await own_announcement(turn, announcement_id, lock=True)
    if announcement.state is State.RELEASED:
        await announcements.go_on(turn.store, announcement_id, None)
        await _noted(turn, Act.MESSAGE_END, announcement)
    return _progress(announcement_id)


async def reopen(turn: Turn, announcement_id: int) -> Redirect:
    """Make a planned announcement a draft again: nothing is sent before it is released anew."""
    announcement = await own_announcement(turn, announcement_id, lock=True)
    rules.may_reopen(announcement, turn.now)
    draft = replace(announcement, state=State.DRAFT, next_at=None)
    await announcements.change(turn.store, draft, turn.now)
    await _noted(turn, Act.MESSAGE_REOPEN, announcement)
    return _progress(announcement_id)


async def amends(turn: Turn, announcement_id: int, page: int) -> Screen:
    """Ask in which language the text is wrong, among those that were sent."""
    announcement = await own_announcement(turn, announcement_id)
    languages = [
        (code, turn.services.translator(code).language.name) for code in announcement.texts
    ]
    return texts(turn.tr, announcement, languages, page, leads="message.correct")


async def amend(turn: Turn, announcement_id: int, code: str) -> Screen:
    """Ask for the corrected text of one language."""
    await own_announcement(turn, announcement_id)
    name = language_name(turn, code)
    turn.expect(f"message.correct:{announcement_id}:{code}")
    return screens.correct(turn.tr, announcement_id, name)


async def typed_correction(turn: Turn, words: str, announcement_id: int, code: str) -> Redirect:
    """Send this text from now on, and change messages that arrived in place."""
    announcement = await own_announcement(turn, announcement_id, lock=True)
    texts = rules.checked_texts({**announcement.texts, code: words})
    await announcements.change(turn.store, replace(announcement, texts=texts), turn.now)
    await campaigns.amend(turn.store, announcement.id, Amendment.CORRECT)
    await turn.audit(
        Act.MESSAGE_CORRECT,
        f"announcement {announcement.id}",
        {"language": code, "characters": len(announcement.texts.get(code, ""))},
        {"language": code, "characters": len(texts.get(code, "")), "version": announcement.version},
    )
    return _progress(announcement.id, turn.tr("The text is corrected."))


async def ask_withdraw(turn: Turn, announcement_id: int) -> Screen:
    """Ask whether a message is to be deleted for everybody."""
    announcement = await own_announcement(turn, announcement_id)
    launched = await campaigns.of_announcement(turn.store, announcement_id)
    progress = await campaigns.progress(turn.store, launched[0].id) if launched else None
    return screens.ask(turn.tr, f"message.withdraw:{announcement_id}", announcement, progress)


async def withdraw(turn: Turn, announcement_id: int) -> Redirect:
    """Send it to nobody else, and delete what arrived where that is possible."""
    announcement = await own_announcement(turn, announcement_id, lock=True)
    for campaign in await campaigns.of_announcement(turn.store, announcement.id):
        await campaigns.cancel(turn.store, campaign.id, turn.now)
    await announcements.go_on(turn.store, announcement.id, None)
    await campaigns.amend(turn.store, announcement.id, Amendment.WITHDRAW)
    await _noted(turn, Act.MESSAGE_WITHDRAW, announcement)
    return _progress(announcement.id, turn.tr("We delete the message wherever that is possible."))


async def _own(turn: Turn, campaign_id: int, *, lock: bool = True) -> Campaign:
    """Return a campaign for the coordinators of its district, under the lock of its announcement.

    Without ``lock`` it is only looked at. Raises Refusal for everybody else.
    """
    campaign = await campaigns.by_id(turn.store, campaign_id)
    if campaign is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await own_announcement(turn, campaign.announcement_id, lock=lock)
    return await campaigns.by_id(turn.store, campaign_id) or campaign


async def _steered(turn: Turn, act: Act, before: Campaign) -> Redirect:
    """Note what became of a campaign, and show its announcement."""
    after = await campaigns.by_id(turn.store, before.id) or before
    await turn.audit(
        act, f"campaign {before.id}", {"flight": before.flight}, {"flight": after.flight}
    )
    return _progress(before.announcement_id)


async def _noted(turn: Turn, act: Act, before: Announcement) -> None:
    """Note what became of an announcement and the dates that it had."""
    after = await announcements.by_id(turn.store, before.id) or before
    await turn.audit(act, f"announcement {before.id}", _facts(before), _facts(after))


def _facts(announcement: Announcement) -> dict[str, str | None]:
    next_at = announcement.next_at
    return {
        "state": announcement.state,
        "next_at": next_at.isoformat(timespec="minutes") if next_at else None,
    }


def _progress(announcement_id: int, toast: Html = NOTHING) -> Redirect:
    return Redirect(f"message.show:{announcement_id}", toast)
