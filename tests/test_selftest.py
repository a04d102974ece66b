"""The acceptance program: real trials on this computer, an honest report, and a list that the documents share."""

from __future__ import annotations

import re
import shutil
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.excel.actions import ACTIONS
from macros_py.selftest import anywhere, surroundings
from macros_py.selftest.bench import Bench
from macros_py.selftest.claim import Broken, Claim, Outcome, Untestable, run
from macros_py.selftest.claims import CLAIMS
from macros_py.selftest.compare import same_as_engine
from macros_py.selftest.in_excel import ANSWERS
from macros_py.selftest.report import report, summary
from tests.cli.conftest import run_jixiao
from workbook.build.ribbon import BUTTONS
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.read import read

ROOT = Path(__file__).parent.parent
HERE = [claim for claim in CLAIMS if not claim.needs]
ELSEWHERE = [claim for claim in CLAIMS if claim.needs]
ROW = re.compile(r"^\| ([APEW]\d\d) \| (.*) \| (.*) \| (.*) \|$", re.MULTILINE)
no_excel = pytest.mark.skipif(sys.platform == "win32", reason="says what a computer without Excel cannot try")


@pytest.fixture(scope="module")
def bench() -> Bench:
    with Bench() as made:
        yield made  # type: ignore[misc]


def test_ids_are_of_their_kind_and_stand_once() -> None:
    """The letter says what a claim needs, and whoever reads a report of another year finds the same claim."""
    ids = [claim.id for claim in CLAIMS]
    assert len(ids) == len(set(ids))
    letters = {(): "A", ("windows",): "P", ("windows", "excel"): "E", ("windows", "wps"): "W"}
    assert [claim.id for claim in CLAIMS if claim.id[0] != letters[claim.needs[:2]]] == []
    assert {need for claim in CLAIMS for need in claim.needs} == {"windows", "excel", "wps", "onedrive"}


@pytest.mark.parametrize("claim", HERE, ids=lambda claim: claim.id)
def test_it_holds_here(bench: Bench, claim: Claim) -> None:
    """Every claim that needs no Excel, for real."""
    (outcome,) = run([claim], bench, {})
    assert (outcome.result, bool(outcome.seen)) == ("通过", True), outcome.seen


@no_excel
def test_the_rest_says_why_not(bench: Bench) -> None:
    """One sentence each; none is passed over, and none is said to hold."""
    outcomes = run(ELSEWHERE, bench, surroundings.lacking())
    assert [(one.result, one.seen) for one in outcomes] == [("不能测", "这台电脑不是 Windows")] * len(ELSEWHERE)


