"""Errors of the Bot API, in Telegram's words."""

from typing import Any


class Refused(Exception):
    """An answer that is not "ok"; ``parameters`` are those of the Bot API."""

    code = 400
    prefix = ""

    def __init__(self, words: str, **parameters: Any) -> None:
        self.description = f"{self.prefix}{words}"
        self.parameters = parameters
        super().__init__(self.description)


class BadRequest(Refused):
    prefix = "Bad Request: "


class Forbidden(Refused):
    code, prefix = 403, "Forbidden: "


class NotFound(Refused):
    code = 404


class Unauthorized(Refused):
    code = 401


class Conflict(Refused):
    code, prefix = 409, "Conflict: "


class TooMany(Refused):
    code = 429

    def __init__(self, after: int) -> None:
        super().__init__(f"Too Many Requests: retry after {after}", retry_after=after)
