"""Whoever asks for a human gets a phone number, or a list of offices that have one."""

from argparse import Namespace
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace

import pytest
from sqlalchemy import update

from bot.config import Config
from bot.config_sections import Operator
from bot.domain.grants import Role
from bot.domain.places import Contact
from handlers.cli.checking import check_config
from handlers.cli.context import CommandContext
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage import schema as t
from storage.catalogue import places
from tests.harness.databases import NOW
from tests.harness.talk import Talk
from tests.test_announcing import somebody


async def no_place(conversation: Conversation) -> Talk:
    talk = Talk(conversation, ("en",), "nobody")
    await talk.look("language.list")
    await talk.hear(Pressed("language.set:en"))
    return talk


async def went_on_without(conversation: Conversation) -> Talk:
    talk = await no_place(conversation)
    await talk.hear(Pressed("district.set:0"))
    return talk


async def of_an_office_without_a_phone(conversation: Conversation) -> Talk:
    talk = await somebody(conversation, "newcomer", "en")
    async with conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        contact = asdict(Contact())
        await store.execute(
            update(t.district).where(t.district.c.id == district.id).values(contact=contact)
        )
    return talk


async def of_a_usual_office(conversation: Conversation) -> Talk:
    return await somebody(conversation, "newcomer", "en")


async def a_coordinator(conversation: Conversation) -> Talk:
    return await somebody(conversation, "office", "en", role=Role.COORDINATOR)


@pytest.mark.parametrize("who", [
    no_place, went_on_without, of_an_office_without_a_phone, of_a_usual_office, a_coordinator,
])  # fmt: skip
async def test_a_human_is_never_a_dead_end(
    conversation: Conversation, who: Callable[[Conversation], Awaitable[Talk]]
) -> None:
    talk = await who(conversation)
    await talk.look("human")
    assert "112" in talk.shown
    if "Phone:" not in talk.shown:
        if any(button.label == "Other offices" for button in talk.screen.buttons):
            await talk.press("Other offices")
        await talk.press("Landkreis Konstanz")
    assert "Phone:" in talk.shown, talk.shown


async def test_looking_at_another_office_moves_nobody(conversation: Conversation) -> None:
    talk = await somebody(conversation, "newcomer", "en")
    await talk.look("human")
    own = talk.shown
    await talk.look("human.offices:0")
    await talk.press("Landkreis Konstanz")
    assert talk.shown != own
    await talk.look("human")
    assert talk.shown == own
    await talk.look("human.office:999999")
    assert "This button no longer works." in talk.shown


@pytest.mark.parametrize(("contact", "status"), [("", 1), (" ", 1), ("lotse@kreis.example", 0)])
async def test_check_config_insists_on_a_contact(contact: str, status: int) -> None:
    lines: list[str] = []
    config = replace(Config(), operator=Operator("Kreis", contact))
    context = CommandContext(config, lines.append, lambda: NOW, lambda: None, "")  # type: ignore[arg-type,return-value]
    assert await check_config(context, Namespace()) == status
    assert any("operator.contact" in line for line in lines) == bool(status)
