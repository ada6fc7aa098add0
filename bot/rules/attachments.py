"""Files that may go with a message: kinds that every phone opens and no phone executes."""

from dataclasses import replace
from pathlib import PurePath

from bot import text
from bot.domain.attachments import Attachment
from bot.rules.problems import Problem, Refusal

LARGEST = 5 * 1024 * 1024
"""Maximum size in bytes: many people pay for the data they load."""
LONGEST_NAME = 60
"""Maximum length of a file name without its suffix, in characters."""
_ZIP = b"PK\x03\x04"
_MAGIC = {
    ".pdf": b"%PDF-",
    ".jpg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".docx": _ZIP,
    ".odt": _ZIP,
}
"""First bytes of a file, by suffix."""
_MIMES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def checked(attachment: Attachment) -> Attachment:
    """Return the attachment with a clean name and the media type of its suffix.

    Refuses a file that is empty, too large, of a kind that is not allowed, or of another kind
    than its name says. The content is checked only if it is there already.
    """
    suffix = _suffix(attachment)
    if suffix not in _MIMES or not attachment.size:
        raise Refusal(Problem.FILE_KIND)
    if attachment.size > LARGEST:
        raise Refusal(Problem.LARGE_FILE)
    clean = replace(attachment, name=_clean_stem(attachment.name) + suffix, mime=_MIMES[suffix])
    if attachment.content is not None and not is_what_it_says(clean):
        raise Refusal(Problem.FILE_KIND)
    return clean


def is_what_it_says(attachment: Attachment) -> bool:
    """Return whether the content is of the kind that the name says, and not too large."""
    content = attachment.content or b""
    return len(content) <= LARGEST and content.startswith(_MAGIC[_suffix(attachment)])


def _clean_stem(name: str) -> str:
    """Return a file name without folders, suffix and invisible characters; "lotse" if empty."""
    stem = text.one_line(PurePath(name.replace("\\", "/")).stem).strip(". ")
    return text.shortened(stem, LONGEST_NAME) or "lotse"


def _suffix(attachment: Attachment) -> str:
    """Return the suffix from the name, else from the media type; "" if neither is allowed."""
    suffix = PurePath(attachment.name).suffix.lower().replace(".jpeg", ".jpg")
    if suffix in _MIMES:
        return suffix
    return next((suffix for suffix, mime in _MIMES.items() if mime == attachment.mime), "")
