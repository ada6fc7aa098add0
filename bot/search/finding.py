"""What unknown words of a question stand for: mistakes, other letters, joined words."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from bot.search import joints, mistakes, romanised
from bot.search.facets import HEADS, level_of
from bot.search.heads import general_end
from bot.search.lexemes import ConceptMatch
from bot.search.scripts import is_script_of, script_of, scripts_of
from bot.search.thesaurus import NEAR, Thesaurus
from bot.search.transliteration import ARTICLE

FEW_SMALL, MOST_SMALL = 3, 2
"""One of so many words of a text is general: with another known word, and without one."""
LONE_ARTICLE = re.compile(rf"\b{ARTICLE} (?:{ARTICLE})?")
"""The Arabic article before its word, as it is typed in Latin letters: "el bet"."""


def known_codes(codes: Iterable[str], thesaurus: Thesaurus) -> list[str]:
    """Return the languages whose words are known, each once."""
    return [code for code in dict.fromkeys(codes) if code in thesaurus.spellings]


class Finder:
    """Finds what unknown words of one question stand for."""

    def __init__(
        self,
        typed: Sequence[str],
        matches: Sequence[ConceptMatch],
        languages: tuple[str, str],
        thesaurus: Thesaurus,
        *,
        has_umlaut: bool = False,
    ) -> None:
        """``languages`` are the likeliest one of the ``typed`` words, and the person's own.

        ``has_umlaut``: letters were typed that only a German keyboard has.
        """
        language, own = languages
        self._typed = typed
        self._thesaurus = thesaurus
        self._own = own if own in thesaurus.spellings else own.split("-")[0]
        self._script = script_of("".join(typed))
        self._written = written = language.split("-")[0]
        self.is_foreign = not has_umlaut and self._is_foreign(written)
        self.is_sounding = False
        self._near = self._near_languages(written)
        self._mistyped = [code for code in self._near if code != NEAR[1] or code in (written, own)]
        self._known = self._near_matches if self.is_foreign else matches
        # what stands between the words of a phrase may be any word, a mistyped one too
        self._matched = {at for match in self._known for at in (match.first, match.after - 1)}
        self._understood = {typed[at] for at in self._matched}

    def _is_foreign(self, written: str) -> bool:
        """Return whether the person's language is written here in the letters of another one.

        Nobody writes German or English in Arabic letters: who reads these asks in a language that
        is not among ours, such as Urdu.
        """
        return (
            self._own in self._thesaurus.spellings
            and self._own.split("-")[0] not in NEAR
            and not is_script_of("".join(self._typed), self._own)
            and not self._is_in(NEAR if self._script == "latin" else (written,))
            and not self._is_german()
        )

    @cached_property
    def _near_matches(self) -> list[ConceptMatch]:
        """The concepts of the typed words in German and English."""
        return self._thesaurus.of_near(self._typed, self._written)

    @cached_property
    def _headed(self) -> set[str]:
        """The words of which only the general end of a compound is known."""
        known = self._known
        others = {at for match in known if match.concept not in HEADS for at in match.positions}
        single = {match.first for match in known if len(match.positions) == 1}
        return {self._typed[at] for at in single - others}

    def _is_german(self) -> bool:
        """Return whether most words are German or English, and none of the person's as it sounds.

        What a borrowed word means in both languages says nothing: "Termin" is a Russian word, too.
        """
        known = {self._typed[at]: match for match in self._near_matches for at in match.positions}
        near = [word for word in self._typed if word in known or self._is_small(word, NEAR)]
        german = [word for word in near if not self._is_other(word, known.get(word))]
        return bool(known) and 2 * len(german) > len(self._typed)

    def _is_small(self, word: str, codes: Iterable[str]) -> bool:
        return any(word in self._thesaurus.general(code) for code in codes)

    def _is_other(self, word: str, match: ConceptMatch | None) -> bool:
        """Return whether a German or English word sounds like one of another meaning."""
        if match and len(match.positions) > 1:
            return False
        heard = self._thesaurus.spellings[self._own].transliterated(word, is_known=True)
        alone = self._thesaurus.languages[self._own].meaning(heard).alone if heard else ()
        return bool(heard) and (match is None or match.concept not in alone)

    def _near_languages(self, written: str) -> list[str]:
        """Return the languages in which words are looked for, the likeliest first."""
        near = (*NEAR,) if self.is_foreign else (written, self._own, *NEAR)
        return known_codes(near, self._thesaurus)

    def _is_in(self, codes: Sequence[str]) -> bool:
        """Return whether general words say that a text is in one of some languages.

        A third of the words must be general, and half of them if no other word is known: "be" and
        "too" are words of other languages, too.
        """
        small = [word for word in self._typed if self._is_small(word, codes)]
        if len(small) < 2 or FEW_SMALL * len(small) < len(self._typed):
            return False
        return MOST_SMALL * len(small) >= len(self._typed) or any(
            word in self._thesaurus.spellings[code]
            for word in set(self._typed).difference(small)
            for code in codes
            if code in self._thesaurus.spellings
        )

    def unknown(self, placed: Collection[str]) -> list[int]:
        """Return the positions of words that mean nothing yet; in other letters all may."""
        return [
            at
            for at, word in enumerate(self._typed)
            if word not in placed
            and (
                word in self._headed
                or ((self.is_foreign or at not in self._matched) and self._is_unknown(word))
            )
        ]

    def _is_unknown(self, word: str) -> bool:
        if word.isdigit() or level_of(word):
            return False
        return self.is_foreign or (
            len(word) > 1 and not any(self._knows(word, code) for code in self._near)
        )

    def _knows(self, word: str, code: str) -> bool:
        """Return whether a word occurs in a language, as it is or with another ending."""
        return (
            word in self._thesaurus.spellings[code]
            or word in self._thesaurus.general(code)
            or word in self._thesaurus.negations[code].known
            or bool(self._thesaurus.languages[code].meaning(word).alone)
        )

    def meant(self, word: str) -> str:
        """Return what an unknown word stands for, perhaps several words.

        "" if that is unknown, or if there is such a word.
        """
        if self.is_foreign and (heard := self._sounding(word)):
            self.is_sounding = True
            return heard
        if any(self._thesaurus.spellings[code].exists(word) for code in self._mistyped):
            return ""
        if word in self._headed:
            return self._compound(word) or joints.parted(word, NEAR[0], self._thesaurus)
        return self._nearest(word) or self._german(word)

    def _compound(self, word: str) -> str:
        """Return the known German compound whose topic was mistyped: "Deutshkurs"; "" for none.

        All courses end alike, so mistakes are measured by the topic; one letter of it may be lost.
        """
        if not (end := general_end(word, self._thesaurus)):
            return ""
        nearest = self._thesaurus.spellings[NEAR[0]].nearest(word)
        if not nearest.endswith(end):
            return ""
        typed, meant = word.removesuffix(end), nearest.removesuffix(end)
        most = max(mistakes.limit(typed, meant, NEAR[0]), mistakes.LOST)
        return nearest if mistakes.cost(typed, meant, most) <= most else ""

    def _sounding(self, word: str) -> str:
        """Return the word of the person's language for one in other letters; "" if there is none.

        What has a meaning in their language as it was typed is none. What has one in German or
        English must sound just like it.
        """
        if self._thesaurus.languages[self._own].meaning(word).is_concept:
            return ""
        spellings = self._thesaurus.spellings[self._own]
        return spellings.transliterated(word, is_known=word in self._understood)

    def written(self, meant: Iterable[str]) -> str:
        """Return words of the person's language as they are mostly written."""
        usual = map(self._thesaurus.spellings[self._own].usual, meant)
        return LONE_ARTICLE.sub(ARTICLE, " ".join(usual))

    def _nearest(self, word: str) -> str:
        script = script_of(word)
        codes = [code for code in self._mistyped if script in scripts_of(code)]
        found = (
            joints.parted(word, code, self._thesaurus)
            or self._thesaurus.spellings[code].nearest(word)
            for code in codes
        )
        return next(filter(None, found), "")

    def _german(self, word: str) -> str:
        """Return the German word that was written in another alphabet as it sounds."""
        if script_of(word) == "latin" or len(word) <= romanised.FEWEST:
            return ""
        return self._thesaurus.spellings[NEAR[0]].loan(word)
