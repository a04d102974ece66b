"""A submission that was touched after its export: each touch is named, at its place, and nothing else is."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from macros_py.exchange.submit import submit
from macros_py.exchange.verified_words import verdict, verified_json
from macros_py.exchange.verify import COMPUTED, FOUND, Verified, verify
from tests.exchange.conftest import OVERALL, Tamper, edit
from tests.exported import NOON, SOMEBODY
from workbook.differences import HIDDEN, LABEL, MOVED, SHEET, VALUE
from workbook.errors import UnusableFile
from workbook.grow import insert_rows
from workbook.package import MAIN, Package
from workbook.patch import CellEdit, apply
from workbook.submission import SealedFacts, Submission, sealed_in


def named(verified: Verified, *kinds: str) -> list[tuple[str, str]]:
    """Kind and place of the differences, of some kinds or of all."""
    return [(item.kind, item.place) for item in verified.differences if not kinds or item.kind in kinds]


def at(cell: str, sheet: str = OVERALL) -> str:
    return f"{sheet}!{cell}"


def test_as_it_was_exported_nothing_differs(sent: Path) -> None:
    verified = verify(sent)
    assert verified.differences == ()
    assert verdict(verified) == "核验结果：与导出时一致。"
    assert verified.sealed is not None
    assert verified.sha256 == verified.sealed.sha256


def test_one_changed_digit(tamper: Tamper) -> None:
    """An input: the cell, both figures; and what no longer follows from it."""
    verified = verify(tamper(edit("E13", Decimal("1326.79"))))
    changed = [item for item in verified.differences if item.kind == VALUE]
    assert [(item.place, item.sealed, item.now) for item in changed] == [(at("E13"), "1326.78", "1326.79")]
    assert named(verified, COMPUTED) == [(COMPUTED, at("E11"))]
    assert named(verified, LABEL, MOVED, HIDDEN, SHEET) == []


def test_an_overwritten_formula(tamper: Tamper) -> None:
    """A computed figure of the copy: it differs from the seal, and from what the other cells give."""
    verified = verify(tamper(edit("H5", Decimal("0.95"))))
    assert named(verified, VALUE) == [(VALUE, at("H5"))]
    assert (COMPUTED, at("H5")) in named(verified)
    assert next(item.sealed for item in verified.differences if item.kind == COMPUTED) == "1"


def test_a_formula_overwritten_before_the_export(example: Path, tmp_path: Path) -> None:
    """The seal is whole, and still the rate that was typed over its formula is named as that."""
    verified = verify(submit(example, tmp_path, approval=SOMEBODY, made=NOON).path)
    assert named(verified, VALUE, LABEL, MOVED, HIDDEN, SHEET, FOUND) == []
    rate = next(item for item in verified.differences if item.place == at("H5"))
    assert (rate.kind, rate.sealed, rate.now) == (COMPUTED, "1.0377", "1.657")
    assert "导出前公式就被手工数字盖住了" in rate.problem


def test_a_hidden_row(tamper: Tamper) -> None:
    verified = verify(tamper(swaps=((OVERALL, '<row r="24"', '<row r="24" hidden="1"'),)))
    assert named(verified) == [(HIDDEN, at("A24"))]


def test_a_row_without_height_is_hidden(tamper: Tamper) -> None:
    path = tamper()
    package = Package.load(path)
    part = package.sheet_part(OVERALL)
    next(row for row in package.tree(part).iter(f"{MAIN}row") if row.get("r") == "24").set("ht", "0")
    package.mark(part)
    package.save(path)
    assert named(verify(path)) == [(HIDDEN, at("A24"))]


def test_a_hidden_column(tamper: Tamper) -> None:
    verified = verify(tamper(swaps=((OVERALL, '<col min="9" max="9"', '<col hidden="1" min="9" max="9"'),)))
    assert named(verified) == [(HIDDEN, at("I1"))]


def test_a_hidden_sheet(tamper: Tamper) -> None:
    swap = ("xl/workbook.xml", f'name="{OVERALL}"', f'name="{OVERALL}" state="veryHidden"')
    assert named(verify(tamper(swaps=(swap,)))) == [(HIDDEN, OVERALL)]


def test_a_renamed_label(tamper: Tamper) -> None:
    verified = verify(tamper(edit("F4", "全年支出数（万元）")))
    assert [(item.kind, item.place, item.sealed, item.now) for item in verified.differences] == [
        (LABEL, at("F4"), "全年执行数（万元）", "全年支出数（万元）")
    ]


def test_a_label_that_went_and_one_that_came(tamper: Tamper) -> None:
    verified = verify(tamper(edit("B12", None), edit("L3", "此表作废")))
    assert sorted(named(verified)) == [(LABEL, at("B12")), (LABEL, at("L3"))]


def test_a_label_that_moved(tamper: Tamper) -> None:
    verified = verify(tamper(edit("B12", None), edit("K12", "基本支出")))
    assert [(item.kind, item.place, item.problem) for item in verified.differences] == [
        (MOVED, at("K12"), "B12 移到了 K12")
    ]


def test_a_row_inserted_in_a_table(sent: Path, tmp_path: Path) -> None:
    """One row more; what lies below moved as one block, and no figure counts as changed."""
    path = tmp_path / "插行.xlsx"
    package = Package.load(sent)
    insert_rows(package, OVERALL, before=23, count=1, like=22)
    apply(package, [edit("D23", "另加一项"), edit("G23", Decimal(1))])
    package.save(path)
    verified = verify(path)
    assert [(item.place, item.problem) for item in verified.differences if item.kind == VALUE] == [
        (at("B23"), "表中多了第 3 行（产出指标（50分）、质量指标、另加一项）")
    ]
    moved = [item.problem for item in verified.differences if item.kind == MOVED]
    assert moved == ["A23:I33 移到了 A24:I34"]
    assert named(verified, LABEL, HIDDEN, SHEET) == []


def test_a_renamed_sheet(tamper: Tamper) -> None:
    """Its figures are not lost, nor are its labels new."""
    names = [("xl/workbook.xml", f'name="{OVERALL}"', 'name="附件三"')]
    text = Package.load(tamper()).read("xl/workbook.xml").decode()
    names += [("xl/workbook.xml", f"'{OVERALL}'!", "附件三!")] * text.count(f"'{OVERALL}'!")
    verified = verify(tamper(swaps=tuple(names)))
    assert [(item.kind, item.place, item.sealed) for item in verified.differences] == [(SHEET, "附件三", OVERALL)]


def test_a_figure_on_the_receipt(tamper: Tamper) -> None:
    verified = verify(tamper(edit("B4", "98.00 分", "回执")))
    assert [(item.kind, item.place, item.sealed) for item in verified.differences] == [("回执", "回执!B4", "95.00 分")]


def test_a_formula_put_in(tamper: Tamper) -> None:
    verified = verify(tamper(CellEdit(sheet=OVERALL, cell="D5", value=Decimal("1093.2"), formula="SUM(D7:D10)")))
    assert named(verified) == [("公式", at("D5"))]


def test_what_was_smuggled_in(tamper: Tamper) -> None:
    """A macro in a copy that never had one."""
    path = tamper()
    package = Package.load(path)
    package.put("xl/vbaProject.bin", b"not really VBA")
    types = package.read("[Content_Types].xml").decode()
    entry = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    package.put("[Content_Types].xml", types.replace("<Default", f"{entry}<Default", 1).encode())
    package.save(path)
    assert [(item.kind, item.problem[:5]) for item in verify(path).differences] == [("夹带", "文件里有宏")]


def resealed(path: Path, change: dict[str, object]) -> None:
    """A forger's work: the sealed part changed, too."""
    package = Package.load(path)
    found = sealed_in(package.read, package)
    assert found is not None
    from workbook.submission import seal

    seal(package, msgspec.structs.replace(found, **change))
    package.save(path)


