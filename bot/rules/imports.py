"""What an import changes: drafts are compared with the stored offers. Nothing is written here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from bot.domain.imports import (
    Conflict,
    Difference,
    OfferSummary,
    Plan,
    Renamed,
)
from bot.domain.offers import Details, Draft, Offer, State
from bot.rules import exports, import_remarks, three_way
from bot.rules.import_matching import Listed, by_number, has_original, match, title_of
from bot.rules.merging import merged

NO_IMPORTS: Mapping[int, Details] = {}
NO_RUNS: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a person has confirmed beforehand.

    ``renamed``: other titles and owners under the same number are changes. ``older``: rows that
    are older than the last change of their offer undo it. ``theirs``: where both changed a cell,
    the file's is taken; in ``otherwise`` (id of the offer, column) it is the other way round.
    ``closes_missing``: what the list does not hold any more is closed, and
    with ``many_missing`` also if that is most of it. Without ``is_whole`` rows of the list were
    left out, so that nothing can be said to be missing.
    """

    renamed: bool = False
    older: bool = False
    theirs: bool = False
    otherwise: frozenset[tuple[int, str]] = frozenset()
    closes_missing: bool = False
    many_missing: bool = False
    is_whole: bool = True

    def takes_theirs(self, offer_id: int) -> three_way.TakesTheirs:
        """Return which cells of an offer are taken from the file where both changed them."""
        return lambda column: self.theirs != ((offer_id, column) in self.otherwise)


NOTHING_ACCEPTED = Accepted()
MANY = 0.5
"""Share of a list that is not closed without asking again, where it is more than ``FEW``."""
FEW = 3


@dataclass
class _Effects:
    """What was found out about the drafts so far."""

    new: list[Draft] = field(default_factory=list)
    changed: list[tuple[Offer, Draft]] = field(default_factory=list)
    older: list[tuple[Offer, Draft]] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    settled: list[Conflict] = field(default_factory=list)
    seen: dict[int, Details] = field(default_factory=dict)
    matched: set[int] = field(default_factory=set)
    unchanged: int = 0

    def changed_details(self) -> list[tuple[int, Details]]:
        """Return the id of each offer that changes, with what it says then."""
        return [(offer.id, draft.details) for offer, draft in self.changed]

    def note_conflicts(self, offer: Offer, result: three_way.Merge) -> None:
        """Keep the cells that both sides changed."""
        place = (offer.external_id, title_of(offer.details))
        for cells, kept in ((result.conflicts, self.conflicts), (result.settled, self.settled)):
            kept += [Conflict(*place, *cell, offer_id=offer.id) for cell in cells]


def plan(
    drafts: Iterable[Draft],
    summaries: Sequence[OfferSummary],
    named: Sequence[Offer],
    accepted: Accepted = NOTHING_ACCEPTED,
    last: Mapping[int, Details] = NO_IMPORTS,
    runs: Mapping[int, int] = NO_RUNS,
) -> Plan:
    """Return what an import would add and change, and what has to be asked before.

    ``summaries`` are all offers of the district, ``named`` those that drafts may mean, with the
    ones they were merged into. ``last`` says what the last import said of the ids of ``named``,
    ``runs`` the last import that held an offer.
    """
    effects = _effects(drafts, named, accepted, last)
    missing = _missing(summaries, effects.matched, runs) if accepted.is_whole else []
    closes_many = accepted.closes_missing and _is_many(missing, effects.matched)
    return Plan(
        new=tuple(effects.new),
        changed=tuple(effects.changed),
        unchanged=effects.unchanged,
        doubles=tuple(import_remarks.doubles(effects.new, summaries)),
        renamed=() if accepted.renamed else tuple(effects.renamed),
        older=tuple(effects.older),
        untranslated=import_remarks.untranslated(
            [*effects.new, *(draft for _, draft in effects.changed)]
        ),
        conflicts=tuple(effects.conflicts),
        settled=tuple(effects.settled),
        missing=tuple(missing),
        closes_missing=accepted.closes_missing,
        asks_missing=closes_many and not accepted.many_missing,
        seen=effects.seen,
    )


def _effects(
    drafts: Iterable[Draft],
    named: Sequence[Offer],
    accepted: Accepted,
    last: Mapping[int, Details],
) -> _Effects:
    """Compare all drafts; rows of merged offers come last, as others may change the same offer."""
    joined_drafts, renamed = _one_per_offer(drafts)
    effects = _Effects(renamed=renamed)
    stored = by_number(named)
    by_id = {offer.id: offer for offer in named}
    of_merged: list[tuple[Offer, Draft]] = []
    for draft in joined_drafts:
        offer = match(draft, stored.get(draft.external_id, []))
        if offer is None:
            source = draft.source or draft.details.organisation[:200]
            effects.new.append(replace(draft, source=source))
        elif offer.merged_into in by_id:
            of_merged.append((offer, draft))
        else:
            _compare(effects, offer, draft, accepted, last.get(offer.id))
    for other, draft in of_merged:
        kept = by_id[other.merged_into or 0]
        _compare_merged(effects, (other, kept), draft, accepted, last.get(other.id))
    return effects


def _is_many(missing: Sequence[OfferSummary], here: Collection[int]) -> bool:
    """Return whether so much of a list is missing that closing it is asked about again."""
    return len(missing) > FEW and len(missing) > MANY * (len(missing) + len(here))


