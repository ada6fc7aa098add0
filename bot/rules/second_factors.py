"""Rules about second factors: which codes are right, how often they are tried, who needs one.

Codes follow RFC 6238 with the values that every app knows: SHA-1, six digits, 30 seconds.
"""

import hmac
import re
import secrets
import unicodedata
from base64 import b32encode
from datetime import datetime, timedelta
from hashlib import sha256

import pyotp

from bot.domain.second_factors import Authenticator, Owed, RecoveryCodes
from bot.rules.problems import Problem, Refusal

STEP = 30
"""Seconds for which a code is shown."""
DRIFT = 1
"""Steps by which the clock of a phone may differ (RFC 6238, section 5.2)."""
CODES = 10
"""Number of recovery codes."""
CODE_BYTES = 10
"""Random bytes of a recovery code: 80 bits cannot be guessed from a digest without a key."""
MOST_FAILURES = 10
"""Maximum number of wrong codes within ``FAILING``: a guess is right once in 333,333."""
FAILING = timedelta(hours=1)
SET_UP_WITHIN = timedelta(hours=1)
"""How long a secret is shown that no code was given for."""
RECENT = timedelta(minutes=5)
"""How long a second factor that was given counts for changing the ways to sign in."""
TWICE = timedelta(minutes=1)
"""Within this time a press for recovery codes is the same press again."""
MOST_PASSKEYS = 10
WANTED_PASSKEYS = 2
"""Number of passkeys that people are asked for, so that a lost device locks nobody out."""
ISSUER = "Lotse"
LONGEST_CODE = 60
_RECOVERY = re.compile(r"[A-Z2-7]{16}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)


def owed(*, has_factor: bool, is_given: bool, is_demanded: bool) -> Owed:
    """Return what a session needs. ``is_demanded``: also of people who have no second factor."""
    if is_given:
        return Owed.NOTHING
    if has_factor:
        return Owed.CODE
    return Owed.SET_UP if is_demanded else Owed.NOTHING


def new_secret() -> str:
    """Return a new secret: 160 random bits (RFC 4226, section 4) in base32."""
    return pyotp.random_base32()


def uri(secret: str, account: str) -> str:
    """Return what an app reads from the QR code; ``account`` is shown beside the codes."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def spaced(secret: str) -> str:
    """Return a secret in groups of four letters, to be typed."""
    return " ".join(re.findall(".{1,4}", secret))


def cleaned(code: str) -> str:
    """Return a typed code in capitals, with Latin digits, without anything between them."""
    letters = (_latin(letter) for letter in code[:LONGEST_CODE])
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def _latin(letter: str) -> str:
    digit = unicodedata.digit(letter, None)
    return letter.upper() if digit is None else str(digit)


def step_of(authenticator: Authenticator, code: str, now: datetime) -> int | None:
    """Return the time step of a cleaned code; None if it is wrong, or not newer than the last."""
    if not _DIGITS.fullmatch(code):
        return None
    current = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(authenticator.secret)
    steps = range(current - DRIFT, current + DRIFT + 1)
    right = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)]
    return next((step for step in right if step > authenticator.last_step), None)


def may_try(authenticator: Authenticator, now: datetime) -> None:
    """Refuses codes of an app after ``MOST_FAILURES`` wrong ones within ``FAILING``."""
    if failures(authenticator, now) >= MOST_FAILURES:
        raise Refusal(Problem.TOO_MANY_CODES)


def failures(authenticator: Authenticator, now: datetime) -> int:
    """Return how many wrong codes count at the moment."""
    since = authenticator.failing_since
    return authenticator.failures if since and now - since < FAILING else 0


def is_set_up(authenticator: Authenticator | None) -> bool:
    """Return whether codes of an app are asked for."""
    return authenticator is not None and authenticator.confirmed_at is not None


def is_shown(authenticator: Authenticator, now: datetime) -> bool:
    """Return whether the secret is still to be seen: nobody gave a code, and it is young."""
    return authenticator.confirmed_at is None and now - authenticator.created_at < SET_UP_WITHIN


def is_recent(given_at: datetime | None, now: datetime) -> bool:
    """Return whether a second factor was given in this session just now."""
    return given_at is not None and now - given_at <= RECENT


def is_same_press(codes: RecoveryCodes, now: datetime) -> bool:
    """Return whether recovery codes may be made without another code: the first ones, once more.

    Of a press that arrives twice the second answer is the one that is seen.
    """
    return codes.made_at is None or now - codes.made_at <= TWICE


def recovery_codes() -> list[str]:
    """Return new recovery codes, in groups of four letters and digits."""
    return [_grouped(b32encode(secrets.token_bytes(CODE_BYTES)).decode()) for _ in range(CODES)]


def _grouped(code: str) -> str:
    return "-".join(re.findall(".{4}", code))


def recovery_digest(person_id: int, code: str) -> bytes | None:
    """Return what a recovery code is known by; None for what is none.

    There is no key in it: the codes go on working when the key of the service is changed.
    """
    plain = cleaned(code)
    if not _RECOVERY.fullmatch(plain):
        return None
    return sha256(f"lotse recovery {person_id} {plain}".encode()).digest()
