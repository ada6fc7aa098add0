"""Greetings, thanks and short agreement, as they are typed: no text that somebody wants to keep."""

WORDS = {
    "de": (
        *("hallo", "hi", "hey", "guten tag", "guten morgen", "guten abend", "servus", "moin"),
        *("grüß gott", "grüezi", "danke", "danke schön", "dankeschön", "danke sehr"),
        *("vielen dank", "herzlichen dank", "tausend dank", "merci", "bitte", "jep", "nee", "nö"),
        *("klar", "genau", "alles klar", "passt", "gut", "super"),
    ),
    "en": (
        *("hello", "good morning", "good evening", "good day", "thanks", "thank you", "thx"),
        *("many thanks", "thank you very much", "please", "yeah", "yep", "nope", "sure", "fine"),
    ),
    "ar": (
        *("مرحبا", "اهلا", "أهلا وسهلا", "سلام", "السلام عليكم", "صباح الخير", "مساء الخير"),
        *("شكرا", "شكرا جزيلا", "شكرا لك", "تمام", "طيب", "ايوه"),
    ),
    "fa": (
        *("سلام", "درود", "سلام علیکم", "صبح بخیر", "عصر بخیر", "ممنون", "ممنونم", "مرسی"),
        *("متشکرم", "تشکر", "خیلی ممنون", "سپاس", "باشه", "آره"),
    ),
    "fr": (
        *("bonjour", "salut", "bonsoir", "coucou", "merci beaucoup", "ouais", "d'accord"),
        *("merci bien",),
    ),
    "kmr": ("silav", "rojbaş", "êvarbaş", "merheba", "spas", "gelek spas", "sipas", "baş e"),
    "ckb": ("سڵاو", "بەیانی باش", "سوپاس", "زۆر سوپاس", "باشە"),
    "pl": (
        *("cześć", "dzień dobry", "dobry wieczór", "witam", "hej", "dziękuję", "dzięki"),
        *("dziękuję bardzo", "dobrze"),
    ),
    "ps": ("السلام علیکم", "سلامونه", "مننه", "ډېره مننه", "ډیره مننه", "کور مو ودان", "سمه ده"),
    "ro": (
        *("bună", "bună ziua", "bună dimineața", "bună seara", "salutare", "mulțumesc", "mersi"),
        *("mulțumesc mult", "bine"),
    ),
    "ru": (
        *("привет", "здравствуйте", "здравствуй", "добрый день", "доброе утро", "добрый вечер"),
        *("спасибо", "большое спасибо", "спасибо большое", "ага", "хорошо"),
    ),
    "so": ("salaan", "asc", "iska warran", "nabad", "subax wanaagsan", "mahadsanid", "haye"),
    "ti": ("ሰላም", "ሰላም ኣለኹም", "ከመይ ኣለኹም", "ከመይ ኣለኻ", "ከመይ ኣለኺ", "የቐንየለይ", "ጽቡቕ"),
    "tr": (
        *("merhaba", "selam", "iyi günler", "günaydın", "iyi akşamlar", "teşekkürler"),
        *("teşekkür ederim", "çok teşekkürler", "sağ ol", "sağol", "sağ olun", "tamam"),
    ),
    "uk": (
        *("привіт", "добрий день", "доброго дня", "добрий вечір", "доброго ранку", "вітаю"),
        *("дякую", "дуже дякую", "спасибі", "щиро дякую", "добре"),
    ),
}
"""By language; whoever types them may read another one."""
