"""The letterhead of an office: what is taken, what is refused and why, and the report on it."""

import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest

from bot.domain.council_reports import Letterhead
from bot.screens.letterheads import FAULTS, FIELDS
from handlers.dialogue.conversation import Conversation
from handlers.files import letterheads as files
from handlers.files.letterhead_faults import MOST_BYTES, Fault, LetterheadFault
from handlers.files.letterheads import check_logo, check_template
from handlers.files.report_docx import rendered
from handlers.workflows.report_files import make_asked
from storage.catalogue import places
from storage.measures import letterheads
from storage.people import audits
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.harness.letterheads import LOGO, paper, png
from tests.test_report_docx import ARABIC, HOSTILE, REPORT

PAGE = "/desk/report/letterhead"
CODES = ("{{", "{%", "{#")
LONGEST_CHECK = 1.5
"""Seconds of processor time that a small file may take."""
GOOD = paper("{{ title }} am {{ day }}", "{{p report }}", header="{{ district }} {{ logo }}")


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


def words_of(content: bytes) -> str:
    word = docx.Document(BytesIO(content))
    header = "\n".join(p.text for p in word.sections[0].header.paragraphs)
    return f"{header}\n" + "\n".join(p.text for p in word.paragraphs)


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """Return a DOCX with one more part, or with another one of that name."""
    into = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(into, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, data)
    return into.getvalue()


def part_of(content: bytes, name: str) -> str:
    return ZipFile(BytesIO(content)).read(name).decode()


def test_the_report_stands_on_the_paper_and_words_of_people_stay_words() -> None:
    """Fields in parts, in the header, beside each other; every block of the report; twice alike."""
    content = paper("Anlage", "{{p report }}", header="{{ district }}", parts=("{{ ti", "tle }}!"))
    check_template(content)
    report = replace(REPORT, title=HOSTILE, blocks=(*REPORT.blocks, *REPORT.blocks))
    made = rendered(report, Letterhead(content, LOGO))
    words = words_of(made)
    assert "Waldshut" in words
    assert "</w:t><w:p> {{ 7*7 }} {% x %}" in words
    assert words.count(ARABIC) == 2
    word = docx.Document(BytesIO(made))
    assert [table.rows[0].cells[0].text for table in word.tables] == ["Was", "Was"]
    assert len(word.inline_shapes) == 2
    assert {p.style.name for p in word.paragraphs if p.style} >= {"Heading 1", "Caption"}
    again = rendered(report, Letterhead(content, LOGO))
    assert part_of(again, "word/document.xml") == part_of(made, "word/document.xml")


def test_every_field_of_the_page_is_one_and_a_draft_says_so_on_any_paper() -> None:
    fields = [field for field in FIELDS if "report" not in field]
    content = paper(*fields, "{{p report }}")
    check_template(content)
    assert {field.strip("{p }") for field in FIELDS} - {"eriod"} | {"period"} == set(files.FIELDS)
    made = rendered(replace(REPORT, draft="Entwurf", status="Noch offen"), Letterhead(content))
    for expected in ("Bericht", "Waldshut", "2026-H2", "20.11.2026", "Entwurf"):
        assert expected in words_of(made)
    bare = rendered(
        replace(REPORT, draft="Entwurf", status="Noch offen"), Letterhead(paper("{{p report }}"))
    )
    assert "Noch offen" in words_of(bare)
    assert len(docx.Document(BytesIO(rendered(REPORT, Letterhead(None, LOGO)))).inline_shapes) == 2


def test_a_paper_without_our_styles_gets_them() -> None:
    word = docx.Document(BytesIO(GOOD))
    for name in files.STYLES:
        word.styles[name].delete()
    into = BytesIO()
    word.save(into)
    made = docx.Document(BytesIO(rendered(REPORT, Letterhead(into.getvalue()))))
    assert {style.name for style in made.styles} >= set(files.STYLES)


