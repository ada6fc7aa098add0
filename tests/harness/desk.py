"""People at the desk, in browsers with cookies of their own, without scripts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from io import BytesIO

from aiohttp import ClientResponse, FormData

from bot.domain.grants import Right, Role
from bot.domain.offers import Offer
from bot.domain.people import Person
from bot.domain.sessions import Credentials
from handlers.desk.page import LANGUAGE, PERIOD, ROW, TEXT, Page
from handlers.web.sessions import Sessions, address_of
from storage.catalogue import offers, places
from storage.people import grants, people, sessions
from tests.harness.browsers import FIREFOX, Site
from tests.harness.databases import SEAL
from tests.harness.talk import bare

_OF_FORMS = re.compile(
    r"<textarea\b[^>]*>.*?</textarea>|</?(?:form|input|select|option)\b[^>]*>", re.DOTALL
)
"""The parts of a page that are read: the standard library's parser takes long for all of it."""
OURS = Sessions(SEAL, secure=False)
Sent = Sequence[tuple[str, str]]


class Forms(HTMLParser):
    """The forms of a page, each with the fields that a browser would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.actions: list[str] = []
        self._named: dict[str, dict[str, list[str]]] = {}
        self._area = self._select = ""
        self._text = ""
        self._chosen: str | None = None
        self.feed("".join(_OF_FORMS.findall(page)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            form_id = given.get("id", "")
            self.forms.append(self._named.setdefault(form_id, {}) if form_id else {})
            self.actions.append(given.get("action", ""))
        name = given.get("name", "")
        if not (self.forms or given.get("form")) or "disabled" in given:
            return
        is_box = given.get("type") in ("checkbox", "radio")
        is_off = is_box and "checked" not in given
        if tag == "input" and name and not is_off:
            self._put(name, given.get("value", "on" if is_box else ""), given.get("form", ""))
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select, self._chosen = name, None
        elif tag == "option" and self._select and ("selected" in given or self._chosen is None):
            self._chosen = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self._put(self._area, self._text.removeprefix("\n"))
            self._area = ""
        elif tag == "select" and self._select:
            self._put(self._select, self._chosen or "")
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def _put(self, name: str, value: str, form: str = "") -> None:
        """Note a field of the form around it, or of the one that it names."""
        fields = self._named.setdefault(form, {}) if form else self.forms[-1]
        fields.setdefault(name, []).append(value)


def path_of(page: Page, row_id: object) -> str:
    """Return an address of a page: of a row, of the second half of 2026, of an offer in uk."""
    path = page.path.replace(ROW, str(row_id)).replace(PERIOD, "2026-H2")
    return path.replace(TEXT, "offer").replace(LANGUAGE, "uk")


async def offers_here(site: Site, slug: str = "waldshut") -> list[Offer]:
    """Return the offers of a district."""
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        return await offers.of_district(store, district.id)


@dataclass
class AtDesk:
    """Somebody at the desk; ``page`` is the HTML that they see, ``location`` where they are."""

    site: Site
    cookie: str
    person: Person
    page: str = ""
    status: int = 0
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words of the page."""
        return re.sub(r"\s+", " ", bare(unescape(re.sub(r"<[^>]+>", " ", self.page))))

    def form(self, holding: str) -> dict[str, list[str]]:
        """The first form of the page with a field of that name."""
        return next(form for form in Forms(self.page).forms if holding in form)

    async def get(self, path: str) -> "AtDesk":
        answer = await self.site.client.get(path, headers=self._sent(), allow_redirects=False)
        await self._took(answer, path)
        return self

    async def send(
        self, path: str, form: Mapping[str, object], *, follows: bool = True, **more: str
    ) -> "AtDesk":
        """Send a form; ``more`` are headers. A redirect is followed."""
        pairs = [
            (name, str(value))
            for name, values in form.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        answer = await self.site.client.post(
            path, data=pairs, headers=self._sent() | more, allow_redirects=False
        )
        await self._took(answer, path)
        if answer.status == 303 and follows:
            await self.get(answer.headers["Location"])
        return self

    async def upload(
        self,
        path: str,
        form: Mapping[str, object],
        files: Mapping[str, bytes],
        field: str = "files",
        *,
        follows: bool = True,
    ) -> "AtDesk":
        """Send a form with files in one of its fields. A redirect is followed."""
        data = FormData()
        for key, values in form.items():
            for value in values if isinstance(values, list) else [values]:
                if key != field:
                    data.add_field(key, str(value))
        for name, content in files.items():
            data.add_field(
                field, BytesIO(content), filename=name, content_type="application/octet-stream"
            )
        answer = await self.site.client.post(
            path, data=data, headers=self._sent(), allow_redirects=False
        )
        await self._took(answer, path)
        if answer.status == 303 and follows:
            await self.get(answer.headers["Location"])
        return self

    async def fill(self, path: str, holding: str = "base", **values: object) -> "AtDesk":
        """Open a page and send its form with other values in some fields."""
        await self.get(path)
        return await self.send(path, self.form(holding) | values)

    def _sent(self) -> dict[str, str]:
        cookie = {"Cookie": f"lotse={self.cookie}"} if self.cookie else {}
        return {"Accept-Language": "en", "User-Agent": FIREFOX, **cookie}

    async def _took(self, answer: ClientResponse, path: str) -> None:
        self.status, self.headers = answer.status, answer.headers
        self.location = answer.headers.get("Location", path)
        for header in answer.headers.getall("Set-Cookie", []):
            if given := re.match(r"lotse=([^;]*);", header):
                self.cookie = given[1]
        is_page = answer.content_type == "text/html"
        self.page = await answer.text() if is_page else ""


async def at_desk(
    site: Site,
    role: Role | None = Role.COORDINATOR,
    slug: str = "waldshut",
    organisation_id: int | None = None,
    language: str = "en",
    into: str = "",
) -> AtDesk:
    """Somebody with a role who is signed in; None is nobody in particular, signed in too.

    ``into`` is the language of a translator.
    """
    cookie = OURS.new(site.moment)
    secret = OURS.secret()
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, slug)
        assert district
        person = Person(
            language=language,
            language_chosen=True,
            district_id=district.id,
            consent_version=1,
            consent_at=site.moment,
        )
        met = await people.meet(store, address_of(cookie.address), person, site.moment)
        if role:
            right = Right(role, district.id, organisation_id, language=into)
            await grants.give(store, met.id, right, site.moment)
        await sessions.begin(store, met.id, secret, "", site.moment)
    credentials = Credentials(cookie.address, secret)
    return AtDesk(site, OURS.value(OURS.of_credentials(credentials, site.moment)), met)
