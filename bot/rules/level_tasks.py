"""Our own short exercises in German, three a level. They narrow a guess, they certify nothing."""

from bot.domain.levels import Level, Task

TASKS = (
    Task(Level.A1, "Ich ___ aus Syrien.", ("heiße", "komme", "wohne"), 1),
    Task(Level.A1, "Wie ___ du?", ("heißt", "heiße", "heißen"), 0),
    Task(Level.A1, "Das ist ___ Frau. Sie heißt Mona.", ("mein", "meinen", "meine"), 2),
    Task(Level.A2, "Gestern ___ ich zum Arzt gegangen.", ("habe", "bin", "werde"), 1),
    Task(Level.A2, "Ich fahre mit ___ Bus zur Arbeit.", ("der", "den", "dem"), 2),
    Task(Level.A2, "Ich komme nicht, ___ ich krank bin.", ("weil", "denn", "aber"), 0),
    Task(Level.B1, "Wenn ich mehr Zeit ___, würde ich öfter lesen.", ("habe", "hätte", "hatte"), 1),
    Task(Level.B1, "Das ist der Mann, ___ ich gestern geholfen habe.", ("den", "der", "dem"), 2),
    Task(Level.B1, "Die Wohnung ___ nächste Woche renoviert.", ("wird", "kann", "hat"), 0),
    Task(
        Level.B2,
        "Er hat die Prüfung bestanden, ___ er kaum gelernt hat.",
        ("trotzdem", "obwohl", "trotz"),
        1,
    ),
    Task(Level.B2, "Er tut so, ___ er nichts davon wüsste.", ("damit", "obwohl", "als ob"), 2),
    Task(Level.B2, "Der Antrag muss bis Freitag ___ werden.", ("gestellt", "gesetzt", "gelegt"), 0),
    Task(Level.C1, "Der Redner ging ausführlich ___ die Kritik ein.", ("über", "auf", "an"), 1),
    Task(Level.C1, "Der Vorschlag stieß auf ___ Zustimmung.", ("weite", "dicke", "breite"), 2),
    Task(Level.C1, "Er behauptet, den Brief nie erhalten zu ___.", ("haben", "sein", "werden"), 0),
)
"""All exercises; the position of the right choice differs, so that no habit finds it."""
TASK_COUNT = 2
"""How many exercises one person gets."""


def tasks_for(level: Level, seed: int) -> tuple[Task, ...]:
    """Return the exercises of a level that one person gets; ``seed`` chooses which is left out.

    Below A1 and above C1 there are none, so those of the nearest level are given.
    """
    nearest = min(max(level, Level.A1), Level.C1)
    of_level = [task for task in TASKS if task.level == nearest]
    left_out = seed % len(of_level)
    chosen = [task for position, task in enumerate(of_level) if position != left_out]
    return tuple(chosen[:TASK_COUNT])
