"""Quality of the search: how often the right offer is found.

Questions are our own everyday ones, senseless ones, and mistyped titles.
"""

import random
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.asking import NOW, Ask, Score, asking, database, meaning, rank
from benchmarks.catalogue import services
from benchmarks.omosqa import SHARED, pages, store
from bot.domain.offers import text_in
from handlers.cli.districts import load_samples
from handlers.workflows import lexicons
from handlers.workflows.vectors import make_vectors
from storage.catalogue import offers, places
from storage.engine.database import Database

OWN = Path(__file__).parent / "questions"
SLUGS = ("esslingen", "kaiserslautern", "konstanz", "rems-murr", "waldshut")
"""Districts of the samples that are asked."""
Titles = Mapping[str, str]
"""German titles by the number of the offer, which begins with its district."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a language to a district; ``right`` are the titles that answer it.

    ``wanted`` are the numbers of their offers, as they stand in the file.
    """

    code: str
    text: str
    wanted: str
    right: set[str]
    slug: str


async def everyday(unseen: bool, show: int = 0) -> None:
    spoken = replace(services(), meaning=meaning())
    async with database() as made:
        await load_samples(made, spoken, NOW)
        await lexicons.learn(made, spoken.thesaurus)
        await make_vectors(spoken.meaning, made, NOW)
        ask = asking(made, spoken)
        titles = await _titles(made)
        scores: dict[str, Score] = defaultdict(Score)
        for question in _questions(titles, unseen):
            await _score(ask, question, titles, scores)
        _print_scores(scores, show)
        await _print_senseless(ask, unseen, show)


async def _titles(made: Database) -> Titles:
    """Return the German title of each offer of the samples."""
    async with made.read() as store:
        return {
            offer.external_id: text_in(offer.details.texts, "de").title
            for district in await places.districts(store)
            for offer in await offers.of_district(store, district.id)
        }


def _questions(titles: Titles, unseen: bool) -> Iterator[Question]:
    """Yield one half of the questions, spread over the districts that have what is wanted."""
    for number, line in enumerate(_lines("everyday.tsv")):
        if number % 2 == unseen:
            code, text, wanted = line.split("\t")
            right = {titles[f"esslingen-{part.zfill(2)}"] for part in wanted.split(",")}
            turned = SLUGS[number // 2 % len(SLUGS) :] + SLUGS
            slug = next(slug for slug in turned if right & _of_district(titles, slug))
            yield Question(code, text, wanted, right, slug)


def _of_district(titles: Titles, slug: str) -> set[str]:
    return {title for offer_id, title in titles.items() if offer_id.startswith(slug)}


async def _score(ask: Ask, question: Question, titles: Titles, scores: Mapping[str, Score]) -> None:
    """Ask, and note the place of the right offer for its language and for all."""
    found = await ask(question.text, question.code, question.slug)
    place = rank(found, lambda offer_id: titles[offer_id] in question.right)
    first = [titles[offer_id] for offer_id in found[:3]]
    for name in (question.code, "all"):
        scores[name].add(f"{question.code} {question.text} → {first} not {question.wanted}", place)


def _print_scores(scores: Mapping[str, Score], show: int) -> None:
    codes = (code for code in scores if code != "all")
    print("  ".join(f"{code} {scores[code].recall(5):.2f}" for code in codes))
    print("   all ", scores["all"])
    for line in scores["all"].missed[:show]:
        print("      ", line)


async def _print_senseless(ask: Ask, unseen: bool, show: int) -> None:
    """Print how many senseless questions find nothing, which is right, and what others find."""
    asked = [line.split("\t") for line in _lines("senseless.tsv")[unseen::2]]
    found = {text: await ask(text, code, "waldshut") for code, text in asked}
    answered = [text for text, hits in found.items() if hits]
    print(f"   senseless: {len(found) - len(answered)} of {len(found)} honestly empty")
    for text in answered[:show]:
        print("      ", text, found[text][:3])


def _lines(name: str) -> list[str]:
    return (OWN / name).read_text("utf-8").splitlines()


def mistyped(title: str, chance: random.Random) -> str:
    """Return the title with one mistake in every word of four letters and more.

    A letter is left out or doubled, or two letters change places.
    """
    return " ".join(_mistyped(word, chance) if len(word) > 3 else word for word in title.split())


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(3)
    return (
        word[:at]
        + ("", word[at] * 2, word[at + 1] + word[at])[kind]
        + word[at + (2 if kind == 2 else 1) :]
    )


def without_marks(title: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", title) if not unicodedata.combining(c))


async def spelling() -> None:
    """Real titles, written as people write them; right is an offer of that title."""
    spoken, chance = services(), random.Random(7)
    ways: dict[str, Callable[[str], str]] = {
        "ae, oe, ue": lambda title: title.translate(
            str.maketrans(
                dict[str, str | int | None](ä="ae", ö="oe", ü="ue", Ä="Ae", Ö="Oe", Ü="Ue", ß="ss")
            )
        ),
        "without marks": without_marks,
        "one mistake a word": lambda title: mistyped(title, chance),
        "capitals": str.upper,
    }
    async with database() as made:
        every = pages(lambda _: False)
        for city, drafts in every.items():
            await store(made, spoken, city, drafts)
        ask = asking(made, spoken)
        for name, way in ways.items():
            score = Score()
            for city, drafts in every.items():
                titles = {draft.external_id: draft.details.texts[0].title for draft in drafts}
                for title in dict.fromkeys(titles.values()):
                    found = await ask(way(title), "de", city)
                    score.add(
                        f"{way(title)} → {[titles[page] for page in found[:3]]}",
                        rank([titles[page] for page in found], title.__eq__),
                    )
            print(f"   {name:20} {score}", flush=True)
            for line in score.missed[:SHOWN]:
                print("      ", line)


SHOWN = 0


async def main() -> None:
    print(" everyday questions, the half that was tuned on")
    await everyday(False)
    print(" everyday questions, the other half")
    await everyday(True)
    if SHARED.exists():
        print(" titles, as people write them")
        await spelling()
