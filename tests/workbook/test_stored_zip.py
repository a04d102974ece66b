"""What calamine is given: the parts as they are, none that it has no use for, and the same cells come of it."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from python_calamine import load_workbook

from workbook.cell_values import _without_names, book_of
from workbook.gate import inspect
from workbook.stored_zip import stored_zip

NAMES = b"<definedNames><definedName>1</definedName></definedNames>"


def test_a_zip_as_python_reads_it() -> None:
    parts = {"a.xml": b"<a/>", "xl/工作表.xml": b"x" * 70_000, "empty.xml": b""}
    data = stored_zip((name, content, zlib.crc32(content)) for name, content in parts.items())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == parts


def test_a_workbook_has_the_same_cells(example: Path, recalculated: Path) -> None:
    for path in (example, recalculated):
        whole = load_workbook(str(path))
        with inspect(path) as opened:
            opened.verify()
            book = book_of(opened)
            assert book.sheet_names == whole.sheet_names
            for title in whole.sheet_names:
                mine, theirs = (b.get_sheet_by_name(title).to_python(skip_empty_area=False) for b in (book, whole))
                assert mine == theirs


@pytest.mark.parametrize(
    ("xml", "without"),
    [
        (b"<workbook><sheets/>" + NAMES + b"</workbook>", b"<workbook><sheets/></workbook>"),
        (b"<workbook><sheets/></workbook>", None),
        (b"<workbook><!--" + NAMES + b"--></workbook>", None),
        (b"<workbook><definedNames><x><sheet/></x></definedNames></workbook>", None),
        (b"<workbook></definedNames><sheet/><definedNames></workbook>", None),
    ],
)
def test_the_list_of_names_is_left_out_where_it_is_one(xml: bytes, without: bytes | None) -> None:
    assert _without_names(xml) == (xml if without is None else without)
