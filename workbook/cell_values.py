"""Cell values: what calamine reads, with its mishaps turned into faults of the file.

Why apart: calamine is fast and trusts its input. It is given the parts that passed the gate, unpacked, and none that it
has no use for; where it panics, or does not know what newer Excels write, a person still gets a sentence or the value.

    book = book_of(opened)
    values_of(opened, book, "收入", "xl/worksheets/sheet2.xml")   # rows of columns; blanks and errors are ""
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, load_workbook

from workbook.carried import macro_sheets
from workbook.cell_states import with_classic_errors
from workbook.entries import PACKAGE_RELATIONSHIPS, RELATIONSHIPS, WORKBOOK
from workbook.inflate import checksum
from workbook.kinds import COPY_AGAIN, Fault
from workbook.markup import is_marked
from workbook.opened import Opened
from workbook.stored_zip import stored_zip

WITH_SHEETS = (PACKAGE_RELATIONSHIPS, WORKBOOK, RELATIONSHIPS, "xl/styles.xml", "xl/sharedStrings.xml")
NAMES, NAMES_END = b"<definedNames>", b"</definedNames>"
UNREADABLE = "内容无法读取，文件可能已损坏"
ODD_CELL = "中有无法读取的单元格（如不存在的文字、超出范围的日期）"
DROP_MACROS = "这种表多半是宏病毒留下的：请用 Excel 打开，取消隐藏并删除它，另存为 .xlsx 后再试。"


def book_of(opened: Opened) -> Any:
    """The workbook as calamine opens it. Raises UnusableFile."""
    macros = "、".join(macro_sheets(opened))
    fault = Fault(f"含有 Excel 4.0 宏表「{macros}」，本程序读不了", DROP_MACROS)
    with mishaps(opened, fault if macros else Fault(UNREADABLE, COPY_AGAIN)):
        return _loaded(opened)


def values_of(opened: Opened, book: Any, title: str, part: str) -> list[list[Any]]:
    """The values of a sheet. An error that came with later Excels would be a reason to refuse: it is told apart."""
    with mishaps(opened, Fault(f"工作表「{title}」{ODD_CELL}", COPY_AGAIN)):
        try:
            return _rows(book, title)
        except CalamineError:
            xml = opened.read(part)
            classic = with_classic_errors(xml)
            if classic == xml:
                raise
            return _rows(_loaded(opened, part, classic), title)


def _rows(book: Any, title: str) -> list[list[Any]]:
    rows: list[list[Any]] = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    return rows


def _loaded(opened: Opened, part: str = "", xml: bytes = b"") -> Any:
    """The workbook, with other content in one part."""
    names = dict.fromkeys((*filter(None, map(opened.find, WITH_SHEETS)), *opened.sheets))
    parts = (_summed(name, xml) if name == part else _part(opened, name) for name in names)
    return load_workbook(io.BytesIO(stored_zip(parts)))


def _part(opened: Opened, name: str) -> tuple[str, bytes | memoryview, int]:
    """A part as a reader needs it: of a sheet nothing that stands behind its cells, if it is known where they end."""
    end = opened.ends.get(name)
    if end:
        return _summed(name, memoryview(opened.read(name))[:end])
    if name.lower() == WORKBOOK:
        return _summed(name, _without_names(opened.read(name)))
    return name, opened.read(name), opened.checksum(name)


def _without_names(xml: bytes) -> bytes:
    """The list of sheets without that of hundreds of names, which are for `workbook.names`. As they stand where one
    could lie in the other, or in a remark.
    """
    start, end = xml.find(NAMES), xml.rfind(NAMES_END)
    if not 0 < start < end or is_marked(xml) or xml.find(b"sheet", start, end) > 0:
        return xml
    return xml[:start] + xml[end + len(NAMES_END) :]


def _summed(name: str, data: bytes | memoryview) -> tuple[str, bytes | memoryview, int]:
    return name, data, checksum(data)


@contextmanager
def mishaps(opened: Opened, fault: Fault) -> Iterator[None]:
    """Whatever goes wrong inside is this fault. A panic in calamine is no Exception, so that nobody catches it by
    mistake; here it is meant.
    """
    try:
        yield
    except (CalamineError, ElementTree.ParseError, OverflowError) as error:
        raise opened.refusal(fault) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise opened.refusal(fault) from error
