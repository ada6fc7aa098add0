"""Small numbers: an attacker who has everything that was ever released finds none of them."""

from collections.abc import Iterable
from itertools import product
from random import Random

import numpy as np
from scipy.optimize import linprog

from bot.rules import suppression
from bot.rules.suppression import Figure, published

DISTRICTS, PERIODS = 1000, 4
HIGHEST = 1000.0
"""What is nowhere published may be anything up to this."""
CONCEPTS, LANGUAGES, TOWNS = ("housing", "work", "doctor", "kita"), ("ar", "uk", "ti"), ("A", "B")
ATOMS = tuple(product(CONCEPTS, LANGUAGES, TOWNS))
SUMS = (
    (), *((word,) for word in (*CONCEPTS, *LANGUAGES, *TOWNS)),
    *product(CONCEPTS, LANGUAGES), *product(CONCEPTS, TOWNS),
)  # fmt: skip
PARTS = {
    "/".join(words) or "all": ["/".join(atom) for atom in ATOMS if {*words} <= {*atom}]
    for words in SUMS
}
"""A figure → its atoms."""


def table(chance: Random) -> list[Figure]:
    """What a report tells of needs: totals, by concept, language and town, and some pairs."""
    scale = chance.choice([1, 3, 8])
    counts = {atom: max(0, int(chance.expovariate(1) * scale) - 1) for atom in PARTS["all"]}
    return [Figure(name, {atom: counts[atom] for atom in atoms}) for name, atoms in PARTS.items()]


class Attacker:
    """Solves what is published, for counts from 0 on: linear programs over all atoms."""

    def __init__(self, figures: list[Figure], names: frozenset[str]) -> None:
        self.atoms = sorted({atom for figure in figures for atom in figure.atoms})
        self.places = {atom: place for place, atom in enumerate(self.atoms)}
        known = [figure for figure in figures if figure.name in names]
        self.rows = np.array([self.row(figure.atoms) for figure in known], dtype=float)
        self.values = np.array([figure.value for figure in known], dtype=float)
        counts = {atom: n for figure in figures for atom, n in figure.atoms.items()}
        self.truth = np.array([counts[atom] for atom in self.atoms], dtype=float)

    def row(self, atoms: Iterable[str]) -> list[float]:
        row = [0.0] * len(self.atoms)
        for atom in atoms:
            row[self.places[atom]] = 1.0
        return row

    def possible(self, objective) -> np.ndarray:
        """Return the world that is least in ``objective`` among those that fit the report."""
        equations = {"A_eq": self.rows, "b_eq": self.values} if len(self.rows) else {}
        result = linprog(objective, bounds=(0, HIGHEST), method="highs", **equations)
        assert result.status == 0
        return result.x

    def finds(self, secrets: dict[str, tuple[list[float], int]]) -> list[str]:
        """Return the names of the secrets that have one whole value in every possible world."""
        return [name for name, (row, _) in self.unproven(secrets).items() if self.knows(row)]

    def knows(self, row: list[float]) -> bool:
        """Return whether the lowest and the highest possible value leave one whole number."""
        low = np.dot(row, self.possible(np.array(row)))
        high = np.dot(row, self.possible(-np.array(row)))
        return bool(np.floor(high + 1e-6) - np.ceil(low - 1e-6) < 1)

    def unproven(self, secrets: dict[str, tuple[list[float], int]]) -> dict:
        """Return the secrets without those that another possible world gives another number.

        Such a world is the true one, moved along what the report leaves open until a count is 0:
        a proof without a linear program. Counts of 0 stay 0 in it, which only makes it harder.
        """
        if not secrets:
            return {}
        rows = np.array([row for row, _ in secrets.values()])
        directions = rows @ self._left_open()
        change = np.einsum("ij,ij->i", rows, directions)
        steps = np.maximum(self._steps(directions), self._steps(-directions))
        is_proven = steps * change >= 1
        proven = dict(zip(secrets, is_proven, strict=True))
        return {name: secret for name, secret in secrets.items() if not proven[name]}

    def _left_open(self) -> np.ndarray:
        """Return the projection onto all changes that no published number shows."""
        free = np.flatnonzero(self.truth)
        known = self.rows.reshape(-1, len(self.atoms))[:, free]
        sizes, axes = np.linalg.eigh(known.T @ known)
        unseen = axes[:, sizes < 1e-9]
        projection = np.zeros((len(self.atoms), len(self.atoms)))
        projection[np.ix_(free, free)] = unseen @ unseen.T
        return projection

    def _steps(self, directions: np.ndarray) -> np.ndarray:
        """Return how far the true world can be moved in each direction, with counts from 0 on."""
        falling = directions < -1e-9
        room = np.where(falling, self.truth / np.where(falling, -directions, 1), np.inf)
        return np.minimum(room.min(axis=1), HIGHEST / 2)


