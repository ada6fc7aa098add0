"""A group's own chat at Telegram."""

from bot.domain.groups import Group
from bot.i18n import Ltr, Translator
from bot.ui import NOTHING, Button, Copy, Screen, in_rows, press


def chat(tr: Translator, one: Group, code: str = "") -> Screen:
    """``code`` was just made, "" none was."""
    command = f"/connect {code}"
    said = tr.paragraphs(
        tr.lines(
            tr.bold(one.name),
            tr("A Telegram group is connected.")
            if one.chat_id
            else tr("No Telegram group is connected."),
        ),
        tr.lines(tr("It is told about meetings and minutes.")),
        tr.lines(
            tr(
                "Add the bot to your Telegram group. Then send this there: {command}",
                command=Ltr(command),
            ),
            tr("It works once, for one hour."),
        )
        if code
        else NOTHING,
    )
    buttons = [
        Button(tr("📋 Copy"), Copy(command))
        if code
        else Button(tr("Make a code"), press("chat.code", one.id))
    ]
    if one.chat_id:
        buttons.append(Button(tr("Take the connection away"), press("chat.disconnect", one.id)))
    return Screen(said, in_rows(buttons, 1), at=f"chat.show:{one.id}", back=f"group.lead:{one.id}")


def connected(tr: Translator, one: Group) -> Screen:
    """Said in the chat itself."""
    return Screen(
        tr.lines(
            tr("This chat is connected now: {group}", group=one.name),
            tr("It is told about meetings and minutes."),
        ),
        bare=True,
    )
