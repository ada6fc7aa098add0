"""Whether two words can be alike at all, before their letters are compared in order."""


def may_be_alike(first: str, second: str, least: float) -> bool:
    """Return whether words have letters enough in common for a likeness of ``least``.

    The likeness is the ratio of ``difflib`` (Ratcliff and Obershelp), from 0 to 1: it cannot be
    greater than if every letter of the second that the first one has were in its place, which is
    seen in a tenth of the time.
    """
    count = len(first) + len(second)
    common = sum(map(first.__contains__, second))
    return not count or 2.0 * common / count >= least
