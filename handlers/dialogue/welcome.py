"""The beginning: a language, what this is, a start link."""

from bot.domain.listings import Listing
from bot.i18n import best_language
from bot.rules.starts import Start, parse_start, start_payload
from bot.screens import welcome as screens
from bot.ui import Screen
from handlers.dialogue.turn import Effect, Redirect, Turn
from storage.catalogue import places
from storage.messaging import posters
from storage.people import audits


async def start(turn: Turn, payload: str = "") -> Redirect:
    """``/start``, with or without a link's payload; the stored language wins over the link's."""
    wanted = parse_start(payload)
    turn.effects.add(Effect.LANGUAGE_CHOSEN)
    await _noted(turn, payload, wanted)
    if wanted.language in turn.services.languages and not turn.person.language_chosen:
        await turn.change(language=wanted.language, language_chosen=True)
    if wanted.invitation:
        return Redirect(f"invitation.show:{wanted.invitation}")
    if wanted.offer_id:
        return Redirect(f"offer.show:{wanted.offer_id}:{Listing().code}")
    return Redirect("home:0")


async def _noted(turn: Turn, payload: str, wanted: Start) -> None:
    """Posters are counted, links that we did not make are noted."""
    if wanted.poster:
        await posters.follow(turn.store, wanted.poster)
    if payload and start_payload(wanted) != payload:
        await audits.note(turn.store, turn.person, "start", "not a link of ours", turn.now)


async def languages(turn: Turn) -> Screen:
    """All languages, the likeliest one first."""
    first = (
        turn.person.language
        if turn.person.language_chosen
        else best_language(turn.hints.languages, turn.services.languages)
    )
    return screens.languages(
        sorted(turn.services.languages.values(), key=lambda language: language.code != first)
    )


async def speak(turn: Turn, code: str) -> Redirect:
    """The language is chosen; whoever is new reads what this is."""
    language = best_language([code], turn.services.languages, turn.person.language)
    await turn.change(language=language, language_chosen=True)
    turn.effects.add(Effect.LANGUAGE_CHOSEN)
    return Redirect("home:0")


async def about(turn: Turn, page: int = 0) -> Screen:
    """What this is, and where the person lives; the district whose link led here comes first."""
    operator = turn.services.config.operator.name or "Lotse"
    known = await places.districts(turn.store)
    linked = turn.hints.start.district
    return screens.about(
        turn.tr, operator, sorted(known, key=lambda district: district.slug != linked), page
    )
