"""What waits for the office in words: its title, what else is to be said, and its page."""

from collections.abc import Mapping, Sequence

from bot.domain.desk import InboxItem, Waiting
from bot.domain.helping import Help
from bot.domain.import_drafts import DraftState
from bot.i18n import plain
from bot.rules.desk import HOME
from bot.screens.enquiries import UNREADABLE
from bot.screens.helping import KINDS as HELPS
from bot.screens.pathway import name as station_name
from bot.screens.reports import KINDS as REPORTS
from bot.text import one_line, shortened
from handlers.desk.office.stations import PAGE as STATIONS
from handlers.desk.office.stations import stations_here
from handlers.desk.page import DeskRequest
from storage.desk import import_drafts
from storage.messaging import announcements
from storage.people import enquiries

LONGEST_TITLE, LONGEST_REASON = 80, 300
OFFER, GROUP = f"{HOME}/offers/{{target}}", f"{HOME}/groups/{{target}}"
LINKS: Mapping[str, str] = {
    Waiting.REPORT: OFFER,
    Waiting.PROPOSAL: OFFER,
    Waiting.JOIN: GROUP,
    Waiting.HELP: "/chat?at=helping.show:{target}",  # contacts are shown there only
    Waiting.QUESTION: f"{HOME}/questions/{{target}}",
    Waiting.MESSAGE: f"{HOME}/messages/{{target}}",
    Waiting.CAMPAIGN: f"{HOME}/messages/{{target}}",
    Waiting.SEAT: GROUP,
    Waiting.LEAD: GROUP,
    Waiting.ENDING: OFFER,
    Waiting.UNCONFIRMED: OFFER,
    Waiting.OWNER: f"{HOME}/offers/suggested/{{subject}}",
    Waiting.MEASURE: f"{HOME}/measures/new?result={{subject}}&draft=none",
    Waiting.TRANSLATION: f"{HOME}/translations?state=stale",
    Waiting.STATION: f"{STATIONS}/{{subject}}",
    Waiting.IMPORT: f"{HOME}/import/{{subject}}",
    "plan": f"{HOME}/measures/import/{{subject}}",
}
"""The page of what waits, by kind; "plan" is an import of measures."""
Subject = tuple[Waiting, int]
"""Kind and id of what waits."""


async def titles(desk: DeskRequest, items: Sequence[InboxItem]) -> dict[Subject, str]:
    """Return the first words of messages, and the kind of help in words."""
    sent = {item.target_id for item in items if item.kind in (Waiting.MESSAGE, Waiting.CAMPAIGN)}
    texts = await announcements.by_ids(desk.store, sent) if sent else {}
    found: dict[Subject, str] = {}
    for item in items:
        if item.target_id in texts and item.kind in (Waiting.MESSAGE, Waiting.CAMPAIGN):
            german = texts[item.target_id].texts.get("de", "")
            found[item.kind, item.subject_id] = shortened(german, LONGEST_TITLE)
        elif item.kind is Waiting.TRANSLATION:
            found[item.kind, item.subject_id] = _out_of_date(desk, int(item.word))
        elif item.kind is Waiting.HELP:
            found[item.kind, item.subject_id] = plain(desk.turn.tr(HELPS[Help(item.word)]))
    return {
        **found,
        **await _questions(desk, items),
        **await _stations(desk, items),
        **await _imports(desk, items),
    }


async def _imports(desk: DeskRequest, items: Sequence[InboxItem]) -> dict[Subject, str]:
    """Return the names of the files of imports."""
    if not any(item.kind is Waiting.IMPORT for item in items):
        return {}
    person_id, states = desk.turn.person.id, (*import_drafts.OF_OFFERS, DraftState.PLAN)
    listed = await import_drafts.of_person(desk.store, person_id, desk.district.id, states)
    return {
        (Waiting.IMPORT, draft.id): shortened(", ".join(draft.choices.names), LONGEST_TITLE)
        for draft in listed
    }


async def _stations(desk: DeskRequest, items: Sequence[InboxItem]) -> dict[Subject, str]:
    """Return the names of stations; one that is gone has its number only."""
    numbers = [item.subject_id for item in items if item.kind is Waiting.STATION]
    listed = {station.number: station for station in await stations_here(desk)} if numbers else {}
    names = {n: plain(station_name(desk.turn.tr, station)) for n, station in listed.items()}
    return {(Waiting.STATION, n): names.get(n, str(n)) for n in numbers}


async def _questions(desk: DeskRequest, items: Sequence[InboxItem]) -> dict[Subject, str]:
    """Return the first words of questions to the office."""
    ids = [item.subject_id for item in items if item.kind is Waiting.QUESTION]
    begun = await enquiries.first_words(desk.store, ids)
    unreadable = plain(desk.turn.tr(UNREADABLE))
    return {
        (Waiting.QUESTION, enquiry_id): shortened(one_line(words), LONGEST_TITLE)
        if words
        else unreadable
        for enquiry_id, words in begun.items()
    }


def _out_of_date(desk: DeskRequest, count: int) -> str:
    return plain(
        desk.turn.tr.plural(
            "{n} translation is out of date", "{n} translations are out of date", count
        )
    )


def word(desk: DeskRequest, item: InboxItem) -> str:
    """Return what else is to be said: what was reported, in which language, which seat."""
    if item.kind is Waiting.REPORT:
        return plain(desk.turn.tr(REPORTS.get(item.word, REPORTS["wrong"])))
    if item.kind is Waiting.QUESTION:
        return desk.turn.tr.language_name(item.word)
    if item.kind is Waiting.MEASURE:
        return shortened(item.word, LONGEST_TITLE)
    if item.kind is Waiting.STATION:
        return shortened(one_line(item.word), LONGEST_REASON)
    return item.word if item.kind is Waiting.SEAT else ""


def link(item: InboxItem) -> str:
    """Return the page where it is looked at, and done if the inbox has no button for it."""
    key = "plan" if item.kind is Waiting.IMPORT and item.word == DraftState.PLAN else item.kind
    return LINKS[key].format(subject=item.subject_id, target=item.target_id)
