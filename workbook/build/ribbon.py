"""The buttons of a macro workbook and the ribbon tab 绩效自评 that shows them.

One list gives both the buttons on 首页 and those on the ribbon, so that they cannot differ. The ribbon is written
twice, for Excel 2010 and later and for Excel 2007, which reads only its own; XlsxWriter has no ribbon, so `macro_book`
adds the parts. Each button of the ribbon calls one callback, which tells them apart by their ids (`vba/JxButtons.bas`).
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import msgspec

CALLBACK = "JX_Ribbon"
TAB = "绩效自评"
_OFFICE = "http://schemas.microsoft.com/office"


class Button(msgspec.Struct, frozen=True, kw_only=True):
    """A button: the macro it runs, its id and icon on the ribbon, what stands on it and what it says when asked."""

    macro: str
    id: str
    image: str
    label: str
    tip: str


BUTTONS = (
    Button(
        macro="JX_Check",
        id="jxCheck",
        image="ReviewSpelling",
        label="校验",
        tip="先保存本工作簿，再逐项核对；结果写在另存的一份的“校验”表里，本工作簿不改动。",
    ),
    Button(
        macro="JX_Recalculate",
        id="jxRecalculate",
        image="CalculateNow",
        label="重算",
        tip="先保存本工作簿，再恢复全部公式、重新计算；结果另存一份，本工作簿不改动。",
    ),
    Button(
        macro="JX_Export",
        id="jxExport",
        image="FileSaveAs",
        label="导出上报",
        tip="先保存本工作簿，再生成只有数值的上报件，存在旁边。",
    ),
)


def ribbon_parts() -> dict[str, tuple[str, str]]:
    """Part name -> the type of the relation that leads to it, and its text."""
    return {
        "customUI/customUI.xml": (f"{_OFFICE}/2006/relationships/ui/extensibility", _xml("2006/01")),
        "customUI/customUI14.xml": (f"{_OFFICE}/2007/relationships/ui/extensibility", _xml("2009/07")),
    }


def _xml(edition: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{_OFFICE}/{edition}/customui"><ribbon><tabs>'
        f'<tab id="jxTab" label={quoteattr(TAB)} insertAfterMso="TabHome"><group id="jxGroup" label="自评表">'
        f"{''.join(map(_button, BUTTONS))}</group></tab></tabs></ribbon></customUI>"
    )


def _button(button: Button) -> str:
    return (
        f'<button id="{button.id}" label={quoteattr(button.label)} size="large" imageMso="{button.image}" '
        f'screentip={quoteattr(button.label)} supertip={quoteattr(button.tip)} onAction="{CALLBACK}"/>'
    )
