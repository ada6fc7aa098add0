"""The info pool: documents are offers with a file, so they are found by the same search, filtered, saved and shared in the same way."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.attachments import Attachment
from bot.domain.listings import Listing
from bot.domain.offers import Details, Draft, Offer, OfferText, State, Target
from bot.rules import attachments as rules_of_files
from bot.rules import groups as group_rules
from bot.rules import offers as rules
from bot.rules.people import may_coordinate
from bot.rules.problems import Problem, Refusal
from bot.screens import materials as screens
from bot.screens.facts import TARGETS
from bot.screens.fields import field_name
from bot.ui import Screen
from handlers.delivery.files import document, link_to
from handlers.dialogue import listings
from handlers.dialogue import offers as offer_handlers
from handlers.dialogue.turn import Turn
from storage.catalogue import attachments, offers, places

SHOWN_FOR_YEARS = 2


async def open_(turn: Turn, offer_id: int, listing: Listing) -> Screen:
    """The card with the document, for everybody who may see the offer."""
    offer = rules.shown(await offers.by_id(turn.store, offer_id), turn.today)
    found = await attachments.by_id(turn.store, offer.attachment_id or 0)
    if found is None:
        raise Refusal(Problem.OFFER_GONE)
    card = await offer_handlers.card(turn, offer_id, listing)
    return replace(card, documents=(document(found, link_to(turn.services.seal, found.id)),))


async def new(turn: Turn) -> Screen:
    may_coordinate(turn.person, turn.person.district_id or 0)
    await turn.expect("material.new")
    return screens.new(turn.tr)


async def typed_title(turn: Turn, words: str) -> Screen:
    """A draft of the office."""
    district_id = turn.person.district_id or 0
    may_coordinate(turn.person, district_id)
    district = await places.district(turn.store, district_id)
    owner = district.name if district else ""
    details = Details(
        owner, (OfferText("de", group_rules.title(words)),), free=True, state=State.DRAFT
    )
    shelf = await offers.shelf(turn.store, district_id, [owner], turn.services.thesaurus)
    until = turn.today.replace(year=turn.today.year + SHOWN_FOR_YEARS, day=1)
    number = await offers.add(
        turn.store,
        shelf,
        Draft(f"document-{turn.now.timestamp():.3f}", details),
        turn.now,
        until,
    )
    await offers.counted(turn.store, shelf)
    await turn.expect_nothing()
    return await draft(turn, number)


async def draft(turn: Turn, number: int) -> Screen:
    one = await _draft(turn, number)
    file = (
        (await attachments.by_ids(turn.store, [one.attachment_id])).get(one.attachment_id)
        if one.attachment_id
        else None
    )
    fields = {field.slug: field for field in await places.fields(turn.store, one.district_id)}
    field = fields.get(one.details.field)
    return screens.material(turn.tr, one, file, field_name(turn.tr, field) if field else "")


async def ask_file(turn: Turn, number: int) -> Screen:
    one = await _draft(turn, number)
    await turn.expect(f"material.file:{number}")
    return screens.send(turn.tr, one)


async def sent_file(turn: Turn, given: Attachment, number: str) -> Screen:
    one = await _draft(turn, int(number))
    await offers.attach(
        turn.store,
        one.id,
        await attachments.add(turn.store, rules_of_files.checked(given), turn.now),
    )
    await turn.expect_nothing()
    return await draft(turn, one.id)


async def choices(turn: Turn, number: int, part: str, page: int) -> Screen:
    one = await _draft(turn, number)
    return screens.choices(turn.tr, one, part, await _choices(turn, one, part), page)


async def choose(turn: Turn, number: int, part: str, value: str, page: int) -> Screen:
    """Pressed again it is taken away."""
    one = await _draft(turn, number)
    if value not in [choice for choice, _, _ in await _choices(turn, one, part)]:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await _changed(turn, one, _with(one.details, part, value))
    return await choices(turn, number, part, page)


async def publish(turn: Turn, number: int) -> Screen:
    one = await _draft(turn, number)
    if one.attachment_id is None:
        raise Refusal(Problem.NO_FILE)
    await _changed(turn, one, replace(one.details, state=State.PUBLISHED))
    return (await offer_handlers.card(turn, number, Listing("d"))).saying(turn.tr("Published."))


async def drop(turn: Turn, number: int) -> Screen:
    one = await _draft(turn, number)
    shelf = await offers.shelf(turn.store, one.district_id, [], turn.services.thesaurus)
    await offers.remove(turn.store, shelf, one.id)
    await offers.counted(turn.store, shelf)
    return await listings.show(turn, Listing("d"))


async def _changed(turn: Turn, one: Offer, details: Details) -> None:
    shelf = await offers.shelf(
        turn.store, one.district_id, [details.organisation], turn.services.thesaurus
    )
    await offers.replace(turn.store, shelf, one, Draft(one.external_id, details), turn.now)
    await offers.counted(turn.store, shelf)


def _with(details: Details, part: str, value: str) -> Details:
    match part:
        case "field":
            return replace(details, field="" if details.field == value else value)
        case "language":
            return replace(details, languages=() if details.languages == (value,) else (value,))
        case _:
            return replace(details, targets=details.targets ^ {Target(value)})


async def _choices(turn: Turn, one: Offer, part: str) -> Sequence[tuple[str, str, bool]]:
    details = one.details
    match part:
        case "field":
            known = await places.fields(turn.store, one.district_id)
            return [
                (field.slug, field_name(turn.tr, field), field.slug == details.field)
                for field in known
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


async def _draft(turn: Turn, number: int) -> Offer:
    """For the office of its district, as long as it is not published."""
    one = await offers.by_id(turn.store, number)
    if one is None or one.details.state is not State.DRAFT:
        raise Refusal(Problem.OFFER_GONE)
    may_coordinate(turn.person, one.district_id)
    return one
