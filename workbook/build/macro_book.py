"""What makes a workbook an .xlsm: the VBA project, the ribbon, buttons on 首页 and two hidden sheets.

Cells, formulas and names are those of the .xlsx: `add_macros` comes last and changes none, so that a file without
macros stays as it was, byte for byte. Which Python the macros call is for the caller to say (`Macros`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr

import msgspec
from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from workbook.build.macro_sheets import add_macro_sheets
from workbook.build.ribbon import BUTTONS, ribbon_parts

_ROW, _ROW_HEIGHT = 4, 36  # the gap below the head of 首页
_FIRST_COLUMN, _COLUMNS_EACH = 1, 2
_SIZE = {"width": 152, "height": 30, "x_offset": 6, "y_offset": 9}
_ROOT = "_rels/.rels"


class Macros(msgspec.Struct, frozen=True, kw_only=True):
    """What comes from outside: source text of further modules and classes by name, the settings of xlwings, and for
    each cell function its name, category, description and the descriptions of its arguments.
    """

    modules: Mapping[str, str]
    classes: Mapping[str, str]
    config: Mapping[str, str]
    functions: Sequence[Sequence[str]]


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
    for index, button in enumerate(BUTTONS):
        looks = {"macro": button.macro, "caption": button.label, "description": button.tip, **_SIZE}
        front.insert_button(_ROW, _FIRST_COLUMN + _COLUMNS_EACH * index, looks)
    project = vba_project(len(book.worksheets()), own_sources().joined(macros.modules, macros.classes))
    book.add_vba_project(BytesIO(project), is_stream=True)
