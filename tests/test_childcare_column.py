"""The column "Kinderbetreuung" of a list of courses: who needs it finds the course."""

from pathlib import Path

from handlers.dialogue.conversation import Conversation
from tests.harness.offices import Office, csv
from tests.test_announcing import somebody

CELLS = {
    "ja": "yes", "Ja": "yes", "x": "yes", "✓": "yes", "auf Anfrage": "told",
    "ab 3 Jahren": "told", "nein": "no", "Nein, leider nicht": "no",
    "-": "no", "keine": "no", "": "no",
}  # fmt: skip


async def test_the_column_is_heard_by_the_search(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    lines = ["Nr;Titel;Träger;Ort;Kinderbetreuung"]
    lines += [f"{n};Töpferkurs {n};vhs;Wehr;{cell}" for n, cell in enumerate(CELLS, 1)]
    file = csv(tmp_path / "kurse.csv", "\n".join(lines), "utf-8")
    told = await office.imports(file)
    assert told["new"] == len(CELLS), told
    wrong = []
    for number, (cell, means) in enumerate(CELLS.items(), 1):
        text = (await office.offer(str(number))).details.texts[0].description
        expected = {"yes": "Mit Kinderbetreuung.", "told": f"Kinderbetreuung: {cell}", "no": ""}
        if text != expected[means]:
            wrong.append((cell, text))
    assert not wrong
    talk = await somebody(conversation, "who", "de")
    await talk.say("Töpferkurs mit Kinderbetreuung")
    assert "1. Töpferkurs 1\n" in talk.shown, talk.shown