def test_what_is_no_letterhead_is_refused_with_its_reason() -> None:
    """Code of every kind, fields that nobody knows, macros, parts from elsewhere, no Word file."""
    place, document = "{{p report }}", "word/document.xml"
    words = part_of(GOOD, document)
    relations = part_of(GOOD, "word/_rels/document.xml.rels")
    outside = (
        '<Relationship Id="x9" TargetMode="External" Type="http://x/attachedTemplate" '
        'Target="http://evil.example/a"/>'
    )
    types = part_of(GOOD, "[Content_Types].xml")
    cases: list[tuple[Fault, bytes]] = [
        *((Fault.FIELD, paper(line, place)) for line in (
            "{{ titel }}", "{{ title", "{% for x in y %}", "{% if title %}a{% endif %}",
            "{{ 7*7 }}", "{{ ''.__class__ }}", "{{ title|upper }}", "{{ title() }}",
            "{{ title[0] }}", "{% set x = 1 %}", "{%p endif %}", "{# x #}",
            "{{ 'x' * 1000000000 }}", "{{ }}", "{{tr report }}", "{{r title }}",
            *(f"{{{{ {left * count}title{right * count} }}}}" for count in (30, 90, 5000)
              for left, right in (("(", ")"), ("[", "]"), ("title[", "]"), ("not ", ""))),
            "{% include '/etc/passwd' %}", "{{ cycler.__init__.__globals__ }}",
        )),
        (Fault.FIELD, paper(place, header="{{ nobody }}")),
        *((Fault.FIELD, with_part(GOOD, document, hidden)) for hidden in (
            words.replace("{{ title }}", "&#123;&#123; 7*7 }}").encode(),
            words.replace("{{ title }}", "{{ 7*7 }}").replace("UTF-8", "UTF-16").encode("utf-16"),
        )),
        (Fault.FIELD, with_part(GOOD, "any/where.part", b"<a>{{ 7*7 }}</a>")),
        *(
            (Fault.FIELD, with_part(GOOD, "a.xml", f'<a b="{code} title"/>'.encode()))
            for code in CODES
        ),
        (Fault.FIELD, paper(place, "{{ title }}" * (files.MOST_FIELDS + 1))),
        (Fault.LARGE, paper(place, "x" * files.LONGEST_WITH_FIELDS)),
        (Fault.NO_PLACE, paper("{{ title }}")), (Fault.NO_PLACE, paper("{{ report }}")),
        (Fault.NO_PLACE, paper(header="{{p report }}")),
        (Fault.MACROS, with_part(GOOD, "word/vbaProject.bin", b"x")),
        (Fault.MACROS, with_part(GOOD, "word/embeddings/a.bin", b"x")),
        (Fault.MACROS, with_part(
            GOOD, "word/_rels/document.xml.rels",
            relations.replace("</Relationships>", f"{outside}</Relationships>").encode(),
        )),
        (Fault.MACROS, with_part(
            GOOD, "[Content_Types].xml",
            types.replace("document.main", "macroEnabled.main").encode(),
        )),
        (Fault.NO_WORD, b""), (Fault.NO_WORD, b"PK\x03\x04"), (Fault.NO_WORD, b"%PDF-1.7"),
        (Fault.NO_WORD, with_part(GOOD, "a.rels", b"<Relationship ")),
        (Fault.MACROS, with_part(GOOD, "a.rels", relations.replace(
            "</Relationships>", f"{outside}</Relationships>").encode("utf-16"))),
        (Fault.NO_WORD, LOGO), (Fault.NO_WORD, with_part(GOOD, document, b"<x")),
        (Fault.LARGE, b"x" * (MOST_BYTES + 1)),
        (Fault.LARGE, with_part(GOOD, "word/big.xml", b"<a>" + b" " * files.LONGEST_XML + b"</a>")),
    ]  # fmt: skip
    wrong = []
    for fault, content in cases:
        try:
            check_template(content)
            wrong.append((fault, "was taken"))
        except LetterheadFault as found:
            if found.fault is not fault:
                wrong.append((fault, found.fault, found.field))
    assert not wrong
    check_template(GOOD)
    assert set(FAULTS) == set(Fault)


