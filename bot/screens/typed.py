"""Typed words that say the same as a button: somebody writes "no" or "back" instead of pressing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from bot.domain.levels import Question, Topic
from bot.domain.listings import Listing
from bot.i18n import Translator, plain
from bot.screens import polite
from bot.screens.levels import labels
from bot.search.normalise import fold
from bot.ui import Button, Press, Screen

_OK = frozenset(
    map(
        fold,
        (
            *("ok", "o k", "okay", "okey", "okei", "oki", "ок", "окей"),
            *("أوكي", "ئۆکەی", "ኦኬ", "ኦከይ"),
        ),
    )
)
"""Ok without marks, as it is written in our languages."""
_YES_NO = {"yes": "w", "no": "n"}
_CANNOT = {"no": "n"}
MEANT: Mapping[Topic, Mapping[str, str]] = {
    Topic.FIRST_WORD: _CANNOT,
    Topic.SECOND_WORD: _CANNOT,
    Topic.SPEAKING: _YES_NO,
    Topic.WRITING: _YES_NO,
    Topic.PAPER: {"no": "0"},
    Topic.PAPER_AGE: {},
    Topic.TASK: {},
}
"""What yes and no answer, by what is asked: typed in any language, they are no search here."""
FIXED: Mapping[str, str] = {
    "🏠 Home": "home:0",
    "‹ Back": "home:0",
    "👤 Talk to a person": "human",
    "⚙️ Settings": "settings",
    "🎓 My German": "level.start",
    "🧭 Way to a job": "station.list:0",
    "🔤 A to Z": "offer.letters",
    "All offers": f"offer.list:{Listing().code}",
}
"""Labels of buttons that mean the same wherever somebody is, and what they press."""


def press_of(spoken: Iterable[Translator], words: str) -> str:
    """Return what a button presses whose words were typed, in one of the languages; "" for none."""
    typed = _bare(words)
    return next(filter(None, (_fixed(tr).get(typed) for tr in spoken)), "")


@lru_cache(maxsize=64)
def _fixed(tr: Translator) -> Mapping[str, str]:
    """Return what the words of fixed buttons press in a language; every search asks for it."""
    return {_bare(plain(tr(label))): data for label, data in list(FIXED.items())[::-1]}


def answer_of(tr: Translator, asked: Question, words: str, intent: str) -> str:
    """Return the letter that typed words choose: those of a button, or a yes or no; "" for none.

    ``intent`` is what the words say in any language, such as "yes".
    """
    typed = _bare(words)
    known = {_bare(plain(label)): letter for letter, label in labels(tr, asked).items()}
    return known.get(typed, "") or MEANT[asked.topic].get(intent, "")


def yes_or_no(spoken: Iterable[Translator], words: str) -> str:
    """Return "yes" or "no" if the words say that in one of the languages, else ""."""
    typed = _bare(words)
    known = ((said, tr(label)) for tr in spoken for said, label in (("yes", "Yes"), ("no", "No")))
    return next((said for said, label in known if _bare(plain(label)) == typed), "")


def bare_answer(spoken: Iterable[Translator], words: str) -> str:
    """Return "yes", "no" or "ok" if the words say just that, else "".

    Yes and no count in the given languages only: in others they are names, such as Maya and Jo.
    Greetings are names, too, such as Salam.
    """
    return "ok" if _bare(words) in _OK else yes_or_no(spoken, words)


def says_nothing(spoken: Iterable[Translator], words: str) -> bool:
    """Return whether the words are just a yes, no, ok, greeting or thanks.

    Such a word answers a question, but is no text that somebody wants to be kept.
    """
    return _bare(words) in _polite() or bool(bare_answer(spoken, words))


@lru_cache(maxsize=1)
def _polite() -> frozenset[str]:
    return frozenset(_bare(words) for group in polite.WORDS.values() for words in group)


def labelled(spoken: Iterable[Translator], words: str, presses: Mapping[str, str]) -> str:
    """Return what is pressed by typed words, by sentences of ours: label → press; "" for none."""
    typed = _bare(words)
    named = ((tr(label), data) for tr in spoken for label, data in presses.items())
    return next((data for label, data in named if _bare(plain(label)) == typed), "")


def pressed_on(screen: Screen, words: str, said: str) -> str:
    """Return what typed words press on a screen, "" for nothing; ``said`` is "yes", "no" or "".

    Words that two buttons share press neither. Where only the yes has a button, a no leads back.
    """
    typed, pressing = _bare(words), list(_pressing(screen))
    named = {press.data for button, press in pressing if _bare(plain(button.label)) == typed}
    if len(named) == 1:
        return named.pop()
    answers = {button.answers: press.data for button, press in pressing if button.answers}
    return answers.get(said, screen.back if said == "no" and answers else "")


def _pressing(screen: Screen) -> Iterator[tuple[Button, Press]]:
    for button in screen.buttons:
        if isinstance(button.action, Press):
            yield button, button.action


def _bare(words: str) -> str:
    """Return words without pictures and marks, or the picture that stands alone."""
    letters = re.sub(r"[\W_]+", " ", fold(words)).strip()
    return letters or words.strip()
