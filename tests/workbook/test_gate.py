"""The gate: every hostile kind is refused in its own words, every sound file passes, and nothing else ever escapes."""

from __future__ import annotations

import errno
import io
import os
import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference

from tests.hostile import bricks
from tests.hostile.make import KINDS, MEGABYTE
from tests.hostile.words import WORDS
from workbook.address import column_letters
from workbook.errors import UnusableFile
from workbook.gate import Limits, inspect
from workbook.reach import beyond, column_number


def admit(path: Path, limits: Limits | None = None) -> dict[str, str]:
    """What a reader does: gate, then every part once."""
    with inspect(path, limits or Limits()) as opened:
        opened.verify()
        return opened.sheets


def test_every_kind_has_its_words() -> None:
    """A new hostile file cannot be added without saying how it is refused."""
    assert sorted(KINDS) == sorted(WORDS)


@pytest.mark.parametrize("name", KINDS)
def test_a_hostile_file_is_refused_in_its_own_words(name: str, tmp_path: Path) -> None:
    """The person learns which file, what is wrong and what to do; the file is left as it was."""
    (tmp_path / "某县财政局 预算股").mkdir()
    path = KINDS[name](tmp_path / "某县财政局 预算股" / "部门整体支出绩效自评表（2022年）.xlsx")
    before = path.read_bytes() if path.parent.is_dir() and len(path.name) < 200 and path.is_file() else None
    with pytest.raises(UnusableFile) as refused:
        admit(path)
    assert WORDS[name] in refused.value.problem
    assert str(refused.value).startswith(f"{path.name}：")
    assert str(refused.value).endswith("。")
    assert before is None or path.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["false_size", "bomb_ratio", "bomb_total", "many_entries", "far_cell", "huge_rectangle"]
)
def test_refusing_costs_little_memory(name: str, tmp_path: Path) -> None:
    """A bomb is refused before it goes off."""
    path = KINDS[name](tmp_path / "a.xlsx")
    tracemalloc.start()
    with pytest.raises(UnusableFile):
        admit(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * MEGABYTE


@pytest.mark.parametrize(
    ("error", "words"),
    [(PermissionError(errno.EACCES, "no"), "没有读取权限"), (OSError(errno.EIO, "Input/output error"), "打不开")],
)
def test_the_system_refuses(error: OSError, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked or unreadable file is no traceback. (Root may read anything, so the refusal is staged.)"""
    bricks.package(tmp_path / "a.xlsx")

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnusableFile, match=words):
        inspect(tmp_path / "a.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Opening a pipe would hang for ever."""
    os.mkfifo(tmp_path / "a.xlsx")
    with pytest.raises(UnusableFile, match="不是普通文件"):
        inspect(tmp_path / "a.xlsx")


def picture() -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(4))) + chunk(b"IEND", b""))


def test_a_file_of_xlsxwriter_passes(tmp_path: Path) -> None:
    """Charts, pictures, notes, merges and a Chinese path are ordinary."""
    path = tmp_path / "自评表 & 附件.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("附件1 & 说明")
        page.merge_range("A1:F1", "部门整体支出绩效自评表")
        page.write_row("A2", [1, 2.5, "三", "=A2+B2"])
        page.write_comment("A2", "批注")
        page.insert_image("H1", "点.png", {"image_data": picture()})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": ["附件1 & 说明", 1, 0, 1, 1]})
        page.insert_chart("H5", chart)
        book.add_worksheet("附件2").write("ZZ2000", 1)
        pie = book.add_chart({"type": "pie"})
        pie.add_series({"values": ["附件1 & 说明", 1, 0, 1, 1]})
        book.add_chartsheet("图").set_chart(pie)
    assert list(admit(path).values()) == ["附件1 & 说明", "附件2", "图"]


def test_a_file_of_openpyxl_passes(tmp_path: Path) -> None:
    """openpyxl writes targets from the root and Chinese titles as character references."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "附件3"
    for row in range(1, 50):
        page.append([row, "名称", f"=A{row}*2"])
    page.merge_cells("E1:H3")
    chart = BarChart()
    chart.add_data(Reference(page, min_col=1, min_row=1, max_row=5))
    page.add_chart(chart, "J1")
    book.save(tmp_path / "a.xlsx")
    assert admit(tmp_path / "a.xlsx") == {"xl/worksheets/sheet1.xml": "附件3"}


def streamed(path: Path) -> None:
    """As by a program that cannot go back: sizes follow each part."""
    with path.open("wb") as stream, zipfile.ZipFile(NoSeek(stream), "w", zipfile.ZIP_DEFLATED) as out:  # type: ignore[arg-type]
        for name, data in bricks.sound_parts().items():
            out.writestr(name, data)


class NoSeek:
    """A stream that goes forward only."""

    def __init__(self, stream: io.BufferedWriter) -> None:
        self.write, self.flush = stream.write, stream.flush


def large(path: Path) -> None:
    """As by a program that expects parts of 4 GB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in bricks.sound_parts().items():
            with out.open(name, "w", force_zip64=True) as part:
                part.write(data)


def remarked(path: Path) -> None:
    bricks.package(path)
    with zipfile.ZipFile(path, "a") as out:
        out.comment = "绩效自评".encode()


def padded(path: Path) -> None:
    """As by a program that sends whole blocks."""
    bricks.package(path)
    path.write_bytes(path.read_bytes() + bytes(512))