def test_a_claim_that_does_not_hold_stops_no_other(bench: Bench) -> None:
    """Broken, impossible, or a fault of the trial itself: each with its reason, in its order."""

    def broken(bench: Bench) -> str:
        raise Broken("应为 1，实际为 2")

    def impossible(bench: Bench) -> str:
        raise Untestable("没有打印机")

    def crashing(bench: Bench) -> str:
        return str(1 // 0)

    trials = (broken, impossible, crashing, anywhere.may_write)
    claims = [Claim(id=f"T{n}", area="试", what="试", how="试", trial=trial) for n, trial in enumerate(trials)]
    outcomes = run(
        [*claims, Claim(id="T9", area="试", what="试", how="试", trial=broken, needs=("moon",))],
        bench,
        {"moon": "没有月亮"},
    )
    assert [(one.claim.id, one.result) for one in outcomes] == [
        ("T0", "未通过"),
        ("T1", "不能测"),
        ("T2", "未通过"),
        ("T3", "通过"),
        ("T9", "不能测"),
    ]
    assert [one.seen for one in outcomes[:2]] == ["应为 1，实际为 2", "没有打印机"]
    assert outcomes[2].seen.startswith("ZeroDivisionError：")
    assert outcomes[4].seen == "没有月亮"
    assert summary(outcomes) == "共 5 项：通过 1，未通过 2，不能测 2。"


def test_a_wrong_cell_is_named_with_both_figures(bench: Bench) -> None:
    """The comparison that stands behind half the claims sees a cell that is off by a hundredth."""
    path = bench.copy(bench.filled, "改动.xlsm")
    fact = read(path).facts.facts["overall.funds.total.rate"]
    sheet, _, cell = fact.cell.rpartition("!")
    package = Package.load(path)
    apply(package, [CellEdit(sheet=sheet, cell=cell, value=fact.value + 1, keep_formula=True)])  # type: ignore[operator, arg-type]
    package.save(path)
    with pytest.raises(Broken) as caught:
        same_as_engine(path)
    told = re.search(rf"{re.escape(fact.cell)} 为 ([\d.]+)，应为 ([\d.]+)", str(caught.value))
    assert told
    assert [Decimal(figure) for figure in told.groups()] == [fact.value + 1, fact.value]  # type: ignore[operator]


def test_trials_can_fail(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that cannot go red proves nothing: a missing setting, another version, a full disk, a broken function."""
    known = {key: value for key, value in anywhere.CONFIG.items() if key != "PYTHONPATH"}
    monkeypatch.setattr(anywhere, "CONFIG", known)
    with pytest.raises(Broken, match="PYTHONPATH"):
        anywhere.settings_are_complete(bench)
    monkeypatch.setattr(anywhere, "version", lambda name: "0.0.1")
    with pytest.raises(Broken, match=r"0\.0\.1"):
        anywhere.one_xlwings(bench)
    monkeypatch.setattr(anywhere, "_WANTED_MEGABYTES", shutil.disk_usage("/").total)
    with pytest.raises(Broken, match="磁盘只剩"):
        anywhere.has_room(bench)
    monkeypatch.setattr("macros_py.excel.udfs.JX_RATE", lambda *given: 7, raising=True)
    with pytest.raises(Broken, match="JX_RATE"):
        anywhere.functions_answer(bench)
    monkeypatch.setenv("PATH", str(bench.folder))
    with pytest.raises(Broken, match="PATH"):
        anywhere.library_is_found(bench)
    (bench.folder / surroundings.library(64)).write_bytes(b"")
    assert anywhere.library_is_found(bench) == str(bench.folder)


def test_the_report_says_everything_in_one_line_each() -> None:
    """Date, versions, the failure above all, and no text that breaks the table."""
    claim = Claim(id="T1", area="试", what="甲|乙", how="<b>\n丙", trial=lambda bench: "")
    outcomes = [Outcome(claim=claim, result="未通过", seen="应为 1\n实际|2", seconds=1.26)]
    lines = report(outcomes, [("Excel", "16.0"), ("空", "")], datetime(2022, 3, 1, 8, 5)).splitlines()
    assert "时间：2022-03-01 08:05" in lines
    assert "| Excel | 16.0 |" in lines
    assert "- T1 甲|乙：应为 1 实际|2" in lines
    assert lines[-1] == r"| T1 | 试 | 甲\|乙 | &lt;b> 丙 | 未通过 | 应为 1 实际\|2 | 1.3 秒 |"


@no_excel
def test_on_the_command_line(tmp_path: Path) -> None:
    """A report beside, every claim in it; the next one does not replace it."""
    out = tmp_path / "验收 报告.md"
    done = run_jixiao("selftest", "-o", out)
    assert (done.returncode, done.stderr) == (0, b"")
    text = out.read_text(encoding="utf-8")
    assert f"共 {len(CLAIMS)} 项：通过 {len(HERE)}，未通过 0，不能测 {len(ELSEWHERE)}。" in text
    assert [claim.id for claim in CLAIMS if f"\n| {claim.id} |" not in text] == []
    for target, words in ((out, "没有覆盖"), (tmp_path / "没有" / "报告.md", "文件夹不存在")):
        again = run_jixiao("selftest", "-o", target)
        assert (again.returncode, words in again.stderr.decode()) == (2, True)
    assert out.read_text(encoding="utf-8") == text


@no_excel
def test_a_failure_is_told_by_the_exit_code(tmp_path: Path) -> None:
    """A pack with a fault that was put into the user's folder by hand."""
    (tmp_path / "坏.toml").write_text('extends = "nowhere"\n', encoding="utf-8")
    done = run_jixiao("selftest", env={"JIXIAO_RULES": str(tmp_path)})
    text = done.stdout.decode()
    assert (done.returncode, "未通过 1" in text) == (1, True)
    assert re.search(r"^- A08 .*nowhere", text, re.MULTILINE)


def test_the_scratch_folder_goes() -> None:
    """Nothing is left behind, not even where a trial fails."""
    seen: list[Path] = []

    def fails() -> None:
        with Bench() as made:
            seen.append(made.blank)
            raise Broken

    with pytest.raises(Broken):
        fails()
    assert not seen[0].parent.parent.exists()


def test_the_document_lists_every_claim() -> None:
    """With the same words; what needs an Excel or WPS is said to wait for one until somebody tried it there."""
    text = (ROOT / "docs" / "acceptance.md").read_text(encoding="utf-8")
    rows = ROW.findall(text)
    assert [row[:3] for row in rows] == [(claim.id, claim.what, claim.how) for claim in CLAIMS]
    tried = re.compile(r"(还没有试过.*等)|(20\d\d-\d\d-\d\d)")
    assert [claim.id for claim, row in zip(CLAIMS, rows, strict=True) if claim.needs and not tried.search(row[3])] == []
    assert {row[3] for claim, row in zip(CLAIMS, rows, strict=True) if not claim.needs} == {
        "已通过（Linux，自动测试每次都运行）"
    }


def test_every_button_has_an_answer_to_be_compared() -> None:
    """In the words that its own code uses."""
    assert list(ANSWERS) == [button.macro for button in BUTTONS]
    for action, words in zip(ACTIONS, ANSWERS.values(), strict=True):
        assert words in (ROOT / "macros_py" / "excel" / f"{action}_action.py").read_text(encoding="utf-8"), action
