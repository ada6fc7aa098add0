"""Addresses that no database can be asked for, and what becomes of them before a page sees them."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from yarl import URL

from handlers.web.posts import LONGEST_NAME, readable


def asked(path: str) -> web.Request:
    """A request whose address is taken as it came, as a server takes it."""
    return make_mocked_request("GET", path)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/chat?at=home%00:0&lang=d%00e", {"at": "home:0", "lang": "de"}),
        ("/chat?a%00t=home", {"at": "home"}),
        ("/chat?at=home:0&at=x", {"at": "home:0"}),
        ("/" + "x" * LONGEST_NAME, {}),
    ],
)
def test_a_query_is_read_without_what_no_database_takes(path: str, wanted: dict[str, str]) -> None:
    query = readable(asked(path)).query
    assert {name: query[name] for name in query} == wanted


@pytest.mark.parametrize("path", ["/c%00hat", "/d/%ED%A0%80", "/chat?at=%ED%A0%80", "/%00"])
def test_an_address_that_is_no_text_is_refused(path: str) -> None:
    request = asked("/")
    request = request.clone(rel_url=URL(path.replace("%ED%A0%80", "\ud800"), encoded=True))
    with pytest.raises(web.HTTPBadRequest):
        readable(request)


def test_a_name_that_no_file_can_have_is_not_looked_for() -> None:
    with pytest.raises(web.HTTPNotFound):
        readable(asked("/static/" + "ü" * (LONGEST_NAME // 2 + 1)))
