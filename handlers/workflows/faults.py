"""Our own errors in the log: where they arose, never with what text."""

from traceback import format_tb


def trace(error: BaseException | None) -> str:
    """Return the name of an error and the lines that led to it, "" for None.

    Its message is left out, because it may repeat an address or a name.
    """
    if error is None:
        return ""
    return f"{type(error).__name__}\n{''.join(format_tb(error.__traceback__))}"
