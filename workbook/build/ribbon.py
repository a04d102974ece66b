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
        macro="JX_Recalculate",
        id="jxRecalculate",
        image="CalculateNow",
        label="重算",
        tip="在本工作簿里恢复被手工数字盖住的公式，写成文字的数改成数字，再重新计算；填写的内容不动。",
    ),
    Button(
        macro="JX_Check",
        id="jxCheck",
        image="Spelling",
        label="校验",
        tip="逐项核对各表，结果写在“校验”表和各表右侧的核对栏里；写好的填报说明保留。",
    ),
    Button(
        macro="JX_NextFinding",
        id="jxNextFinding",
        image="FindDialogExcel",
        label="跳到问题",
        tip="跳到下一个要改正、说明或答复的单元格，并说明问题；在“校验”表里按，跳到所选那一行的位置。",
    ),
    Button(
        macro="JX_AddProjects",
        id="jxAddProjects",
        image="SheetInsert",
        label="新增项目表",
        tip="为项目支出明细里还没有附件4的项目各加一张，存成新的一份并打开；本工作簿不改动。",
    ),
    Button(
        macro="JX_LoadRules",
        id="jxLoadRules",
        image="FileOpen",
        label="载入规则包",
        tip="选一个财政部门发的规则包文件；检查无误后，按新规则另建一份，填好的内容带过去；本工作簿不改动。",
    ),
    Button(
        macro="JX_Export",
        id="jxExport",
        image="FileSaveAs",
        label="导出上报",
        tip="生成只有数值的上报件，带回执，存在旁边；还有错误、或警告没有说明的，先不生成，说明在哪里，"
        "并问由谁同意带着问题上报。本工作簿不改动。",
    ),
    Button(
        macro="JX_ImportReturn",
        id="jxImportReturn",
        image="ReviewShowAllComments",
        label="导入退回",
        tip="选一个财政部门退回的文件；意见列在“退回意见”表和各表右侧的核对栏里，存成新的一份并打开；本工作簿不改动。",
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
