"""Files as they are shown: by Telegram's own id, by their bytes, or by a link of ours."""

from bot.domain.attachments import Attachment
from bot.rules.problems import Problem, Refusal
from bot.ui import Document
from storage.engine.sealing import Seal


def document(found: Attachment, url: str = "") -> Document:
    """Refuses one that is still on its way to us."""
    if found.content is None:
        raise Refusal(Problem.FILE_COMES)
    picture = found.mime.startswith("image/")  # Telegram does not give a photo again as a document
    return Document(
        found.name,
        found.mime,
        found.content,
        url,
        "" if picture else found.remote,
        0 if picture else found.id,
    )


def link_to(seal: Seal, number: int) -> str:
    """Where the web gives it; tells nothing to who was not given it."""
    return f"/attachment/{number}-{token(seal, number)}"


def token(seal: Seal, number: int) -> str:
    return seal.token("attachment", str(number))[:32]
