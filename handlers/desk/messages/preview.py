"""What was understood of a message: who gets it, when, and how it looks by language and channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.announcements import ORIGINAL, Announcement, Reach
from bot.i18n import plain, visible
from bot.rules import fallouts, message_links, recurrence
from bot.rules.announcements import seconds_for
from bot.rules.fallouts import Understood
from bot.rules.problems import Refusal
from bot.screens import notices, said_back
from bot.screens.small_numbers import few
from bot.text import shortened
from bot.ui import Html
from handlers.desk.page import DeskRequest
from storage.catalogue import attachments
from storage.messaging import audiences

LONGEST_SUBJECT = 70
"""Maximum length of the subject of an e-mail, in characters."""


@dataclass(frozen=True, slots=True)
class LanguageSight:
    """How a message looks in one language: in chats, and the subject of an e-mail."""

    code: str
    readers: str
    text: Html
    buttons: Sequence[str]
    subject: str


@dataclass(frozen=True, slots=True)
class MessageSight:
    """What was understood of a message.

    ``left_out`` are lines about who does not get it. ``times`` are the lines about when it is sent,
    none for now. ``wrong_links`` and ``missing_links`` are by language.
    """

    reach: Reach
    total: str
    left_out: Sequence[Html]
    minutes: int
    times: Sequence[Html]
    is_now: bool
    languages: Sequence[LanguageSight]
    wrong_links: Mapping[str, Sequence[str]]
    missing_links: Mapping[str, Sequence[str]]

    @property
    def people(self) -> int:
        """Number of people who would get it."""
        return self.reach.people


async def of(desk: DeskRequest, announcement: Announcement) -> MessageSight:
    """Return what was understood of a message that may be unfinished."""
    reach = await audiences.reach(desk.store, announcement, desk.turn.now)
    tr, texts = desk.turn.tr, announcement.texts
    wrong = {code: message_links.wrong_links(words) for code, words in texts.items()}
    rate = desk.turn.services.config.telegram.unasked_rate
    return MessageSight(
        reach=reach,
        total=few(tr, reach.people),
        left_out=_left_out(desk, announcement, reach),
        minutes=-(-seconds_for(reach.people, rate) // 60),
        times=_times(desk, announcement),
        is_now=announcement.times.start is None,
        languages=await _languages(desk, announcement, reach),
        wrong_links={code: found for code, found in wrong.items() if found},
        missing_links=message_links.missing_links(texts),
    )


def _left_out(desk: DeskRequest, announcement: Announcement, reach: Reach) -> list[Html]:
    """Return who does not get it, or not in their language, and why."""
    tr = desk.turn.tr
    german = sum(reach.without_text(announcement).values())
    lines = (
        (reach.paused, tr("Do not want these messages now: {n}", n=few(tr, reach.paused))),
        (reach.unreachable, tr("Not reachable: {n}", n=few(tr, reach.unreachable))),
        (
            german,
            tr(
                "No text in their language, so they get the German one: {counts}",
                counts=few(tr, german),
            ),
        ),
    )
    return [words for count, words in lines if count]


def _times(desk: DeskRequest, announcement: Announcement) -> list[Html]:
    """Return the next dates, and what falls out; nothing for now and for dates that are past."""
    times = announcement.times
    if times.start is None:
        return []
    try:
        recurrence.check(times, desk.turn.now)
        understood = _understood(desk, announcement, desk.turn.now)
    except Refusal:
        return []
    return [line for line in said_back.lines(desk.turn.tr, understood, times.zone) if line]


def _understood(desk: DeskRequest, announcement: Announcement, now: datetime) -> Understood:
    return fallouts.understood(announcement.times, now, desk.turn.tr.language.code)


async def _languages(
    desk: DeskRequest, announcement: Announcement, reach: Reach
) -> list[LanguageSight]:
    """Return how it looks in German and in each language with a text or with readers."""
    if ORIGINAL not in announcement.texts:
        return []
    attachment_id = announcement.attachment_id or 0
    file = (
        (await attachments.by_ids(desk.store, {attachment_id})).get(attachment_id)
        if attachment_id
        else None
    )
    services, counts = desk.turn.services, reach.languages
    codes = [code for code in services.languages if code in announcement.texts or code in counts]
    found = []
    for code in sorted(codes, key=lambda code: (code != ORIGINAL, -counts.get(code, 0), code)):
        tr = services.translator(code)
        screen = notices.notice(tr, announcement, desk.district, attachment=file)
        found.append(
            LanguageSight(
                code,
                few(desk.turn.tr, counts.get(code, 0)),
                screen.text,
                [plain(button.label) for row in screen.rows for button in row],
                shortened(" ".join(visible(screen.text).split()), LONGEST_SUBJECT),
            )
        )
    return found
