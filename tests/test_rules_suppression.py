"""Small numbers: an attacker who has everything that was ever released finds none of them."""

from random import Random

import numpy as np
from scipy.optimize import linprog

from bot.rules import suppression
from bot.rules.suppression import Figure, published

DISTRICTS, PERIODS = 1000, 4
CONCEPTS, LANGUAGES, TOWNS = ("housing", "work", "doctor", "kita"), ("ar", "uk", "ti"), ("A", "B")


def table(chance: Random) -> list[Figure]:
    """What a report tells of needs: totals, by concept, language and town, and some pairs."""
    scale = chance.choice([1, 3, 8])
    atoms = {
        f"{concept}/{language}/{town}": max(0, int(chance.expovariate(1) * scale) - 1)
        for concept in CONCEPTS
        for language in LANGUAGES
        for town in TOWNS
    }

    def of(*words: str) -> Figure:
        chosen = {a: n for a, n in atoms.items() if set(words) <= set(a.split("/"))}
        return Figure("/".join(words) or "all", chosen)

    pairs = [(c, language) for c in CONCEPTS for language in LANGUAGES]
    towns = [(c, town) for c in CONCEPTS for town in TOWNS]
    names = [(), *((c,) for c in CONCEPTS), *((x,) for x in LANGUAGES), *((x,) for x in TOWNS)]
    return [of(*words) for words in (*names, *pairs, *towns)]


class Attacker:
    """Solves what is published, for counts from 0 on: linear programs over all atoms."""

    def __init__(self, figures: list[Figure], names: frozenset[str]) -> None:
        self.atoms = sorted({atom for figure in figures for atom in figure.atoms})
        known = [figure for figure in figures if figure.name in names]
        self.rows = np.array([self.row(figure.atoms) for figure in known], dtype=float)
        self.values = np.array([figure.value for figure in known], dtype=float)

    def row(self, atoms) -> list[float]:
        return [float(atom in atoms) for atom in self.atoms]

    def possible(self, objective) -> np.ndarray:
        """Return the world that is least in ``objective`` among those that fit the report."""
        equations = {"A_eq": self.rows, "b_eq": self.values} if len(self.rows) else {}
        highest = 1000.0  # what is nowhere published may be anything
        result = linprog(objective, bounds=(0, highest), method="highs", **equations)
        assert result.status == 0
        return result.x

    def finds(self, secrets: dict[str, tuple[list[float], int]]) -> list[str]:
        """Return the names of the secrets that have one whole value in every possible world."""
        left = dict(secrets)
        tries = [np.ones(len(self.atoms)), -np.ones(len(self.atoms))]
        chance = np.random.default_rng(1)
        tries += [chance.normal(size=len(self.atoms)) for _ in range(3)]
        for objective in tries if left else ():
            world = self.possible(objective)
            left = {n: s for n, s in left.items() if abs(np.dot(s[0], world) - s[1]) < 0.999}
        found = []
        for name, (row, _) in left.items():
            low = np.dot(row, self.possible(np.array(row)))
            high = np.dot(row, self.possible(-np.array(row)))
            if np.floor(high + 1e-6) - np.ceil(low - 1e-6) < 1:
                found.append(name)
        return found


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
