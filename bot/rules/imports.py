"""Rows → drafts, drafts beside what is there → a plan. Nothing is written here, every mistake is found in one go."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from bot import text
from bot.domain.imports import Double, Mistake, Plan, Row
from bot.domain.offers import Details, Draft, Offer, OfferText, TextState
from bot.domain.places import Field, Municipality
from bot.rules import cells, schedules
from bot.rules.cells import Wrong
from bot.search.normalise import words

LONGEST_CELL = 30_000
_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "target_groups": ("targets", cells.targets),
    "age_from": ("age_from", cells.number),
    "age_to": ("age_to", cells.number),
    "level_from": ("level_from", cells.level),
    "level_to": ("level_to", cells.level),
    "free": ("free", cells.yes_no),
    "price": ("price", cells.text(200)),
    "languages": ("languages", cells.languages),
    "way": ("way", cells.way),
    "start": ("starts_on", cells.day),
    "deadline": ("register_by", cells.day),
    "seats": ("seats", cells.number),
    "times": ("schedules", schedules.read),
    "phone": ("phone", cells.phone),
    "email": ("email", cells.email),
    "url": ("url", cells.url),
    "address": ("address", cells.text(500)),
    "accessible": ("accessible", cells.yes_no),
    "state": ("state", cells.state),
    "expires_at": ("expires_at", cells.day),
    "breadcrumb": ("breadcrumb", cells.text(1000)),
    "residence_status": ("residence_statuses", lambda cell: frozenset(cells.parts_of(cell))),
    "sample": ("sample", lambda cell: bool(cells.yes_no(cell))),
}


@dataclass(frozen=True)
class Known:
    """What the district knows: its places and fields, the languages of texts, and who owns what has no owner."""

    municipalities: Sequence[Municipality]
    fields: Sequence[Field]
    languages: Sequence[str]
    language: str = "de"
    organisation: str = ""
    new_municipalities: bool = False


def check(rows: Iterable[Row], known: Known) -> tuple[list[Draft], list[Mistake]]:
    """All drafts, and all mistakes; if there is one mistake nothing may be imported."""
    drafts: dict[str, Draft] = {}
    mistakes: list[Mistake] = []
    for row in rows:
        draft, wrong = _draft(row, known)
        if draft and draft.external_id in drafts:
            wrong.append(Mistake(row.sheet, row.number, "external_id", "twice", draft.external_id))
        if draft:
            drafts[draft.external_id] = draft
        mistakes += wrong
    return list(drafts.values()), mistakes


def plan(drafts: Iterable[Draft], existing: Iterable[Offer]) -> Plan:
    """What is new, changed, unchanged, and what may be there twice."""
    there = {offer.external_id: offer for offer in existing}
    new, changed, unchanged = [], [], 0
    for draft in _together(drafts):
        offer = there.get(draft.external_id)
        if offer is None:
            new.append(draft)
        elif (merged_draft := merged(offer.details, draft)).details != offer.details:
            changed.append((offer, merged_draft))
        else:
            unchanged += 1
    return Plan(tuple(new), tuple(changed), unchanged, tuple(_doubles(new, there.values())))


def _together(drafts: Iterable[Draft]) -> Iterable[Draft]:
    """One draft an offer: the files of one import may each speak for another language of it."""
    found: dict[str, Draft] = {}
    for draft in drafts:
        first = found.get(draft.external_id)
        if first:
            draft = replace(
                merged(first.details, draft), languages=first.languages | draft.languages
            )
        found[draft.external_id] = draft
    return found.values()


def merged(old: Details, draft: Draft) -> Draft:
    """The draft beside what is there: languages it does not speak for stay, and are stale if the original changed.

    A draft without the original text (one language of many, from its own file) changes nothing but its text.
    """
    new = draft.details
    says_more = any(said.state is TextState.ORIGINAL for said in new.texts)
    stale = says_more and _original(old) is not None and _original(old) != _original(new)
    kept = [
        _stale(said) if stale else said
        for said in old.texts
        if said.language not in draft.languages
    ]
    texts = tuple(sorted((*new.texts, *kept), key=lambda said: said.language))
    if not says_more:
        return replace(draft, details=replace(old, texts=texts))
    state = new.state if draft.says_state else old.state
    return replace(
        draft,
        details=replace(new, texts=texts, state=state, expires_at=new.expires_at or old.expires_at),
    )


def _original(details: Details) -> tuple[str, str, str] | None:
    """What translations were made from; None if there is no original."""
    found = next((said for said in details.texts if said.state is TextState.ORIGINAL), None)
    return (found.title, found.description, found.next_steps) if found else None


def _stale(said: OfferText) -> OfferText:
    return said if said.state is TextState.ORIGINAL else replace(said, state=TextState.STALE)


def _draft(row: Row, known: Known) -> tuple[Draft | None, list[Mistake]]:
    values: dict[str, Any] = {}
    wrong: list[Mistake] = []

    def read(column: str, name: str, reader: Callable[[str], Any]) -> None:
        cell = row.values.get(column, "")
        try:
            values[name] = reader(_taken(cell))
        except Wrong as error:
            wrong.append(
                Mistake(
                    row.sheet,
                    row.number,
                    column,
                    error.code,
                    text.shortened(cell, 80),
                    error.proposal,
                )
            )

    for column, (name, reader) in _READERS.items():
        read(column, name, reader)
    read("organisation", "organisation", lambda cell: _organisation(cell, known))
    read(
        "municipality",
        "municipality",
        lambda cell: _municipality(cell, row.values.get("postcode", ""), known),
    )
    read("field", "field", lambda cell: _field(cell, known))
    read("title", "texts", lambda _: _texts(row, known))
    wrong += _contradictions(row, values)
    if wrong:
        return None, wrong
    details = Details(**values)
    number = row.values.get("external_id", "") or _own_number(details)
    languages = frozenset(said for said in known.languages if f"title_{said}" in row.values) | {
        known.language
    }
    return Draft(number, details, languages, says_state=bool(row.values.get("state"))), []


def _taken(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        raise Wrong("too_long", str(LONGEST_CELL))
    return text.clean(cell)


def _texts(row: Row, known: Known) -> tuple[OfferText, ...]:
    found = [
        _text(row, code, "" if code == known.language else f"_{code}", known)
        for code in known.languages
    ]
    texts = tuple(sorted((said for said in found if said), key=lambda said: said.language))
    if not any(said.language == known.language for said in texts):
        raise Wrong("title_missing")
    return texts


def _text(row: Row, language: str, suffix: str, known: Known) -> OfferText | None:
    title = text.one_line(_taken(row.values.get(f"title{suffix}", "")))
    if not title:
        return None
    if len(title) > 500:
        raise Wrong("too_long", "500")
    usual = TextState.ORIGINAL if language == known.language else TextState.UNCHECKED
    state = cells.text_state(row.values.get(f"text_state{suffix}", "")) or usual
    body, steps = (
        _taken(row.values.get(f"{name}{suffix}", "")) for name in ("description", "next_steps")
    )
    return OfferText(language, title, body, steps, state)


def _organisation(cell: str, known: Known) -> str:
    name = text.one_line(cell) or known.organisation
    if not name:
        raise Wrong("missing")
    return cells.text(300)(name)


def _municipality(cell: str, postcode: str, known: Known) -> str:
    """Its official name; a postcode alone is enough if only one municipality has it."""
    wanted = text.one_line(cell)
    if not wanted and postcode:
        code = postcode.removesuffix(".0").zfill(5)
        places = [place.name for place in known.municipalities if code in place.postcodes]
        return places[0] if len(places) == 1 else ""
    names = {
        folded_name: place.name
        for place in known.municipalities
        for folded_name in map(_place_key, place.names)
    }
    if not wanted or _place_key(wanted) in names:
        return names.get(_place_key(wanted), "")
    if known.new_municipalities:
        return cells.text(200)(wanted)
    raise Wrong(
        "municipality",
        cells.nearest(wanted, [name for place in known.municipalities for name in place.names]),
    )


def _place_key(name: str) -> str:
    return " ".join(words(name))


def _field(cell: str, known: Known) -> str:
    """A slug of the district's; a district without any fields takes those of its first file."""
    if not cell:
        return ""
    if not known.fields:
        return cells.text(60)(text.one_line(cell))
    return cells.one_of(
        cell, {field.slug: tuple(field.names.values()) for field in known.fields}, "field"
    )


