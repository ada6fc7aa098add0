"""What somebody types before they chose a language and a place: it is searched for then."""

from bot.rules.people import has_consented
from bot.rules.problems import Problem
from bot.screens import typed
from bot.search.facets import SPOKEN
from bot.text import shortened
from bot.ui import Screen
from handlers.dialogue.shared.places import is_place
from handlers.dialogue.shared.searching import MEANT, SEARCH, meant, search
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import listings

TOLD = 60
"""Characters of typed words that are repeated: who pastes a letter still sees what is asked."""


async def sought(turn: Turn, words: str, nothing: Problem | None = None) -> Screen | Redirect:
    """Search for words, or keep them until the person has chosen a language and a place.

    Raises Refusal(nothing) if nothing is found; with None an empty list says so.
    """
    if has_consented(turn.person) or turn.person.is_group:
        return await meant(turn, words) or await search(turn, words, nothing)
    if data := await _wanted(turn, words):
        return Redirect(data)
    told = shortened(await _kept(turn, words), TOLD)
    if not turn.person.language_chosen:
        hello = turn.tr(
            "Hello! Please choose your language. Then we will look for: {words}", words=told
        )
        return Redirect("language.list", hello)
    hello = turn.tr(
        "Hello! Please choose where you live. Then we will look for: {words}", words=told
    )
    return Redirect("about:0", hello)


async def _wanted(turn: Turn, words: str) -> str:
    """Return the press that answers who chose no place yet and searches for nothing, "" for none.

    What leads home asks for the place there: "hello" does not.
    """
    if not turn.person.language_chosen and (code := await _language_named(turn, words)):
        return f"language.set:{code}"
    data = MEANT.get((await turn.understood(words)).intent, "home:0")
    return typed.press_of(turn.spoken, words) if data == "home:0" else data


async def _language_named(turn: Turn, words: str) -> str:
    """Return the language of ours that is all that was typed, in any language; "" for none."""
    query = await turn.understood(words)
    named = (code for code, fact in SPOKEN.items() if query.facts == (fact,) and not query.concepts)
    return next((code for code in named if code in turn.services.languages), "")


async def _kept(turn: Turn, words: str) -> str:
    """Keep words until they are searched for, and return what is searched for then.

    A town, a greeting or what finds nothing replaces no earlier words: it answers a question.
    """
    earlier = await turn.last_words()
    if earlier and not await _is_search(turn, words):
        return earlier
    await turn.searched(words)
    return words


async def _is_search(turn: Turn, words: str) -> bool:
    query = await turn.understood(words)
    if query.intent or await turn.yes_or_no(words) or await is_place(turn, words):
        return False
    return bool((await listings.page(turn.store, turn.reader, SEARCH, query)).total)
