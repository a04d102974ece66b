"""Whatever is put in: a result or one sentence, in 5 s and 500 MB, through the door that the review uses."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.make import KINDS
from tests.hostile.mutations import mutated
from tests.hostile.our_kinds import OURS
from tests.hostile.trial import MEGABYTES, SECONDS, End, Trials
from tests.hostile.words import WORDS

MUTATIONS = 300


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    with Trials() as server:
        yield server


def within_limits(end: End) -> End:
    assert not end.broke
    assert end.seconds < SECONDS
    assert end.megabytes < MEGABYTES
    return end


def test_there_are_kinds_enough() -> None:
    assert len(KINDS) + len(OURS) > 200


@pytest.mark.parametrize("name", KINDS)
def test_a_hostile_file_ends_in_its_sentence(name: str, tmp_path: Path, trials: Trials) -> None:
    path = KINDS[name](tmp_path / "自评表.xlsx")
    assert WORDS[name] in within_limits(trials.end_of(path)).said


@pytest.mark.parametrize("name", OURS)
def test_a_workbook_of_ours_ends_as_it_should(name: str, example: Path, tmp_path: Path, trials: Trials) -> None:
    """Refused in its words, or read with what must be seen in it."""
    path = tmp_path / "自评表.xlsx"
    made = OURS[name].make(example, path)
    end = within_limits(trials.end_of(made if isinstance(made, Path) else path))
    assert OURS[name].says in end.said
    assert bool(end.said) == bool(OURS[name].says)
    assert {key: end.saw[key] for key in OURS[name].sees} == OURS[name].sees if not end.said else True


def test_no_mutation_breaks_anything(example: Path, recalculated: Path, tmp_path: Path, trials: Trials) -> None:
    """Bits turned, ends cut off, parts edited at random: a result or a sentence, and the file as it was."""
    wrong = []
    for seed in range(MUTATIONS):
        path = tmp_path / f"{seed}.xlsx"
        path.write_bytes(mutated(random.Random(seed).choice((example, recalculated)).read_bytes(), seed))
        end = trials.end_of(path)
        if end.broke or end.seconds > SECONDS or end.megabytes > MEGABYTES or not (end.said or end.saw.get("facts")):
            wrong.append((seed, end))
            shutil.copy(path, tmp_path / f"kept-{seed}.xlsx")
        path.unlink()
    assert wrong == []
