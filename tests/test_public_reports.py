"""The public page of a released report: what is public, in every language, and never a draft."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import orjson
import pytest
from sqlalchemy import update

from bot.domain.half_years import HalfYear
from bot.domain.measures import MeasureText, ReviewDraft, ReviewState
from bot.domain.places import Contact, District
from bot.rules.council_reports import canonical
from bot.rules.public_reports import public_part
from bot.screens.council_reports import document
from bot.screens.home import home
from bot.screens.report_blocks import Table
from handlers.dialogue.conversation import Conversation
from handlers.telegram.rendering import keyboard
from handlers.workflows.services import Services
from storage import schema as t
from storage.catalogue import places
from storage.measures import council_reports, measures, reviews
from tests.harness.browsers import Site, becomes, opened
from tests.harness.databases import NOW
from tests.harness.plans import COURSES, numbered
from tests.test_council_reports import HOSTILE, half_year

PERIOD = HalfYear(2026, 2)
PATH = "/r/waldshut/2026-H2"
SECRET = "Streng vertraulich"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def played(site: Site) -> None:
    """Play a half-year with one public measure and one that is not; release nothing."""
    await half_year(site.conversation.database)
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        hidden = numbered(
            "7",
            public=False,
            field="housing",
            texts=(MeasureText("de", SECRET, SECRET),),
            unit=SECRET,
            cost_source=SECRET,
        )
        added = await measures.add(store, district.id, hidden, NOW)
        draft = ReviewDraft(ReviewState.RUNNING, None, None, SECRET, SECRET)
        await reviews.add(store, added.id, PERIOD, draft, NOW)
        child = replace(COURSES, number="7.1", parent="7")
        await measures.add(store, district.id, child, NOW)
        await council_reports.set_text(store, district.id, PERIOD, "field housing", SECRET)


async def release(site: Site, reason: str = "") -> dict:
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        stored = await council_reports.release(store, district, PERIOD, NOW, reason=reason)
    return orjson.loads(stored.snapshot)


async def read(site: Site, path: str, **headers: str) -> tuple[int, str]:
    answer = await site.client.get(path, headers=headers)
    return answer.status, await answer.text()


@pytest.mark.every_database
async def test_a_released_report_is_a_page_in_every_language_with_every_public_number(
    site: Site,
) -> None:
    await played(site)
    snapshot = await release(site)
    wrong = []
    translators = site.conversation.services.translators
    for code, tr in translators.items():
        status, page = await read(site, f"{PATH}?lang={code}")
        if status != 200 or f'<html lang="{code}"' not in page or SECRET in page:
            wrong.append((code, status))
        words = re.sub(r"<[^>]+>|\s+", " ", page)
        for block in document(tr, public_part(snapshot)).blocks:
            if isinstance(block, Table):
                cells = [c for row in block.rows for c in row if c.isdecimal()]
                wrong += [(code, c) for c in cells if not re.search(rf"\b{c}\b", words)]
        if len(re.findall(r'<svg [^>]*role="img" aria-label="[^"]{10,}"', page)) < 1:
            wrong.append((code, "no chart"))
    assert not wrong
    assert len(translators) >= 15
    german = (await read(site, f"{PATH}?lang=de"))[1]
    assert '<th scope="row" dir="auto">Wohnen</th>' in german, "needs in the reader's words"
    assert '<th scope="row" dir="auto">سكن</th>' in (await read(site, f"{PATH}?lang=ar"))[1]
    assert "{{ 7*7 }}" in german
    assert "<x>" not in german
    assert HOSTILE.splitlines()[0][:8] in german
    shown = re.findall(r'hreflang="([a-z-]+)"', german)
    assert set(shown) == {*translators, "x-default"}


async def test_nothing_that_is_not_public_is_in_the_page_or_the_json(site: Site) -> None:
    await played(site)
    snapshot = await release(site)
    assert SECRET in canonical(snapshot).decode(), "the files for the council have it"
    status, content = await read(site, f"{PATH}.json")
    told = orjson.loads(content)
    assert (status, SECRET in content) == (200, False)
    numbers = [measure["number"] for measure in told["measures"]]
    assert "7" not in numbers
    assert next(m for m in told["measures"] if m["number"] == "7.1")["parent"] == ""
    assert told["states"]["all"] == len(numbers) == snapshot["states"]["all"] - 1
    assert sum(told["states"][name] for name in told["states"] if name not in ("all", "late")) == 4
    assert float(told["money"]["cost_from"]) == float(snapshot["money"]["cost_from"]) - 12000
    assert "hidden" not in told
    for part in ("needs", "activity", "reach", "targets", "volunteers", "indicators"):
        assert told[part] == snapshot[part], part
    searches = next(part for part in told["activity"] if part["kind"] == "misses")
    assert searches["figures"] == {"asked": None}, "suppressed as in the files"


async def test_a_draft_is_never_public(site: Site) -> None:
    await played(site)
    wrong = []
    for path in (PATH, f"{PATH}.json", f"{PATH}?version=draft", f"{PATH}?version=1"):
        status, page = await read(site, path, **{"Accept-Language": "en"})
        if status != 404 or SECRET in page or "Kurse am Abend" in page:
            wrong.append((path, status))
    assert not wrong
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        draft = await council_reports.draft(store, district, PERIOD, NOW)
    with pytest.raises(ValueError, match="never public"):
        public_part(draft)


async def test_a_correction_says_what_it_changed_and_the_first_version_stays(site: Site) -> None:
    await played(site)
    await release(site)
    first = await site.client.get(f"{PATH}?lang=en")
    assert "Changed in this version" not in await first.text()
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        more = numbered("1.3", texts=(MeasureText("de", "Noch ein Kurs"),))
        await measures.add(store, district.id, more, NOW)
    await release(site, reason="Maßnahme <1.3> fehlte.")
    page = (await read(site, f"{PATH}?lang=en"))[1]
    assert "What has changed: \u2068Maßnahme &lt;1.3&gt; fehlte." in page
    changed = re.search(r"Changed in this version: (.*)</p>", page)
    assert changed
    assert "1.3 Noch ein Kurs" in changed[1]
    assert "Overview" in changed[1], "its sums have changed"
    assert "Needs" not in changed[1]
    old = (await read(site, f"{PATH}?lang=en&version=1"))[1]
    assert "Noch ein Kurs" not in old.split('<article class="report">')[1]
    assert 'name="robots" content="noindex"' in old
    later = await site.client.get(
        f"{PATH}?lang=en", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert later.status == 200, "an old copy is not taken for the correction"


async def test_browsers_keep_a_page_and_ask_whether_it_is_still_right(site: Site) -> None:
    await played(site)
    await release(site)
    for path in (f"{PATH}?lang=de", f"{PATH}.json"):
        answer = await site.client.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        again = await site.client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status, await again.read()) == (304, b"")
        assert again.headers["Cache-Control"] == "public, max-age=300"
        assert again.headers["ETag"] == answer.headers["ETag"]
        assert "Set-Cookie" not in answer.headers
    german, arabic = [await site.client.get(f"{PATH}?lang={code}") for code in ("de", "ar")]
    assert german.headers["ETag"] != arabic.headers["ETag"]
    assert (await site.client.head(PATH)).status == 200


async def test_its_metadata_has_the_names_of_oparl(site: Site) -> None:
    await played(site)
    await release(site)
    told = orjson.loads((await read(site, f"{PATH}.json"))[1])["oparl"]
    page = (await read(site, f"{PATH}?lang=de"))[1]
    assert orjson.loads(re.search(r'id="oparl">(.*?)</script>', page)[1]) == told
    assert told["type"] == "https://schema.oparl.org/1.1/Paper"
    assert {"id", "name", "date", "paperType", "created", "modified", "web"} <= set(told)
    assert told["mainFile"]["type"] == "https://schema.oparl.org/1.1/File"
    assert told["mainFile"]["accessUrl"].endswith(f"{PATH}.json?version=1")


async def test_a_report_that_was_changed_after_its_release_is_not_shown(site: Site) -> None:
    await played(site)
    await release(site)
    async with site.conversation.database.write() as store:
        changed = t.council_report.c.snapshot
        rows = await store.rows(t.council_report.select())
        forged = rows[0]["snapshot"].replace(b"Kurse", b"Kunst")
        await store.execute(update(t.council_report).values({changed: forged}))
    status, page = await read(site, f"{PATH}?lang=en")
    assert (status, "Kunst" in page) == (503, False)
    assert "The stored report was changed after its release." in page


async def test_nonsense_in_the_address_gets_a_sentence(site: Site) -> None:
    await played(site)
    await release(site)
    wrong = []
    for path, status in (
        ("/r/waldshut/2026-H1", 404), ("/r/nowhere/2026-H2", 404), ("/r/waldshut/2026-H3", 404),
        ("/r/waldshut/9999-H1", 404), ("/r/waldshut", 404), ("/r/waldshut/2026-H2.xml", 404),
        ("/r/%27%3B--/2026-H2", 404), ("/r/waldshut/2026-h2", 200),
        (f"{PATH}?version=99", 200), (f"{PATH}?version=-1&lang=xx", 200),
        (f"{PATH}?version=draft", 200), (f"{PATH}?version=%00", 200),
    ):  # fmt: skip
        got, page = await read(site, path, **{"Accept-Language": "en"})
        if got != status or "Lotse" not in page or "Traceback" in page:
            wrong.append((path, got))
    assert not wrong


async def test_the_district_and_search_engines_lead_to_it_once_it_is_released(site: Site) -> None:
    await played(site)
    reader = await site.browser().look()
    await becomes(site, reader, None)
    await reader.look()
    assert "What are you looking for?" in reader.shown
    assert "Integration report" not in reader.shown
    assert PATH not in (await read(site, "/sitemap.txt"))[1]
    await release(site)
    await reader.look()
    assert "Integration report" in reader.shown
    page = await (await site.client.get("/chat", headers=reader._headers())).text()
    assert f'href="{PATH}?lang=en"' in page
    assert PATH in (await read(site, "/sitemap.txt"))[1]
    assert "Allow: /r/" in (await read(site, "/robots.txt"))[1]


def test_telegram_has_the_button_only_where_the_site_has_an_address(services: Services) -> None:
    tr, district = (
        services.translators["en"],
        District(1, "a", "A", "BW", "Europe/Berlin", Contact()),
    )
    labels = {
        url: [key["text"] for row in keyboard(home(tr, district, None, (), 0, report_url=url), tr)
              for key in row]
        for url in ("", "/r/a/2026-H1", "https://lotse.example.org/r/a/2026-H1")
    }  # fmt: skip
    assert [any("report" in str(label) for label in found) for found in labels.values()] == [
        False, False, True,
    ]  # fmt: skip
