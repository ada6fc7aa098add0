"""Owners that stand as a heading above their rows: "Caritas Singen", "Träger: Diakonie e. V."."""

import re
from functools import lru_cache

_LABEL = re.compile(
    r"(?:träger|anbieter(?:in)?|veranstalter(?:in)?|einrichtung|organisation|institution|verein"
    r"|provider|organi[sz]ation)\s*:\s*(.+)",
    re.IGNORECASE,
)
_OFFERS_OF = re.compile(
    r"(?:angebote?|kurse?|beratung(?:en)?|veranstaltungen|projekte?)\s+"
    r"(?:der|des|von|vom|beim|bei der|bei)\s+",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(
    r"\be\.\s?V\.|\beV\b|\bg?GmbH\b|\bgAG\b|\bAöR\b|\bKdöR\b|\beG\b|\bgUG\b"
    r"|\w\s+[\w-]{3,}(?:verein|verband|stiftung|bund|werk)\b|\b(?:kirchen|pfarr|moschee)gemeinde\b"
    r"|^[\w-]{3,}(?:verein|verband|stiftung|werk)\s+\w",
    re.IGNORECASE,
)
"""What the names of organisations have; plain "Verein" alone is a kind of them."""
_KNOWN = re.compile(
    r"\b(?:caritas\w*|diakonie|diakonisches\s+werk|awo|arbeiterwohlfahrt|drk|rotes\s+kreuz|malteser"
    r"|johanniter|asb|volkshochschule|vhs|internationaler\s+bund|cjd|kolping\w*|jobcenter"
    r"|agentur\s+für\s+arbeit|landratsamt|stadtverwaltung|pro\s?familia|kinderschutzbund"
    r"|mehrgenerationenhaus|freundeskreis\s+\w+|helferkreis\s+\w+)\b",
    re.IGNORECASE,
)
"""Names of organisations that are found in many districts."""
_OTHERS = re.compile(r"\s*(?:[,;(|]|\s[-–]\s|\b(?:tel|telefon|e-?mail|www)\b).*", re.IGNORECASE)
"""What stands behind the name of an owner, and is none of it."""
_LONGEST = 120
"""Maximum length of a heading that may be an owner, in characters."""


@lru_cache(maxsize=256)
def owner_of_section(words: str) -> str:
    """Return the owner that a section or a sheet is called after, "" if it is called otherwise."""
    line = " ".join(words.split())
    if len(line) > _LONGEST:
        return ""
    if label := _LABEL.fullmatch(line):
        return _OTHERS.sub("", label[1]).strip()
    name = _OTHERS.sub("", _OFFERS_OF.sub("", line)).strip(" :")
    return name if _KNOWN.search(name) or _LEGAL_FORM.search(name) else ""
