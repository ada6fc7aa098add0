"""Quality of the search: how often the right offer is found.

Questions are OMoS-QA's, our own everyday ones, senseless ones, and mistyped titles.
"""

import random
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from benchmarks.catalogue import databases, services
from benchmarks.engines import Row, engines
from bot.domain.listings import Reader
from bot.domain.offers import Details, Draft, OfferText, TextState, text_in
from bot.domain.places import Contact
from bot.environment import ROOT
from bot.search.example_vectors import load_examples
from bot.search.vector_files import read_vectors
from handlers.cli.districts import load_samples
from handlers.meaning import Meaning
from handlers.services import Services
from handlers.workflows import lexicons
from handlers.workflows.thesaurus import understood
from locales import LOCALES
from storage.catalogue import imports, listings, offers, places
from storage.engine.database import Database
from storage.engine.versions import migrate
from storage.samples import PASSAGES
from tests.harness.databases import open_database

SHARED = ROOT.parent / "shared" / "data" / "omosqa"
"""The real questions; not part of the project."""
OWN = Path(__file__).parent / "questions"
LANGUAGES = ("de", "en", "fr", "ar", "uk")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class Score:
    """Recall at 1 and 5, mean reciprocal rank."""

    ranks: list[int] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, question: str, rank: int) -> None:
        """``rank`` counts from 1; 0 is not found."""
        self.ranks.append(rank)
        if not 0 < rank <= 5:
            self.missed.append(question)

    def recall(self, at: int) -> float:
        return sum(0 < rank <= at for rank in self.ranks) / max(1, len(self.ranks))

    def __str__(self) -> str:
        mrr = sum(1 / rank for rank in self.ranks if rank) / max(1, len(self.ranks))
        return (
            f"R@1 {self.recall(1):.3f}  R@5 {self.recall(5):.3f}  "
            f"MRR {mrr:.3f}  ({len(self.ranks)})"
        )


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/quality.sqlite"
        migrate(url)
        made = open_database(url)
        yield made
        await made.close()


Ask = Callable[[str, str, str], Any]


def asking(made: Database, spoken: Services) -> Ask:
    """Asks as a person does: text, interface language, slug of the district → external ids."""

    async def ask(text: str, language: str, slug: str) -> list[str]:
        async with made.read() as store:
            district = await places.district_named(store, slug)
            assert district
            query = await understood(store, spoken, text, language, district.id, NOW.date())
            return [
                hit.offer.external_id
                for hit in await listings.best(store, Reader(NOW.date(), district.id), query, 10)
            ]

    return ask


def rank(found: Sequence[str], right: Callable[[str], bool]) -> int:
    return next((n for n, one in enumerate(found, 1) if right(one)), 0)


def lines(path: Path) -> list[Any]:
    return [orjson.loads(line) for line in path.open("rb")]


async def store(made: Database, spoken: Services, city: str, drafts: Sequence[Draft]) -> None:
    async with made.write() as store:
        number = await places.add_district(store, city, city, "BW", Contact())
        plan = await imports.plan(store, number, drafts)
        await imports.apply(
            store,
            number,
            plan,
            spoken.thesaurus,
            NOW,
            (NOW + timedelta(days=365)).date(),
            lambda: None,
        )


def pages(translated: Callable[[int], bool]) -> dict[str, list[Draft]]:
    """OMoS-QA's pages by place; German always, the others where ``translated`` says so."""
    texts: dict[tuple[str, int], list[OfferText]] = defaultdict(list)
    for code in LANGUAGES:
        for page in lines(SHARED / f"pages_{code}.jsonl"):
            if code == "de" or translated(page["pageId"]):
                state = TextState.ORIGINAL if code == "de" else TextState.UNCHECKED
                texts[page["city"], page["pageId"]].append(
                    OfferText(code, page["title"] or "–", page["text"], "", state)
                )
    drafts: dict[str, list[Draft]] = defaultdict(list)
    for (city, number), versions in texts.items():
        drafts[city].append(
            Draft(
                str(number),
                Details("Landkreis", tuple(versions)),
                frozenset(text.language for text in versions),
            )
        )
    return drafts


def meaning() -> Meaning:
    """As in production."""
    return Meaning(teach=partial(load_examples, LOCALES), known=partial(read_vectors, PASSAGES))


async def omosqa(translated: Callable[[int], bool], sense: Meaning, show: int = 0) -> None:
    spoken = replace(services(), meaning=sense)
    async with database() as made:
        for city, drafts in pages(translated).items():
            await store(made, spoken, city, drafts)
        await lexicons.learn(made, spoken.thesaurus)
        await sense.make(made)
        ask = asking(made, spoken)
        for code in LANGUAGES:
            score, empty, senseless = Score(), 0, 0
            for question in lines(SHARED / "questions.jsonl"):
                found = await ask(question[f"q_{code}"], code, question["city"])
                if question["answers"]:
                    score.add(
                        question[f"q_{code}"],
                        rank(found, lambda one, wanted=str(question["pageId"]): one == wanted),
                    )
                else:
                    senseless, empty = senseless + 1, empty + (not found)
            print(
                f"   {code}  {score}   unanswerable: {empty} of {senseless} honestly empty",
                flush=True,
            )
            for line in score.missed[:show]:
                print("      ", line)


def half(number: int) -> bool:
    """Which pages are translated in (b): drawn once, the same in every run."""
    return random.Random(number).random() < 0.5


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


def peers(translated: Callable[[int], bool]) -> None:
    """The same questions of the same pages."""
    asked = [question for question in lines(SHARED / "questions.jsonl") if question["answers"]]
    rows = [
        Row(
            one.external_id,
            city,
            " ".join(f"{text.title} {text.description}" for text in one.details.texts),
        )
        for city, drafts in pages(translated).items()
        for one in drafts
    ]
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        for name, search in engines(rows, databases(Path(folder))["PostgreSQL"]).items():
            for code in LANGUAGES:
                score = Score()
                for question in asked:
                    score.add(
                        "",
                        rank(
                            search(question[f"q_{code}"], question["city"]),
                            str(question["pageId"]).__eq__,
                        ),
                    )
                print(f"   {code}  {score}   {name}", flush=True)


async def main() -> None:
    for name, translated in (
        ("all pages in five languages", lambda _: True),
        ("half of the pages only in German", half),
        ("all pages only in German", lambda _: False),
    ):
        if SHARED.exists():
            for how, sense in (("words alone", Meaning(enabled=False)), ("meaning", meaning())):
                print(f" OMoS-QA, {name}, {how}", flush=True)
                await omosqa(translated, sense)
            peers(translated)
    print(" everyday questions, the half that was tuned on")
    await everyday(False)
    print(" everyday questions, the other half")
    await everyday(True)
    if SHARED.exists():
        print(" titles, as people write them")
        await spelling()