def _compare(
    effects: _Effects, offer: Offer, draft: Draft, accepted: Accepted, last: Details | None
) -> None:
    """Note what a draft would change in the offer that it means."""
    effects.matched.add(offer.id)
    is_older = _is_older(draft, offer)
    if last is None or draft.version is not None or not has_original(draft.details):
        merged_draft = merged(offer.details, draft)
        if has_original(draft.details):
            effects.seen[offer.id] = draft.details
        elif last is not None:
            effects.seen[offer.id] = last
    else:
        takes_theirs = accepted.takes_theirs(offer.id)
        result = three_way.merge(last, offer.details, draft, takes_theirs)
        effects.seen[offer.id] = result.imported
        effects.note_conflicts(offer, result)
        given = replace(draft, details=result.details, says_state=True)
        merged_draft = merged(offer.details, given)
    if merged_draft.details == offer.details:
        effects.unchanged += 1
    elif is_older and not accepted.older:
        effects.seen.pop(offer.id, None)
        effects.older.append((offer, merged_draft))
    else:
        effects.changed.append((offer, merged_draft))
        effects.renamed += _renamed(offer, merged_draft)


def _compare_merged(
    effects: _Effects,
    pair: tuple[Offer, Offer],
    draft: Draft,
    accepted: Accepted,
    last: Details | None,
) -> None:
    """Note what a row of a merged offer would change in the offer that stands for it.

    Only what is new in the row counts: what it said when both were merged was decided then. Other
    rows of the file may have changed the same offer before.
    """
    other, kept = pair
    effects.matched |= {other.id, kept.id}
    known = dict(effects.changed_details())
    ours = known.get(kept.id, kept.details)
    base = last or other.details
    if not has_original(draft.details):
        draft = replace(draft, details=replace(base, texts=draft.details.texts))
    result = three_way.merge(base, ours, draft, accepted.takes_theirs(kept.id))
    effects.seen[other.id] = result.imported
    effects.note_conflicts(kept, result)
    given = replace(draft, details=result.details, says_state=True)
    if merged(ours, given).details == ours:
        effects.unchanged += 1
        return
    whole = replace(merged(ours, given), external_id=kept.external_id, source=kept.source)
    effects.changed = [pair for pair in effects.changed if pair[0].id != kept.id]
    effects.changed.append((kept, whole))
    effects.renamed += _renamed(kept, whole)


def _missing(
    summaries: Iterable[OfferSummary], here: Collection[int], runs: Mapping[int, int]
) -> list[OfferSummary]:
    """Return the offers that came with the same import as others of the file, and are not in it.

    What is closed already is not missed.
    """
    of_file = {runs[offer_id] for offer_id in here if offer_id in runs}
    return [
        offer
        for offer in summaries
        if offer.id not in here
        and runs.get(offer.id) in of_file
        and offer.state not in (State.CLOSED, State.EXPIRED)
    ]


def differences(offer: Offer, draft: Draft) -> list[Difference]:
    """Return the cells of an offer that a draft would change, by column."""
    before = exports.row(offer, "de")
    after = exports.row(replace(offer, details=draft.details), "de")
    return [
        Difference(column, before.get(column, ""), after.get(column, ""))
        for column in dict.fromkeys((*before, *after))
        if before.get(column) != after.get(column)
    ]


def frozen(plan: Plan) -> str:
    """Return what tells whether a plan is still the one that somebody confirmed."""
    content = (
        [(draft.source, draft.external_id, _written(draft.details)) for draft in plan.new],
        [(offer.id, offer.version, _written(draft.details)) for offer, draft in plan.changed],
        [(offer.id, offer.version) for offer in plan.missing] if plan.closes_missing else [],
        plan.renamed,
        plan.asks_missing,
    )
    return blake2b(repr(content).encode(), digest_size=12).hexdigest()


def _written(details: Details) -> list[tuple[str, str]]:
    """Return details as cells in one order: that of sets differs between processes."""
    return sorted(exports.cells(details, "de").items())


def _is_older(draft: Draft, offer: Offer) -> bool:
    """Return whether the offer was changed after the file was written."""
    return draft.version is not None and draft.version < offer.version


def _renamed(before: Listed, after: Listed) -> list[Renamed]:
    """Return another title or owner under the same number as a list, empty if there is none."""
    old, new = before.details, after.details
    if (title_of(old), old.organisation) == (title_of(new), new.organisation):
        return []
    return [
        Renamed(
            before.external_id, title_of(old), old.organisation, title_of(new), new.organisation
        )
    ]


def _one_per_offer(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Renamed]]:
    """Merge drafts of the same offer: the files of one import may each hold another language.

    Returns also what two files call differently under the same number.
    """
    by_number: dict[str, list[Draft]] = {}
    renamed: list[Renamed] = []
    for draft in drafts:
        same_number = by_number.setdefault(draft.external_id, [])
        first = match(draft, same_number)
        if first is None:
            same_number.append(draft)
            continue
        merged_draft = replace(
            merged(first.details, draft), languages=first.languages | draft.languages
        )
        renamed += _renamed(first, merged_draft) if has_original(first.details) else []
        same_number[same_number.index(first)] = replace(
            merged_draft, source=draft.source or first.source
        )
    return [draft for same_number in by_number.values() for draft in same_number], renamed
