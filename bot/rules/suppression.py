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
"""Name of a figure, or a place → the values that earlier versions of a report told of it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that may be published; ``atoms`` maps what it is a sum of to its count.

    ``places`` are where readers find it, such as at a measure, whatever is counted there.
    ``is_counted``: they also read how many of its atoms are not 0.
    """

    name: str
    atoms: Mapping[str, int]
    places: tuple[str, ...] = ()
    is_counted: bool = False

    @property
    def value(self) -> int:
        return sum(self.atoms.values())


def is_few(count: int) -> bool:
    """Return whether a number of people is so small that they could be known."""
    return 0 < count < FEWEST


def published(
    figures: Sequence[Figure], hidden: Collection[str] = (), told: Told | None = None
) -> frozenset[str]:
    """Return the names of the figures that are published, the most important first given.

    ``hidden`` are those that an earlier version of the same report hid: they stay hidden. ``told``
    are the values that earlier versions told: who has both would know the few people by whom one
    differs. Nor may a figure that is new in a version tell, beside those that an earlier one told,
    what that one hid. So all versions together tell no more than each.
    """
    known = told or {}
    secret = {figure.name for figure in figures if _tells_few(figure, known)}
    systems = [_System(_secrets(figures, secret)), *_of_all_versions(figures, hidden, known)]
    left_out = secret | set(hidden)
    names = set()
    for figure in figures:
        if figure.name not in left_out and all(system.allows(figure) for system in systems):
            names.add(figure.name)
            for system in systems:
                system.publish(figure)
    return frozenset(names)


def _of_all_versions(
    figures: Sequence[Figure], hidden: Collection[str], told: Told
) -> list["_System"]:
    """Return the equations of earlier versions for one who knows which atoms have not changed.

    None without an earlier version, and none if every figure was there already: then no more are
    told than before. An atom that has changed is taken for the same one: knowing by how much it
    changed would only help.
    """
    known = {*hidden, *told}
    if not known or all(figure.name in known for figure in figures):
        return []
    small = {figure.name for figure in figures if _is_small(figure)}
    system = _System(_secrets(figures, small | (set(hidden) - set(told))))
    earlier = [figure for figure in figures if figure.name in told]
    for figure in sorted(earlier, key=lambda figure: figure.value not in told[figure.name]):
        if system.allows(figure):
            system.publish(figure)
    return [system]


def _tells_few(figure: Figure, told: Told) -> bool:
    """Return whether a figure tells something about a few people, by itself or beside a former."""
    if _is_small(figure):
        return True
    before = {value for key in (figure.name, *figure.places) for value in told.get(key, ())}
    is_known = figure.value in before
    return not is_known and any(abs(figure.value - value) < FEWEST for value in before)


def _is_small(figure: Figure) -> bool:
    """Return whether a figure tells of a few by itself.

    Five messages that arrived of five sendings arrived once each.
    """
    are_ones = figure.is_counted and max(figure.atoms.values(), default=0) <= 1
    return figure.value < FEWEST or are_ones


def _secrets(figures: Iterable[Figure], secret: Collection[str]) -> list[_Vector]:
    """Return what must not be computed: some figures, and the small atoms of all."""
    vectors = (_vector(figure) for figure in figures if figure.name in secret and figure.value)
    secrets = {frozenset(vector) for vector in vectors}
    for figure in figures:
        small = (atom for atom, count in figure.atoms.items() if is_few(count))
        secrets |= {frozenset({atom}) for atom in small}
    return [dict.fromkeys(secret, 1) for secret in sorted(secrets, key=sorted)]


def _vector(figure: Figure) -> _Vector:
    """Return the atoms of a figure that count; who knows that one is zero knows no more."""
    return {atom: 1 for atom, count in figure.atoms.items() if count}


class _System:
    """The equations that are published, and what is left of each secret when they are solved."""

    def __init__(self, secrets: Sequence[_Vector]) -> None:
        self._equations: list[tuple[str, _Vector]] = []
        self._asked: tuple[str, _Vector] = ("", {})
        self._secrets = list(secrets)
        self._forms = Counter(map(_form, secrets))
        self._with: dict[str, set[int]] = {}
        for index, secret in enumerate(secrets):
            self._index(index, secret)

    def allows(self, figure: Figure) -> bool:
        """Return whether no secret could be computed if a figure was published, too."""
        rest = self._reduced(_vector(figure))
        self._asked = (figure.name, rest)
        return not rest or not self._forms[_form(rest)]

    def publish(self, figure: Figure) -> None:
        """Add the equation of the figure that was just allowed."""
        name, rest = self._asked
        if name != figure.name:
            raise ValueError(f"not allowed before: {figure.name}")
        if not rest:
            return
        pivot = min(rest, key=lambda atom: (len(self._with.get(atom, ())), atom))
        equation = _scaled(rest, pow(rest[pivot], -1, _PRIME))
        self._equations.append((pivot, equation))
        for index in list(self._with.get(pivot, ())):
            self._replace(index, _without(self._secrets[index], pivot, equation))

    def _reduced(self, vector: _Vector) -> _Vector:
        left = dict(vector)
        for pivot, equation in self._equations:
            if pivot in left:
                _take(left, pivot, equation)
        return left

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
    left = dict(vector)
    _take(left, pivot, equation)
    return left


def _take(left: _Vector, pivot: str, equation: _Vector) -> None:
    """Do so with the vector itself: most of the time of a report is spent here."""
    factor, known = left[pivot], left.get
    for atom, share in equation.items():
        coefficient = (known(atom, 0) - factor * share) % _PRIME
        if coefficient:
            left[atom] = coefficient
        else:
            del left[atom]  # it was there: a prime divides no product of smaller numbers


def _scaled(vector: _Vector, factor: int) -> _Vector:
    return {atom: coefficient * factor % _PRIME for atom, coefficient in vector.items()}


def _form(vector: _Vector) -> _Form:
    """Return what all multiples of a vector have in common."""
    first = min(vector)
    return frozenset(_scaled(vector, pow(vector[first], -1, _PRIME)).items())
