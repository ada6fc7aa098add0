"""A document or picture with a message.

The office sends it; only the recipients of the message can open it.
"""

import re
from argparse import Namespace
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer

from bot.config_sections import Retention
from bot.domain.attachments import Attachment
from bot.domain.grants import Role
from bot.rules import attachments as rules
from bot.rules.problems import Problem, Refusal
from handlers.cli import announcements as cli
from handlers.delivery import files
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Attached, Pressed
from handlers.telegram.files import attached
from handlers.web.server import web_app
from storage import retention
from storage.catalogue import attachments
from storage.engine.store import Store
from storage.groups import memberships
from storage.messaging import announcements
from storage.people import people
from tests.harness.browsers import with_emoji
from tests.harness.circles import lead_of, number_of
from tests.harness.databases import NOW
from tests.harness.offices import Office
from tests.harness.talk import Talk
from tests.harness.telegram import Clock, OnTelegram
from tests.test_announcing import delivered, somebody
from tests.test_meetings import NAME, member_of

PDF, JPEG = b"%PDF-1.7 sample", b"\xff\xd8\xff sample"
PLAN = Attachment("Plan für Mai.pdf", "application/pdf", len(PDF), PDF)
ASKED = (
    ("/announce", ""),
    ("[✏️ Neue", ""),
    ("Der Plan ist da.", ""),
    ("[Art und Datei]", "[📎 Datei hinzufügen]"),
    ("[📎 Datei", "höchstens 5 MB"),
)


async def came(channel: Conversation) -> int:
    """What the next tick fetches."""
    return await channel.telegram.fetcher.fetch() if isinstance(channel, OnTelegram) else 0


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("file", "name"),
    [(PLAN, "Plan für Mai.pdf"), (Attachment("", "image/jpeg", len(JPEG), JPEG), "lotse.jpg")],
)
async def test_the_office_adds_a_file_and_people_open_it(
    channel: Conversation, file: Attachment, name: str
) -> None:
    newcomer = await somebody(channel, "newcomer", "ar")
    stranger = await somebody(channel, "stranger", slug="konstanz")
    office = await somebody(channel, "office", role=Role.COORDINATOR)
    await office.goes(*ASKED)
    await office.hear(Attached(file))
    assert f"📎 {name}" in office.shown
    if isinstance(channel, OnTelegram):
        await office.goes(
            ("[✅ Senden]", "noch auf dem Weg zu uns"), ("/announce", ""), ("[Der Plan", "")
        )
        assert await came(channel) == 1
        assert await came(channel) == 0
    await office.goes(
        ("[Vorschau]", f"[📎 {name} öffnen]"),
        ("[‹ Zurück]", ""),
        ("[✅ Senden]", "Noch zu senden: weniger als 5"),
    )
    await newcomer.look("attachment.open:1")
    assert "Der Plan ist da." in newcomer.shown
    (given,) = newcomer.screen.documents
    assert (given.name, given.content) == (name, file.content)
    for forger in (
        stranger,
        await somebody(channel, "other", role=Role.COORDINATOR, slug="konstanz"),
    ):
        await forger.look("attachment.open:1")
        assert not forger.screen.documents
        assert "attachment" not in forger.shown


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            Attachment("virus.exe", "application/x-msdownload", 9, b"MZ sample"),
            "können wir nicht annehmen",
        ),
        (Attachment("leer.pdf", "application/pdf", 0, b""), "können wir nicht annehmen"),
        (
            Attachment(
                "groß.pdf",
                "application/pdf",
                rules.LARGEST + 1,
                b"%PDF-" + b"x" * (rules.LARGEST - 4),
            ),
            "zu groß",
        ),
    ],
)
async def test_other_files_are_refused_and_the_question_stays(
    channel: Conversation, file: Attachment, words: str
) -> None:
    office = await somebody(channel, "office", role=Role.COORDINATOR)
    await office.goes(*ASKED)
    await office.hear(Attached(file))
    assert words in office.shown
    await office.hear(Attached(PLAN))
    assert "📎 Plan für Mai.pdf" in office.shown
    await office.goes(("[Art und Datei]", "[Datei entfernen]"), ("[Datei entfernen]", "!📎"))


async def test_what_is_not_what_it_says_is_forgotten_when_it_comes(telegram: OnTelegram) -> None:
    office = await somebody(telegram, "office", role=Role.COORDINATOR)
    await office.goes(*ASKED)
    await office.hear(Attached(Attachment("a.pdf", "application/pdf", 9, b"<html>bad")))
    assert await came(telegram) == 0
    await office.goes(("/announce", ""), ("[Der Plan", "!📎", "[✅ Senden]"))


