"""The list of questions to the office: what waits longest first, never who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.desk import InboxMark, Waiting
from bot.domain.enquiries import Enquiry
from bot.i18n import mark, plain
from bot.screens.enquiries import STATES, UNREADABLE
from bot.text import one_line, shortened
from handlers.desk import lists
from handlers.desk.inbox.queue import colleagues_of
from handlers.desk.lists import Filter
from handlers.desk.page import Answer, DeskRequest, Shown
from storage.desk import enquiries as rows
from storage.desk import inbox
from storage.desk.enquiries import AGES, EnquiryCount, EnquiryQuery
from storage.people import enquiries

FILTERS = ("state", "language", "days")
LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A row of the list; ``days`` is how long it has its state, ``assigned`` "" for nobody."""

    enquiry: Enquiry
    title: str
    days: int
    message_count: int
    assigned: str


async def table(desk: DeskRequest) -> Answer:
    """Return a page of the list, as the address filters it."""
    counts = await rows.counts(desk.store, desk.district.id, desk.turn.now)
    state = lists.read(desk, FILTERS, (), "")
    query = _query(desk, state.filters)
    total = sum(count.count for count in counts if _fits(count, query))
    state = lists.on_last_page(state, total)
    ids = await rows.ids(desk.store, query, desk.turn.now, limit=state.size, offset=state.offset)
    return Shown(
        "questions.html",
        {
            "state": state,
            "total": total,
            "rows": await _rows(desk, ids),
            "filters": _filters(desk, counts, query),
            "states": STATES,
        },
    )


def _query(desk: DeskRequest, chosen: Mapping[str, str]) -> EnquiryQuery:
    """Return what the address asks for; what nobody knows in it counts for nothing."""
    languages = desk.turn.services.languages
    return EnquiryQuery(
        district_id=desk.district.id,
        state=next((state for state in STATES if state == chosen.get("state")), ""),
        language=next((code for code in languages if code == chosen.get("language")), ""),
        days=next((days for days in AGES if str(days) == chosen.get("days")), 0),
    )


def _fits(count: EnquiryCount, query: EnquiryQuery) -> bool:
    return (
        query.state in ("", count.state)
        and query.language in ("", count.language)
        and count.days >= query.days
    )


def _filters(
    desk: DeskRequest, counts: Sequence[EnquiryCount], query: EnquiryQuery
) -> list[Filter]:
    """Return the filters; each number is of all questions of the district."""
    tr = desk.turn.tr
    states = [(state.value, plain(tr(words))) for state, words in STATES.items()]
    names = [(code, tr.language_name(code)) for code in desk.turn.services.languages]
    ages = [
        (str(days), plain(tr.plural("{n} day or longer", "{n} days or longer", days)))
        for days in AGES
    ]

    def of_state(value: str) -> int:
        return sum(count.count for count in counts if count.state == value)

    def of_language(value: str) -> int:
        return sum(count.count for count in counts if count.language == value)

    def of_age(value: str) -> int:
        return sum(count.count for count in counts if count.days >= int(value))

    days = str(query.days or "")
    return [
        Filter("state", mark("Status"), lists.options(states, of_state, query.state)),
        Filter("language", mark("Language"), lists.options(names, of_language, query.language)),
        Filter("days", mark("Since"), lists.options(ages, of_age, days)),
    ]


async def _rows(desk: DeskRequest, ids: list[int]) -> list[QuestionRow]:
    loaded = await enquiries.by_ids(desk.store, ids)
    words = await enquiries.first_words(desk.store, ids)
    sizes = await rows.message_counts(desk.store, ids)
    marks = await inbox.marks(desk.store, desk.district.id)
    colleagues = await colleagues_of(desk)
    unreadable = plain(desk.turn.tr(UNREADABLE))
    return [
        QuestionRow(
            enquiry=enquiry,
            title=shortened(one_line(words.get(enquiry.id) or ""), LONGEST_TITLE) or unreadable,
            days=max(0, (desk.turn.now - enquiry.since).days),
            message_count=sizes.get(enquiry.id, 0),
            assigned=colleagues.get(_noted(marks, enquiry).person_id or 0, ""),
        )
        for enquiry in (loaded[row_id] for row_id in ids if row_id in loaded)
    ]


def _noted(marks: Mapping[tuple[str, int], InboxMark], enquiry: Enquiry) -> InboxMark:
    return marks.get((Waiting.QUESTION.value, enquiry.id), InboxMark())
