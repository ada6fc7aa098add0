"""One sample of every kind of update and every field of a message, made from the Bot API.

They are written to ``tests/bot_api_samples.json`` from a description of the Bot API as JSON, that
of PaulSonOfLars/telegram-bot-api-spec (``api.json``, MIT licence):

    python -m tests.harness.bot_api_samples api.json
"""

import json
import sys
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[1] / "bot_api_samples.json"
SOURCE = "made from github.com/PaulSonOfLars/telegram-bot-api-spec, MIT licence"
SIMPLE: dict[str, Any] = {"Integer": 1, "Float": 1.0, "String": "x", "Boolean": True, "True": True}
ARRAY = "Array of "
SOMEBODY = 1001
"""The id of the user and of the private chat in all samples."""
KNOWN: dict[str, Any] = {
    "User": {"id": SOMEBODY, "is_bot": False, "first_name": "x"},
    "Chat": {"id": SOMEBODY, "type": "private", "first_name": "x"},
}
CONTEXT = {"message_id", "from", "date", "chat", "text"}
"""Fields that every message gets from the test that sends it."""


def samples(description: dict[str, Any]) -> dict[str, Any]:
    """Return what is written: the version, updates by kind, and values of a message by field."""
    types = description["types"]
    return {
        "version": description["version"],
        "source": SOURCE,
        "updates": {
            field["name"]: _value(types, field["types"][0])
            for field in types["Update"]["fields"]
            if field["name"] != "update_id"
        },
        "message": {
            field["name"]: _value(types, field["types"][0])
            for field in types["Message"]["fields"]
            if field["name"] not in CONTEXT
        },
    }


def _value(types: dict[str, Any], name: str) -> Any:
    """Return the smallest value of a type: of an object only what is required."""
    if name in SIMPLE or name in KNOWN:
        return (SIMPLE | KNOWN)[name]
    if name.startswith(ARRAY):
        return [_value(types, name.removeprefix(ARRAY))]
    kind = types[name]
    if kind.get("subtypes"):
        return _value(types, kind["subtypes"][0])
    required = [field for field in kind.get("fields", ()) if field["required"]]
    return {field["name"]: _value(types, field["types"][0]) for field in required}


def main() -> None:
    description = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    text = json.dumps(samples(description), indent=1, ensure_ascii=False)
    SAMPLES.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
