"""Rules about offers: who sees them, for how long, and what "in the evening" means."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from bot.domain.offers import (
    EVENING,
    LEVELS,
    Details,
    Offer,
    OfferText,
    Schedule,
    State,
    Target,
    TextState,
    text_in,
)
from bot.rules.problems import Problem, Refusal
from bot.text import sort_key

LONGEST_TITLE_KEY = 200
"""Characters of a title that count when it is sorted: an index of PostgreSQL holds no long ones."""
OTHER = "wrong"
"""Something else that people report about an offer."""
REPORTS = ("phone", "times", "place", "full", "closed", OTHER)
"""What people can report about an offer."""


def is_shown(offer: Offer, today: date) -> bool:
    """Return whether an offer is published and not past its last day."""
    details = offer.details
    return details.state is State.PUBLISHED and (
        details.expires_at is None or details.expires_at >= today
    )


def shown(offer: Offer | None, today: date) -> Offer:
    """Return the offer. Refuses an offer that is gone, not published, or past its last day."""
    if offer is None or not is_shown(offer, today):
        raise Refusal(Problem.OFFER_GONE)
    return offer


def is_evening(details: Details) -> bool:
    """Return whether the offer has a time that starts at ``EVENING`` or later."""
    starts = (schedule.start for schedule in details.schedules)
    return any(start >= EVENING for start in starts if start)


def is_for_women(details: Details) -> bool:
    """Return whether women are among the target groups of the offer."""
    return Target.WOMEN in details.targets


def is_for_children(details: Details) -> bool:
    """Return whether the offer is for children, or for families, who bring their children."""
    return bool(details.targets & {Target.CHILDREN, Target.FAMILIES})


def level_bounds(details: Details) -> tuple[int | None, int | None]:
    """Return the lowest and highest level of German as positions in ``LEVELS``.

    None means open at that end; an offer with only a lowest level is for this level alone.
    """
    first = LEVELS.index(details.level_from) if details.level_from else None
    last = LEVELS.index(details.level_to) if details.level_to else None
    return first, first if last is None else last


def title_key(details: Details) -> str:
    """Return the beginning of the German title as it is sorted and compared, "" without one.

    It has no capitals and no marks: ä stands beside a.
    """
    titles = (text.title for text in details.texts if text.language == "de")
    return sort_key(next(titles, ""))[:LONGEST_TITLE_KEY]


def titles(details: Details) -> str:
    """Return the titles in all languages as they are searched: in small letters, each once."""
    return "\n".join(dict.fromkeys(text.title.lower() for text in details.texts))


def text_states(details: Details) -> str:
    """Return the state of each text by language, as "|de:original|uk:checked"."""
    return written_states({text.language: text.state for text in details.texts})


def written_states(states: Mapping[str, TextState]) -> str:
    """Return language → state of texts as ``states_of_texts`` reads them."""
    return "".join(f"|{code}:{states[code].value}" for code in sorted(states))


def states_of_texts(text_states: str) -> list[tuple[str, str]]:
    """Return language and state of each text, from what ``text_states`` made of them."""
    pairs = (item.partition(":") for item in text_states.split("|")[1:])
    return [(language, state) for language, _, state in pairs]


def single_dates(details: Details) -> list[Schedule]:
    """Return the times that can go into a calendar: those with a date or a first date."""
    return [schedule for schedule in details.schedules if schedule.day is not None]


def report_kind(kind: str) -> str:
    """Return the kind of a report. Refuses a kind that is not in ``REPORTS``."""
    if kind not in REPORTS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return kind


def rewritten(texts: Iterable[OfferText], german: str) -> tuple[OfferText, ...]:
    """Return the texts of an offer with a new German description, sorted by language.

    The texts in other languages become stale. An offer without a German text gets one whose
    title is that of another language.
    """
    by_language = {text.language: replace(text, state=TextState.STALE) for text in texts}
    title = text_in(tuple(by_language.values()), "de").title
    german_text = by_language.get("de", OfferText("de", title))
    by_language["de"] = replace(german_text, description=german, state=TextState.ORIGINAL)
    return tuple(by_language[code] for code in sorted(by_language))


def restated(before: Iterable[OfferText], after: Iterable[OfferText]) -> tuple[OfferText, ...]:
    """Return texts that somebody wrote side by side, each with the state that it has now.

    A translation that was kept while the German text changed is stale, unless its state was changed
    by hand. One that was changed is no longer stale. The German text is the original.
    """
    old = {text.language: text for text in before}
    new = {text.language: text for text in after}
    is_new_german = _words(old.get("de")) != _words(new.get("de"))
    return tuple(
        _restated(old.get(code), new[code], is_new_german=is_new_german) for code in sorted(new)
    )


def _restated(old: OfferText | None, new: OfferText, *, is_new_german: bool) -> OfferText:
    is_by_hand = old is not None and old.state is not new.state
    if new.language == "de":
        return replace(new, state=TextState.ORIGINAL)
    if is_by_hand or old is None:
        return new
    if _words(old) != _words(new):
        is_checked = new.state is TextState.CHECKED
        return replace(new, state=TextState.CHECKED if is_checked else TextState.UNCHECKED)
    return replace(new, state=TextState.STALE) if is_new_german else new


def _words(text: OfferText | None) -> tuple[str, str, str] | None:
    return (text.title, text.description, text.next_steps) if text else None


class Bulk(StrEnum):
    """What can be done with many offers at once."""

    CONFIRM = "confirm"
    CLOSE = "close"
    PAUSE = "pause"
    PUBLISH = "publish"
    EXPIRES = "expires"


def bulk_problem(
    act: Bulk, state: State, expires_at: date | None, today: date, day: date | None
) -> Problem | None:
    """Return why something cannot be done with an offer, None if it can; ``day`` is a last day."""
    if act is Bulk.EXPIRES:
        return Problem.IN_THE_PAST if day is None or day < today else None
    if act is Bulk.PUBLISH and expires_at is not None and expires_at < today:
        return Problem.IN_THE_PAST
    return None if state in BULK_FROM[act] else Problem.NOTHING_TO_CHANGE


BULK_FROM = {
    Bulk.CONFIRM: {State.PUBLISHED, State.PROPOSED, State.PAUSED},
    Bulk.CLOSE: set(State) - {State.CLOSED},
    Bulk.PAUSE: {State.PUBLISHED},
    Bulk.PUBLISH: set(State) - {State.PUBLISHED},
}
"""States of offers with which an act is possible."""
BULK_STATES = {
    Bulk.CLOSE: State.CLOSED,
    Bulk.PAUSE: State.PAUSED,
    Bulk.PUBLISH: State.PUBLISHED,
}
"""Acts after which an offer has another state."""
