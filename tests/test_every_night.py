"""What happens every night is no time that an offer should have; a course at night has one."""

import pytest

from bot.search.understanding import understand
from tests.harness.databases import services

EVERY_NIGHT = {
    "de": "jede Nacht", "de-simple": "die ganze Nacht", "en": "every night",
    "uk": "кожної ночі", "ru": "каждую ночь", "ar": "كل ليلة", "fa": "هر شب", "tr": "her gece",
    "fr": "toutes les nuits", "es": "todas las noches", "it": "ogni notte", "pl": "każdej nocy",
    "ro": "în fiecare noapte", "bg": "всяка вечер", "sq": "çdo natë", "sr": "svake noći",
    "kmr": "her şev", "ckb": "هەموو شەوێک", "ps": "هره شپه", "so": "habeen kasta",
    "ti": "ኩሉ ለይቲ",
}  # fmt: skip
AT_NIGHT = {
    "de": "Kurs in der Nacht", "en": "course at night", "ru": "курс ночью", "fr": "cours du soir",
    "tr": "gece kursu", "fa": "کورس شب", "ps": "د شپې کورس", "so": "koorso habeenkii",
}  # fmt: skip


@pytest.mark.parametrize(("said", "is_time"), [(EVERY_NIGHT, False), (AT_NIGHT, True)])
def test_every_night_is_no_evening(said: dict[str, str], *, is_time: bool) -> None:
    thesaurus = services().thesaurus
    wrong = {
        code: text
        for code, text in said.items()
        if ("evening" in understand(text, code, thesaurus, own=code).facts) is not is_time
    }
    assert not wrong
