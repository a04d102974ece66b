"""What goes up holds values alone, says what its workbook said, and does not go up before it may."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.check import check_file
from macros_py.exchange.naming import stem
from macros_py.exchange.standing import NotReady
from macros_py.exchange.submit import Approval, submit
from tests.exchange.conftest import OVERALL, edit
from tests.exported import NOON, SOMEBODY
from tests.tools.ooxml import validate
from tests.tools.repair_lint import lint
from workbook.errors import UnusableFile
from workbook.held import canonical
from workbook.observe import observe
from workbook.own_sheets import HIDDEN, RECEIPT, WORKING
from workbook.package import Package
from workbook.patch import apply
from workbook.read import read
from workbook.submission import Submission, digest, sealed_facts

NAME = "2022_020001_吉首市机关事务服务中心_部门整体支出绩效自评_v1.xlsx"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sealed(path: Path) -> Submission:
    found = observe(path).sealed
    assert found is not None
    return found


def test_it_has_the_official_name_and_a_small_file_beside(sent: Path) -> None:
    entry = json.loads(sent.with_suffix(".json").read_text("utf-8"))
    assert sent.name == NAME
    assert (entry["schema"], entry["file"], entry["unit"], entry["code"]) == (
        "jixiao.receipt/1",
        NAME,
        "吉首市机关事务服务中心",
        "020001",
    )
    assert entry["facts_sha256"] == sealed(sent).sha256
    assert (entry["scores"]["total"], entry["scores"]["grade"], entry["rules"]["pack"]) == (
        "95.00",
        "优",
        "hunan-jishou",
    )
    assert sent.with_suffix(".json").stat().st_size < 2_000


def test_nothing_in_it_calculates_runs_or_leads_outside(sent: Path) -> None:
    """0 formulas, 0 macros, 0 external parts, no working sheet, and no text of one left in any part."""
    held = parts(sent)
    sheets = {name: data for name, data in held.items() if name.startswith("xl/worksheets/")}
    assert sum(len(re.findall(rb"<f[\s/>]", data)) for data in sheets.values()) == 0
    assert [
        name for name in held if re.search(r"\.bin$|vba|customUI|ctrlProp|externalLink|connections|calcChain", name)
    ] == []
    assert [name for name, data in held.items() if name.endswith(".rels") and b'TargetMode="External"' in data] == []
    package = Package.load(sent)
    assert set(package.sheets).isdisjoint({*WORKING, *HIDDEN})
    assert list(package.sheets)[-2:] == ["图表", RECEIPT]
    whole = b"".join(held.values()).decode("utf-8", "replace")
    assert [word for word in ("填报进度", "字段名（整个复制", "xlwings", "自定义审核") if word in whole] == []


def test_excel_would_repair_nothing(sent: Path) -> None:
    assert (validate([sent])[sent], lint(sent)) == ([], [])


def test_the_charts_carry_their_figures(sent: Path) -> None:
    charts = [data.decode() for name, data in parts(sent).items() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert len(charts) == 4
    assert all(len(re.findall(r"<c:pt ", chart)) > 5 for chart in charts)
    assert "<c:v>1279.22</c:v>" in "".join(charts)


def test_what_is_sealed_is_what_is_read(sent: Path, corrected: Path) -> None:
    """Every figure of the copy and of its workbook, with the same checksum; the rules by pack and version; the
    findings with what was said about them.
    """
    submission, source, copy = sealed(sent), read(corrected).facts, read(sent).facts
    assert {key: fact.value for key, fact in copy.facts.items()} == {
        key: fact.value for key, fact in source.facts.items()
    }
    assert digest(sealed_facts(source)) == digest(sealed_facts(copy)) == submission.sha256
    assert {fact.id: fact.value for fact in submission.facts} == {
        key: canonical(fact.value) for key, fact in source.facts.items() if fact.value is not None
    }
    assert {fact.id for fact in submission.facts if fact.origin == "computed"} >= {"overall.funds.total.rate"}
    assert (submission.year, submission.version, submission.made) == (2022, 1, "2023-07-26T12:00:00+00:00")
    assert submission.rules.sha256 == check_file(corrected).ruleset.pack.sha256
    warned = [finding for finding in submission.findings if finding.level == "警告"]
    assert len(warned) == 13
    assert all(finding.explanation and finding.basis for finding in warned)


def test_the_same_workbook_gives_the_same_bytes(corrected: Path, sent: Path, tmp_path: Path) -> None:
    assert submit(corrected, tmp_path, made=NOON).path.read_bytes() == sent.read_bytes()


def test_the_workbook_is_only_read(corrected: Path, tmp_path: Path) -> None:
    before = corrected.read_bytes()
    submit(corrected, tmp_path)
    assert corrected.read_bytes() == before


def test_it_counts_on_and_replaces_nothing(corrected: Path, tmp_path: Path) -> None:
    names = [submit(corrected, tmp_path, made=NOON).path.name for _ in range(3)]
    assert [name[-7:] for name in names] == ["v1.xlsx", "v2.xlsx", "v3.xlsx"]
    assert [sealed(tmp_path / name).version for name in names] == [1, 2, 3]
    assert len(list(tmp_path.iterdir())) == 6


def test_errors_stop_it(recalculated: Path, tmp_path: Path) -> None:
    """Nothing is written, and the sentence counts and names what is left."""
    with pytest.raises(NotReady, match="还有 6 处错误没有改正，15 处警告没有说明，没有生成上报件（附件3 整体自评表!E5"):
        submit(recalculated, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_warning_whose_figures_changed_stops_it(corrected: Path, tmp_path: Path) -> None:
    """An explanation is for the figures it was written for."""
    path = tmp_path / "改.xlsx"
    shutil.copy(corrected, path)
    package = Package.load(path)
    apply(package, [edit("H26", Decimal("2"))])
    package.save(path)
    with pytest.raises(NotReady, match="1 处警告没有说明"):
        submit(path, tmp_path / "报.xlsx")


def test_somebody_may_let_it_go_up_by_name(recalculated: Path, tmp_path: Path) -> None:
    """It is sealed, and stands on the receipt, with what was left."""
    path = submit(recalculated, tmp_path, approval=Approval(name=" 张某\n", reason="数据  待更正")).path
    override = sealed(path).override
    assert override is not None
    assert (override.name, override.reason, override.standing) == ("张某", "数据 待更正", {"错误": 6, "警告": 15})
    texts = " ".join(observe(path, left_out={RECEIPT}).witness.aside[RECEIPT].values())
    assert "尚有错误 6 项，警告 15 项。同意人：张某；理由：数据 待更正" in texts
    assert "未改正、未说明的问题（21 项）" in texts


@pytest.mark.parametrize(("name", "reason"), [("张某", " "), ("", "理由")])
def test_letting_it_go_up_asks_for_both(recalculated: Path, tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(UnusableFile, match="要写明同意人的姓名和理由"):
        submit(recalculated, tmp_path, approval=Approval(name=name, reason=reason))


def test_a_name_where_nothing_stands_is_not_recorded(corrected: Path, tmp_path: Path) -> None:
    assert sealed(submit(corrected, tmp_path, approval=SOMEBODY).path).override is None


def test_text_like_a_formula_goes_up_as_text(corrected: Path, tmp_path: Path) -> None:
    """In its cell, in the seal, on the receipt: the same characters, and no formula anywhere."""
    odd = "=cmd|'/c calc'!A1"
    path = tmp_path / "改.xlsx"
    shutil.copy(corrected, path)
    package = Package.load(path)
    apply(package, [edit("B3", odd), edit("D3", "+1+1", "自评结论"), edit("I21", "@SUM(A1)\x07_x0041_")])
    package.save(path)
    sent = submit(path, tmp_path, approval=SOMEBODY).path
    facts = read(sent).facts
    assert [facts.facts[key].value for key in ("overall.unit", "overall.indicators[1].reason")] == [
        odd,
        "@SUM(A1)\x07_x0041_",
    ]
    assert {fact.id: fact.value for fact in sealed(sent).facts}["overall.unit"] == odd
    assert all(not re.search(rb"<f[\s/>]", data) for name, data in parts(sent).items() if "worksheets/" in name)


@pytest.mark.parametrize(
    ("code", "unit", "expected"),
    [
        ("020001", "某某市示例局", "2022_020001_某某市示例局_部门整体支出绩效自评_v1"),
        ("", "", "2022_无编码_无单位_部门整体支出绩效自评_v1"),
        ("02/00:01", 'A\\B*?"<>|\n局.', "2022_020001_AB局_部门整体支出绩效自评_v1"),
        ("1" * 300, "局" * 300, f"2022_{'1' * 40}_{'局' * 40}_部门整体支出绩效自评_v1"),
    ],
)
def test_names_are_names_that_windows_takes(code: str, unit: str, expected: str) -> None:
    assert stem(2022, code, unit, 1) == expected
    assert len(f"{expected}-退回.xlsx.bak".encode()) < 255


def test_a_name_of_ones_own(corrected: Path, tmp_path: Path) -> None:
    sent = submit(corrected, tmp_path / "我的 报送件.xlsx").path
    assert {path.name for path in tmp_path.iterdir()} == {"我的 报送件.xlsx", "我的 报送件.json"}
    assert sealed(sent).version == 1
    with pytest.raises(UnusableFile, match=r"应当以 \.xlsx 结尾"):
        submit(corrected, tmp_path / "报.xlsm")
    with pytest.raises(UnusableFile, match="上报件不能覆盖原文件"):
        submit(corrected, corrected)


def test_hidden_rows_are_witnessed(sent: Path) -> None:
    assert {sheet.state for sheet in sealed(sent).sheets} == {"visible"}
    assert all(not sheet.rows for sheet in sealed(sent).sheets)
    assert OVERALL in {sheet.title for sheet in sealed(sent).sheets}


def test_checking_a_submission_knows_what_was_said(sent: Path, corrected: Path) -> None:
    """The list of findings stayed at home; the words about them are in the seal, and count as they did."""
    said = [
        [(f.rule, f.explanation) for f in check_file(path).result.findings if f.severity == "warning"]
        for path in (sent, corrected)
    ]
    assert said[0] == said[1]
    assert all(text for _, text in said[0])


def test_checking_a_submission_finds_what_was_found(sent: Path, corrected: Path) -> None:
    """No cell of the copy has a formula, and none counts as typed over for that."""
    found = [
        {(f.rule, f.message.partition("（")[0]) for f in check_file(path).result.findings} for path in (sent, corrected)
    ]
    assert "V007" not in {rule for rule, _ in found[0]}
    assert found[0] == found[1]
