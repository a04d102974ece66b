"""Plain sheets: what is taken for one is one, by the word of those that look with care; anything else is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.cell_states import states_of
from workbook.gate import inspect
from workbook.limits import Limits
from workbook.plain_sheet import CELLS, merges_near, near_until, plain_until
from workbook.reach import survey
from workbook.witness import hidden_rows

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\r\n<worksheet xmlns="m"><dimension ref="A1:B2"/>'
CELL = b'<c r="A1" s="2" t="s"><v>0</v></c>'


def sheet(
    row: bytes = CELL, row_attributes: bytes = b' r="1" ht="24"', after: bytes = b"", head: bytes = HEAD
) -> bytes:
    return head + b"<sheetData><row%s>%s</row></sheetData>%s</worksheet>" % (row_attributes, row, after)


@pytest.mark.parametrize(
    "data",
    [
        sheet(),
        sheet(b'<c r="Z999"/>'),
        sheet(b'<c r="A1" s="1"/><c r="B1"><v>-1.5E-3</v></c><c r="C1" t="n"><v>2</v></c>'),
        sheet(b'<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c><c r="B1" t="str"><v>b</v></c>'),
        sheet(b'<c r="A1" t="b"><v>1</v></c>', b' r="1" spans="1:2" customHeight="1" x14ac:dyDescent="0.2"'),
        sheet(b"", b' r="3" customFormat="false" ht="12.8" hidden="false" collapsed="false"'),
    ],
)
def test_sheets_as_programs_write_them_are_plain(data: bytes) -> None:
    assert plain_until(data, Limits()) == data.index(b"</sheetData>") + len(b"</sheetData>")
    assert states_of(data) == ({}, {})
    assert list(hidden_rows(data)) == []
    assert is_within_reach(data)


def is_within_reach(data: bytes) -> bool:
    """By the word of those that look at every cell and area."""
    problem, cells = survey(data, Limits())
    return problem is None and cells <= CELLS and near_until(data, Limits()) > 0


@pytest.mark.parametrize(
    "data",
    [
        sheet(b'<c r="A1"><f>1&lt;2</f><v>1</v></c><c r="B1" s="3" t="str"><f>""</f><v></v></c>'),
        sheet(b'<c r="A1" t="e" cm="1"><f>NA()</f><v>#N/A</v></c><c r="B1" t="e"><v>#SPILL!</v></c>'),
        sheet(b'<c r="A1"><f t="shared" ref="A1:A9" si="0">B1</f><v>1</v></c><c r="A2"><f t="shared" si="0"/></c>'),
        sheet(b'<c r="A1"><f aca="false">1</f><v>1</v></c><c r="B1"><f t="array" ref="B1">2</f><v/></c>'),
        sheet(b'<c r="A1"><v>inf</v></c>', b' r="1" hidden="1" ht="0"'),
        sheet(b'<c r="A1"><f>1</f></c>', after=b'<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'),
    ],
)
def test_sheets_that_calculate_are_near(data: bytes) -> None:
    assert near_until(data, Limits()) == data.index(b"</sheetData>") + len(b"</sheetData>")
    assert plain_until(data, Limits()) == 0
    assert is_within_reach(data)


@pytest.mark.parametrize(
    "row",
    [
        b'<c r="AA1"><f>1</f></c>',
        b'<c r="A1000"><f>1</f></c>',
        b'<c r="A1" r="XFD1"><f>1</f></c>',
        b"<c><f>1</f></c>",
        b"<c r='A1'><f>1</f></c>",
        b'<c r="A1"><f t="shared" ref="A1:A1048576" si="0">1</f></c>',
        b'<c r="A1"><f t="shared" ref="A1:XFD1" si="0">1</f></c>',
        b'<c r="A1"><f t="shared" ref="A1" si="0" ref="XFD1">1</f></c>',
        b"<c r=\"A1\"><f t='shared' ref='XFD1' si='0'>1</f></c>",
        b'<c r="A1"><f>1<!-- --></f></c>',
        b'<c r="A1"><f><![CDATA[1]]></f></c>',
        b'<x:c r="A1"><f>1</f></x:c>',
        b'<c r="A1"><x:f ref="XFD1">1</x:f></c>',
        b'<c r="A1"><f>1</f></row></sheetData><c r="XFD1"/>',
        b'<c r="A1"><f>1</f><v>1</v><v>2</v></c>',
        b'<c r="A1"><f>1</c>',
        b'<c r="A1"><f x="%s">1</f></c>' % (b"1" * 5000),
        b'<c r="A1"%s><f>1</f></c>' % (b' s="1"' * 5000),
        b'<c r="A1"><f x="a ref=\'XFD1\'">1</f></c>',
        b'<c r="A1"><f t="shared" ref="A1" si="0">1</f></c>' * 100_001,
    ],
    ids=lambda row: row[:60].decode(),
)
def test_what_must_be_measured_is_not_near(row: bytes) -> None:
    assert near_until(sheet(row), Limits()) == 0


def test_cells_behind_the_cells_are_measured() -> None:
    data = sheet(b'<c r="A1"><f>1</f></c>', after=b'<sheetData><row r="1"><c r="XFD1"><f>1</f></c></row></sheetData>')
    assert near_until(data, Limits()) == 0


def test_sheets_that_calculate_are_read_up_to_their_last_cell(template: Path) -> None:
    with inspect(template) as opened:
        opened.verify()
        assert opened.plain < opened.ends.keys() == opened.sheets.keys()
        for name, end in opened.ends.items():
            data = opened.read(name)
            assert data[:end].endswith(b"</sheetData>")
            assert b"<sheetData" not in data[end:]
            assert is_within_reach(data)


@pytest.mark.parametrize(
    "row",
    [
        b'<c r="A1"><f>1</f><v>1</v></c>',
        b'<c r="A1" t="e"><v>#N/A</v></c>',
        b'<c r="AA1"/>',
        b'<c r="A1000"/>',
        b"<c><v>1</v></c>",
        b"<c r='A1'/>",
        b'<c r="A1" r="XFD1"/>',
        b'<c r="A1"><v>inf</v></c>',
        b'<c r="A1"><v>1E999</v></c>',
        b'<c r="A1" t="n"><v>nan</v></c>',
        b'<c r="A1"><v>%s</v></c>' % (b"9" * 400),
        b'<c r="A1"><v>1<!-- --></v></c>',
        b'<c r="A1" t="str"><v><![CDATA[1]]></v></c>',
        b'<x:c r="A1"/>',
        b'<c r="A1"></row></sheetData><c r="XFD1"/>',
        b'<c r="A1" t="s"><v>0</c>',
        b'<row r="2"/>',
    ],
)
def test_what_must_be_looked_at_is_not_plain(row: bytes) -> None:
    assert plain_until(sheet(row), Limits()) == 0


@pytest.mark.parametrize(
    "attributes", [b"", b' r="1" hidden="1"', b' r="1" hidden="true"', b' r="1" ht="0"', b' r="1" ht="0.0"', b" r='1'"]
)
def test_rows_that_may_be_hidden_are_not_plain(attributes: bytes) -> None:
    assert plain_until(sheet(row_attributes=attributes), Limits()) == 0


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"<!-- -->",
        HEAD + b"<![CDATA[",
        HEAD + b'<x a="',
        HEAD + b"<x a='",
        HEAD + b"<?x",
        HEAD + b'<x:sheetData><c r="XFD1"/></x:sheetData>',
        HEAD + b"text",
    ],
)
def test_cells_might_begin_elsewhere(head: bytes) -> None:
    """A head in which some programs find another beginning of the cells, or none."""
    assert plain_until(sheet(head=head), Limits()) == 0


def test_limits_below_what_a_plain_sheet_may_span_are_kept() -> None:
    for limits in (Limits(columns=25), Limits(rows=998), Limits(cells=CELLS - 1), Limits(blanks=True)):
        assert plain_until(sheet(), limits) == near_until(sheet(), limits) == 0


@pytest.mark.parametrize(
    ("after", "near"),
    [
        (b"", True),
        (b'<mergeCells count="1"><mergeCell ref="A1:Z99"/></mergeCells>', True),
        (b'<mergeCells count="1"><mergeCell ref="A1:A1048576"/></mergeCells>', False),
        (b'<mergeCells><mergeCell ref="A1:B2"/></mergeCells><x:mergeCell ref="A1:XFD1"/>', False),
        (b"<mergeCells><mergeCell ref='A1:B2'/></mergeCells>", False),
        (b"<mergeCells>" + b'<mergeCell ref="A1:Z99"/>' * 800 + b"</mergeCells>", False),
    ],
)
def test_merged_cells(after: bytes, near: bool) -> None:
    data = sheet(after=after)
    assert merges_near(data, plain_until(data, Limits()), Limits()) is near


def test_all_sheets_of_a_workbook_are_measured_before_they_are_too_much(example: Path) -> None:
    """A plain sheet counts as large as one may be; that alone is no reason to refuse a workbook."""
    with inspect(example, Limits(all_cells=60_000)) as opened:
        opened.verify()
        assert len(opened.plain) * CELLS > 60_000
