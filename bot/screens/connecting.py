"""Connection of a group to its Telegram chat."""

from bot.domain.groups import Group
from bot.i18n import Ltr, Translator
from bot.ui import NOTHING, Button, Copy, Screen, in_rows, press


def chat(tr: Translator, group: Group, code: str = "") -> Screen:
    """Return the state of the connection; ``code`` is a new code, "" means none."""
    command = f"/connect {code}"
    body = tr.paragraphs(
        tr.lines(
            tr.bold(group.name),
            tr("A Telegram group is connected.")
            if group.chat_id
            else tr("No Telegram group is connected."),
        ),
        tr.lines(tr("A connected chat gets news about meetings and minutes.")),
        tr.lines(
            tr(
                "Add the bot to your Telegram group. Then send this there: {command}",
                command=Ltr(command),
            ),
            tr("The code can be used once, in the next hour."),
        )
        if code
        else NOTHING,
    )
    buttons = [
        Button(tr("📋 Copy"), Copy(command))
        if code
        else Button(tr("Create a code"), press("chat.code", group.id))
    ]
    if group.chat_id:
        buttons.append(Button(tr("Disconnect"), press("chat.disconnect", group.id)))
    return Screen(
        body,
        in_rows(buttons, 1),
        at=f"chat.show:{group.id}",
        back=f"group.lead:{group.id}",
        once=bool(code),
    )


def connected(tr: Translator, group: Group) -> Screen:
    """Return the confirmation in the chat itself."""
    return Screen(
        tr.lines(
            tr("This chat is now connected: {group}", group=group.name),
            tr("A connected chat gets news about meetings and minutes."),
        ),
        bare=True,
    )
