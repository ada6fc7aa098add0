"""Catalogues of other programs: Integreat's pages, one file a language, and HSDS."""

from pathlib import Path

import orjson
import pytest

from bot.domain.offers import TextState
from bot.environment import ROOT
from handlers.dialogue.conversation import Conversation
from tests.harness.offices import Office
from tests.harness.talk import Talk

REAL = ROOT.parent / "shared" / "data" / "integreat-rems-murr"


@pytest.mark.skipif(not REAL.exists(), reason="the real pages are not part of the project")
async def test_the_real_pages_of_rems_murr(office: Office, conversation: Conversation) -> None:
    german, english = REAL / "pages.de.json", REAL / "pages.en.json"
    both = await office.imports(english, german, district="rems-murr", dry_run=True)
    told = await office.imports(german, district="rems-murr")
    assert (told["new"], told["mistakes"]) == (284, [])
    assert 284 <= both["new"] < 300
    told = await office.imports(english, district="rems-murr")
    assert told["changed"] > 270
    for path in (german, english):
        told = await office.imports(path, district="rems-murr")
        assert (told["new"], told["changed"]) == (0, 0)
    offer = await office.offer("integreat:5393748", "rems-murr")
    assert {text.language for text in offer.details.texts} == {"de", "en"}
    assert offer.details.breadcrumb == "Willkommen › Willkommen im Rems-Murr-Kreis"
    assert "<" not in offer.details.texts[0].description
    talk = Talk(conversation, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "Where"),
        ("Waiblingen", "Your town: Waiblingen"),
        ("How do I find an apartment?", "1. How do I find an apartment?"),
    )
    german_talk = Talk(conversation, ("de",), "somebody else")
    await german_talk.open()
    await german_talk.goes(("Häusliche Gewalt", "Häusliche Gewalt"))


async def test_files_of_one_import_may_each_bring_a_language(
    office: Office, tmp_path: Path
) -> None:
    """In either order, as one offer."""

    def page(number: int, language: str, title: str) -> dict:
        others = {
            code: {"id": n, "path": f"/x/{code}/a/"}
            for code, n in (("de", 1), ("en", 2))
            if code != language
        }
        return {
            "id": number,
            "url": f"https://x.example/{language}",
            "path": f"/x/{language}/a/",
            "title": title,
            "content": f"<p>{title}</p>",
            "parent": {"path": None},
            "available_languages": others,
            "organization": None,
        }

    german, english = tmp_path / "de.json", tmp_path / "en.json"
    german.write_bytes(orjson.dumps([page(1, "de", "Rathaus")]))
    english.write_bytes(orjson.dumps([page(2, "en", "Town hall")]))
    assert (await office.imports(english, german))["new"] == 1
    told = await office.imports(german, english)
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 1)
    states = {
        text.language: text.state for text in (await office.offer("integreat:1")).details.texts
    }
    assert states == {"de": TextState.ORIGINAL, "en": TextState.UNCHECKED}


async def test_hsds_of_others_is_read(office: Office, tmp_path: Path) -> None:
    service = {
        "id": "ac148810",
        "name": "Community Counselling",
        "status": "active",
        "organization": {"name": "Example Org"},
        "schedules": [
            {"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00", "closes_at": "12:00"}
        ],
        "phones": [{"number": "+49 7751 860"}],
        "languages": [{"code": "en"}],
        "minimum_age": 16,
        "service_at_locations": [
            {"location": {"addresses": [{"address_1": "Rathausplatz 1", "city": "Wehr"}]}}
        ],
    }
    path = tmp_path / "page.json"
    path.write_bytes(orjson.dumps({"total_items": 1, "contents": [service]}))
    assert (await office.imports(path))["mistakes"] == []
    details = (await office.offer("ac148810")).details
    assert (details.municipality, details.age_from, details.schedules[0].rule) == (
        "Wehr",
        16,
        "FREQ=WEEKLY;BYDAY=MO,WE",
    )
