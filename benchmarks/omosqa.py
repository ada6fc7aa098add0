"""Questions of OMoS-QA: pages in five languages, half of them or all only in German."""

import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.asking import NOW, Score, asking, database, lines, meaning, rank
from benchmarks.catalogue import databases, services
from benchmarks.engines import Row, engines
from bot.domain.offers import Details, Draft, OfferText, TextState
from bot.domain.places import Contact
from bot.environment import ROOT
from handlers.workflows import lexicons
from handlers.workflows.meaning import Meaning
from handlers.workflows.services import Services
from handlers.workflows.vectors import make_vectors
from storage.catalogue import imports, places
from storage.engine.database import Database

SHARED = ROOT.parent / "shared" / "data" / "omosqa"
"""The real questions; not part of the project."""
LANGUAGES = ("de", "en", "fr", "ar", "uk")


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


async def omosqa(translated: Callable[[int], bool], sense: Meaning, show: int = 0) -> None:
    spoken = replace(services(), meaning=sense)
    async with database() as made:
        for city, drafts in pages(translated).items():
            await store(made, spoken, city, drafts)
        await lexicons.learn(made, spoken.thesaurus)
        await make_vectors(sense, made, NOW)
        ask = asking(made, spoken)
        for code in LANGUAGES:
            score, empty, senseless = Score(), 0, 0
            for question in lines(SHARED / "questions.jsonl"):
                found = await ask(question[f"q_{code}"], code, question["city"])
                if question["answers"]:
                    score.add(
                        question[f"q_{code}"],
                        rank(found, str(question["pageId"]).__eq__),
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
    if not SHARED.exists():
        print(" the pages are not here")
        return
    for name, translated in (
        ("all pages in five languages", lambda _: True),
        ("half of the pages only in German", half),
        ("all pages only in German", lambda _: False),
    ):
        for how, sense in (("words alone", Meaning(enabled=False)), ("meaning", meaning())):
            print(f" OMoS-QA, {name}, {how}", flush=True)
            await omosqa(translated, sense)
        peers(translated)
