"""What makes a workbook an .xlsm: the VBA project, the ribbon, buttons on 首页 and two hidden sheets.

Cells, formulas and names are those of the .xlsx: `add_macros` comes last and changes none, so that a file without
macros stays as it was, byte for byte. Which Python the macros call is for the caller to say (`Macros`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr

import msgspec
from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from workbook.build.live_checks import ListOf
from workbook.build.macro_sheets import add_macro_sheets
from workbook.build.ribbon import BUTTONS, ribbon_parts
from workbook.names import STATUS
from workbook.places import Area

_ROW, _ROW_HEIGHT = 4, 62  # the gap below the head of 首页: buttons in its upper part, a line of words below
_FIRST_COLUMN, _LAST_COLUMN = 1, 8
_SIZE, _LEFT, _STEP = {"width": 88, "height": 30, "y_offset": 5}, 5, 93  # pixels; seven fill the eight columns
_ROOT = "_rels/.rels"
_NOT_CONNECTED = (
    "没有接上本工具，照常可以填表：合计、执行率、等级由 Excel 自己算，指标得分暂显示“待算”。要接上：先装 Python 3.11 "
    "以上（勾选“Add python.exe to PATH”），在本工具的文件夹里运行 pip install . ，再打开本文件、启用宏。"
)


class Macros(msgspec.Struct, frozen=True, kw_only=True):
    """What comes from outside: source text of further modules and classes by name, the settings of xlwings, and for
    each cell function its name, category, description and the descriptions of its arguments. `listing` gives the
    formulas that check a table while it is filled in, `status` the one that says whether functions can be called, or
    else the words it is given.
    """

    modules: Mapping[str, str]
    classes: Mapping[str, str]
    config: Mapping[str, str]
    functions: Sequence[Sequence[str]]
    listing: ListOf
    status: Callable[[str], str]


class _RibbonPackager(Packager):  # type: ignore[misc]
    """XlsxWriter knows no ribbon; replacing the packager is the way its author left open. For files in memory only."""

    def _create_package(self) -> list[tuple[Any, str, bool]]:
        files: list[tuple[Any, str, bool]] = super()._create_package()
        root = next(stream for stream, name, _ in files if name == _ROOT)
        links = ""
        for number, (name, (kind, text)) in enumerate(ribbon_parts().items(), 1):
            self._filename(name).write(text)
            links += f'<Relationship Id="jxRibbon{number}" Type={quoteattr(kind)} Target="{name}"/>'
        whole = root.getvalue().replace("</Relationships>", f"{links}</Relationships>")
        root.seek(0)
        root.write(whole)
        return files


class MacroBook(Workbook):  # type: ignore[misc]
    """A workbook with our ribbon. To be made in memory."""

    def _get_packager(self) -> Packager:
        return _RibbonPackager()


def add_macros(book: MacroBook, front: Worksheet, macros: Macros) -> None:
    """To be called when all sheets are there: the VBA project has a module for each."""
    # Reading and writing VBA is slow to load, and few workbooks have any.
    from workbook.build.vba_project import own_sources, vba_project  # noqa: PLC0415

    add_macro_sheets(book, macros.config, macros.functions)
    front.set_row(_ROW, _ROW_HEIGHT)
    _say_status(book, front, macros.status(_NOT_CONNECTED))
    for index, button in enumerate(BUTTONS):
        looks = {"macro": button.macro, "caption": button.label, "description": button.tip, **_SIZE}
        front.insert_button(_ROW, _FIRST_COLUMN, looks | {"x_offset": _LEFT + _STEP * index})
    project = vba_project(len(book.worksheets()), own_sources().joined(macros.modules, macros.classes))
    book.add_vba_project(BytesIO(project), is_stream=True)


def _say_status(book: MacroBook, front: Worksheet, formula: str) -> None:
    """Below the buttons: are the functions there? Until Excel computes it, the cell says how to get them."""
    looks = {"font_name": "宋体", "font_size": 9, "font_color": "#666666", "text_wrap": True, "valign": "bottom"}
    style = book.add_format(looks)
    front.merge_range(_ROW, _FIRST_COLUMN, _ROW, _LAST_COLUMN, "", style)
    front.write_formula(_ROW, _FIRST_COLUMN, f"={formula}", style, _NOT_CONNECTED)
    place = Area(front.get_name(), _ROW, _FIRST_COLUMN, _ROW, _FIRST_COLUMN)
    book.define_name(STATUS, f"={place.absolute()}")