def test_no_template_is_read_slowly() -> None:
    """Small files: what looks for the end of each field in all that follows takes minutes."""
    words, count, slow = part_of(GOOD, "word/document.xml"), 8000, []
    relations = part_of(GOOD, "word/_rels/document.xml.rels")
    bodies = [
        *(f'<w:{kind} w:a=""/>{{{{{kind} report }}}}' * count for kind in ("tr", "tc", "p", "r")),
        *(f'<w:{kind} w:a="{code}{kind} x"/>' * count for kind in ("tr", "p") for code in CODES),
        *(f"<w:t>{code}</w:t>" * count for code in ("{", "}", "&#123;&#123;", "{{r ")),
        '<w:p w:a=""/>' * count, "{<w:p/>" * count, "}<w:p/>" * count, '{{<w:t w:a=""/>' * count,
        "<w:t>{{" + "</w:t><w:t>" * count + "title }}</w:t>", "<w:t>{{ title }}" * 200,
    ]  # fmt: skip
    cases = [
        *(
            with_part(GOOD, "word/document.xml", words.replace("<w:body>", f"<w:body>{b}").encode())
            for b in bodies
        ),
        with_part(GOOD, "word/_rels/document.xml.rels", b"<Relationship " * 20 * count),
        with_part(GOOD, "a.rels", relations.replace(" Id=", " Id=" * count).encode()),
    ]
    for number, content in enumerate(cases):
        began = time.process_time()
        with suppress(LetterheadFault):
            check_template(content)
        if time.process_time() - began > LONGEST_CHECK:
            slow.append((number, time.process_time() - began))
    assert not slow


def test_a_logo_is_a_picture() -> None:
    wrong = []
    for content in (b"", b"GIF89a" + b"\0" * 40, b"<svg/>", LOGO[:20], b"\x89PNG\r\n\x1a\n", GOOD):
        try:
            check_logo(content)
            wrong.append(content[:20])
        except LetterheadFault as found:
            wrong += [] if found.fault is Fault.NO_PICTURE else [found.fault]
    assert not wrong
    check_logo(LOGO)
    with pytest.raises(LetterheadFault):
        check_logo(LOGO + b"x" * MOST_BYTES)


async def sent(desk: AtDesk, field: str, name: str, content: bytes) -> AtDesk:
    await desk.get(PAGE)
    form = {key: value for key, value in desk.form("csrf").items() if key in ("csrf", "number")}
    return await desk.upload(PAGE, form, {name: content}, field)


@pytest.mark.every_database
async def test_the_office_brings_its_paper_looks_at_it_and_takes_it_away(site: Site) -> None:
    """A refused file leaves what there is; the report asked for afterwards is on the paper."""
    desk = await at_desk(site)
    await sent(desk, "template", "Brief.docx", GOOD)
    assert "Brief.docx" in desk.page
    await sent(desk, "logo", "l.png", LOGO)
    await sent(desk, "template", "x.docx", paper("{{ titel }}", "{{p report }}"))
    assert (desk.status, "{{ titel }}" in desk.text) == (422, True)
    await sent(desk, "logo", "x.png", b"kein Bild")
    assert (desk.status, FAULTS["no_picture"] in desk.text) == (422, True)
    await sent(desk, "template", "x.docx", b"x" * (MOST_BYTES + 1))
    assert (desk.status, FAULTS["large"] in desk.text) == (422, True)
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        stored = await letterheads.of_district(store, district.id)
        lines = await audits.latest(store, 10, acts_only=True)
    assert stored == Letterhead(GOOD, LOGO, "Brief.docx")
    assert [line.action for line in lines] == ["letterhead", "letterhead"]
    cookie = {"Cookie": f"lotse={desk.cookie}"}
    printed = await (await site.client.get(f"{PAGE}?as=docx", headers=cookie)).read()
    assert "am 20.11.2026" in words_of(printed)
    await desk.get("/desk/report/2026-H2")
    await desk.send("/desk/report/2026-H2/files", desk.form("version") | {"as": "docx"})
    await make_asked(site.conversation.database, site.conversation.services, NOW)
    page = desk.location
    made = await (await site.client.get(f"{page}?as=file", headers=cookie)).read()
    assert "am 20.11.2026" in words_of(made)
    assert any("image" in name for name in ZipFile(BytesIO(made)).namelist())
    for act in ("no_template", "no_logo", "no_logo"):
        await desk.get(PAGE)
        form = desk.form("csrf")
        await desk.upload(PAGE, {"csrf": form["csrf"], "number": form["number"], "act": act}, {})
    async with site.conversation.database.read() as store:
        assert await letterheads.of_district(store, district.id) == Letterhead()
    assert png(2, 2) != LOGO
