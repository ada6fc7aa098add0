"""Files as they are shown: by Telegram's own id, by their bytes, or by a link of ours."""

from bot.domain.attachments import Attachment
from bot.rules.problems import Problem, Refusal
from bot.ui import Document
from storage.engine.sealing import Seal


def document(attachment: Attachment, url: str = "") -> Document:
    """Return a file for a screen. Raise Refusal while we are still fetching it."""
    if attachment.content is None:
        raise Refusal(Problem.FILE_COMES)
    # Telegram does not send a photo again as a document.
    is_photo = attachment.mime.startswith("image/")
    return Document(
        attachment.name,
        attachment.mime,
        attachment.content,
        url,
        "" if is_photo else attachment.remote,
        0 if is_photo else attachment.id,
    )


def link_to(seal: Seal, attachment_id: int) -> str:
    """Return the path under which the web serves it; nobody can guess that of another file."""
    return f"/attachment/{attachment_id}-{token(seal, attachment_id)}"


def token(seal: Seal, attachment_id: int) -> str:
    """Return the 32 characters that prove that a link was made here."""
    return seal.token("attachment", str(attachment_id))[:32]


def is_token(seal: Seal, attachment_id: int, given: str) -> bool:
    """Return whether a link with these 32 characters was made here."""
    return seal.proves("attachment", str(attachment_id), given, 32)
