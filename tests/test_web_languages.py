"""The language of a stranger is the one that the browser wants most (kind K14)."""

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.catalogues import load_languages
from bot.environment import ROOT
from bot.i18n import best_language
from handlers.dialogue.conversation import Conversation
from handlers.web.codings import takes_gzip
from handlers.web.languages import preferred
from handlers.web.server import web_app
from tests.harness.databases import NOW

WANTED = {
    "uk": "uk",
    "de;q=0.5, uk": "uk",
    "de;q=0.5,uk;q=0.9,en;q=0.7": "uk",
    "en;q=0.8, ar;q=0.8, fa;q=0.9": "fa",
    "pt-BR, pt;q=0.9, fr;q=0.2": "fr",
    "de;q=0, ru;q=0.001": "ru",
    "en; q=0.1 , tr ; Q = 0.3": "tr",
    "uk;q=1.000, de;q=0.999": "uk",
    "fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5": "fr",
    "*, en;q=0.5": "en",
    "*": "de",
    "": "de",
    "tlh, x-klingon": "de",
    "en;q=x, pl;q=0.1": "pl",
    "en;q=2, pl;q=0.1": "pl",
    "en;q=nan, pl;q=0.1": "pl",
    "en;q=0.12345, pl;q=0.1": "pl",
    "en;level=1;q=0.2, pl;q=0.1": "pl",
    ";q=,;,,;;*, ro": "ro",
    "de_DE;q=0.3, uk_UA;q=0.4": "uk",
    "ku;q=0.9, de;q=0.8": "kmr",
    "prs": "fa",
    ", ".join(f"x{letter}" for letter in "abcdefghijklmnopqrstuvwxyz") + ", so": "so",
    "de;q=0.1," + " " * 300 + "uk;q=0.9": "uk",
}


def test_k14_the_weights_of_a_browser_count() -> None:
    supported, wrong = load_languages(ROOT / "locales"), []
    for header, language in WANTED.items():
        if (got := best_language(preferred([header]), supported)) != language:
            wrong.append((header, got))
    assert not wrong


def test_k14_several_headers_are_one_list() -> None:
    assert preferred(["de;q=0.5", "uk", "en;q=0.7"]) == ("uk", "en", "de")


def test_k14_a_header_is_read_in_bounded_time() -> None:
    assert len(preferred(["de," * 100_000])) <= 100
    assert preferred(["a-" * 100_000, ";" * 100_000]) == ()


@pytest.mark.parametrize(("header", "language"), [("de;q=0.5, uk", "uk"), ("de;q=0, ar", "ar")])
async def test_k14_a_page_is_in_the_language_that_is_wanted_most(
    conversation: Conversation, header: str, language: str
) -> None:
    async with TestClient(TestServer(web_app(conversation, lambda: NOW))) as client:
        page = await (await client.get("/chat", headers={"Accept-Language": header})).text()
    assert f'lang="{language}"' in page


CODINGS = {
    "gzip": True, "gzip, deflate, br": True, "br;q=1.0, gzip;q=0.8, *;q=0.1": True, "*": True,
    "GZIP ; Q=0.001": True, "x-gzip": True, "deflate, *": True, "gzip;q=x": True,
    "": False, "identity": False, "gzip;q=0": False, "gzip;q=0.000, *": False, "*;q=0": False,
    "br, gzip; q=0": False, "identity;q=1, *;q=0": False, "x-bgzip": False, "nogzip": False,
}  # fmt: skip


def test_k14_a_coding_that_is_refused_is_not_used() -> None:
    assert [header for header, takes in CODINGS.items() if takes_gzip([header]) != takes] == []
    assert not takes_gzip([])
    assert not takes_gzip(["br", "gzip;q=0"])


PATHS = ("/static/lotse.css", "/sw.js", "/embed.js", "/offline", "/", "/o/1", "/sitemap.xml")


async def test_k14_pages_and_files_come_as_they_are_to_who_refuses_gzip(
    conversation: Conversation,
) -> None:
    wrong = []
    server = TestServer(web_app(conversation, lambda: NOW))
    async with TestClient(server, auto_decompress=False) as client:
        for path in PATHS:
            for header, takes in CODINGS.items():
                answer = await client.get(path, headers={"Accept-Encoding": header})
                is_packed = answer.headers.get("Content-Encoding") == "gzip"
                if is_packed != takes or "Accept-Encoding" not in answer.headers["Vary"]:
                    wrong.append((path, header))
    assert not wrong