def stored(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as out:
        for name, data in bricks.sound_parts().items():
            out.writestr(name, data)


@pytest.mark.parametrize("pack", [streamed, large, remarked, padded, stored])
def test_odd_but_sound_zips_pass(pack: Callable[[Path], None], tmp_path: Path) -> None:
    """Programs pack in their own ways; only what can be understood in two ways is refused."""
    pack(tmp_path / "a.xlsx")
    assert admit(tmp_path / "a.xlsx") == {bricks.SHEET: "S1"}


@pytest.mark.parametrize(
    "text", [b"aaaa", b"a a", b"a:", b"a=", b"xmlns", b" ", b"'", b'""', b"<a", b"ref", b"<!--", b"1 "]
)
@pytest.mark.parametrize("part", [bricks.WORKBOOK, bricks.SHEET, bricks.STRINGS])
def test_nothing_takes_time_by_the_square(text: bytes, part: str, tmp_path: Path) -> None:
    """Long runs of anything, inside a tag and outside, are gone through once."""
    noise = random.Random(1).randbytes(20_000).hex().encode()
    inside = b"<sheet %s/><mergeCell %s/><c %s/><row %s>%s" % (*[text * 100_000] * 4, noise)
    bricks.package(tmp_path / "a.xlsx", {part: bricks.sound_parts()[part].replace(b"</", inside + b"</", 1)})
    start = time.perf_counter()
    with suppress(UnusableFile):
        admit(tmp_path / "a.xlsx")
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(
    "rows",
    [
        b"",
        b"<row><c><v>1</v></c><c/></row><row><c/></row>",
        b'<row r="20000"><c r="CU20000"><v>1</v></c></row>',
        b'<row r="1"><c r="ZZ1"/></row>',
        b'<row r="1048576" ht="12.8"/>',
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;c r="XFD1"> r="XFD9"</t></is></c></row>',
        b'<row r="1"><c r="A1"><f>SUM(B:B)</f></c></row>',
    ],
    ids=["none", "unplaced", "last row", "last column", "far empty row", "text like a cell", "whole column"],
)
def test_odd_but_sound_rows_pass(rows: bytes, tmp_path: Path) -> None:
    """Legal XML that a strict scan might trip over."""
    bricks.package(tmp_path / "a.xlsx", {bricks.SHEET: bricks.sheet(rows)})
    assert admit(tmp_path / "a.xlsx") == {bricks.SHEET: "S1"}


@pytest.mark.parametrize("rows", [b'<c r="XFD1" s="3"/>', b'<c r="XFD1" s="3"></c>'])
def test_blank_far_cells_are_let_through_unless_asked(rows: bytes, tmp_path: Path) -> None:
    """Rows formatted to the last column are common; without values they cost calamine nothing."""
    page = bricks.sheet(b'<row r="1"><c r="A1"/>' + rows + b"</row>", before=b'<dimension ref="A1:XFD1"/>')
    bricks.package(tmp_path / "a.xlsx", {bricks.SHEET: page})
    assert admit(tmp_path / "a.xlsx") == {bricks.SHEET: "S1"}
    with pytest.raises(UnusableFile):
        admit(tmp_path / "a.xlsx", Limits(blanks=True))


def test_reading_ignores_the_case_of_names(tmp_path: Path) -> None:
    """Part names are equal without regard to case (OPC); a missing part is a plain refusal."""
    bricks.package(tmp_path / "a.xlsx")
    with inspect(tmp_path / "a.xlsx") as opened:
        assert opened.read("XL/sharedstrings.XML") == bricks.sound_parts()[bricks.STRINGS]
        assert opened.find("xl/none.xml") is None
        with pytest.raises(UnusableFile, match="缺少必要的部件"):
            opened.read("xl/none.xml")


def test_one_address_repeated_is_counted() -> None:
    """A flood of cells all called A1 spans nothing and still fills memory."""
    assert beyond(b'<c r="A1"/>' * 11, Limits(cells=10, blanks=True)) == "单元格太多（最多 10 个）"
    assert beyond(b'<c r="A1"/>' * 10, Limits(cells=10, blanks=True)) is None


@given(number=st.integers(1, 16384))
def test_columns_round_trip(number: int) -> None:
    assert column_number(column_letters(number).encode()) == number


@given(
    cells=st.lists(st.tuples(st.integers(1, 800), st.integers(1, 22000)), min_size=1, max_size=8),
    shape=st.sampled_from(
        ["<c r='{0}'/>", '<c s="1" r="{0}"/>', '<x:c\tr = "{0}"><v>1</v></x:c>', "<c s='>' r='{0}'/>"]
    ),
)
def test_exactly_what_is_beyond_reach_is_refused(cells: list[tuple[int, int]], shape: str) -> None:
    """The bytes scan agrees with arithmetic, however the cell is written."""
    data = "".join(shape.format(f"{column_letters(column)}{row}") for column, row in cells).encode()
    far = any(column > 702 or row > 20_000 for column, row in cells)
    assert (beyond(data, Limits(cells=10**9, blanks=True)) is not None) == far


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(at=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=6), cut=st.booleans())
def test_a_damaged_file_gives_no_other_error(tmp_path: Path, at: float, junk: bytes, cut: bool) -> None:
    """Whatever happens to the bytes: the file passes or is refused in a sentence."""
    bricks.package(tmp_path / "a.xlsx")
    data = bytearray((tmp_path / "a.xlsx").read_bytes())
    start = int(at * len(data))
    data[start : len(data) if cut else start + len(junk)] = junk
    (tmp_path / "b.xlsx").write_bytes(data)
    with suppress(UnusableFile):
        admit(tmp_path / "b.xlsx")