async def test_a_file_that_nobody_asked_for_is_not_kept(channel: Conversation) -> None:
    newcomer = await somebody(channel, "newcomer")
    await newcomer.say("/start")
    await newcomer.hear(Attached(PLAN))
    assert "Bilder" in newcomer.shown
    async with channel.database.read() as store:
        assert not await attachments.by_ids(store, {1})


@pytest.mark.parametrize(
    ("name", "mime", "content", "kept"),
    [
        ("../../etc/Plan.PDF", "", PDF, "Plan.pdf"),
        ("C:\\Plan.jpeg", "", JPEG, "Plan.jpg"),
        ("\u202efdp.pdf", "", PDF, "fdp.pdf"),
        ("x" * 300 + ".pdf", "", PDF, "x" * 59 + "….pdf"),
        ("", "application/pdf", PDF, "lotse.pdf"),
        ("Plan", "application/pdf", PDF, "Plan.pdf"),
    ],
)
def test_names_are_clean(name: str, mime: str, content: bytes, kept: str) -> None:
    assert rules.checked(Attachment(name, mime, len(content), content)).name == kept


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", JPEG), ("a.jpg", PDF), ("a.docx", PDF), ("a.svg", b"<svg/>"), ("a.html", b"<p>")],
)
def test_a_wrong_kind_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        rules.checked(Attachment(name, "text/html", len(content), content))
    assert refused.value.problem is Problem.FILE_KIND


@pytest.mark.parametrize(
    "message",
    [
        {"document": []},
        {"document": {"file_id": 7}},
        {"document": {"file_id": "", "file_size": 1}},
        {"document": {"file_id": "x" * 201}},
        {"document": {"file_id": "x", "file_size": "big"}},
        {"photo": {}},
        {"photo": [1, None]},
        {"photo": [{"file_id": "x", "file_size": 10**8}]},
        {"animation": {}, "document": {"file_id": "x", "file_size": 1}},
    ],
)
def test_nonsense_is_no_file(message: dict[str, object]) -> None:
    assert attached(message) is None


def uploaded(csrf: str, content: bytes, answers: str) -> FormData:
    form = FormData({"csrf": csrf, "answers": answers})
    form.add_field("file", BytesIO(content), filename="Plan.pdf", content_type="application/pdf")
    return form


async def test_the_web_takes_a_file_and_gives_it_to_who_has_the_link(
    conversation: Conversation,
) -> None:
    async with TestClient(TestServer(web_app(conversation, lambda: NOW))) as client:
        csrf = _csrf(await (await client.get("/chat")).text())
        session = next(
            cookie.value for cookie in client.session.cookie_jar if cookie.key.endswith("lotse")
        )
        office = await somebody(conversation, session.partition(".")[0], role=Role.COORDINATOR)
        await office.goes(*ASKED)
        press = {"csrf": csrf, "press": office.screen.expects}
        asked = await (await client.post("/chat", data=press)).text()
        answers = re.findall(r'name="answers" value="([^"]+)"', asked)[-1]
        page = await client.post("/chat", data=uploaded(csrf, PDF + b"x" * 1_000_000, answers))
        assert "📎 Plan.pdf" in _seen(await page.text())
        large = uploaded(csrf, b"%PDF-" + b"x" * 6_000_000, answers)
        refused = await client.post("/chat", data=large)
        assert (refused.status, "5 MB" in await refused.text()) == (413, True)
        found = re.search(
            r'href="(/attachment/[^"]+)"', await (await client.get("/chat?at=attachment:1")).text()
        )
        assert found
        given = await client.get(found[1])
        assert (await given.read()).startswith(PDF)
        assert given.headers["Content-Disposition"].startswith("attachment")
        digits = re.fullmatch(r"/attachment/(\d+)-(\d+)-(\d+)-([0-9a-f]+)", found[1])
        assert digits
        file, person, until, proof = digits.groups()
        forged = (
            f"{file}-{person}-{until}-{'0' * 32}",
            f"{file}-{int(person) + 1}-{until}-{proof}",
            f"{file}-{person}-{int(until) + 1}-{proof}",
            f"{int(file) + 1}-{person}-{until}-{proof}",
            f"{file}-{proof}",
            proof,
        )
        wrong = [path for path in forged if (await client.get(f"/attachment/{path}")).status != 404]
        assert not wrong