def secrets_of(attacker: Attacker, figures: list[Figure]) -> dict[str, tuple[list[float], int]]:
    """The cells below five that a report could have: its figures, and the atoms."""
    atoms = {atom: n for figure in figures for atom, n in figure.atoms.items()}
    small = {figure.name: (attacker.row(figure.atoms), figure.value) for figure in figures
             if 0 < figure.value < 5}  # fmt: skip
    single = {atom: (attacker.row([atom]), n) for atom, n in atoms.items() if 0 < n < 5}
    return small | single


def test_an_attacker_finds_no_number_below_five() -> None:
    """1,000 random districts in 4 half-years: nothing small has only one possible value."""
    chance, found, shown, all_ = Random(22), [], 0, 0
    for district in range(DISTRICTS):
        for period in range(PERIODS):
            figures = table(chance)
            names = published(figures)
            attacker = Attacker(figures, names)
            cells = attacker.finds(secrets_of(attacker, figures))
            found += [f"{district}, {period}: {name}" for name in cells]
            shown += len(names)
            all_ += sum(figure.value >= 5 for figure in figures)
    assert not found, (len(found), found[:10])
    assert shown > 0.6 * all_, f"only {shown} of {all_} are told"


def test_without_the_second_step_the_attacker_does_find_them() -> None:
    """The attacker is a good one: hiding only what is small is not enough."""
    chance, found = Random(22), 0
    for _ in range(50):
        figures = table(chance)
        names = frozenset(figure.name for figure in figures if figure.value >= 5)
        attacker = Attacker(figures, names)
        found += len(attacker.finds(secrets_of(attacker, figures)))
    assert found > 50


def test_the_short_proof_and_the_linear_programs_agree() -> None:
    """What is proven by one possible world is what the programs find to be open, and no more."""
    chance, wrong = Random(3), []
    for number in range(12):
        figures = table(chance)
        above = {figure.name for figure in figures if figure.value >= 5}
        names = published(figures) if number % 2 else frozenset(above)
        attacker = Attacker(figures, names)
        secrets = secrets_of(attacker, figures)
        every = [name for name, (row, _) in secrets.items() if attacker.knows(row)]
        wrong += [number] if attacker.finds(secrets) != every else []
    assert not wrong


def test_two_versions_of_a_report_tell_no_more_than_the_first() -> None:
    """A correction changes some counts; what was hidden stays hidden."""
    chance, wrong = Random(7), []
    for number in range(100):
        first = table(chance)
        hidden = {figure.name for figure in first} - published(first)
        corrected = [
            Figure(f.name, {a: n + (a.startswith("work/ar") and 6) for a, n in f.atoms.items()})
            for f in first
        ]
        again = published(corrected, hidden)
        wrong += [f"{number}: {name}" for name in again & hidden]
    assert not wrong


def test_no_difference_between_versions_tells_of_few() -> None:
    """Who takes one version from the other learns of nobody by how few people they differ."""
    chance, found, told_again = Random(9), [], 0
    for number in range(200):
        first = table(chance)
        told = {f.name: [f.value] for f in first if f.name in published(first)}
        later = {a for f in first for a in f.atoms if chance.random() < 0.1}
        more = {a: chance.choice([1, 2, 3, 8, 20]) for a in sorted(later)}
        second = [
            Figure(f.name, {a: n + more.get(a, 0) for a, n in f.atoms.items()}) for f in first
        ]
        hidden = {f.name for f in first} - set(told)
        names = published(second, hidden, told)
        attacker = Attacker(second, names)
        few = [f for f in second if 0 < f.value - told.get(f.name, [f.value])[0] < 5]
        secrets = {f.name: (attacker.row(f.atoms), f.value) for f in few}
        found += [f"{number}: {name}" for name in attacker.finds(secrets)]
        told_again += len(names)
    assert not found
    assert told_again > 1000


def with_new_rules(chance: Random, figures: list[Figure]) -> list[Figure]:
    """Return what a correction tells if somebody also changed what is counted for measures."""
    atoms = sorted({atom: n for figure in figures for atom, n in figure.atoms.items()}.items())
    new = [
        Figure(f"rule {n}", dict(chance.sample(atoms, chance.choice([1, 2, 6])))) for n in range(8)
    ]
    return [*figures[:5], *new, *figures[5:]]


def in_version(figure: Figure, version: int, changed: dict[str, int]) -> Figure:
    """Return a figure whose changed atoms are others than those of another version."""
    atoms = {f"{a}@{version}" if a in changed else a: n for a, n in figure.atoms.items()}
    return Figure(f"{version}: {figure.name}", atoms)


