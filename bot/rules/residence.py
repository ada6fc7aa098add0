"""Residence statuses as offices write them in their lists."""

from collections.abc import Mapping

from bot.domain.residence import Residence
from bot.text import one_line

_WRITTEN: Mapping[Residence, str] = {
    Residence.VISA: "visum, visa, nationales visum",
    Residence.PERMIT: (
        "aufenthaltserlaubnis, aufenthaltserlaubnisse, befristete aufenthaltserlaubnis, "
        "befristeter aufenthaltstitel, ae"
    ),
    Residence.PERMANENT: (
        "niederlassungserlaubnis, niederlassungserlaubnisse, unbefristeter aufenthaltstitel, "
        "unbefristete aufenthaltserlaubnis, daueraufenthalt, ne, "
        "erlaubnis zum daueraufenthalt-eu, daueraufenthalt-eu"
    ),
    Residence.OPPORTUNITY: (
        "chancen-aufenthaltsrecht, chancenaufenthaltsrecht, chancen-aufenthalt, chancenaufenthalt, "
        "§ 104c aufenthg, § 104c"
    ),
    Residence.TEMPORARY: (
        "vorübergehender schutz, § 24 aufenthg, § 24, paragraf 24, paragraph 24, "
        "aufenthaltserlaubnis § 24, aufenthaltserlaubnis nach § 24, "
        "aufenthaltserlaubnis nach § 24 aufenthg"
    ),
    Residence.PROTECTED: (
        "anerkannt, anerkannte, anerkannte flüchtlinge, anerkannter flüchtling, flüchtlingsschutz, "
        "flüchtlingseigenschaft, asylberechtigt, asylberechtigte, asylberechtigung, "
        "subsidiärer schutz, subsidiär schutzberechtigte, schutzberechtigte"
    ),
    Residence.ASYLUM: (
        "aufenthaltsgestattung, gestattung, asylbewerber, asylbewerber:innen, asylbewerberinnen, "
        "asylsuchende, im asylverfahren"
    ),
    Residence.ARRIVAL: "ankunftsnachweis, büma",
    Residence.TOLERATED: "duldung, geduldet, geduldete, ausbildungsduldung, beschäftigungsduldung",
    Residence.FICTION: "fiktionsbescheinigung, fiktion",
    Residence.EU: (
        "eu, eu-bürger, eu-bürger:innen, eu-bürgerinnen, eu-bürgerinnen und -bürger, unionsbürger, "
        "unionsbürgerinnen, freizügigkeit, eu-freizügigkeit, freizügigkeitsberechtigt"
    ),
    Residence.ANY: (
        "alle, jeder, egal, alle aufenthaltsstatus, jeder aufenthaltsstatus, offen für alle, "
        "unabhängig vom aufenthaltsstatus, unabhängig vom status, ohne einschränkung"
    ),
}
"""What offices write for a status, in small letters, parted by commas."""
_STATUSES = {words: status for status, written in _WRITTEN.items() for words in written.split(", ")}


def status_of(written: str) -> Residence | None:
    """Return the status that an office wrote; None if it says anything else, or more."""
    words = one_line(written).casefold().replace("§24", "§ 24").replace("§104", "§ 104")
    return _STATUSES.get(words)
