"""The beginning: a language, what this is, a start link."""

from bot.domain.listings import Listing
from bot.i18n import best_language
from bot.rules.people import FOREVER
from bot.rules.starts import Start, parse_start, start_payload
from bot.screens import welcome as screens
from bot.ui import Screen
from handlers.dialogue.shared.places import PLACE
from handlers.dialogue.turn import Effect, Redirect, Turn
from storage.catalogue import places
from storage.messaging import posters
from storage.people import audits


async def start(turn: Turn, payload: str = "") -> Redirect:
    """Answer ``/start``, also with a link's payload.

    A language chosen before wins over the link's. Who stopped all messages is asked about them.
    """
    link = parse_start(payload)
    turn.effects.add(Effect.LANGUAGE_CHOSEN)
    await _noted(turn, payload, link)
    if link.language in turn.services.languages and not turn.person.language_chosen:
        await turn.change(language=link.language, language_chosen=True)
    if link.invitation:
        return Redirect(f"invitation.show:{link.invitation}")
    if link.offer_id:
        return Redirect(f"offer.show:{link.offer_id}:{Listing().code}")
    if link.job:
        return Redirect("station.list:0")
    if link.level:
        return Redirect("level.start")
    return Redirect("pause.show" if turn.person.paused_until == FOREVER else "home:0")


async def _noted(turn: Turn, payload: str, link: Start) -> None:
    """Count the poster, and note a link that we did not make."""
    if link.poster:
        await posters.follow(turn.store, link.poster)
    if payload and start_payload(link) != payload:
        await audits.count_refusal(turn.store, turn.person, "start", "not a link of ours", turn.now)


async def languages(turn: Turn) -> Screen:
    """Return all languages, the likeliest one first."""
    first = (
        turn.person.language
        if turn.person.language_chosen
        else best_language(turn.hints.languages, turn.services.languages)
    )
    return screens.languages(
        sorted(turn.services.translators.values(), key=lambda tr: tr.language.code != first)
    )


async def speak(turn: Turn, code: str) -> Redirect:
    """Choose a language; newcomers then read what this is."""
    language = best_language([code], turn.services.languages, turn.person.language)
    await turn.change(language=language, language_chosen=True)
    turn.effects.add(Effect.LANGUAGE_CHOSEN)
    return Redirect("home:0")


async def about(turn: Turn, page: int) -> Screen:
    """Return what this is, and ask where the person lives; the linked district comes first."""
    turn.expect(PLACE)
    operator = turn.services.config.operator.name or "Lotse"
    districts = await places.districts(turn.store)
    linked = turn.hints.start.district
    return screens.about(
        turn.tr, operator, sorted(districts, key=lambda district: district.slug != linked), page
    )
