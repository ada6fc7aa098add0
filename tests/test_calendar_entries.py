"""Times on their way through: from an office's file or a typed message to people's calendars."""

from pathlib import Path

import pytest
from icalendar import Calendar

from bot.domain.grants import Role
from bot.domain.offers import text_in
from handlers.dialogue.conversation import Conversation
from handlers.files.calendars import calendar_file
from storage.engine import backups, settings
from tests.harness.databases import NOW, Templates, open_database
from tests.harness.ical_rules import faults
from tests.harness.offices import Office
from tests.test_announcing import somebody

CELLS = (
    "24.12.2026 22:00-02:00", "Mo 09:00-12:00 ab 24.11.2026", "nach Vereinbarung",
    "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270301 18:00 ab 01.12.2026", "Mo 9-12 und 14-16 Uhr",
    "14-tägig Di 18:00", "jeden 1. Dienstag im Monat 18 Uhr ab 1.12.2026",
    "Di 18:00 ab 24.11.2026, in den Ferien nicht",
)  # fmt: skip


def table(path: Path, cells: tuple[str, ...]) -> Path:
    rows = [f'{n};Kurs {n};VHS;Wehr;"{cell}"' for n, cell in enumerate(cells, 1)]
    path.write_text("\n".join(["id;title;organisation;municipality;times", *rows]), "utf-8")
    return path


@pytest.mark.every_database
async def test_no_entry_refuses_a_file_and_all_that_is_no_time_is_told(
    office: Office, channel: Conversation, tmp_path: Path
) -> None:
    path = table(tmp_path / "a.csv", CELLS)
    told = await office.imports(path)
    assert (told["new"], told["mistakes"]) == (len(CELLS), [])
    assert [(note["kind"], note["row"], note["value"]) for note in told["notes"]] == [
        ("times_as_text", 2 + CELLS.index("nach Vereinbarung"), "nach Vereinbarung"),
        ("times_as_text", 1 + len(CELLS), "in den Ferien nicht"),
    ]
    again = await office.imports(path)
    assert (again["changed"], again["unchanged"]) == (0, len(CELLS))
    await office.imports(table(tmp_path / "b.csv", (*CELLS, "Fr nach Absprache")), json=False)
    assert any("„nach Absprache“" in line for line in office.lines)
    wrong = []
    async with channel.database.read() as store:
        name = await settings.value(store, settings.INSTALLATION)
    for number in range(1, len(CELLS) + 1):
        offer = await office.offer(str(number))
        raw = calendar_file(offer, text_in(offer.details.texts, "de"), NOW, name)
        wrong += [] if b"VEVENT" not in raw else faults(raw)
    assert not wrong


async def test_people_read_the_words_of_the_office_beside_the_time(
    office: Office, channel: Conversation, tmp_path: Path
) -> None:
    await office.imports(table(tmp_path / "a.csv", ("Di 18:00 (Zimmer Zwei)", "14-tägig Mi 9:00")))
    reader = await somebody(channel, "reader")
    await reader.goes(
        ("Kurs 1", "Dienstag, 18:00 Uhr", "Zimmer Zwei"), ("Kurs 2", "Mittwoch, 09:00 Uhr")
    )


@pytest.mark.every_database
async def test_a_changed_time_keeps_its_entry(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    """A second file of the office moves what people have in their calendars."""
    async with conversation.database.read() as store:
        name = await settings.value(store, settings.INSTALLATION)
    found = []
    for cell in ("24.11.2026 18:00 | 1.12.2026 9:00", "1.12.2026 9:00 | 25.11.2026 18:00"):
        await office.imports(table(tmp_path / "a.csv", (cell,)))
        offer = await office.offer("1")
        raw = calendar_file(offer, text_in(offer.details.texts, "de"), NOW, name)
        events = Calendar.from_ical(raw).walk("VEVENT")
        found.append({str(e["uid"]): (e["dtstart"].dt.day, int(e["sequence"])) for e in events})
    before, after = found
    assert set(before) == set(after)
    assert all(after[uid][1] > before[uid][1] for uid in before)
    assert sorted((before[uid][0], after[uid][0]) for uid in before) == [(1, 1), (24, 25)]
    assert all(uid.endswith(f"@{name}") for uid in after)


async def test_a_backup_keeps_the_name_of_the_installation(
    templates: Templates, tmp_path: Path
) -> None:
    url = templates.fresh("sqlite", samples=True)
    backups.backup(url, tmp_path / "backup.sqlite")
    names = []
    for address in (url, f"sqlite+aiosqlite:///{tmp_path / 'backup.sqlite'}"):
        database = open_database(address)
        async with database.read() as store:
            names.append(await settings.value(store, settings.INSTALLATION))
        await database.close()
    assert names[0]
    assert names[0] == names[1]


@pytest.mark.every_database
async def test_what_falls_out_is_said_back_and_moved(channel: Conversation) -> None:
    office = await somebody(channel, "office", "en", role=Role.COORDINATOR)
    await office.goes(
        ("/announce", ""),
        ("[✏️ Write a new message]", ""),
        ("Der Kurs beginnt am Dienstag.", ""),
        ("[When]", "When should it be sent?"),
        ("1.1. und 1.7. 9 Uhr", "The next dates are:", "1 Jul 2027", "New Year's Day"),
        ("[Move to the next day]", "2 Jan 2027", "!New Year's Day"),
        ("[Change the time]", "[Next dates]"),
        ("31. im Monat 9:00", "Not every month has a day", "31"),
        ("[Last day of the month]", "30 Nov 2026", "!Not every month"),
        ("[‹ Back]", "repeats, first on", "30 Nov 2026"),
        ("[When]", "When should it be sent?"),
        ("dienstags 22:00-21:00", "The end is before the start."),
    )
