"""What may go with a message: what every phone opens and no phone runs."""

from dataclasses import replace
from pathlib import PurePath

from bot import text
from bot.domain.attachments import Attachment
from bot.rules.problems import Problem, Refusal

LARGEST = 5 * 1024 * 1024
"""People pay for what they load."""
LONGEST_NAME = 60
_ZIP = b"PK\x03\x04"
_BEGINS = {
    ".pdf": b"%PDF-", ".jpg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n", ".docx": _ZIP, ".odt": _ZIP,
}  # fmt: skip
_MIMES = {
    ".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png", ".odt": "application/vnd.oasis.opendocument.text",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


def checked(given: Attachment) -> Attachment:
    """With a clean name and the one right kind. Refuses what is too large, empty, or of another kind than it says."""
    suffix = _suffix(given)
    if suffix not in _MIMES or not given.size:
        raise Refusal(Problem.FILE_KIND)
    if given.size > LARGEST:
        raise Refusal(Problem.LARGE_FILE)
    stem = text.one_line(PurePath(given.name.replace("\\", "/")).stem).strip(". ")
    checked_ = replace(
        given, name=f"{text.shortened(stem, LONGEST_NAME) or 'lotse'}{suffix}", mime=_MIMES[suffix]
    )
    if given.content is not None and not is_what_it_says(checked_):
        raise Refusal(Problem.FILE_KIND)
    return checked_


def is_what_it_says(one: Attachment) -> bool:
    """Whether its first bytes are those of its kind, and it is not too large after all."""
    content = one.content or b""
    return len(content) <= LARGEST and content.startswith(_BEGINS[_suffix(one)])


def _suffix(one: Attachment) -> str:
    """From its name, else from its kind; "" if neither is known."""
    suffix = PurePath(one.name).suffix.lower().replace(".jpeg", ".jpg")
    return (
        suffix
        if suffix in _MIMES
        else next((known for known, mime in _MIMES.items() if mime == one.mime), "")
    )