def test_who_knows_what_has_not_changed_finds_nothing_in_all_versions_together() -> None:
    """Measures got other rules in a correction, or one count was wrong and all others right."""
    chance, found, told_new = Random(31), [], 0
    for number in range(40):
        first, has_new = table(chance), number % 2 == 0
        names = published(first)
        told = {f.name: [f.value] for f in first if f.name in names}
        atoms = sorted({atom for f in first for atom in f.atoms})
        more = {} if has_new else {chance.choice(atoms): chance.choice([9, 20])}
        second = [
            Figure(f.name, {a: n + more.get(a, 0) for a, n in f.atoms.items()}) for f in first
        ]
        second = with_new_rules(chance, second) if has_new else second
        again = published(second, {f.name for f in first} - names, told)
        both = [*(in_version(f, 1, more) for f in first), *(in_version(f, 2, more) for f in second)]
        shown = {f"1: {name}" for name in names} | {f"2: {name}" for name in again}
        attacker = Attacker(both, frozenset(shown))
        found += [f"{number}: {name}" for name in attacker.finds(secrets_of(attacker, both))]
        told_new += sum(name.startswith("rule") for name in again)
    assert not found, (len(found), found[:10])
    assert told_new > 10


def test_a_number_that_few_people_changed_is_not_told_in_any_later_version() -> None:
    visits = Figure("visits", {"first": 9, "second": 8})
    assert published([visits]) == {"visits"}
    for third in (1, 3, 4):
        more = Figure("visits", {"first": 9, "second": 8 + third})
        assert not published([more], told={"visits": [17]}), third
    many = Figure("visits", {"first": 9, "second": 14})
    assert published([many], told={"visits": [17]}) == {"visits"}
    assert not published([many], told={"visits": [17, 25]})
    assert published([visits], told={"visits": [17]}) == {"visits"}


def test_as_many_messages_as_sendings_tell_each_of_them() -> None:
    ones = {f"sending {n}": 1 for n in range(6)}
    assert published([Figure("arrived", ones)]) == {"arrived"}, "nobody says how many sendings"
    assert not published([Figure("arrived", ones, is_counted=True)])
    assert published([Figure("arrived", {**ones, "sending 9": 2}, is_counted=True)]) == {"arrived"}


def test_a_measure_that_counts_something_else_is_compared_with_what_it_told() -> None:
    """A meeting more or less is few people, whatever the figure is called."""
    told = {"measure 7/meetings/came": [17], "meetings/came|ids=1,2": [17]}
    place = ("measure 7/meetings/came",)
    few = Figure("meetings/came|ids=1,2,3", {"m1": 9, "m2": 8, "m3": 2}, place)
    assert not published([few], told=told)
    many = Figure("meetings/came|ids=1,2,3", {"m1": 9, "m2": 8, "m3": 12}, place)
    assert published([many], told=told) == {many.name}
    same = Figure("meetings/came|ids=4", {"m4": 17}, place)
    assert published([same], told=told) == {same.name}


def test_what_is_hidden_and_what_is_told_in_small() -> None:
    """One small cell takes the smallest of the others along, so that no difference tells it."""
    cells = {"a": 3, "b": 7, "c": 20}
    figures = [Figure("all", cells), *(Figure(name, {name: n}) for name, n in cells.items())]
    assert published(figures) == {"all", "b"}
    assert published([figures[0], figures[3], figures[2]]) == {"all", "c"}
    alone = [Figure("all", {"a": 30, "b": 0}), Figure("a", {"a": 30}), Figure("b", {"b": 0})]
    assert published(alone) == {"all", "a"}
    assert published([Figure("few", {"x": 4})]) == frozenset()
    assert published([]) == frozenset()


def test_a_district_of_many_cells_is_worked_out_in_short_time() -> None:
    """60 concepts in 15 languages and 30 towns: so many figures are no work for minutes."""
    chance = Random(1)
    atoms = {
        f"c{c}/l{language}/t{town}": chance.choice([0, 0, 0, 0, 1, 1, 2, 6, 11])
        for c in range(60)
        for language in range(15)
        for town in chance.sample(range(30), 4)
    }
    groups: dict[str, dict[str, int]] = {}
    for atom, count in atoms.items():
        concept, language, town = atom.split("/")
        for name in ("all", concept, language, town, f"{concept}/{language}", f"{concept}/{town}"):
            groups.setdefault(name, {})[atom] = count
    ordered = sorted(groups, key=lambda name: (name.count("/"), name))
    names = published([Figure(name, groups[name]) for name in ordered])
    assert "all" in names
    assert min(sum(groups[name].values()) for name in names) >= suppression.FEWEST