def test_a_seal_that_was_edited_does_not_fit_itself(tamper: Tamper) -> None:
    """Facts changed in the seal as in the cell: the checksum tells, and so does the receipt."""
    path = tamper(edit("E13", Decimal("1326.79")))
    old = sealed_of(path)
    facts = SealedFacts.of(
        msgspec.structs.replace(fact, value="1326.79") if fact.id == "overall.funds.project.adjusted" else fact
        for fact in old.facts
    )
    resealed(path, {"facts": facts})
    assert "封存数据" in {kind for kind, _ in named(verify(path))}


def test_a_seal_that_was_forged_whole_does_not_fit_the_receipt(tamper: Tamper) -> None:
    """Only the printed receipt is left to say so."""
    path = tamper()
    resealed(path, {"sha256": "0" * 64, "scores": msgspec.structs.replace(sealed_of(path).scores, total="99.00")})
    assert {place for kind, place in named(verify(path)) if kind == "回执"} == {"回执!B4", "回执!B8"}


def sealed_of(path: Path) -> Submission:
    package = Package.load(path)
    found = sealed_in(package.read, package)
    assert found is not None
    return found


def without_seal(path: Path) -> None:
    """As a program saves it that drops what it does not know."""
    package = Package.load(path)
    for relation in package.relations(package.workbook):
        if relation.kind == "customXml":
            package.unrelate(package.workbook, relation)
    for part in [part for part in package if part.startswith("customXml/")]:
        if part in package:
            package.remove(part)
    package.save(path)


