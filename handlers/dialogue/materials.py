"""The info pool: documents are offers with a file, found, saved and shared like all offers."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.attachments import Attachment
from bot.domain.audits import Act
from bot.domain.offers import Details, Draft, Offer, OfferText, State, Target
from bot.rules import attachments as rules_of_files
from bot.rules import groups as group_rules
from bot.rules.grants import may_coordinate, working_district
from bot.rules.problems import Problem, Refusal
from bot.screens import materials as screens
from bot.screens.facts import TARGETS
from bot.screens.fields import field_name
from bot.screens.materials import DOCUMENTS
from bot.ui import Screen
from handlers.dialogue.shared.offices import working_office
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import attachments, offers, places, storing

SHOWN_FOR_YEARS = 2
"""Years until a document expires."""


async def new(turn: Turn) -> Screen:
    """Ask for the title of a new document."""
    may_coordinate(turn.person, working_district(turn.person))
    turn.expect("material.new")
    return screens.new(turn.tr, await working_office(turn))


async def typed_title(turn: Turn, words: str) -> Screen:
    """Make a draft of the office's."""
    district_id = working_district(turn.person)
    may_coordinate(turn.person, district_id)
    district = await places.district(turn.store, district_id)
    owner = district.name if district else ""
    title = group_rules.title(words, turn.bare_answer(words))
    details = Details(owner, (OfferText("de", title),), free=True, state=State.DRAFT)
    shelf = await storing.shelf(turn.store, district_id, [owner], turn.services.thesaurus)
    until = turn.today.replace(year=turn.today.year + SHOWN_FOR_YEARS, day=1)
    offer_id = await storing.add(
        turn.store,
        shelf,
        Draft(f"document-{turn.now.timestamp():.3f}", details),
        turn.now,
        until,
    )
    await storing.counted(turn.store, shelf)
    return await draft(turn, offer_id)


async def draft(turn: Turn, offer_id: int) -> Screen:
    """Return a draft, and what is still to be said about it."""
    offer = await _draft(turn, offer_id)
    file_id = offer.attachment_id or 0
    file = (await attachments.by_ids(turn.store, [file_id])).get(file_id) if file_id else None
    fields = {field.slug: field for field in await places.fields(turn.store, offer.district_id)}
    field = fields.get(offer.details.field)
    return screens.material(turn.tr, offer, file, field_name(turn.tr, field) if field else "")


async def ask_file(turn: Turn, offer_id: int) -> Screen:
    """Ask for the file."""
    offer = await _draft(turn, offer_id)
    turn.expect(f"material.file:{offer_id}")
    return screens.send(turn.tr, offer)


async def sent_file(turn: Turn, sent: Attachment, offer_id: int) -> Screen:
    """Take the file."""
    offer = await _draft(turn, offer_id)
    file_id = await attachments.add(turn.store, rules_of_files.checked(sent), turn.now)
    await storing.attach(turn.store, offer.id, file_id)
    return await draft(turn, offer.id)


async def choices(turn: Turn, offer_id: int, part: str, page: int) -> Screen:
    """Return the choices of one part."""
    offer = await _draft(turn, offer_id)
    return screens.choices(turn.tr, offer, part, await _choices(turn, offer, part), page)


async def choose(turn: Turn, offer_id: int, part: str, value: str, page: int) -> Screen:
    """Choose a value, or take it away again. Raises Refusal for what cannot be chosen."""
    offer = await _draft(turn, offer_id)
    if value not in [choice for choice, _, _ in await _choices(turn, offer, part)]:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await _changed(turn, offer, _with(offer.details, part, value))
    return await choices(turn, offer_id, part, page)


async def publish(turn: Turn, offer_id: int) -> Redirect:
    """Publish a draft. Raises Refusal if it has no file."""
    offer = await _draft(turn, offer_id)
    if offer.attachment_id is None:
        raise Refusal(Problem.NO_FILE)
    await _changed(turn, offer, replace(offer.details, state=State.PUBLISHED))
    await turn.audit(
        Act.MATERIAL_PUBLISH,
        f"offer {offer_id}",
        {"state": offer.details.state},
        {"state": State.PUBLISHED},
    )
    return Redirect(f"offer.show:{offer_id}:{DOCUMENTS}", turn.tr("Published."))


async def ask_drop(turn: Turn, offer_id: int) -> Screen:
    """Ask whether a draft is to be deleted with its document."""
    offer = await _draft(turn, offer_id)
    return screens.ask_drop(turn.tr, offer)


async def drop(turn: Turn, offer_id: int) -> Redirect:
    """Delete a draft."""
    offer = await _draft(turn, offer_id)
    await turn.audit(
        Act.MATERIAL_DELETE, f"offer {offer.id}", {"state": offer.details.state}, {"state": None}
    )
    shelf = await storing.shelf(turn.store, offer.district_id, [], turn.services.thesaurus)
    await storing.remove(turn.store, shelf, offer.id)
    await storing.counted(turn.store, shelf)
    return Redirect(f"offer.list:{DOCUMENTS}")


async def _changed(turn: Turn, offer: Offer, details: Details) -> None:
    shelf = await storing.shelf(
        turn.store, offer.district_id, [details.organisation], turn.services.thesaurus
    )
    draft = Draft(offer.external_id, details)
    await storing.replace(turn.store, shelf, offer, draft, turn.now, turn.author)
    await storing.counted(turn.store, shelf)


def _with(details: Details, part: str, value: str) -> Details:
    match part:
        case "field":
            return replace(details, field="" if details.field == value else value)
        case "language":
            return replace(details, languages=() if details.languages == (value,) else (value,))
        case _:
            return replace(details, targets=details.targets ^ {Target(value)})


async def _choices(turn: Turn, offer: Offer, part: str) -> Sequence[tuple[str, str, bool]]:
    details = offer.details
    match part:
        case "field":
            fields = await places.fields(turn.store, offer.district_id)
            return [
                (field.slug, field_name(turn.tr, field), field.slug == details.field)
                for field in fields
            ]
        case "language":
            return [
                (code, language.name, code in details.languages)
                for code, language in turn.services.languages.items()
                if code != "de-simple"
            ]
        case "target":
            return [(target.value, TARGETS[target], target in details.targets) for target in Target]
    raise Refusal(Problem.UNKNOWN_BUTTON)


async def _draft(turn: Turn, offer_id: int) -> Offer:
    """Return a draft for the office of its district.

    Raises Refusal for everybody else, and once published.
    """
    offer = await offers.by_id(turn.store, offer_id)
    if offer is None or offer.id != offer_id or offer.details.state is not State.DRAFT:
        raise Refusal(Problem.OFFER_GONE)
    may_coordinate(turn.person, offer.district_id)
    return offer
