"""The import of the desk: from the files to what is stored, and back."""

import io
import re
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import func, select

from bot.domain.import_drafts import DraftState, ImportDraft
from bot.domain.offers import Offer, State, Target, Way, text_in
from bot.rules import exports, named_cells, office_exports
from bot.rules.columns import canonical
from bot.rules.desk import LONGEST_FORM
from handlers.desk.pages import PAGES
from handlers.dialogue.conversation import Conversation
from handlers.web import posts
from handlers.workflows.import_drafts import store_asked
from storage import schema as t
from storage.catalogue import offers, places
from storage.desk import import_drafts
from storage.engine.sealing import Seal
from storage.people import audits, grants
from tests.harness.browsers import Site, opened
from tests.harness.desk import AtDesk, at_desk

HEAD = ("Nr.", "Titel", "Träger", "Ort", "Telefon", "E-Mail")
GOOD = (
    ("1", "Nähkurs", "AWO Waldshut", "Wehr", "07751 1234", "kurs@awo.example"),
    ("2", "Schwimmkurs", "AWO Waldshut", "Wehr", "07751 1235", "kurs@awo.example"),
)
EVIL = '=HYPERLINK("http://evil.example") <b>fett</b> \u202eumgedreht'
LARGE = 33 * 1024 * 1024


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


