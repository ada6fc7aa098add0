"""Where an answer arrives: said and offered where something is promised."""

from bot.domain.ways import Ways
from bot.i18n import Translator
from bot.ui import NOTHING, AskNotify, Button, Html, press


def sentence(tr: Translator, ways: Ways) -> Html:
    """Return where the person sees what was promised; "" in a chat that shows it by itself."""
    return tr.lines(_sentence(tr, ways))


def _sentence(tr: Translator, ways: Ways) -> Html:
    if ways.in_chat:
        return NOTHING
    if ways.by_telegram:
        return tr("You will get it in Telegram.")
    if ways.by_push:
        return tr("We will notify you on your device. You see it here, at Home under 📬.")
    if ways.by_email:
        return tr("You will get an e-mail. You also see it here, at Home under 📬.")
    if ways.offers_email:
        return tr("You see it here, at Home under 📬, or by e-mail if you want.")
    return tr("You see it here, at Home under 📬.")


def buttons(tr: Translator, ways: Ways) -> list[Button]:
    """Return the ways that can be set up. Browsers that cannot notify do not show theirs."""
    notify = [notify_button(tr)] if ways.offers_push else []
    email = [Button(tr("Also by e-mail"), press("email.show"))] if ways.offers_email else []
    return notify + email


def notify_button(tr: Translator) -> Button:
    """Return the button that lets the browser notify this device."""
    return Button(tr("🔔 Notify this device"), AskNotify())
