"""Released reports to the council for everybody: a page in each language, and the same as JSON.

A draft is never read here. What is not public is left out by ``bot/rules/public_reports.py``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

import orjson
from aiohttp import ETag, web

from bot.domain.council_reports import CouncilReport
from bot.domain.half_years import half_year_named
from bot.domain.places import District
from bot.i18n import Translator
from bot.rules.council_reports import Snapshot, canonical, is_unbroken
from bot.rules.problems import Problem
from bot.rules.public_reports import public_part
from bot.rules.starts import Start, start_payload
from bot.screens import problems
from bot.screens.council_reports import document
from bot.screens.pictures import logo_of
from bot.screens.public_reports import changed_parts
from bot.screens.report_blocks import Document
from bot.templates import script
from handlers.dialogue.conversation import Conversation
from handlers.files import report_html
from handlers.web.codings import compress
from handlers.web.rendering import Pages
from handlers.web.sessions import hints_of
from storage.catalogue import places
from storage.measures import council_reports

REPORT = r"/r/{district:[\w-]{1,60}}/{period:\d{4}-[Hh][12]}"
VARY = "Accept-Language, Accept-Encoding, Cookie"
"""What a public page depends on besides its address."""
KEPT = "public, max-age=300"
"""How long others may keep a page: a correction shows after five minutes."""
_FILE = "https://schema.oparl.org/1.1/File"


@dataclass(frozen=True, slots=True)
class Released:
    """The versions of a report of a district, the first one first, and the one that is read."""

    district: District
    versions: Sequence[CouncilReport]
    chosen: CouncilReport

    @property
    def snapshot(self) -> Snapshot:
        """What everybody may read of the chosen version."""
        return _public(self.chosen)

    @property
    def before(self) -> CouncilReport | None:
        """The version before the chosen one; None for the first."""
        return next((v for v in self.versions if v.version == self.chosen.version - 1), None)


class PublicReports:
    """The pages of released reports, which only read."""

    def __init__(self, conversation: Conversation, pages: Pages) -> None:
        self._conversation = conversation
        self._pages = pages

    async def page(self, request: web.Request) -> web.Response:
        """Return a report in the reader's language; 404 if none is released."""
        asked = "lang" in request.query
        return await self._answer(request, partial(self._page, is_asked=asked))

    async def json(self, request: web.Request) -> web.Response:
        """Return the public part of a report as JSON, with OParl's metadata."""
        return await self._answer(request, self._json)

    async def _answer(
        self, request: web.Request, show: Callable[[Released, Translator], web.Response]
    ) -> web.Response:
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        released = await self._released(request)
        if released is None:
            return self._sentence(tr, Problem.NO_REPORT, 404)
        if not is_unbroken(released.chosen):
            return self._sentence(tr, Problem.REPORT_BROKEN, 503)
        return _kept(request, show(released, tr))

    async def _released(self, request: web.Request) -> Released | None:
        """Return the report of the address; a version that does not exist is the last one."""
        period = half_year_named(request.match_info["period"])
        async with self._conversation.database.read() as store:
            district = await places.district_named(store, request.match_info["district"])
            if district is None or period is None:
                return None
            versions = await council_reports.versions(store, district.id, period)
        if not versions:
            return None
        by_name = {str(version.version): version for version in versions}
        return Released(
            district, versions, by_name.get(request.query.get("version", ""), versions[-1])
        )

    def _sentence(self, tr: Translator, problem: Problem, status: int) -> web.Response:
        text = problems.problem(tr, problem).text
        page = self._pages.public("page.html", tr, text=text)
        return web.Response(text=page, content_type="text/html", status=status)

    def _page(self, released: Released, tr: Translator, *, is_asked: bool) -> web.Response:
        """``is_asked``: the address names the language."""
        snapshot = released.snapshot
        report = document(tr, snapshot)
        url = self._url(snapshot)
        page = self._pages.public(
            "council_report.html",
            tr,
            report=report,
            body=report_html.body(report),
            changed=_changed(tr, released, report),
            versions=released.versions,
            chosen=released.chosen.version,
            is_latest=released.chosen is released.versions[-1],
            url=url,
            asked=tr.language.code if is_asked else "",
            languages=list(self._conversation.services.languages.values()),
            start=start_payload(Start(district=snapshot["district"]["slug"])),
            place=released.district.name,
            logo=logo_of(released.district),
            metadata=script(_paper(snapshot, released, url)),
        )
        headers = {"Content-Language": tr.language.code, "Vary": VARY}
        return web.Response(text=page, content_type="text/html", headers=headers)

    def _json(self, released: Released, _: Translator) -> web.Response:
        snapshot = released.snapshot
        metadata = _paper(snapshot, released, self._url(snapshot))
        content = canonical({**snapshot, "oparl": metadata})
        return web.Response(body=content, content_type="application/json")

    def _url(self, snapshot: Snapshot) -> str:
        base = self._conversation.services.base_url
        return f"{base}{path_of(snapshot['district']['slug'], snapshot['period'])}"


def path_of(district: str, period: object) -> str:
    """Return the path of the public page of a report."""
    return f"/r/{district}/{period}"


def _public(report: CouncilReport) -> Snapshot:
    return public_part(orjson.loads(report.snapshot))


def _changed(tr: Translator, released: Released, report: Document) -> tuple[str, ...]:
    """Return the parts that the chosen version changed; none for the first one."""
    before = released.before
    return changed_parts(document(tr, _public(before)), report) if before else ()


def _paper(snapshot: Snapshot, released: Released, url: str) -> dict[str, Any]:
    """Return the metadata of a report under the names of OParl 1.1 (schema:Paper)."""
    own = f"{url}.json?version={released.chosen.version}"
    return {
        **snapshot["oparl"],
        "id": own,
        "reference": f"{snapshot['district']['slug']} {snapshot['period']}",
        "created": released.versions[0].released_at.isoformat(),
        "modified": released.chosen.released_at.isoformat(),
        "web": f"{url}?version={released.chosen.version}",
        "mainFile": {
            "id": own,
            "type": _FILE,
            "name": snapshot["oparl"]["name"],
            "mimeType": "application/json",
            "date": snapshot["oparl"]["date"],
            "accessUrl": own,
        },
    }


def _kept(request: web.Request, response: web.Response) -> web.Response:
    """Let others keep a response; who has it already gets no body (RFC 9110, 13.1.2)."""
    content = response.body if isinstance(response.body, bytes) else b""
    etag = sha256(content).hexdigest()[:32]
    response.headers["Cache-Control"] = KEPT
    response.etag = etag
    known = request.if_none_match or ()
    if any(tag.value in (etag, "*") for tag in known):
        headers = {
            n: response.headers[n] for n in ("Cache-Control", "Vary") if n in response.headers
        }
        unchanged = web.Response(status=304, headers=headers)
        unchanged.etag = ETag(etag)
        return unchanged
    compress(request, response)
    return response
