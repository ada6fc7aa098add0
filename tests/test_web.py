"""The web channel by plain HTTP: forms, cookies, headers, live screens, public pages, health."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select
from yarl import URL

from bot.config import Config
from bot.config_reader import load
from handlers.dialogue.conversation import Conversation
from handlers.web.server import web_app
from handlers.workflows.services import Services
from storage import retention
from storage import schema as t
from storage.engine.database import Database, Unavailable
from storage.people import people
from tests.harness.databases import KEY, NOW
from tests.harness.metrics import metrics_of
from tests.harness.offices import Office, csv
from tests.harness.patience import scaled
from tests.harness.talk import bare

Client = TestClient


@pytest.fixture
async def client(conversation: Conversation) -> AsyncIterator[Client]:
    async with TestClient(TestServer(web_app(conversation, lambda: NOW))) as opened:
        yield opened


async def csrf(client: Client, path: str = "/chat") -> str:
    page = await (await client.get(path, headers={"Accept-Language": "en"})).text()
    return re.search(r'name="csrf" value="([0-9a-f]{64})"', page)[1]


async def fields(client: Client, path: str = "/chat") -> dict[str, str]:
    """The hidden fields of the form that takes a text."""
    page = await (await client.get(path, headers={"Accept-Language": "en"})).text()
    return hidden(page)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form of a page that takes a text, else of its last form."""
    form = page[page.rindex("<form", 0, page.find(' name="text"')) :]
    form = form[: form.index("</form>")]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


async def post(client: Client, **form: str) -> ClientResponse:
    sent = await fields(client)
    del sent["number"]
    return await client.post("/chat", data=sent | form, headers={"Accept-Language": "en"})


async def known(conversation: Conversation) -> int:
    async with conversation.database.read() as store:
        return await people.count(store)


@pytest.mark.every_database
async def test_a_form_post_leads_to_the_screen_it_asked_for(client: Client) -> None:
    answer = await post(client, press="language.set:en")
    assert (answer.status, answer.url.path, answer.url.query["at"]) == (200, "/chat", "about:0")
    answer = await post(client, text="Singen")
    assert "Your town" in await answer.text()


async def asked_for_a_town(client: Client) -> dict[str, str]:
    """The fields of the page that asks for a town, in a fresh session."""
    await post(client, press="language.set:en")
    return await fields(client, "/chat?at=about:0")


async def typed(client: Client, sent: dict[str, str], text: str) -> str:
    answer = await client.post(
        "/chat", data=sent | {"text": text}, headers={"Accept-Language": "en"}
    )
    return bare(await answer.text())


async def test_a_page_answers_its_own_question_in_every_tab(client: Client) -> None:
    asked = await asked_for_a_town(client)
    searched = await fields(client, "/chat?at=offer.list:a...0")
    assert asked["answers"]
    assert searched["answers"] == ""
    assert "Your town: Singen" in await typed(client, asked, "Singen")
    assert "All offers: Singen" in await typed(client, searched, "Singen")


async def test_what_a_page_answers_cannot_be_made_up(client: Client) -> None:
    """Nothing is changed, the person is told, and finds the text again in a box that searches."""
    asked = await asked_for_a_town(client)
    client.session.cookie_jar.clear()
    foreign, wrong = await asked_for_a_town(client), []
    made_up = ("x", "é", "=", "A" * 400, "place.name", asked["answers"], foreign["answers"][::-1])
    for answers in made_up:
        page = await typed(client, foreign | {"number": "", "answers": answers}, "Singen")
        box = 'value="Singen"' in page and not hidden(page)["answers"]
        if "This page is too old. Nothing has changed" not in page or not box:
            wrong.append((answers, page))
    assert not wrong
    assert "Your town: Singen" in await typed(client, foreign, "Singen")


async def test_a_page_of_yesterday_answers_nothing(conversation: Conversation) -> None:
    moments = [NOW]
    async with TestClient(TestServer(web_app(conversation, lambda: moments[-1]))) as client:
        asked = await asked_for_a_town(client)
        moments.append(NOW + timedelta(hours=24, seconds=1))
        page = await typed(client, asked, "Singen")
        assert "This page is too old." in page
        moments.append(NOW + timedelta(hours=23, minutes=59))
        assert "Your town: Singen" in await typed(client, asked | {"number": ""}, "Singen")


