"""Small numbers are not published, and cannot be computed from those that are.

A figure is a sum of atoms: counts that overlap with no other, such as the questions about housing
in Arabic from one town. Who has all published figures has a system of linear equations over the
atoms. A figure is published only if no small figure, and no small atom, is a linear combination of
what is published then (complementary suppression; Hundepool et al., "Statistical Disclosure
Control", chapter 4).

Every hidden atom that counts is above zero, so as long as a small one is no linear combination, it
can be both larger and smaller in what an attacker must hold for possible.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5
"""Smaller numbers of people are not told: few people of a language in a small town are known."""
_PRIME = 2**61 - 1
"""Equations are solved modulo a prime: exact for small coefficients, and never too generous."""
_Vector = dict[str, int]
_Form = frozenset[tuple[str, int]]
Told = Mapping[str, Collection[int]]
"""Name of a figure → the values that earlier versions of a report told of it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that may be published; ``atoms`` maps what it is a sum of to its count."""

    name: str
    atoms: Mapping[str, int]

    @property
    def value(self) -> int:
        return sum(self.atoms.values())


def published(
    figures: Sequence[Figure], hidden: Collection[str] = (), told: Told | None = None
) -> frozenset[str]:
    """Return the names of the figures that are published, the most important first given.

    ``hidden`` are those that an earlier version of the same report hid: they stay hidden. ``told``
    are the values that earlier versions told: who has both would know the few people by whom one
    differs. So all versions together tell no more than each.
    """
    secret = {figure.name for figure in figures if _tells_few(figure, told or {})}
    system = _System(_secrets(figures, secret))
    names = set()
    for figure in figures:
        if figure.name not in hidden and figure.name not in secret and system.publish(figure):
            names.add(figure.name)
    return frozenset(names)


def _tells_few(figure: Figure, told: Told) -> bool:
    """Return whether a figure tells something about a few people, by itself or beside a former."""
    if figure.value < FEWEST:
        return True
    before = told.get(figure.name, ())
    return any(0 < abs(figure.value - value) < FEWEST for value in before)


def _secrets(figures: Iterable[Figure], secret: Collection[str]) -> list[_Vector]:
    """Return what must not be computed: some figures, and the small atoms of all."""
    vectors = (_vector(figure) for figure in figures if figure.name in secret and figure.value)
    secrets = {frozenset(vector) for vector in vectors}
    for figure in figures:
        small = (atom for atom, count in figure.atoms.items() if 0 < count < FEWEST)
        secrets |= {frozenset({atom}) for atom in small}
    return [dict.fromkeys(secret, 1) for secret in sorted(secrets, key=sorted)]


def _vector(figure: Figure) -> _Vector:
    """Return the atoms of a figure that count; who knows that one is zero knows no more."""
    return {atom: 1 for atom, count in figure.atoms.items() if count}


class _System:
    """The equations that are published, and what is left of each secret when they are solved."""

    def __init__(self, secrets: Sequence[_Vector]) -> None:
        self._equations: list[tuple[str, _Vector]] = []
        self._secrets = list(secrets)
        self._forms = Counter(map(_form, secrets))
        self._with: dict[str, set[int]] = {}
        for index, secret in enumerate(secrets):
            self._index(index, secret)

    def publish(self, figure: Figure) -> bool:
        """Add a figure and return True, or return False if a secret could be computed then."""
        rest = self._reduced(_vector(figure))
        if not rest:
            return True
        if self._forms[_form(rest)]:
            return False
        pivot = min(rest, key=lambda atom: (len(self._with.get(atom, ())), atom))
        equation = _scaled(rest, pow(rest[pivot], -1, _PRIME))
        self._equations.append((pivot, equation))
        for index in list(self._with.get(pivot, ())):
            self._replace(index, _without(self._secrets[index], pivot, equation))
        return True

    def _reduced(self, vector: _Vector) -> _Vector:
        for pivot, equation in self._equations:
            if pivot in vector:
                vector = _without(vector, pivot, equation)
        return vector

    def _replace(self, index: int, secret: _Vector) -> None:
        for atom in self._secrets[index]:
            self._with[atom].discard(index)
        self._forms[_form(self._secrets[index])] -= 1
        self._forms[_form(secret)] += 1
        self._secrets[index] = secret
        self._index(index, secret)

    def _index(self, index: int, secret: _Vector) -> None:
        for atom in secret:
            self._with.setdefault(atom, set()).add(index)


def _without(vector: _Vector, pivot: str, equation: _Vector) -> _Vector:
    """Return a vector minus as much of an equation as takes the pivot out of it."""
    factor, left = vector[pivot], dict(vector)
    for atom, share in equation.items():
        coefficient = (left.pop(atom, 0) - factor * share) % _PRIME
        if coefficient:
            left[atom] = coefficient
    return left


def _scaled(vector: _Vector, factor: int) -> _Vector:
    return {atom: coefficient * factor % _PRIME for atom, coefficient in vector.items()}


def _form(vector: _Vector) -> _Form:
    """Return what all multiples of a vector have in common."""
    first = min(vector)
    return frozenset(_scaled(vector, pow(vector[first], -1, _PRIME)).items())