@pytest.mark.parametrize(("cell", "value", "kinds"), [("E13", None, set()), ("E13", "1326.79", {"校验码", COMPUTED})])
def test_without_the_sealed_part_the_receipt_is_left(
    tamper: Tamper, cell: str, value: str | None, kinds: set[str]
) -> None:
    """It tells whether something differs, and says that it cannot tell what."""
    path = tamper(*([edit(cell, Decimal(value))] if value else []))
    without_seal(path)
    verified = verify(path)
    assert verified.sealed is None
    assert {kind for kind, _ in named(verified)} == kinds
    assert any("封存数据丢失了" in remark for remark in verified.remarks)


def test_without_seal_and_receipt_the_small_file_is_left(tamper: Tamper, sent: Path) -> None:
    path = tamper(edit("B8", None, "回执"))
    without_seal(path)
    with pytest.raises(UnusableFile, match="没有封存数据"):
        verify(path)
    shutil.copy(sent.with_suffix(".json"), path.with_suffix(".json"))
    assert named(verify(path)) == []


def test_a_working_workbook_is_no_submission(corrected: Path) -> None:
    with pytest.raises(UnusableFile, match="不是用本工具导出的上报件"):
        verify(corrected)


@pytest.mark.parametrize("junk", ["", "{", "[1]", '{"schema": "jixiao.submission/1"}', '{"facts": ' + "[" * 5000])
def test_a_broken_seal_is_said_to_be_broken(tamper: Tamper, junk: str) -> None:
    path = tamper()
    package = Package.load(path)
    data = f'<submission xmlns="urn:jixiao:submission:1">{junk.replace("<", "&lt;")}</submission>'
    package.put("customXml/item1.xml", data.encode())
    package.save(path)
    with pytest.raises(UnusableFile, match="封存数据已损坏"):
        verify(path)


def test_other_rules_here_are_said_so(sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer pack of the same name: computed by it, and both versions named."""
    from macros_py.exchange import verify as module

    real = module.ruleset_for

    def newer(*args: object) -> object:
        ruleset = real(*args)  # type: ignore[arg-type]
        return msgspec.structs.replace(ruleset, pack=msgspec.structs.replace(ruleset.pack, sha256="f" * 64))

    monkeypatch.setattr(module, "ruleset_for", newer)
    remarks = "".join(verify(sent).remarks)
    assert "另一版本（hunan-jishou ffffffffffff）" in remarks


def test_as_json(tamper: Tamper) -> None:
    verified = verify(tamper(edit("F4", "改")))
    entry = json.loads(verified_json(verified))
    assert (entry["schema"], entry["version"], entry["unit"]) == (
        "jixiao.verification/1",
        1,
        "吉首市机关事务服务中心",
    )
    assert entry["differences"][0] == {
        "kind": LABEL,
        "place": at("F4"),
        "problem": "“全年执行数（万元）” 改成了 “改”",
        "sealed": "全年执行数（万元）",
        "now": "改",
        "fact": "",
    }