async def test_a_page_of_yesterday_still_hears_a_call_for_help(client: Client) -> None:
    asked = await asked_for_a_town(client)
    assert "Are you in danger?" in await typed(
        client, asked | {"answers": "x"}, "my husband beats me"
    )


async def test_a_refused_text_stays_in_its_box_however_often_it_is_sent(
    client: Client, conversation: Conversation
) -> None:
    page = await (await post(client, press="language.set:en")).text()
    await post(client, press="district.set:5")
    asked = hidden(await (await post(client, press="district.list:0")).text())
    for _ in range(2):
        page = await typed(client, asked, '"><qqxz')
        assert "We do not know this town." in page
        assert 'value="&#34;&gt;&lt;qqxz"' in page
        assert 'placeholder="Your town"' in page
        assert hidden(page)["answers"]
    number = asked["number"]
    assert (await client.get("/chat/sent", params={"number": number})).status == 404


async def test_without_our_token_nothing_happens(
    client: Client, conversation: Conversation
) -> None:
    await csrf(client)
    wrong: list[object] = []
    for form in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}):
        answer = await client.post(
            "/chat",
            data={"press": "language.set:en", **form},
            headers={"Accept-Language": "en"},
            allow_redirects=False,
        )
        if (
            answer.status != 403
            or "Your browser did not save our cookie." not in await answer.text()
            or await known(conversation)
        ):
            wrong.append((form, answer.status))
    assert not wrong


async def test_looking_stores_nobody(client: Client, conversation: Conversation) -> None:
    for path in (
        "/chat",
        "/chat?at=list:a...0",
        "/chat?at=forgetyes",
        "/chat?at=save:1:a...0",
        "/o/1",
    ):
        assert (await client.get(path)).status == 200
    assert await known(conversation) == 0


async def test_headers_keep_everything_else_out(client: Client) -> None:
    answer = await client.get("/chat")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


async def test_cookies_are_bound_to_the_host_behind_https(
    database: Database, services: Services
) -> None:
    secure = Services(
        services.translators,
        services.config,
        services.seal,
        services.thesaurus,
        "https://lotse.example.org",
    )
    async with TestClient(
        TestServer(web_app(Conversation(database, secure), lambda: NOW))
    ) as client:
        cookie = (await client.get("/chat")).headers["Set-Cookie"]
        assert cookie.startswith("__Host-lotse=")
        assert "Secure" in cookie
        framed = (await client.get("/chat", headers={"Sec-Fetch-Dest": "iframe"})).headers[
            "Set-Cookie"
        ]
        assert "Partitioned" in framed
        assert "SameSite=None" in framed
        linked = await client.get("/chat?start=d-waldshut", headers={"Sec-Fetch-Dest": "iframe"})
        assert any(
            cookie.startswith("start=d-waldshut;") and "Partitioned" in cookie
            for cookie in linked.headers.getall("Set-Cookie")
        )
        nasty = await client.get("/chat", params={"start": "x; Domain=evil"})
        assert not any(
            cookie.startswith("start=") for cookie in nasty.headers.getall("Set-Cookie", [])
        )


async def test_only_named_pages_may_embed_it(database: Database, services: Services) -> None:
    config = load('[web]\nembed_on = ["https://www.landkreis.example"]\n', {})
    async with TestClient(
        TestServer(
            web_app(
                Conversation(
                    database,
                    Services(services.translators, config, services.seal, services.thesaurus),
                ),
                lambda: NOW,
            )
        )
    ) as client:
        assert (
            "frame-ancestors 'self' https://www.landkreis.example"
            in (await client.get("/chat")).headers["Content-Security-Policy"]
        )


async def test_too_much_is_refused_in_the_persons_language(
    client: Client, services: Services
) -> None:
    wrong = []
    for language in ("de", "ar", "ti"):
        answer = await client.post(
            "/chat", data={"text": "x" * 100_000}, headers={"Accept-Language": language}
        )
        words = services.translators[language](
            "This text is too long. Please use fewer words: what are you looking for?"
        )
        if answer.status != 413 or words not in await answer.text():
            wrong.append((language, answer.status))
    assert not wrong


async def test_unknown_addresses_get_a_sentence(client: Client) -> None:
    wrong = []
    for path in (
        "/nothing",
        "/o/99999999",
        "/o/1x",
        "/chat/../etc/passwd",
        "/static/../../config.toml",
        "/try/coordinator",
    ):
        answer = await client.get(path, headers={"Accept-Language": "en"})
        text = await answer.text()
        if answer.status != 404 or "Open in the chat" not in text or "Traceback" in text:
            wrong.append((path, answer.status, text))
    assert not wrong


