"""A department together with an error of a kind: the first department, from a seed on, that has a place for it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.tools.departments import Department, Wanted, consistent
from tests.tools.seeded_errors.case import Case, Error, Kind

_ATTEMPTS, _NEXT = 200, 1_000_003  # a department without a place for an error gives way to the one so many seeds on


def seeded(kind: Kind, seed: int, wanted: Callable[[int], Wanted] | None = None) -> tuple[Department, Error]:
    """A department and its error. `wanted` says of each seed that is tried what is asked of its department: one size
    for all might leave no place. LookupError where no department has a place for it.
    """
    for tried in range(seed, seed + _ATTEMPTS * _NEXT, _NEXT):
        department = consistent(tried, kind.pack, wanted(tried) if wanted else Wanted())
        error = kind.make(Case.of(department, Random(f"{kind.name} {department.seed}")))
        if error:
            return department, error
    raise LookupError(f"{kind.name}: none of {_ATTEMPTS} departments has a place for it")
