"""E-mail addresses that people type (RFC 5321, 5322, 6531), and how often we write a link there."""

from datetime import timedelta
from string import whitespace

from bot.rules.problems import Problem, Refusal

LINKS_A_DAY = 5
"""Maximum number of links of confirmation that one person gets in a day."""
DAY = timedelta(days=1)
"""Time after which a link may be sent to the same address again."""
ENCODED = "=?"
"""Begins an encoded word (RFC 2047), which a mail program would decode to another address."""
LINK = "mailto:"
AROUND = whitespace + "\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
"""Signs without a form of their own that may stand around an address."""


def address_of(typed: str, *, takes_unicode: bool) -> str:
    """Return an address as it is written to, its domain in ASCII.

    Refuses what is no address, and letters before the @ that our mail server does not take;
    ``takes_unicode`` is whether it does (SMTPUTF8). The network is not asked.
    """
    from email_validator import EmailNotValidError, validate_email  # not needed at the start

    if ENCODED in typed:
        raise Refusal(Problem.NO_EMAIL)
    try:
        address = validate_email(_bare(typed), check_deliverability=False, strict=True)
    except (EmailNotValidError, UnicodeError):
        raise Refusal(Problem.NO_EMAIL) from None
    if not address.local_part.isascii() and not takes_unicode:
        raise Refusal(Problem.EMAIL_LETTERS)
    return f"{address.local_part}@{address.ascii_domain}".lower()


def _bare(typed: str) -> str:
    """Return an address without what phones put around it.

    That is "mailto:" of a copied link, a full stop, and marks of writing direction that nobody
    sees.
    """
    address = typed.strip(AROUND).removesuffix(".").strip(AROUND)
    return address[len(LINK) :] if address.lower().startswith(LINK) else address


def may_ask_for_link(asked_today: int) -> None:
    """Refuses one more link than a person gets in a day."""
    if asked_today >= LINKS_A_DAY:
        raise Refusal(Problem.MANY_LINKS)
