"""Devices of a person: where they are signed in, signing in and out."""

from collections.abc import Iterator, Sequence

from bot.domain.sessions import Session
from bot.i18n import Ltr, Translator
from bot.screens.accounts import AccountLink, account_buttons
from bot.screens.frame import leaf
from bot.screens.ways import notify_button
from bot.ui import NOTHING, Button, Html, Open, Press, Screen, in_rows, press

PAGE = 3
"""Devices on one screen, so that the buttons below them are seen."""


def devices(
    tr: Translator,
    sessions: Sequence[Session],
    page: int,
    *,
    here: int,
    on_web: bool,
    may_link: bool,
    by_push: bool = False,
) -> Screen:
    """Return the sessions, the last used first; ``here`` is the id of that of this browser.

    ``on_web`` is whether this is a browser, ``may_link`` whether another device can be added,
    ``by_push`` whether this browser can be notified.
    """
    shown, arrows = leaf(tr, sessions, page, PAGE, "device.list")
    buttons = [
        Button(tr("Sign out: {device}", device=_name(tr, session)), _end(session, page))
        for session in _others(shown, here)
    ]
    if len(_others(sessions, here)) > 1:
        buttons.append(Button(tr("Sign out other devices"), press("device.end_others")))
    buttons += _own_buttons(tr, on_web=on_web, may_link=may_link, is_known=bool(sessions))
    lines = [_line(tr, session, here) for session in shown]
    nobody = NOTHING if lines else tr("You are not signed in on any other device.")
    return Screen(
        tr.lines(tr("<b>My devices</b>"), *lines, nobody),
        in_rows(buttons, 1),
        (*arrows, *(((notify_button(tr),),) if by_push else ())),
        at=f"device.list:{page}",
        back="settings",
    )


def _others(sessions: Sequence[Session], here: int) -> list[Session]:
    return [session for session in sessions if session.id != here]


def _own_buttons(
    tr: Translator, *, on_web: bool, may_link: bool, is_known: bool
) -> Iterator[Button]:
    """Yield what can be done on this device; ``is_known``: the person is signed in somewhere."""
    if may_link:
        yield Button(tr("Add another device"), press("device.link"))
    if on_web:
        yield Button(tr("Sign out here"), press("device.leave"))
    if not is_known and not may_link:
        yield Button(tr("Sign in"), press("device.ask"))


def leave(tr: Translator, *, comes_back: bool) -> Screen:
    """Ask whether to sign out; ``comes_back`` is whether a link leads back to the same person."""
    warning = (
        tr("To come back you need a link from us.")
        if comes_back
        else tr("You cannot come back. What you saved is lost.")
    )
    buttons = [Button(tr("Yes, sign out here"), press("device.sign_out"), answers="yes")]
    if not comes_back:
        buttons.append(Button(tr("Delete everything"), press("data.forget")))
    text = tr.lines(tr("Do you want to sign out on this device?"), warning)
    return Screen(text, in_rows(buttons, 1), at="device.leave", back="device.list:0")


def signed_out(tr: Translator) -> Screen:
    text = tr.lines(tr("You are signed out on this device."))
    return Screen(text, ((Button(tr("Start again"), press("language.list")),),), bare=True)


def link(tr: Translator, url: str) -> Screen:
    """Return a link that signs in once; it is shown here and stored nowhere."""
    text = tr.lines(
        tr("Open this link on the other device: {link}", link=Ltr(url)),
        tr("You can use the link once, in the next 30 minutes. Do not give it to anybody."),
    )
    return Screen(text, back="device.list:0")


def desk(tr: Translator, url: str) -> Screen:
    """Return a link that signs in once and opens the desk."""
    text = tr.lines(
        tr("Open this link to sign in: {link}", link=Ltr(url)),
        tr("You can use the link once, in the next 30 minutes. Do not give it to anybody."),
    )
    return Screen(text, back="home:0")


def sign_in(
    tr: Translator,
    *,
    has_mail: bool,
    may_type: bool,
    bot_link: str,
    accounts: Sequence[AccountLink] = (),
) -> Screen:
    """Return the ways to sign in.

    ``has_mail``: the person confirmed an address; ``may_type``: an address can be typed.
    ``bot_link`` leads to the person's chat on Telegram, "" if they have none. ``accounts``
    are the providers of accounts that offices have.
    """
    buttons = account_buttons(tr, accounts)
    if has_mail:
        buttons.append(Button(tr("Send me a link by e-mail"), press("device.mail")))
    if bot_link:
        buttons.append(Button(tr("Get a link in Telegram"), Open(bot_link)))
    ways = [
        tr("Please write your e-mail address. We will send you a link.") if may_type else NOTHING,
        tr("In Telegram, you can find the link here: Settings, My devices.")
        if bot_link
        else NOTHING,
        tr("Does none of this work? Please ask the office for a new invitation."),
    ]
    return Screen(
        tr.lines(tr("<b>Sign in</b>"), *ways),
        in_rows(buttons, 1),
        back="device.list:0",
        placeholder=tr("Your e-mail address") if may_type else NOTHING,
    )


def mailed(tr: Translator) -> Screen:
    text = tr.lines(
        tr(
            "If we know this address, we will send a link to it. You can use the link once, in "
            "the next 30 minutes."
        )
    )
    return Screen(text, back="device.list:0")


def _end(session: Session, page: int) -> Press:
    return press("device.end", session.id, page)


def _name(tr: Translator, session: Session) -> Html:
    return tr.value(session.device) if session.device else tr("Unknown browser")


def _line(tr: Translator, session: Session, here: int) -> Html:
    if session.id == here:
        return tr("{device}: this device", device=_name(tr, session))
    day = tr.day(session.used_at.date())
    return tr("{device}: last used {day}", device=_name(tr, session), day=day)