def _contradictions(row: Row, values: Mapping[str, Any]) -> list[Mistake]:
    """Cells that are right alone and wrong together."""
    found = []
    pairs = (("age_from", "age_to"), ("level_from", "level_to"))
    for low, high in pairs:
        first, last = values.get(low), values.get(high)
        if first not in (None, "") and last not in (None, "") and first > last:
            found.append(Mistake(row.sheet, row.number, high, "order", str(last), str(first)))
    if (
        values.get("register_by")
        and values.get("starts_on")
        and values["register_by"] > values["starts_on"]
    ):
        found.append(
            Mistake(
                row.sheet,
                row.number,
                "deadline",
                "after_start",
                f"{values['register_by']:%d.%m.%Y}",
                f"{values['starts_on']:%d.%m.%Y}",
            )
        )
    return found


def _own_number(details: Details) -> str:
    """The same for the same title, owner and town, so that a second import finds it again."""
    first = next(said for said in details.texts if said.state is TextState.ORIGINAL)
    key = "\0".join((first.title, details.organisation, details.municipality))
    return "auto-" + blake2b(key.encode(), digest_size=8).hexdigest()


def _doubles(new: Sequence[Draft], existing: Iterable[Offer]) -> list[Double]:
    """New offers with the same words in the title and the same town as another one."""
    seen = {_likeness_key(offer.details): offer.external_id for offer in existing}
    found = []
    for draft in new:
        key = _likeness_key(draft.details)
        if key in seen:
            found.append(Double(draft.details.texts[0].title, draft.external_id, seen[key]))
        seen.setdefault(key, draft.external_id)
    return found


def _likeness_key(details: Details) -> tuple[frozenset[str], str]:
    first = next(
        (said for said in details.texts if said.state is TextState.ORIGINAL), details.texts[0]
    )
    return frozenset(words(first.title)), details.municipality
