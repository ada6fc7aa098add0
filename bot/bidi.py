"""Latin runs inside words that are written from right to left (Unicode UAX #9).

Values are isolated where they are filled in. What stands in the words themselves is isolated here:
without it "5 MB" is shown as "MB 5" and "/forget" as "forget/".
"""

import re

RLM, FSI, LRI, PDI = "\u200f", "\u2068", "\u2066", "\u2069"
MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_ISOLATE = f"[{LRI}\u2067{FSI}][^{PDI}]*{PDI}"
_LETTERS = "A-Za-zÀ-ÖØ-öø-ɏ"
"""Letters of Latin words: "Regierungspräsidium" parted at its "ä" would be shown turned around."""
_RUN = rf"[{_LETTERS}0-9/@+#](?:[{_LETTERS}0-9/@+#.:_’'-]|[ \u00a0](?=[{_LETTERS}0-9/@+#]))*"
_PARTS = re.compile(rf"(?P<kept>{_ISOLATE}|\{{\w*\}}|</?\w+[^>]*>|&\w+;)|(?P<run>{_RUN})")
_BESIDE = re.compile(
    r"\{\w*\}[ \u00a0.]?[A-Za-z]|[A-Za-z][ \u00a0]?\{\w*\}|\{\w*\}\s?[-–/]\s?\{\w*\}"
)


def isolated_runs(words: str) -> str:
    """Return words with every Latin run in an isolate; placeholders and tags stay as they are."""
    return _PARTS.sub(_isolated, words)


def _isolated(match: "re.Match[str]") -> str:
    if match["kept"] is not None:
        return match["kept"]
    run = match["run"].rstrip(".:-’'")
    return f"{LRI}{run}{PDI}{match['run'][len(run) :]}"


def split_runs(words: str) -> list[str]:
    """Return what stands beside a value although it belongs to it: "{n} MB" turns around."""
    return _BESIDE.findall(re.sub(_ISOLATE, "", words))