@pytest.mark.every_database
async def test_a_link_to_a_file_ends_with_the_hour_the_membership_and_the_file(
    conversation: Conversation,
) -> None:
    """Rights are asked at each opening: of minutes, of a message, of an offer."""
    lead, member = await lead_of(conversation, NAME), await member_of(conversation, "member")
    other = await member_of(conversation, "other")
    group_id, clock = await number_of(conversation, NAME), Clock()
    await lead.hear(Pressed(f"result.new:{group_id}:minutes"))
    await lead.hear(Attached(PLAN))
    links = [await _link(talk, "result.file:1") for talk in (member, other, lead)]
    async with TestClient(TestServer(web_app(conversation, clock))) as client:

        async def statuses() -> list[int]:
            return [(await client.get(link)).status for link in links]

        assert await statuses() == [200, 200, 200]
        clock.moment = NOW + files.GOOD_FOR + timedelta(seconds=1)
        assert await statuses() == [404, 404, 404]
        clock.moment = NOW
        async with conversation.database.read() as store:
            members = await memberships.members(store, group_id)
        (gone,) = [one.id for one in members if one.name == "Member"]
        await lead.hear(Pressed(f"member.remove!:{gone}"))
        await other.hear(Pressed("data.delete"))
        assert await statuses() == [404, 404, 200]
        await lead.hear(Pressed("result.delete!:1"))
        assert await statuses() == [404, 404, 404]
    async with conversation.database.read() as store:
        assert not await attachments.by_ids(store, {1})


@pytest.mark.every_database
async def test_a_link_to_the_file_of_a_message_ends_when_it_is_taken_off(
    conversation: Conversation,
) -> None:
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    reader = await somebody(conversation, "reader")
    await office.goes(*ASKED)
    await office.hear(Attached(PLAN))
    async with conversation.database.read() as store:
        person = await people.at(store, reader.address)
    assert person
    async with TestClient(TestServer(web_app(conversation, lambda: NOW))) as client:
        early = files.link_to(conversation.services.seal, 1, person.id, NOW)
        assert (await client.get(early)).status == 404
        await office.goes(("[✅ Senden]", ""))
        assert (await client.get(early)).status == 200
        async with conversation.database.write() as store:
            announcement = await announcements.by_id(store, 1)
            assert announcement
            await announcements.change(store, replace(announcement, attachment_id=None), NOW)
        assert (await client.get(early)).status == 404


async def _link(talk: Talk, press: str) -> str:
    await talk.look(press)
    (document,) = talk.screen.documents
    return document.url


def _csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def _seen(page: str) -> str:
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", with_emoji(page))


async def test_a_file_beside_the_message_goes_with_it(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    reader = await somebody(conversation, "reader")
    (tmp_path / "Plan.pdf").write_bytes(PDF)
    (tmp_path / "message.toml").write_text(
        'district = "waldshut"\nattachment = "Plan.pdf"\n[text]\nde = "Der Plan ist da."\n', "utf-8"
    )
    assert (
        await cli.announce(
            office.context, Namespace(file=str(tmp_path / "message.toml"), send=True, json=True)
        )
        == 0
    )
    await delivered(conversation)
    await reader.goes(
        ("/start", "📬"),
        ("[📬 ", ""),
        ("[● ", "[📎 Plan.pdf öffnen]"),
        ("[📎 ", "Der Plan ist da."),
    )
    assert [document.content for document in reader.screen.documents] == [PDF]
    (tmp_path / "message.toml").write_text(
        'district = "waldshut"\nattachment = "fehlt.pdf"\n[text]\nde = "x"\n', "utf-8"
    )
    assert (
        await cli.announce(
            office.context, Namespace(file=str(tmp_path / "message.toml"), send=True, json=True)
        )
        == 2
    )
    assert "fehlt.pdf?" in office.lines[-1]


@pytest.mark.every_database
async def test_what_no_message_has_any_more_is_forgotten(conversation: Conversation) -> None:
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    await office.goes(*ASKED)
    await office.hear(Attached(PLAN))
    async with conversation.database.write() as store:
        assert await _unused(store, NOW.replace(year=2030)) == 0
        one = await announcements.by_id(store, 1)
        assert one
        await announcements.change(store, replace(one, attachment_id=None), NOW)
        assert await _unused(store, NOW) == 0
        assert await _unused(store, NOW.replace(year=2030)) == 1


async def _unused(store: Store, before: datetime) -> int:
    """Forget them as the retention does; return how many they were."""
    limit = retention.limits(Retention(strangers_hours=0), before)
    (rule,) = [rule for rule in retention.RULES if rule.kind == "attachments"]
    return await rule.enforce(store, limit)


async def test_forged_presses_about_files_change_nothing(conversation: Conversation) -> None:
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    await office.goes(*ASKED)
    await office.hear(Attached(PLAN))
    newcomer: Talk = await somebody(conversation, "newcomer")
    for press in (
        "message.file:1",
        "message.no_file:1",
        "message.never_twice:1",
        "attachment.open:1",
    ):
        await newcomer.hear(Pressed(press))
        assert (
            "Sie haben dafür keine Berechtigung." in newcomer.shown
            or "funktioniert nicht mehr" in newcomer.shown
        )
    async with conversation.database.read() as store:
        one = await announcements.by_id(store, 1)
    assert one
    assert (one.attachment_id, one.never_twice) == (1, False)
