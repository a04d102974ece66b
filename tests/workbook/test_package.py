"""A package must give back what it was given, byte for byte, but for the parts that were edited."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter

from workbook.errors import UnusableFile
from workbook.package import Package


def png() -> io.BytesIO:
    """A picture of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def build(path: Path) -> Path:
    """A small form set with everything a user's file may hold around its cells."""
    book = xlsxwriter.Workbook(path)
    money, head = book.add_format({"num_format": "#,##0.00", "bg_color": "#FFF2CC"}), book.add_format({"bold": True})
    income, goals, options = (book.add_worksheet(name) for name in ("附件1", "附件 3", "选项"))
    income.merge_range("A1:D1", "收入决算表", head)
    income.write_row("A2", ["科目", "年初数", "决算数", "完成率"], head)
    for row in range(3, 7):
        income.set_row(row - 1, 21)
        income.write(f"A{row}", f"单位{row - 2}")
        income.write_number(f"B{row}", row * 100, money)
        income.write_number(f"C{row}", row * 90, money)
        income.write_formula(f"D{row}", f"=ROUND(C{row}/B{row},4)", money, 0.9)
    income.write("A7", "合计")
    income.write_formula("B7", "=SUM(B3:B6)", money, 1800)
    income.write_formula("C7", "=SUM(C3:C6)", money, 1620)
    income.write_formula("D7", '=IF(B7=0,"",C7/B7)', money, 0.9)
    income.write_comment("B4", "批复数")
    income.conditional_format("D3:D6", {"type": "formula", "criteria": "=$D3<0.95", "format": head})
    income.conditional_format("C3:C6", {"type": "data_bar", "data_bar_2010": True})
    income.data_validation("A3:A6", {"validate": "list", "source": "=选项!$A$1:$A$3"})
    income.write_url("A9", "internal:'附件 3'!B5", string="见附件3")
    income.insert_image("F2", "点.png", {"image_data": png()})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "='附件1'!$A$3:$A$6", "values": "='附件1'!$C$3:$C$6"})
    income.insert_chart("F8", chart)
    income.set_h_pagebreaks([7])
    income.print_area("A1:D9")
    income.repeat_rows(0, 1)
    goals.merge_range("A5:A6", "产出")
    goals.write_formula("B5", "='附件1'!C7", money, 1620)
    goals.write_formula("B6", "=SUM('附件1'!$B$3:$B$6)-SUM(附件1!C:C)+B5", money, 180)
    goals.write_formula("B7", '=IF(附件1!A4="","",附件1!A4)', None, "单位2")
    goals.print_area("A1:B8")
    options.write_column("A1", ["单位1", "单位2", "单位3"])
    book.define_name("收入合计", "='附件1'!$B$7")
    book.define_name("选项表", "=选项!$A$1:$A$3")
    book.close()
    return path


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return build(tmp_path / "自评表.xlsx")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_unedited_file_comes_back_as_it_was(form: Path, tmp_path: Path) -> None:
    Package.load(form).save(tmp_path / "副本.xlsx")
    assert list(parts(tmp_path / "副本.xlsx").items()) == list(parts(form).items())


def test_stored_parts_stay_stored(form: Path, tmp_path: Path) -> None:
    """Some writers store pictures without compressing them, and dates tell people when a file was made."""
    mixed = tmp_path / "混合.xlsx"
    with zipfile.ZipFile(mixed, "w") as archive:
        for index, (name, data) in enumerate(parts(form).items()):
            info = zipfile.ZipInfo(name, (2023, 3, 1, 8, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_STORED if index % 2 else zipfile.ZIP_DEFLATED)
    Package.load(mixed).save(tmp_path / "副本.xlsx")
    seen = [
        [(info.filename, info.compress_type, info.date_time) for info in zipfile.ZipFile(path).infolist()]
        for path in (mixed, tmp_path / "副本.xlsx")
    ]
    assert seen[1] == seen[0]


def test_only_marked_parts_change(form: Path, tmp_path: Path) -> None:
    package = Package.load(form)
    part = package.sheet_part("附件 3")
    package.tree(part).set("edited", "1")
    package.tree(package.sheet_part("选项")).set("edited", "1")  # not marked
    package.mark(part)
    package.save(tmp_path / "副本.xlsx")
    old, new = parts(form), parts(tmp_path / "副本.xlsx")
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet2.xml"]


def test_sheets_in_tab_order(form: Path) -> None:
    assert Package.load(form).sheets == {
        "附件1": "xl/worksheets/sheet1.xml",
        "附件 3": "xl/worksheets/sheet2.xml",
        "选项": "xl/worksheets/sheet3.xml",
    }


def test_missing_sheet_is_named(form: Path) -> None:
    with pytest.raises(UnusableFile, match="没有工作表“附件9”"):
        Package.load(form).sheet_part("附件9")


def test_relations_are_resolved(form: Path) -> None:
    package = Package.load(form)
    kinds = {relation.kind: relation.target for relation in package.relations("xl/worksheets/sheet1.xml")}
    assert kinds["drawing"] == "xl/drawings/drawing1.xml"
    assert package.workbook == "xl/workbook.xml"


def test_remove_takes_relations_and_content_type(form: Path) -> None:
    package = Package.load(form)
    package.remove("xl/drawings/drawing1.xml")
    assert "xl/drawings/_rels/drawing1.xml.rels" not in package
    assert b"drawing1.xml" not in package.read("[Content_Types].xml")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_not_a_workbook(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "坏.xlsx").write_bytes(data)
    with pytest.raises(UnusableFile, match=r"坏\.xlsx：不是可用的"):
        Package.load(tmp_path / "坏.xlsx")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="文件打不开"):
        Package.load(tmp_path / "没有.xlsx")


def test_two_parts_of_one_name(tmp_path: Path, form: Path) -> None:
    """Two readers may take different ones of the two: nobody knows what such a file says."""
    with zipfile.ZipFile(form, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"<other/>")
    with pytest.raises(UnusableFile, match="不是可用的"):
        Package.load(form)


@pytest.mark.parametrize(
    ("xml", "problem"),
    [
        (b"<worksheet>", "已损坏"),
        (b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><w>&x;</w>', "DTD"),
    ],
)
def test_broken_or_hostile_xml(form: Path, xml: bytes, problem: str) -> None:
    package = Package.load(form)
    package.put("xl/worksheets/sheet1.xml", xml)
    with pytest.raises(UnusableFile, match=problem):
        package.sheet_part("附件1")


def test_missing_part_is_named(form: Path) -> None:
    package = Package.load(form)
    package.remove("xl/worksheets/sheet2.xml")
    with pytest.raises(UnusableFile, match=r"文件内缺少部件 xl/worksheets/sheet2\.xml"):
        package.sheet_part("附件 3")


def test_other_office_files_are_no_workbook(form: Path) -> None:
    """A strict-format workbook or a document has the same container and other contents."""
    package = Package.load(form)
    package.put("xl/workbook.xml", b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>')
    with pytest.raises(UnusableFile, match="不是可用的"):
        package.sheet_part("附件1")


def test_failed_save_keeps_the_file(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = form.read_bytes()
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(UnusableFile, match="磁盘空间不足"):
        Package.load(form).save(form)
    assert form.read_bytes() == old
    assert [path.name for path in form.parent.iterdir()] == [form.name]


def test_stamped_bytes_are_reproducible(form: Path) -> None:
    first, second = (Package.load(form).to_bytes((1980, 1, 1, 0, 0, 0)) for _ in range(2))
    assert first == second
