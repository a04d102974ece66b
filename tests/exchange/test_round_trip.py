"""Submission, return, import, resubmission: twelve remarks, and what became of each."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from macros_py.check import check_file
from macros_py.desk import list_findings, recalc_file
from macros_py.exchange.bring_back import bring_back
from macros_py.exchange.send_back import send_back
from macros_py.exchange.submit import submit
from macros_py.exchange.verify import verify
from tests.exchange.conftest import OVERALL, Tamper, edit
from tests.exported import NOON, SOMEBODY
from workbook.drawn_sheet import Drawn, Page, draw
from workbook.errors import UnusableFile
from workbook.grow import insert_rows
from workbook.looks import Look
from workbook.observe import observe
from workbook.own_sheets import RECEIPT, RETURNED
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.read import read
from workbook.returned_table import ANSWERED, EXPLAIN, FIXED, MUST, NEW, NOTE, OPEN, Returned, returned_rows

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # said by openpyxl

REMARKS = [  # place, remark, level
    ("附件3!E10", "其他资金的全年预算数与指标文件不符", MUST),
    ("附件3!F10", "其他资金的全年执行数请与决算核对", MUST),
    ("收入·汇总·收入合计", "比上年增加较多，请说明", EXPLAIN),
    ("overall.indicators[6].score", "得分依据不足", MUST),
    ("附件3!I26", "原因照抄了指标", MUST),
    ("附件3!F28", "实际完成值请填数", MUST),
    ("附件3!D20", "表头被改动过", NOTE),
    ("", "请补报附件2", MUST),
    ("附件1", "附件1没有填", EXPLAIN),
    ("基本情况!D2", "电话请写区号", NOTE),
    ("附件3!F29", "满意度请附调查表", EXPLAIN),
    ("项目支出明细!B6", "项目名称请与批复一致", EXPLAIN),
]


@pytest.fixture(scope="module")
def returned(sent: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("returned")
    (folder / "意见.csv").write_text(
        "\n".join(["财政局审核意见,,", "位置,意见,级别", *(",".join(row) for row in REMARKS)]), "gb18030"
    )
    return send_back(sent, folder / "意见.csv", folder / "退回件.xlsx").path


def rows(path: Path) -> list[Returned]:
    return returned_rows(read(path).returned)


def states(found: list[Returned]) -> list[str]:
    return [row.state for row in found[: len(REMARKS)]]


def test_remarks_stand_on_their_cells(sent: Path, returned: Path) -> None:
    """In order and by level, as notes and colours; figures, labels and seal are as they were sent."""
    found = rows(returned)
    assert [(row.level, row.text) for row in found] == [(level, text) for _, text, level in REMARKS]
    assert [row.cell.rpartition("!")[2] for row in found] == (
        ["E10", "F10", "B5", "H26", "I26", "F28", "D20", "", "A1", "D2", "F29", "B6"]
    )
    assert [row.was for row in found[:4]] == ["532.05", "532.05", "1811.27", "3"]
    sheet = openpyxl.load_workbook(returned)[OVERALL]
    assert sheet["E10"].comment.text == "【1　必须改正】其他资金的全年预算数与指标文件不符"
    assert [sheet[cell].fill.fgColor.rgb for cell in ("E10", "F29", "D20")] == ["FFF8D7DA", "FFFFF1CC", "FFE4EEF8"]
    assert (sheet["E10"].number_format, sheet["E10"].border.left.style) == ("#,##0.00_ ", "thin")
    assert "【4　必须改正】" in sheet["H26"].comment.text
    assert openpyxl.load_workbook(returned).active.title == RETURNED
    assert verify(returned).differences == ()
    assert read(returned).facts == read(sent).facts


def test_the_submission_is_only_read(sent: Path, tmp_path: Path) -> None:
    before = sent.read_bytes()
    (tmp_path / "意见.csv").write_text("位置,意见\n,请盖章\n", "utf-8")
    send_back(sent, tmp_path / "意见.csv", tmp_path / "退.xlsx")
    assert sent.read_bytes() == before


def mended(corrected: Path, folder: Path, returned: Path) -> Path:
    """The accountant at work: imported, some corrected, some answered, a row inserted above, a new error made."""
    shown, worked, computed = (folder / f"{name}.xlsx" for name in ("导入", "改过", "算过"))
    assert states(bring_back(corrected, returned, shown)) == [OPEN] * 12
    package = Package.load(shown)
    answers = {3: "补发以前年度经费", 8: "已随文补报", 12: "与批复一致，见附件"}
    apply(
        package,
        [
            *(CellEdit(sheet=RETURNED, cell=f"I{3 + number}", value=text) for number, text in answers.items()),
            edit("E10", Decimal("532.06")),
            edit("F10", Decimal("532.04")),
            edit("I26", "保洁人手不足，已增配两人"),
            edit("F28", "100%"),
            edit("D2", "0743-8520106", "基本情况"),
        ],
    )
    insert_rows(package, OVERALL, before=22, count=1, like=22)
    package.save(worked)
    recalc_file(worked, computed)
    checked = folder / "核过.xlsx"
    list_findings(computed, checked)
    return checked


@pytest.fixture(scope="module")
def worked(corrected: Path, returned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mended(corrected, tmp_path_factory.mktemp("worked"), returned)


EXPECTED = [FIXED, FIXED, ANSWERED, OPEN, FIXED, FIXED, OPEN, ANSWERED, OPEN, FIXED, OPEN, ANSWERED]


def test_what_became_of_each(worked: Path) -> None:
    """Changed, answered, left; the cells are those of now, though a row was inserted above them."""
    found = rows(worked)
    assert states(found) == EXPECTED
    assert [found[number].cell.rpartition("!")[2] for number in (0, 3, 4)] == ["E10", "H27", "I27"]
    assert [(found[0].was, found[0].now), (found[4].now, found[2].answer)] == [
        ("532.05", "532.06"),
        ("保洁人手不足，已增配两人", "补发以前年度经费"),
    ]


def test_what_is_new_is_told(worked: Path) -> None:
    """Errors and warnings of now that nobody was returned with, and no others."""
    new = [row for row in rows(worked) if row.state == NEW]
    assert [row.mark.rule for row in new] == [
        finding.rule
        for finding in check_file(worked).result.findings
        if finding.severity == "error" or (finding.severity == "warning" and finding.explanation is None)
    ]
    assert {row.mark.rule for row in new} >= {"X011"}
    assert all(row.state in (FIXED, ANSWERED, OPEN) for row in rows(worked)[:12])


def test_open_remarks_stand_beside_their_rows(worked: Path) -> None:
    sheet = openpyxl.load_workbook(worked)[OVERALL]
    column = next(cell.column for cell in sheet[1] if cell.value == "核对")
    assert "【退回】得分依据不足（必须改正，未改）" in str(sheet.cell(27, column).value)
    assert "与指标文件不符" not in str(sheet.cell(10, column).value)


def test_the_resubmission_says_it(worked: Path, tmp_path: Path) -> None:
    """Number two; each remark with its state and answer, sealed and on the receipt; the sheet itself stays at home."""
    sent = submit(worked, tmp_path, approval=SOMEBODY, made=NOON)
    assert sent.path.name.endswith("_v2.xlsx")
    settled = sent.submission.returned
    assert [item.state for item in settled] == EXPECTED
    assert (settled[2].answer, settled[0].version) == ("补发以前年度经费", 1)
    texts = " ".join(observe(sent.path, left_out={RECEIPT}).witness.aside[RECEIPT].values())
    assert "对退回意见的处理（12 条）" in texts
    assert "已答复：补发以前年度经费" in texts
    assert RETURNED not in Package.load(sent.path).sheets


def test_what_is_left_open_is_returned_again(worked: Path, tmp_path: Path) -> None:
    """The bureau need not write it twice; what was settled does not come again, what the rules find does."""
    sent = submit(worked, tmp_path, approval=SOMEBODY, made=NOON).path
    again = send_back(sent, None, tmp_path / "再退.xlsx").rows
    left = [row for row in again if not row.mark.rule]
    assert [row.text.partition("（")[0] for row in left] == [
        text for (_, text, _), state in zip(REMARKS, EXPECTED, strict=True) if state == OPEN
    ]
    assert {row.mark.version for row in again} == {2}
    assert {row.mark.rule for row in again if row.mark.rule} == {
        row.mark.rule for row in rows(worked) if row.state == NEW
    }


def test_answers_survive_another_import(worked: Path, returned: Path, tmp_path: Path) -> None:
    assert states(bring_back(worked, returned, tmp_path / "再导入.xlsx")) == EXPECTED


def test_a_finding_that_was_mended_is_fixed(recalculated: Path, tmp_path: Path) -> None:
    """Findings of the rules: gone, explained, or still there; an answer settles no error."""
    sent = submit(recalculated, tmp_path, approval=SOMEBODY, made=NOON).path
    back = send_back(sent, None, tmp_path / "退.xlsx")
    assert {row.level for row in back.rows} == {MUST, EXPLAIN}
    shown = tmp_path / "导入.xlsx"
    bring_back(recalculated, back.path, shown)
    package = Package.load(shown)
    phone = next(number for number, row in enumerate(back.rows, 4) if row.mark.rule == "X011")
    total = next(number for number, row in enumerate(back.rows, 4) if row.mark.rule == "F004")
    apply(
        package,
        [
            edit("F33", "0743-8520105"),
            CellEdit(sheet=RETURNED, cell=f"I{total}", value="数字没有错"),
            CellEdit(sheet=RETURNED, cell=f"I{phone}", value="已改"),
        ],
    )
    package.save(tmp_path / "改.xlsx")
    list_findings(tmp_path / "改.xlsx", tmp_path / "核.xlsx")
    found = {row.mark.rule: row.state for row in rows(tmp_path / "核.xlsx")}
    assert (found["X011"], found["F004"], found["K009"]) == (FIXED, OPEN, OPEN)


def test_a_change_since_the_export_is_returned(tamper: Tamper, tmp_path: Path) -> None:
    back = send_back(tamper(edit("E13", Decimal("1326.79"))), None, tmp_path / "退.xlsx").rows
    changed = [row for row in back if row.text.startswith("上报件导出以后被改动过")]
    assert [(row.cell, row.level) for row in changed] == [(f"{OVERALL}!E13", MUST)]


def test_remarks_that_cannot_be_placed_are_all_named(sent: Path, tmp_path: Path) -> None:
    """Nothing is written, and one sentence names each row and what is wrong with it."""
    path = tmp_path / "意见.csv"
    path.write_text("位置,意见,级别\n附件9!A1,甲,\n附件3!E5,,\n附件3!E5,丙,马上改\n附件3!ZZZZ9,丁,\n", "utf-8-sig")
    with pytest.raises(UnusableFile) as caught:
        send_back(sent, path, tmp_path / "退.xlsx")
    for part in (
        "第 2 行：位置“附件9!A1”找不到",
        "第 3 行：没有写意见",
        "第 4 行：级别“马上改”不认识",
        "第 5 行：位置",
    ):
        assert part in str(caught.value)
    assert not (tmp_path / "退.xlsx").exists()


def test_remarks_from_a_workbook(sent: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "意见", "位置"])
    sheet.append([1, "=1+1 看起来像公式", f"{OVERALL}!$E$5"])
    sheet["B2"].data_type = "s"
    book.save(tmp_path / "意见.xlsx")
    back = send_back(sent, tmp_path / "意见.xlsx", tmp_path / "退.xlsx")
    assert [(row.text, row.level) for row in back.rows] == [("=1+1 看起来像公式", MUST)]
    shown = openpyxl.load_workbook(back.path)
    assert (shown[RETURNED]["E4"].value, shown[RETURNED]["E4"].data_type) == ("=1+1 看起来像公式", "s")


@pytest.mark.parametrize("content", ["位置,意见\n", "甲,乙\n丙,丁\n", ""])
def test_a_file_without_remarks_says_so(sent: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "意见.csv").write_text(content, "utf-8")
    with pytest.raises(UnusableFile, match=r"没有找到表头|没有意见"):
        send_back(sent, tmp_path / "意见.csv", tmp_path / "退.xlsx")


def test_nothing_to_say_is_no_return(sent: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="没有可退回的意见"):
        send_back(sent, None, tmp_path / "退.xlsx")


def test_the_return_of_another_unit_is_refused(returned: Path, corrected: Path, tmp_path: Path) -> None:
    other = tmp_path / "别家.xlsx"
    shutil.copy(corrected, other)
    package = Package.load(other)
    apply(package, [edit("B6", "999999", "封面")])
    package.save(other)
    with pytest.raises(UnusableFile, match="退回件是 2022 年度、预算编码 020001 的"):
        bring_back(other, returned, tmp_path / "导入.xlsx")
    with pytest.raises(UnusableFile, match="这个文件里没有退回意见"):
        bring_back(corrected, corrected, tmp_path / "导入.xlsx")


def test_a_sheet_of_the_same_name_is_left_alone(corrected: Path, returned: Path, tmp_path: Path) -> None:
    """Somebody's own notes are no remarks of the bureau, and are not drawn over."""
    own = tmp_path / "自己的.xlsx"
    package = Package.load(corrected)
    look = Look()
    cells = [Drawn(row=row, column=1, value=f"{row} 我的笔记", look=look) for row in range(1, 9)]
    draw(package, Page(title=RETURNED, cells=cells, widths={}, heights={}))
    package.save(own)
    list_findings(own, tmp_path / "核.xlsx")
    assert openpyxl.load_workbook(tmp_path / "核.xlsx")[RETURNED]["A5"].value == "5 我的笔记"
    with pytest.raises(UnusableFile, match="已有一张自己的“退回意见”工作表"):
        bring_back(own, returned, tmp_path / "导入.xlsx")


def test_what_was_new_and_is_mended_is_gone(worked: Path, tmp_path: Path) -> None:
    """A finding of ours is no remark of the bureau's: mended, it leaves no row behind."""
    package = Package.load(worked)
    apply(package, [edit("D2", "0743-8520105", "基本情况")])
    package.save(tmp_path / "改.xlsx")
    list_findings(tmp_path / "改.xlsx", tmp_path / "核.xlsx")
    assert "X011" not in {row.mark.rule for row in rows(tmp_path / "核.xlsx")}
    assert len([row for row in rows(tmp_path / "核.xlsx") if not row.mark.new]) == 12