def csv_of(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> bytes:
    lines = [";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    return "\r\n".join([";".join(head), *lines]).encode("utf-8-sig")


def xlsx_of(rows: Sequence[Sequence[object]]) -> bytes:
    book, into = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Kurse"
    for row in rows:
        sheet.append(list(row))
    book.save(into)
    return into.getvalue()


async def send_files(
    desk: AtDesk, files: Mapping[str, bytes], source: str = "AWO-Liste", **more: str
) -> AtDesk:
    """Choose files on the page of imports and send them; go where that leads."""
    await desk.get("/desk/import")
    return await desk.upload("/desk/import", desk.form("source") | {"source": source} | more, files)


async def press(desk: AtDesk, path: str = "", **values: object) -> AtDesk:
    """Send the form of the page with other values; a button is a value, too."""
    return await desk.send(path or desk.location, desk.form("base") | values)


async def stored(site: Site) -> int:
    """Let everything that was confirmed be stored, as the clock does."""
    database, services = site.conversation.database, site.conversation.services
    return await store_asked(database, services, site.moment)


async def imported(site: Site, source: str = "AWO-Liste") -> dict[str, Offer]:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        listed = await offers.of_district(store, district.id)
    return {offer.external_id: offer for offer in listed if offer.source == source}


async def the_draft(site: Site) -> ImportDraft:
    async with site.conversation.database.read() as store:
        ids = (await store.execute(select(t.import_draft.c.id).order_by(t.import_draft.c.id))).all()
        draft = await import_drafts.by_id(store, ids[-1].id)
    assert draft
    return draft


async def run(desk: AtDesk, files: Mapping[str, bytes], **more: str) -> AtDesk:
    """The whole way of a list without mistakes."""
    await send_files(desk, files, **more)
    await press(desk, act="next")
    await desk.get(f"/desk/import/{(await the_draft(desk.site)).id}/preview")
    await press(desk, act="run")
    await stored(desk.site)
    return await desk.get(f"/desk/import/{(await the_draft(desk.site)).id}")


async def acted(site: Site) -> list[tuple[str, str, bool]]:
    async with site.conversation.database.read() as store:
        lines = await audits.latest(store, 20, acts_only=True)
    return [(line.action, line.origin, line.person_id is not None) for line in lines]


@pytest.mark.every_database
async def test_from_the_file_to_the_offers_and_back(site: Site) -> None:
    """Sent, read, seen before it is stored, stored, listed, undone."""
    desk = await at_desk(site)
    await send_files(desk, {"awo.csv": csv_of(GOOD)})
    assert desk.status == 200
    assert "2 rows were read." in desk.text
    await press(desk, act="next")
    assert "There are no mistakes." in desk.text
    draft = await the_draft(site)
    await desk.get(f"/desk/import/{draft.id}/preview")
    assert "New 2 Changed 0 Unchanged 0" in desk.text
    assert not await imported(site)
    await press(desk, act="run")
    assert "The import starts in a few seconds." in desk.text
    assert not await imported(site), "nothing is stored by the press itself"
    assert await stored(site) == 1
    await desk.get(desk.location)
    assert "The import is stored." in desk.text
    known = await imported(site)
    titles = {number: text_in(offer.details.texts, "de").title for number, offer in known.items()}
    assert titles == {"1": "Nähkurs", "2": "Schwimmkurs"}
    assert known["1"].details.phone == "07751 1234"
    assert await acted(site) == [("import", "desk", True)]
    await desk.get("/desk/import")
    assert "AWO-Liste 2" in desk.text
    assert "Not imported yet" not in desk.text
    found = re.search(r"/desk/import/runs/\d+", desk.page)
    assert found
    await desk.get(found[0])
    assert "Undoing deletes 2 offers" in desk.text
    await desk.send(found[0], desk.form("csrf"))
    assert "Undone." in desk.text
    assert not await imported(site)
    assert await acted(site) == [("undo-import", "desk", True), ("import", "desk", True)]
    assert await stored(site) == 0


async def test_a_second_import_shows_what_it_would_change(site: Site) -> None:
    """New, changed with before and after, missing; kept or closed as somebody says."""
    desk = await at_desk(site)
    await run(desk, {"awo.csv": csv_of(GOOD)})
    changed = [("1", "Nähkurs", "AWO Waldshut", "Wehr", "07751 9999", "kurs@awo.example")]
    new = [("3", "Chor", "AWO Waldshut", "Wehr", "07751 1236", "chor@awo.example")]
    await send_files(desk, {"awo.csv": csv_of([*changed, *new])})
    path = f"/desk/import/{(await the_draft(site)).id}/preview"
    await desk.get(path)
    assert "New 1 Changed 1 Unchanged 0" in desk.text
    assert "Phone 07751 1234 07751 9999" in desk.text
    assert "now missing 1 Schwimmkurs" in desk.text
    await press(desk, act="run", closes_missing="1")
    assert "Your answers are kept." in desk.text, "the plan with this answer was not shown yet"
    await press(desk, path, act="run")
    await stored(site)
    states = {number: offer.details.state for number, offer in (await imported(site)).items()}
    assert states == {"1": "published", "2": "closed", "3": "published"}
    assert (await imported(site))["1"].details.phone == "07751 9999"


async def test_what_somebody_here_changed_is_a_conflict(site: Site) -> None:
    desk = await at_desk(site)
    await run(desk, {"awo.csv": csv_of(GOOD)})
    ours = (await imported(site))["1"]
    await desk.fill(f"/desk/offers/{ours.id}", phone="07751 1111")
    row = (*GOOD[0][:4], "07751 2222", GOOD[0][5])
    await send_files(desk, {"awo.csv": csv_of([row, GOOD[1]])})
    path = f"/desk/import/{(await the_draft(site)).id}/preview"
    await desk.get(path)
    assert "07751 1234 07751 1111 07751 2222" in desk.text
    await press(desk, act="theirs")
    assert "Changed 1" in desk.text
    await press(desk, act="run")
    await stored(site)
    assert (await imported(site))["1"].details.phone == "07751 2222"


async def test_conflicts_are_settled_cell_by_cell(site: Site) -> None:
    """Ours of one cell and the file's of another; what was not settled is asked the next time."""
    desk = await at_desk(site)
    await run(desk, {"awo.csv": csv_of(GOOD)})
    ours = (await imported(site))["1"]
    await desk.fill(f"/desk/offers/{ours.id}", phone="07751 1111", email="wir@awo.example")
    row = (*GOOD[0][:4], "07751 2222", "sie@awo.example")
    file = csv_of([row, GOOD[1]])
    await send_files(desk, {"awo.csv": file})
    await desk.get(f"/desk/import/{(await the_draft(site)).id}/preview")
    sides = {column: f"side.{ours.id}:{column}" for column in ("phone", "email")}
    await press(desk, act="look", **{sides["phone"]: "theirs"})
    assert "Changed 1" in desk.text
    assert "07751 1111" in desk.text
    await press(desk, act="run", **{sides["phone"]: "ours", sides["email"]: "theirs"})
    assert (await the_draft(site)).state == "open", "other answers are shown first"
    await press(desk, act="theirs")
    await press(desk, act="look", **{sides["phone"]: "ours"})
    await press(desk, act="run")
    await stored(site)
    stored_now = (await imported(site))["1"].details
    assert (stored_now.phone, stored_now.email) == ("07751 1111", "sie@awo.example")
    await send_files(desk, {"awo.csv": file})
    await desk.get(f"/desk/import/{(await the_draft(site)).id}/preview")
    assert f'name="{sides["phone"]}"' in desk.page
    assert f'name="{sides["email"]}"' not in desk.page


async def test_an_undoing_that_would_lose_later_work_is_refused(site: Site) -> None:
    desk = await at_desk(site)
    await run(desk, {"awo.csv": csv_of(GOOD)})
    offer = (await imported(site))["2"]
    await desk.fill(f"/desk/offers/{offer.id}", phone="07751 1111")
    async with site.conversation.database.read() as store:
        run_id = (await store.execute(select(func.max(t.import_run.c.id)))).scalar_one()
    await desk.get(f"/desk/import/runs/{run_id}")
    await desk.send(f"/desk/import/runs/{run_id}", desk.form("csrf"))
    assert desk.status == 409
    assert "cannot be undone as a whole" in desk.text
    assert f"/desk/offers/{offer.id}/history" in desk.page
    assert set(await imported(site)) == {"1", "2"}


async def test_what_changed_after_the_preview_is_looked_at_again(site: Site) -> None:
    """Nothing is stored that nobody has seen."""
    desk = await at_desk(site)
    await run(desk, {"awo.csv": csv_of(GOOD)})
    row = (*GOOD[0][:4], "07751 2222", GOOD[0][5])
    await send_files(desk, {"awo.csv": csv_of([row, GOOD[1]])})
    draft = await the_draft(site)
    await desk.get(f"/desk/import/{draft.id}/preview")
    await press(desk, act="run")
    offer = (await imported(site))["1"]
    await desk.fill(f"/desk/offers/{offer.id}", title="Nähkurs für alle")
    await stored(site)
    await desk.get(f"/desk/import/{draft.id}")
    assert desk.status == 303
    await desk.get(desk.headers["Location"])
    assert "has changed meanwhile" in desk.text
    assert (await imported(site))["1"].details.phone == "07751 1234"
    await press(desk, act="run")
    await stored(site)
    assert (await imported(site))["1"].details.phone == "07751 2222"


async def test_an_import_asked_for_twice_is_stored_once(site: Site) -> None:
    """Two tabs with the same preview, and the same form sent again."""
    desk = await at_desk(site)
    await send_files(desk, {"awo.csv": csv_of(GOOD)})
    path = f"/desk/import/{(await the_draft(site)).id}/preview"
    await desk.get(path)
    first = desk.form("base") | {"act": "run"}
    await desk.get(path)
    second = desk.form("base") | {"act": "run"}
    for form in (first, second, first):
        await desk.send(path, form)
    await stored(site)
    await desk.send(path, second)
    await stored(site)
    assert await acted(site) == [("import", "desk", True)]


async def test_who_lost_the_right_imports_nothing(site: Site) -> None:
    """Also what was confirmed before, and waits."""
    desk = await at_desk(site)
    await send_files(desk, {"awo.csv": csv_of(GOOD)})
    draft = await the_draft(site)
    await desk.get(f"/desk/import/{draft.id}/preview")
    form = desk.form("base") | {"act": "run"}
    await desk.send(desk.location, form)
    async with site.conversation.database.write() as store:
        for grant in await grants.of_person(store, desk.person.id):
            await grants.revoke(store, grant.id)
    await stored(site)
    assert not await imported(site)
    assert (await the_draft(site)).state is DraftState.FAILED
    await desk.send(desk.location, form)
    assert desk.status == 403
    assert await stored(site) == 0


async def test_the_import_of_somebody_else_is_not_there(site: Site) -> None:
    mine, other = await at_desk(site), await at_desk(site)
    await send_files(mine, {"awo.csv": csv_of(GOOD)})
    draft = await the_draft(site)
    form = mine.form("base")
    wrong = []
    for step in ("", "/columns", "/mistakes", "/preview"):
        await other.get(f"/desk/import/{draft.id}{step}")
        if other.status != 404 or "awo.csv" in other.text:
            wrong.append((step, other.status))
        await other.get("/desk/import")
        token = {name: other.form("source")[name] for name in ("csrf", "number")}
        await other.send(f"/desk/import/{draft.id}{step}", form | token | {"act": "discard"})
        if (await the_draft(site)) != draft:
            wrong.append((step, "changed"))
    assert not wrong


async def test_a_draft_goes_on_anywhere_until_it_is_deleted(site: Site) -> None:
    """After the session, in another window, after a restart of the server."""
    desk = await at_desk(site)
    await send_files(desk, {"awo.csv": csv_of(GOOD)})
    draft = await the_draft(site)
    async with opened(site.conversation) as again:
        again.moment = site.moment
        later = replace(desk, site=again)
        await later.get("/desk/import")
        assert "Not imported yet awo.csv" in later.text
        await later.get(f"/desk/import/{draft.id}")
        await later.get(later.headers["Location"])
        assert "2 rows were read." in later.text
    await desk.get("/desk/import")
    await desk.send(f"/desk/import/{draft.id}", _discard(desk))
    assert "The draft is deleted." in desk.text
    assert "Not imported yet" not in desk.text


def _discard(desk: AtDesk) -> dict[str, object]:
    return {name: desk.form("source")[name] for name in ("csrf", "number")} | {"act": "discard"}


async def test_files_that_cannot_be_taken_are_refused_kindly(site: Site) -> None:
    """Too large, none, too many: the name that was typed is still there."""
    desk, wrong = await at_desk(site), []
    cases: dict[str, tuple[dict[str, bytes], str]] = {
        "too large": ({"gross.csv": b"x" * LARGE}, "gross.csv: The file is too large"),
        "50 MB": ({"riesig.xlsx": b"x" * (50 * 1024 * 1024)}, "The file is too large"),
        "none": ({}, "Please choose at least one file."),
        "empty": ({"leer.csv": b""}, "Please choose at least one file."),
        "many": ({f"{n}.csv": b"Titel" for n in range(21)}, "at most 20 files"),
    }
    for name, (files, words) in cases.items():
        await send_files(desk, files, source="Meine Liste")
        if desk.status != 422 or words not in desk.text:
            wrong.append((name, desk.status, desk.text[:300]))
        if desk.form("source")["source"] != ["Meine Liste"]:
            wrong.append((name, "the name is lost"))
    async with site.conversation.database.read() as store:
        assert not (await store.execute(select(t.import_draft.c.id))).all()
    assert not wrong


async def test_another_file_from_the_same_page_is_another_import(site: Site) -> None:
    """Back, another file chosen, sent: the form has the same number and the same words."""
    desk = await at_desk(site)
    await desk.get("/desk/import")
    page = desk.page
    for content in (csv_of(GOOD[:1]), csv_of(GOOD)):
        desk.page = page
        await desk.upload("/desk/import", desk.form("source"), {"awo.csv": content})
    assert "2 rows were read." in desk.text


async def test_what_no_table_is_says_so_and_leads_on(site: Site) -> None:
    """A picture, a broken workbook, a list of another shape: no page fails."""
    desk, wrong = await at_desk(site), []
    cases = {
        "bild.png": (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "not a table (PNG)"),
        "kaputt.xlsx": (b"PK\x03\x04kaputt", "damaged"),
        "leer.csv": (b"\r\n", "column names"),
        "fremd.csv": (b"aa;bb\r\n1;2\r\n", "column names"),
        "..\\..\\weg.csv": (csv_of(GOOD), "2 rows were read."),
        "ohne": (csv_of(GOOD), "damaged"),
        "\u202egnp.exe": (b"MZ", "damaged"),
    }
    for name, (content, words) in cases.items():
        await send_files(desk, {name: content})
        if desk.status != 200 or words not in desk.text:
            wrong.append((name, desk.status, desk.text[:400]))
        for step in ("mistakes", "preview"):
            await desk.get(f"/desk/import/{(await the_draft(site)).id}/{step}")
            if desk.status != 200:
                wrong.append((name, step, desk.status))
    assert not wrong


async def test_markup_formulas_and_turned_letters_are_text_on_every_page(site: Site) -> None:
    desk = await at_desk(site)
    row = ("7", EVIL, EVIL, "Wehr", EVIL, "kurs@awo.example")
    await send_files(desk, {f"{EVIL}.csv": csv_of([row], (*HEAD[:5], EVIL))}, source=EVIL)
    draft, wrong = await the_draft(site), []
    for step in ("columns", "mistakes", "preview"):
        await desk.get(f"/desk/import/{draft.id}/{step}")
        if desk.status != 200 or "<b>fett" in desk.page:
            wrong.append((step, desk.status))
    await desk.get("/desk/import")
    assert "<b>fett" not in desk.page
    assert not wrong


async def test_headings_are_chosen_and_remembered(site: Site) -> None:
    """What an office calls it is asked once for each list."""
    desk = await at_desk(site)
    head = ("Nr.", "Was gibt es?", "Wer macht es?", "Ort", "Rückfragen", "E-Mail")
    await send_files(desk, {"awo.csv": csv_of(GOOD, head)})
    assert "no line with column names" in desk.text
    await press(desk, act="again", **{"line.0.0": "1"})
    names = {value[0]: name[6:] for name, value in desk.form("base").items() if "words." in name}
    wanted = {"Was gibt es?": "title", "Wer macht es?": "organisation", "Rückfragen": "phone"}
    await press(desk, act="next", **{f"column.{names[w]}": c for w, c in wanted.items()})
    assert "There are no mistakes." in desk.text
    path = f"/desk/import/{(await the_draft(site)).id}/preview"
    await desk.get(path)
    await press(desk, act="run")
    await stored(site)
    assert (await imported(site))["1"].details.organisation == "AWO Waldshut"
    await send_files(desk, {"awo.csv": csv_of(GOOD, head)})
    assert "2 rows were read." in desk.text
    await send_files(desk, {"vhs.csv": csv_of(GOOD, head)}, source="VHS")
    assert "no line with column names" in desk.text, "another list is asked by itself"


async def test_two_tabs_that_choose_other_columns_keep_both(site: Site) -> None:
    desk = await at_desk(site)
    head = ("Nr.", "Titel", "Wer macht es?", "Ort", "Rückfragen", "E-Mail")
    await send_files(desk, {"awo.csv": csv_of(GOOD, head)})
    names = {value[0]: name[6:] for name, value in desk.form("base").items() if "words." in name}
    path = desk.location
    one = desk.form("base") | {f"column.{names['Wer macht es?']}": "organisation", "act": "again"}
    await desk.get(path)
    two = desk.form("base") | {f"column.{names['Rückfragen']}": "phone", "act": "again"}
    await desk.send(path, one)
    await desk.send(path, two)
    chosen = (await the_draft(site)).choices.headings
    assert chosen == {"Wer macht es?": "organisation", "Rückfragen": "phone"}


async def test_what_was_left_out_is_taken_all_the_same(site: Site) -> None:
    desk = await at_desk(site)
    rows = [HEAD, *GOOD, ("Summe", "2", "", "", "", "")]
    await send_files(desk, {"awo.xlsx": xlsx_of(rows)})
    assert "Taken for a sum and not read." in desk.text
    await press(desk, act="again", **{"take.0": "Kurse!4"})
    assert "3 rows were read." in desk.text
    await press(desk, act="again", **{"take.0": ""})
    assert "2 rows were read." in desk.text


async def test_two_readings_of_letters_are_a_question(site: Site) -> None:
    """What the command line asks for with --encoding is a choice with an example here."""
    desk = await at_desk(site)
    content = "Titel;Ort\r\nTr\x84ume\x94;Wehr\r\n".encode("latin-1")
    await send_files(desk, {"alt.csv": content})
    await press(desk, act="again", **{"encoding.0": "cp850"})
    assert "1 row was read." in desk.text
    assert (await the_draft(site)).choices.of_file(0).encoding == "cp850"
    await press(desk, act="again", **{"encoding.0": "rot13"})
    assert (await the_draft(site)).choices.of_file(0).encoding == ""


async def test_drafts_are_sealed_and_few(site: Site) -> None:
    desk = await at_desk(site)
    for n in range(7):
        site.moment += timedelta(minutes=1)
        await send_files(desk, {f"{n}.csv": csv_of(GOOD)})
    async with site.conversation.database.read() as store:
        rows = (await store.execute(select(t.import_draft))).all()
    assert len(rows) == import_drafts.MOST_DRAFTS
    assert not [row for row in rows if b"Schwimmkurs" in row.files or b"AWO" in row.sealed]
    await desk.get("/desk/import")
    assert "6.csv" in desk.text
    assert "1.csv" not in desk.text


def test_every_german_heading_and_value_is_one_that_an_import_knows() -> None:
    wrong = [
        column
        for column in exports.columns(["de", "uk"], "de")
        if canonical(office_exports.heading(column), ("de", "uk")) != column
    ]
    wrong += [
        words for state, words in office_exports.STATES.items() if named_cells.state(words) != state
    ]
    wrong += [words for way, words in office_exports.WAYS.items() if named_cells.way(words) != way]
    targets = office_exports.TARGETS.items()
    wrong += [words for target, words in targets if named_cells.targets(words) != {target}]
    assert len(office_exports.STATES) == len(State)
    assert len(office_exports.WAYS) == len(Way)
    assert len(office_exports.TARGETS) == len(Target)
    assert not wrong


async def test_the_exported_table_imports_unchanged_and_is_as_offices_like_it(site: Site) -> None:
    """German headings and values, drop-downs, a frozen line; without the languages not chosen."""
    desk = await at_desk(site)
    answer = await site.client.get("/desk/offers?as=xlsx", headers=desk._sent())
    content = await answer.read()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert len(sheet.data_validations.dataValidation) == 7
    assert [cell.value for cell in sheet[1]][:4] == ["Nr.", "Quelle", "Titel", "Beschreibung"]
    await send_files(desk, {"angebote.xlsx": content}, source="")
    assert "hidden" not in desk.text
    assert "Lotse-Listen" not in desk.text
    await desk.get(desk.location.replace("columns", "preview"))
    assert "New 0 Changed 0 Unchanged" in desk.text
    answer = await site.client.get(
        "/desk/offers?as=xlsx&language=de&language=uk&language=x", headers=desk._sent()
    )
    book = openpyxl.load_workbook(io.BytesIO(await answer.read()))
    heads = [str(cell.value) for cell in book.worksheets[0][1]]
    assert {head for head in heads if "(" in head and head.startswith("Titel")} == {"Titel (uk)"}


LONG = 1024 * 1024
"""Letters from which on something takes so long that nobody may wait for it."""


async def test_nothing_long_is_done_while_others_wait(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is sealed and told from others in a thread, before the one writer is taken."""
    desk, wrong, long_count = await at_desk(site), [], [0]
    content = csv_of([(str(n), "x" * 30_000, *GOOD[0][2:]) for n in range(40)])
    assert len(content) > LONG

    def watched(name: str, work: Callable[..., object]) -> Callable[..., object]:
        def done(*values: object) -> object:
            if any(isinstance(value, str | bytes) and len(value) > LONG for value in values):
                long_count[0] += 1
                if threading.current_thread() is threading.main_thread():
                    wrong.append((page.name, name))
            return work(*values)

        return done

    monkeypatch.setattr(Seal, "close", watched("close", Seal.close))
    monkeypatch.setattr(posts, "sha256", watched("sha256", posts.sha256))
    for page in PAGES:
        if page.longest > LONGEST_FORM and "{" not in page.path:
            for field in ("files", "file"):
                await desk.get(page.path)
                form = {name: desk.form(name)[name][0] for name in ("csrf", "number")}
                await desk.upload(page.path, form, {"a.csv": content}, field)
    assert not wrong
    assert long_count[0] > 4


@pytest.mark.parametrize("path", ["/desk/import", "/desk/measures/import"])
async def test_another_file_of_the_same_name_is_another_press(site: Site, path: str) -> None:
    """Somebody goes back in the browser, and sends the file that they corrected."""
    desk = await at_desk(site)
    await desk.get(path)
    form, places_of_drafts = desk.form("number"), []
    for number in ("1", "2", "2"):
        table = f"Nr.;Titel;Träger;Zielwert;Einheit\n{number};Kurs {number};AWO;1;Kurs\n"
        await desk.upload(path, form, {"a.csv": table.encode()}, "files")
        places_of_drafts.append(desk.location)
    assert len(set(places_of_drafts)) == 2, places_of_drafts
