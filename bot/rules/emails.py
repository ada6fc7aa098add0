"""E-mail addresses that people type (RFC 5321, 5322, 6531), and how often we write a link there."""

from datetime import timedelta

from bot.rules.problems import Problem, Refusal

LINKS_A_DAY = 5
"""Maximum number of links of confirmation that one person gets in a day."""
DAY = timedelta(days=1)
"""Time after which a link may be sent to the same address again."""
ENCODED = "=?"
"""Begins an encoded word (RFC 2047), which a mail program would decode to another address."""


def address_of(typed: str, *, takes_unicode: bool) -> str:
    """Return an address as it is written to, its domain in ASCII.

    Refuses what is no address, and letters before the @ that our mail server does not take;
    ``takes_unicode`` is whether it does (SMTPUTF8). The network is not asked.
    """
    from email_validator import EmailNotValidError, validate_email  # not needed at the start

    if ENCODED in typed:
        raise Refusal(Problem.NO_EMAIL)
    try:
        address = validate_email(typed.strip(), check_deliverability=False, strict=True)
    except (EmailNotValidError, UnicodeError):
        raise Refusal(Problem.NO_EMAIL) from None
    if not address.local_part.isascii() and not takes_unicode:
        raise Refusal(Problem.EMAIL_LETTERS)
    return f"{address.local_part}@{address.ascii_domain}".lower()


def may_ask_for_link(asked_today: int) -> None:
    """Refuses one more link than a person gets in a day."""
    if asked_today >= LINKS_A_DAY:
        raise Refusal(Problem.MANY_LINKS)
