"""A small corpus, as `python -m tests.tools.corpus` writes it: what is in it, and that all of it is found."""

from __future__ import annotations

import hashlib
import subprocess
import sysconfig
from collections import Counter
from pathlib import Path

import pytest

from macros_py.check import check_file
from macros_py.exchange.verify import verify
from tests.tools import corpus, corpus_check
from tests.tools.corpus_ledger import Entered, Ledger, Row
from tests.tools.corpus_manifest import Manifest, load, manifest_of
from tests.tools.corpus_plan import planned
from tests.tools.seeded_errors import KINDS

FILES = 24
PROGRAM = Path(sysconfig.get_path("scripts")) / "jixiao"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a corpus; its manifest is beside it."""
    folder = tmp_path_factory.mktemp("corpus") / "corpus"
    assert corpus.main([str(FILES), str(folder), "--processes", "1"]) == 0
    return folder


@pytest.fixture(scope="module")
def manifest(written: Path) -> Manifest:
    return load(manifest_of(written))


def files_in(folder: Path) -> dict[str, str]:
    """Every file with its checksum."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_manifest_knows_every_file(written: Path, manifest: Manifest) -> None:
    """One entry a file and none beside: a review that loses a file cannot hide it."""
    assert sorted(file.path for file in manifest.files) == sorted(files_in(written))
    assert len(manifest.files) == FILES


def test_a_corpus_is_as_mixed_as_what_comes_in(manifest: Manifest) -> None:
    """Right and wrong, copies and plain workbooks and macros, two versions of a unit, folders named as people do."""
    assert sum(bool(file.expected.kind) for file in manifest.files) == FILES // 2
    assert {file.shape for file in manifest.files} == {"copy", "workbook", "macros"}
    assert {Path(file.path).suffix for file in manifest.files} == {".xlsx", ".xlsm"}
    assert any(" " in str(Path(file.path).parent) for file in manifest.files)
    units = Counter(file.code for file in manifest.files)
    twice = [file for file in manifest.files if units[file.code] == 2]
    assert [file.version for file in twice] == [1, 2]
    assert [bool(file.expected.kind) for file in twice] == [True, False]
    assert len({file.unit for file in manifest.files}) == len(units) == FILES - 1


def test_a_large_corpus_has_every_kind_of_error() -> None:
    """Of two thousand files each kind has its share, and departments are of one project and of thirty."""
    plans = [*planned(2000, 0)]
    wrong = Counter(plan.kind for plan in plans if plan.kind and not plan.corrected)
    assert {*wrong} == {*KINDS}
    assert min(wrong.values()) >= 10
    sizes = {(wanted.agencies, wanted.projects) for plan in plans for wanted in [plan.wanted(plan.seed)]}
    assert {1, 40} <= {agencies for agencies, _ in sizes}
    assert {1, 30} <= {projects for _, projects in sizes}


def test_the_same_arguments_give_the_same_bytes(written: Path, tmp_path: Path) -> None:
    """Also for fewer files, and in several processes: the first of them are the same."""
    again = tmp_path / "again"
    few = {file.path for file in corpus.write_corpus(4, again, processes=2).files}
    assert {path: files_in(written)[path] for path in few} == files_in(again)


def test_copies_are_as_they_were_sealed(written: Path, manifest: Manifest) -> None:
    """They went through the export as every unit's do: the receiving side finds nothing changed."""
    copies = [file for file in manifest.files if file.shape == "copy" and not file.expected.kind]
    assert [verify(written / file.path).differences for file in copies[::3]] == [()] * len(copies[::3])


def test_a_folder_that_is_no_corpus_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody's own files must not be lost to a mistyped name; an earlier corpus gives way."""
    mine, corpus_there = tmp_path / "mine", tmp_path / "there"
    mine.mkdir()
    (mine / "自评表.xlsx").write_bytes(b"")
    assert corpus.main(["1", str(mine)]) == 2
    assert "no corpus" in capsys.readouterr().err
    assert [path.name for path in mine.iterdir()] == ["自评表.xlsx"]
    for count in (2, 1):
        corpus.write_corpus(count, corpus_there)
        assert len(files_in(corpus_there)) == count


@pytest.fixture(scope="module")
def ledger(written: Path, manifest: Manifest) -> Ledger:
    """What `check_file` finds, as a ledger has it. In a copy there are no formulas: V007 says so of each."""
    findings = {}
    for file in manifest.files:
        found = check_file(written / file.path).result.findings
        findings[file.path] = [
            Entered(
                rule=each.rule,
                severity=each.severity,
                fields=each.cells,
                message=each.message,
                rounding=each.rounding,
            )
            for each in found
            if each.rule != "V007" or file.shape != "copy"
        ]
    rows = tuple(Row(path=file.path, state="reviewed", reason="") for file in manifest.files)
    return Ledger(rows=rows, findings=findings)


def test_all_errors_are_found_and_nothing_else(
    written: Path, manifest: Manifest, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    """In copies as in workbooks, in departments of every size."""
    assert corpus_check.check(manifest, ledger, written), capsys.readouterr().out
    printed = capsys.readouterr().out
    assert f"rows: {FILES} for {FILES} files ({FILES} reviewed)" in printed
    assert "recall: 12 of 12 (100.00%); false alarms: 0" in printed


def test_the_review_finds_it_all(written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`jixiao review` as a bureau runs it: a row a file, every error, no false alarm."""
    command = [PROGRAM, "review", str(written), "-o", str(tmp_path / "review"), "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (1, "")  # some have errors, as they should
    code = corpus_check.main([str(manifest_of(written)), str(tmp_path / "review")])
    assert code == 0, capsys.readouterr().out


def test_what_a_review_loses_or_invents_is_told(
    written: Path, manifest: Manifest, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row that is gone, a file that failed, an error that is missed, a right file that is accused: each fails."""
    wrong, right = (next(file for file in manifest.files if bool(file.expected.kind) is kind) for kind in (True, False))
    accusation = Entered(rule="S001", severity="error", fields=("收入!C9",), message="不符", rounding=False)
    faults = {
        f"{right.path}: 0 rows": Ledger(rows=ledger.rows[2:], findings=ledger.findings),
        f"{right.path}: failed (超过时限)": Ledger(
            rows=(*ledger.rows[:1], Row(path=right.path, state="failed", reason="超过时限"), *ledger.rows[2:]),
            findings=ledger.findings,
        ),
        "recall: 11 of 12": Ledger(rows=ledger.rows, findings={**ledger.findings, wrong.path: []}),
        "findings: 1 (0 expected)": Ledger(rows=ledger.rows, findings={**ledger.findings, right.path: [accusation]}),
        "false alarms: 1": Ledger(
            rows=ledger.rows,
            findings={**ledger.findings, wrong.path: [*ledger.findings[wrong.path], accusation]},
        ),
    }
    for told, faulty in faults.items():
        assert not corpus_check.check(manifest, faulty, written)
        assert told in capsys.readouterr().out
