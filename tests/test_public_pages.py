"""Pages for everybody: an offer with all that can be done without the chat, and the site map."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest_asyncio
from defusedxml.ElementTree import fromstring

from bot.domain.offers import Details, Offer, OfferText, Schedule, Way
from handlers.dialogue.conversation import Conversation
from handlers.web.structured import facts
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW

TODAY = date(2026, 11, 20)
TEXT = OfferText("de", "Sprachcafé", "Reden & <b>lernen</b>")
PLAIN = Details("AWO", (TEXT,), municipality="Bonndorf", free=True, phone="07751 1")
TUESDAYS = Schedule("FREQ=WEEKLY;BYDAY=TU,TH", None, time(9), time(12))
NIGHT = Schedule("", date(2026, 12, 1), time(22), time(0, 30))
PAST = Schedule("", date(2026, 1, 2), time(10))
DAY = Schedule("", date(2026, 12, 5))
KINDS = {
    "no times": (PLAIN, "Service", {}),
    "open every week": (replace(PLAIN, schedules=(TUESDAYS,)), "Service", {}),
    "long ago": (replace(PLAIN, schedules=(PAST,)), "Service", {}),
    "a night": (
        replace(PLAIN, schedules=(PAST, DAY, NIGHT)),
        "Event",
        {"startDate": "2026-12-01T22:00+01:00", "endDate": "2026-12-02T00:30+01:00"},
    ),
    "a day": (replace(PLAIN, schedules=(DAY,)), "Event", {"startDate": "2026-12-05"}),
    "online": (
        replace(PLAIN, schedules=(DAY,), way=Way.ONLINE, url="https://a.example"),
        "Event",
        {"location": {"@type": "VirtualLocation", "url": "https://a.example"}},
    ),
    "a course": (
        replace(PLAIN, level_from="A1", level_to="B1", starts_on=date(2027, 1, 12),
                schedules=(TUESDAYS,)),
        "Course",
        {"educationalLevel": "A1–B1"},
    ),
    "a kind of course": (replace(PLAIN, course_kind="literacy"), "Course", {}),
}  # fmt: skip


def offer_of(details: Details) -> Offer:
    return Offer(1, 1, "1", details, NOW)


def shown(details: Details) -> dict[str, Any]:
    made = facts(offer_of(details), TEXT, "https://a.example/o/1", TODAY)
    assert isinstance(made, dict)
    return orjson.loads(orjson.dumps(made))


def test_an_offer_is_what_it_is() -> None:
    wrong = []
    for name, (details, kind, parts) in KINDS.items():
        made = shown(details)
        if made["@type"] != kind or any(made.get(part) != parts[part] for part in parts):
            wrong.append((name, made))
        if "null" in orjson.dumps(made).decode():
            wrong.append((name, "says what nobody stated"))
    assert not wrong


def test_hours_and_places_of_a_course_are_said() -> None:
    instance = shown(KINDS["a course"][0])["hasCourseInstance"]
    assert instance["startDate"] == "2027-01-12"
    (every,) = instance["courseSchedule"]
    assert every["byDay"] == ["https://schema.org/Tuesday", "https://schema.org/Thursday"]
    (hours,) = shown(KINDS["open every week"][0])["hoursAvailable"]
    assert (hours["opens"], hours["closes"]) == ("09:00", "12:00")


@pytest_asyncio.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as site:
        yield site


async def test_a_browser_that_has_a_page_gets_it_only_once(site: Site) -> None:
    wrong = []
    page = await (await site.client.get("/chat")).text()
    named = re.findall(r'"(/static/[^"]+)"', page)
    for path in ("/o/1", "/sitemap.xml", "/sitemap.txt", "/sw.js", "/embed.js", *named):
        first = await site.client.get(path)
        tag = first.headers.get("ETag", "")
        again = await site.client.get(path, headers={"If-None-Match": tag})
        other = await site.client.get(path, headers={"If-None-Match": '"other"'})
        told = (first.status, again.status, other.status, await again.read())
        if told != (200, 304, 200, b"") or "no-store" in first.headers["Cache-Control"]:
            wrong.append((path, told, tag))
    assert not wrong
    assert all("?v=" in path for path in named)
    assert {(await site.client.get(path)).headers["Cache-Control"] for path in named} == {
        "public, max-age=31536000, immutable"
    }


async def test_the_same_offer_has_one_address_in_each_language(site: Site) -> None:
    for path in ("/o/1", "/"):
        others = await addresses(site, path, path)
        assert others["uk"].endswith(f"{path}?lang=uk")
        for code, url in others.items():
            assert code == "x-default" or url.endswith(f"{path}?lang={code}")
            assert await addresses(site, urlsplit(url).path + "?" + urlsplit(url).query, url)


async def addresses(site: Site, path: str, own: str) -> dict[str, str]:
    """The addresses that a page names by language; it says that ``own`` is its own."""
    page = await (await site.client.get(path)).text()
    (canonical,) = re.findall(r'rel="canonical" href="([^"]+)"', page)
    assert canonical.endswith(own.rstrip("?"))
    return dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page))


async def test_a_calendar_needs_dates(site: Site) -> None:
    wrong, given = [], 0
    for offer_id in range(1, 40):
        page = await (await site.client.get(f"/o/{offer_id}?lang=de")).text()
        answer = await site.client.get(f"/o/{offer_id}.ics?lang=de")
        is_linked = f"/o/{offer_id}.ics" in page
        given += is_linked
        if is_linked is not (answer.status == 200 and answer.content_type == "text/calendar"):
            wrong.append((offer_id, answer.status))
    assert not wrong
    assert given


async def test_the_site_map_names_what_robots_may_read(site: Site) -> None:
    robots = await (await site.client.get("/robots.txt")).text()
    (where,) = re.findall(r"Sitemap: (\S+)", robots)
    answer = await site.client.get("/sitemap.xml")
    assert where.endswith("/sitemap.xml")
    assert answer.content_type == "application/xml"
    addresses = [each.text or "" for each in fromstring(await answer.text()).iter() if each.text]
    paths = [address for address in addresses if address.startswith("http")]
    plain = (await (await site.client.get("/sitemap.txt")).text()).split()
    assert paths == plain
    assert len(paths) > 10
    assert paths[0].endswith("/")
    assert paths[0].count("/") == 3


async def test_the_first_page_is_for_everybody_and_leads_into_the_chat(site: Site) -> None:
    newcomer = site.browser(**{"Accept-Language": "uk"})
    answer = await site.client.get("/", headers=newcomer.headers)
    page = await answer.text()
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    assert '<html lang="uk"' in page
    links = re.findall(r'<a class="entry" lang="([a-z-]+)"[^>]* href="([^"]+)"', page)
    languages = site.conversation.services.languages
    assert links[0][0] == "uk"
    assert sorted(code for code, _ in links) == sorted(languages)
    told = [await (await site.client.get(unescape(href))).text() for _, href in links]
    wrong = [
        code
        for (code, _), shown in zip(links, told, strict=True)
        if f'lang="{code}"' not in shown[:60] or 'data-at="about:0"' not in shown
    ]
    assert not wrong
    other = await (await site.client.get("/?lang=ar")).text()
    assert 'rel="canonical" href="http' in other
    assert "/?lang=ar" in other.partition("canonical")[2].partition(">")[0]


async def test_who_was_here_before_comes_into_the_chat_at_once(site: Site) -> None:
    browser = await site.browser().look()
    for path, headers in (("/", browser._headers()), ("/?start=o1_l-ar", browser.headers)):
        answer = await site.client.get(path, headers=headers, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (302, path.replace("/", "/chat", 1))
