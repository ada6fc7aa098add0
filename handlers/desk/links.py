"""Addresses of the desk: changed in one part, and never ones that lead elsewhere."""

from urllib.parse import parse_qsl, urlencode

from bot.rules.desk import HOME

FORMS = {
    "district": "/district",
    "group": "/groups/{0}",
    "import": "/import/{0}/mistakes",
    "indicator": "/report/indicators",
    "measure": "/measures/{0}",
    "meeting": "/groups/meetings/{0}",
    "message": "/messages/{0}",
    "new_meeting": "/groups/{0}/meetings/new",
    "offer": "/offers/{0}",
    "question": "/questions/{0}",
    "report": "/report/{0}/texts",
    "results": "/groups/{0}/results",
    "row": "/offers/{0}/row",
    "review": "/measures/review/{0}?page={1}",
    "station": "/courses/stations/{0}",
    "saved_answer": "/questions/answers/new",
    "seats": "/groups/{0}/seats",
    "short": "{0}",
    "translation": "/translations/{0}/{1}/{2}",
}
"""Where the form of a kind of draft is; the numbers are parts of the name it is kept under."""


def changed(address: str, **parts: object) -> str:
    """Return an address with other parameters; None takes one away, "" too."""
    path, _, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in parts]
    new = [(name, str(value)) for name, value in parts.items() if value not in (None, "")]
    pairs = urlencode([*kept, *new])
    return f"{path}?{pairs}" if pairs else path


def of_form(name: str) -> str:
    """Return the address of the form that a draft belongs to; the start page for an unknown one."""
    kind, *parts = name.split(":")
    return HOME + FORMS.get(kind, "").format(*parts, "", "", "")