async def test_public_page_has_machine_readable_facts(client: Client) -> None:
    answer = await client.get("/o/1?lang=de")
    page = await answer.text()
    facts = orjson.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert facts["@context"] == "https://schema.org"
    assert (facts["@type"], facts["provider"]["@type"]) == ("Course", "Organization")
    assert facts["inLanguage"] == answer.headers["Content-Language"] == "de"
    assert "Set-Cookie" not in answer.headers
    assert "/o/1" in await (await client.get("/sitemap.txt")).text()
    robots = (await (await client.get("/robots.txt")).text()).splitlines()
    assert robots[:3] == ["User-agent: *", "Allow: /$", "Allow: /?lang="]
    assert "Disallow: /" in robots
    assert robots[-1].endswith("/sitemap.xml")


async def test_a_public_page_calls_and_leads_to_the_other_languages(client: Client) -> None:
    page = await (await client.get("/o/1?lang=de")).text()
    assert 'href="tel:' in page
    others = re.findall(r'lang="([a-z-]+)" dir="auto" href="\?lang=([a-z-]+)"', page)
    assert len(others) > 1
    assert not [pair for pair in others if pair[0] != pair[1]]


async def test_it_can_be_installed(client: Client) -> None:
    """All that a browser asks for before it offers to put the chat beside other apps."""
    answer = await client.get("/chat")
    assert "manifest-src 'self'" in answer.headers["Content-Security-Policy"]
    where = re.search(r'rel="manifest" href="([^"]+)"', await answer.text())
    assert where
    answer = await client.get(where[1])
    assert answer.content_type == "application/manifest+json"
    manifest = orjson.loads(await answer.read())
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    for icon in manifest["icons"]:
        image = await client.get(f"/static/{icon['src']}")
        assert (image.status, image.content_type) == (200, icon["type"])
    icon = await client.get("/favicon.ico")
    assert (icon.status, icon.content_type) == (200, "image/png")


async def test_a_shared_link_opens_the_offer_in_its_language(client: Client) -> None:
    page = await (
        await client.get("/chat?start=o1_l-uk_p-rathaus", headers={"Accept-Language": "de"})
    ).text()
    assert '<html lang="uk"' in page
    assert 'data-at="offer.show:1:a...0"' in page


async def test_a_districts_link_puts_it_first(client: Client) -> None:
    await client.get("/chat?start=d-waldshut")
    page = await (await post(client, press="language.set:de")).text()
    assert page.index("Waldshut") < page.index("Esslingen")


async def test_live_screens_arrive_in_the_other_tab(client: Client) -> None:
    token = await csrf(client)
    stream = await client.get("/chat/live")
    await client.post(
        "/chat", data={"csrf": token, "press": "language.set:en"}, headers={"X-Lotse-Tab": "one"}
    )
    lines = [await asyncio.wait_for(stream.content.readline(), scaled(5)) for _ in range(2)]
    assert lines[0] == b"event: screen\n"
    sent = orjson.loads(lines[1].removeprefix(b"data: "))
    assert sent["tab"] == "one"
    assert "Where do you live?" in sent["html"]
    stream.close()


async def test_somebody_without_a_session_hears_nothing(client: Client) -> None:
    assert (await client.get("/chat/live")).status == 204


@pytest.mark.every_database
async def test_health_readiness_and_metrics(client: Client) -> None:
    assert (await client.get("/healthz")).status == 200
    assert (await client.get("/readyz")).status == 200
    text = await metrics_of(client)
    assert 'lotse_retention_overdue{kind="people"} 0.0' in text
    assert "lotse_offers " in text
    assert "lotse_ready 1.0" in text


async def test_metrics_are_not_where_people_are(client: Client) -> None:
    """A proxy that passes everything on must not pass them on."""
    for path in ("/metrics", "/metrics/", "/static/../metrics", "/%6detrics"):
        answer = await client.get(URL(path, encoded=True))
        assert answer.status == 404, path
        assert "lotse_" not in await answer.text(), path


