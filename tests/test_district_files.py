"""Files of districts: one that is named after no district is told, and stops nothing."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import tell_unread
from bot.config import Config
from bot.config_sections import Levels, Operator
from handlers.cli.checking import check_config
from handlers.cli.context import CommandContext
from handlers.dialogue.conversation import Conversation
from storage.catalogue.ladders import load_ladders
from storage.catalogue.pathways import load_pathways
from tests.harness.databases import KEY, NOW

READ = "rems-murr"
UNREAD = ("Rems-Murr", "rems_murr", "freiburg", "konstanz (2)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (READ, *UNREAD):
        (tmp_path / f"{name}.toml").write_text("", "utf-8")
    return tmp_path


async def test_a_file_of_no_district_is_told_in_a_sentence(
    conversation: Conversation, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By the check and at the start, for ladders and for stations."""
    wrong = []
    for setting in ("ladders", "pathways"):
        levels = Levels(**{setting: str(folder)})
        config = replace(
            Config(), secret_key=KEY, operator=Operator("Kreis", "a@kreis.example"), levels=levels
        )
        lines: list[str] = []
        url = conversation.database.url
        context = CommandContext(config, lines.append, lambda: NOW, lambda: conversation, url)
        if await check_config(context, Namespace()) or told(lines) != sorted(UNREAD):
            wrong.append((setting, lines))
    for services in (
        {"ladders": load_ladders(folder)},
        {"pathways": load_pathways(folder)},
    ):
        conversation.services = replace(conversation.services, **services)
        caplog.clear()
        await tell_unread(conversation)
        if told(caplog.messages) != sorted(UNREAD):
            wrong.append((next(iter(services)), caplog.messages))
    assert not wrong


def told(lines: list[str]) -> list[str]:
    """Return the names of the files that no district reads, as the lines say."""
    said = [line for line in lines if ".toml: kein Landkreis" in line and "konstanz, rems" in line]
    return [line.partition(".toml:")[0] for line in said]
