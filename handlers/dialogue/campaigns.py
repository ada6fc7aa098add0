"""For coordinators: a released announcement is paused, cancelled, corrected or taken back."""

from dataclasses import replace

from bot.domain.announcements import State
from bot.domain.deliveries import Amendment
from bot.rules import announcements as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import announcements as screens
from bot.ui import NOTHING, Html, Screen
from handlers.dialogue.shared.announcements import language_name, own_announcement
from handlers.dialogue.turn import Redirect, Turn
from storage.messaging import announcements, campaigns


async def hold(turn: Turn, campaign_id: int) -> Redirect:
    """Pause a campaign."""
    announcement_id = await _announcement_of(turn, campaign_id)
    await campaigns.hold(turn.store, campaign_id)
    return _progress(announcement_id)


async def resume(turn: Turn, campaign_id: int) -> Redirect:
    """Go on with a paused campaign."""
    announcement_id = await _announcement_of(turn, campaign_id)
    await campaigns.resume(turn.store, campaign_id)
    return _progress(announcement_id)


async def cancel(turn: Turn, campaign_id: int) -> Redirect:
    """Send nothing more of a campaign."""
    announcement_id = await _announcement_of(turn, campaign_id)
    await campaigns.cancel(turn.store, campaign_id, turn.now)
    return _progress(announcement_id)


async def end(turn: Turn, announcement_id: int) -> Redirect:
    """Take away all further dates; a campaign that is on its way goes on."""
    announcement = await own_announcement(turn, announcement_id)
    if announcement.state is State.RELEASED:
        await announcements.go_on(turn.store, announcement_id, None)
    return _progress(announcement_id)


async def amends(turn: Turn, announcement_id: int, page: int) -> Screen:
    """Ask in which language the text is wrong, among those that were sent."""
    announcement = await own_announcement(turn, announcement_id)
    languages = [
        (code, turn.services.translator(code).language.name) for code in announcement.texts
    ]
    return screens.texts(turn.tr, announcement, languages, page, leads="message.correct")


async def amend(turn: Turn, announcement_id: int, code: str) -> Screen:
    """Ask for the corrected text of one language."""
    await own_announcement(turn, announcement_id)
    name = language_name(turn, code)
    turn.expect(f"message.correct:{announcement_id}:{code}")
    return screens.correct(turn.tr, announcement_id, name)


async def typed_correction(turn: Turn, words: str, announcement_id: int, code: str) -> Redirect:
    """Send this text from now on, and change messages that arrived in place."""
    announcement = await own_announcement(turn, announcement_id)
    texts = rules.checked_texts({**announcement.texts, code: words})
    await announcements.change(turn.store, replace(announcement, texts=texts), turn.now)
    await campaigns.amend(turn.store, announcement.id, Amendment.CORRECT)
    return _progress(announcement.id, turn.tr("It is corrected."))


async def withdraw(turn: Turn, announcement_id: int) -> Redirect:
    """Send it to nobody else, and delete what arrived where that is possible."""
    announcement = await own_announcement(turn, announcement_id)
    for campaign in await campaigns.of_announcement(turn.store, announcement.id):
        await campaigns.cancel(turn.store, campaign.id, turn.now)
    await announcements.go_on(turn.store, announcement.id, None)
    await campaigns.amend(turn.store, announcement.id, Amendment.WITHDRAW)
    return _progress(announcement.id, turn.tr("It is taken back where that is possible."))


async def _announcement_of(turn: Turn, campaign_id: int) -> int:
    """Return the announcement of a campaign for its coordinators.

    Raises Refusal for everybody else.
    """
    campaign = await campaigns.by_id(turn.store, campaign_id)
    if campaign is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return (await own_announcement(turn, campaign.announcement_id)).id


def _progress(announcement_id: int, toast: Html = NOTHING) -> Redirect:
    return Redirect(f"message.show:{announcement_id}", toast)
