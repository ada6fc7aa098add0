"""Words as XML can hold them."""

import re

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def for_xml(words: str) -> str:
    """Return words without characters that XML cannot hold: one would spoil the whole file."""
    return _NO_XML.sub("", words)
