"""An announcement as its author sees it before anybody else gets it."""

from dataclasses import replace

from bot.domain.announcements import ORIGINAL, Announcement
from bot.domain.attachments import Attachment
from bot.domain.places import District
from bot.i18n import Translator
from bot.screens import notices
from bot.ui import Screen


def notification(
    tr: Translator,
    announcement: Announcement | None,
    district: District | None,
    position: int,
    attachment: Attachment | None,
) -> Screen:
    """Return what readers of one text get, below a line that says that it is a test.

    ``position`` is that of the text, German first; one that is gone shows the German one. Only the
    line is left of an announcement that is gone.
    """
    heading = tr("<b>Test. Only you get this.</b>")
    if announcement is None or district is None or not announcement.texts:
        return Screen(tr.lines(heading))
    code = announcement.languages[position : position + 1] or [ORIGINAL]
    words = announcement.texts[code[0]]
    shown = replace(announcement, texts={ORIGINAL: words, tr.language.code: words})
    screen = notices.notice(tr, shown, district, attachment=attachment)
    return replace(screen, text=tr.paragraphs(tr.lines(heading), screen.text))