async def test_nothing_outside_the_folder_is_served(client: Client) -> None:
    for path in (
        "/static/../server.py",
        "/static/%2e%2e/server.py",
        "/static/..%2fserver.py",
        "/static/..%5cserver.py",
        "/static/%252e%252e/server.py",
        "/static//etc/passwd",
        "/static/%2fetc/passwd",
        "/static/lotse.css/../../server.py",
        "/static/",
    ):
        answer = await client.get(URL(path, encoded=True))
        text = await answer.text()
        assert answer.status in (403, 404), path
        assert "web_app" not in text, path
        assert "root:" not in text, path


async def test_names_with_html_stay_text(
    client: Client, conversation: Conversation, config: Config, tmp_path: Path
) -> None:
    office = Office(conversation, config)
    nasty = 'id;title;organisation\n1;"<img src=x onerror=alert(1)>\u202e</script>";"<b>VHS"\n'
    await office.imports(csv(tmp_path / "a.csv", nasty, "utf-8"))
    page = await (await client.get(f"/o/{(await office.offer('1')).id}")).text()
    assert "<img" not in page
    assert "\u202e" not in page


async def test_the_key_is_never_shown(client: Client, conversation: Conversation) -> None:
    assert KEY not in await metrics_of(client)
    for path in ("/chat", "/readyz", "/o/1"):
        assert KEY not in await (await client.get(path)).text()
    assert KEY not in repr(conversation.services.config)


NUMBER = "abcdefgh12345678"


async def settings_of(conversation: Conversation) -> list[bool]:
    """Whether each person wants quiet Sundays: what one press turns on and the next one off."""
    async with conversation.database.read() as store:
        rows = await store.execute(select(t.person.c.quiet_sundays))
        return [sundays for (sundays,) in rows]


async def test_a_form_works_once(client: Client, conversation: Conversation) -> None:
    await post(client, press="language.set:en")
    before = await settings_of(conversation)
    first = await post(client, press="quiet.sundays", number=NUMBER)
    again = await post(client, press="quiet.sundays", number=NUMBER)
    assert await settings_of(conversation) == [not before[0]]
    assert again.url.query == first.url.query, "what it led to is shown again"
    await post(client, press="quiet.sundays", number=NUMBER[::-1])
    assert await settings_of(conversation) == before, "another form is another press"


async def test_two_presses_at_once_are_one(client: Client, conversation: Conversation) -> None:
    await post(client, press="language.set:en")
    before = await settings_of(conversation)
    answers = await asyncio.gather(
        *(post(client, press="quiet.sundays", number=NUMBER) for _ in range(7))
    )
    assert {answer.status for answer in answers} == {200}
    assert await settings_of(conversation) == [not before[0]]


async def test_another_button_of_the_same_screen_is_another_press(
    client: Client, conversation: Conversation
) -> None:
    await post(client, press="language.set:en", number=NUMBER)
    answer = await post(client, press="language.set:uk", number=NUMBER)
    assert 'lang="uk"' in await answer.text()


async def test_a_page_can_ask_whether_its_form_arrived(client: Client) -> None:
    assert (await client.get("/chat/sent", params={"number": NUMBER})).status == 404
    await post(client, press="language.set:en", number=NUMBER)
    answer = await client.get("/chat/sent", params={"number": NUMBER})
    assert (answer.status, await answer.text()) == (200, "about:0")
    for number in ("", "x", NUMBER + "x", "é" * 16):
        assert (await client.get("/chat/sent", params={"number": number})).status == 404
    client.session.cookie_jar.clear()
    assert (await client.get("/chat/sent", params={"number": NUMBER})).status == 404


async def test_a_form_that_failed_can_be_sent_again(
    client: Client, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post(client, press="language.set:en")
    before = await settings_of(conversation)

    async def full(*_: object) -> None:
        raise Unavailable("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("storage.people.forms.answered", full)
        await post(client, press="quiet.sundays", number=NUMBER)
    assert await settings_of(conversation) == before
    await post(client, press="quiet.sundays", number=NUMBER)
    assert await settings_of(conversation) == [not before[0]]


async def test_forms_are_forgotten_after_a_day(
    client: Client, conversation: Conversation, config: Config
) -> None:
    await post(client, press="language.set:en", number=NUMBER)
    async with conversation.database.write() as store:
        for hours, gone in ((23, 0), (25, 1)):
            limits = retention.limits(config.retention, NOW + timedelta(hours=hours))
            assert (await retention.forget(store, limits))["forms"] == gone
