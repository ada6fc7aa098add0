"""Quality of the search: how often the right offer is found.

Questions are our own everyday ones, senseless ones, and mistyped titles.
"""

import random
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.asking import NOW, Score, asking, database, meaning, rank
from benchmarks.catalogue import services
from benchmarks.omosqa import SHARED, pages, store
from bot.domain.offers import text_in
from handlers.cli.districts import load_samples
from handlers.workflows import lexicons
from storage.catalogue import offers, places

OWN = Path(__file__).parent / "questions"


async def everyday(unseen: bool, show: int = 0) -> None:
    spoken = replace(services(), meaning=meaning())
    async with database() as made:
        await load_samples(made, spoken, NOW)
        await lexicons.learn(made, spoken.thesaurus)
        await spoken.meaning.make(made)
        ask = asking(made, spoken)
        scores: dict[str, Score] = defaultdict(Score)
        async with made.read() as store:
            every = [
                offer
                for district in await places.districts(store)
                for offer in await offers.of_district(store, district.id)
            ]
        named = {offer.external_id: {text_in(offer.details.texts, "de").title} for offer in every}
        slugs = ("esslingen", "kaiserslautern", "konstanz", "rems-murr", "waldshut")
        for number, line in enumerate((OWN / "everyday.tsv").read_text("utf-8").splitlines()):
            code, text, wanted = line.split("\t")
            if number % 2 == unseen:
                right = {
                    title
                    for one in wanted.split(",")
                    for title in named["esslingen-" + one.zfill(2)]
                }
                slug = next(
                    slug
                    for slug in slugs[number // 2 % 5 :] + slugs
                    if any(named[one] & right for one in named if one.startswith(slug))
                )
                found = await ask(text, code, slug)
                place = rank(found, lambda one, right=right: bool(named[one] & right))
                for name in (code, "all"):
                    scores[name].add(
                        f"{code} {text} → {[min(named[one]) for one in found[:3]]} not {wanted}",
                        place,
                    )
        print(
            "  ".join(
                f"{code} {score.recall(5):.2f}" for code, score in scores.items() if code != "all"
            )
        )
        print("   all ", scores["all"])
        for line in scores["all"].missed[:show]:
            print("      ", line)
        asked = [
            line.split("\t")
            for line in (OWN / "senseless.tsv").read_text("utf-8").splitlines()[unseen::2]
        ]
        found = {text: await ask(text, code, "waldshut") for code, text in asked}
        print(
            f"   senseless: {sum(not hits for hits in found.values())} of {len(found)} "
            "honestly empty"
        )
        for text in [text for text, hits in found.items() if hits][:show]:
            print("      ", text, found[text][:3])


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
                {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
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
                        f"{way(title)} → {[titles[one] for one in found[:3]]}",
                        rank(found, lambda one, t=titles, wanted=title: t[one] == wanted),
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
