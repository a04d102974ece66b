"""What a new workbook is given by the person who asks for it: the name of the unit, and a file name that will do.

Looked at before anything is built, so that nothing is written where something is wrong. A name is text whatever it
looks like: `=1+1` stands on the cover as these four characters.

>>> unit_name("　某某市示例局 ")
'某某市示例局'
"""

from __future__ import annotations

from pathlib import Path

from workbook.errors import UnusableFile

LONGEST_UNIT = 100
_ENDINGS = (".xlsx", ".xlsm")
_BLANKS = str.maketrans("\u3000\u00a0", "  ")


def unit_name(typed: str) -> str:
    """The name as it goes on the cover, without blanks around it. Raises UnusableFile for what is no name."""
    name = typed.translate(_BLANKS).strip(" ")
    if not name.isprintable():
        raise UnusableFile("单位名称里有换行或看不见的字符", remedy="请重新输入单位名称，写成一行")
    if len(name) > LONGEST_UNIT:
        problem = f"单位名称有 {len(name)} 个字，超过 {LONGEST_UNIT} 个字"
        raise UnusableFile(problem, remedy="请写单位全称，不要加别的内容")
    if typed and not name:
        raise UnusableFile("单位名称是空的", remedy="请写单位全称；暂时不填的，不要写 --unit")
    return name


def refuse_misnamed(path: Path) -> None:
    """Excel opens only a file that ends as its kind does; what is there already is never replaced."""
    if path.is_dir():
        raise UnusableFile("已有同名的文件夹，没有保存", place=path.name, remedy="请换一个文件名")
    if path.exists():
        raise UnusableFile("已有这个文件，没有覆盖", place=path.name, remedy="请换一个文件名")
    if path.suffix.lower() not in _ENDINGS:
        remedy = "带按钮和宏的写 .xlsm，不带的写 .xlsx"
        raise UnusableFile("文件名应当以 .xlsm 或 .xlsx 结尾，没有保存", place=path.name, remedy=remedy)
    if not path.parent.is_dir():
        remedy = "请检查文件夹名是否写对，或先建好这个文件夹"
        raise UnusableFile("要保存到的文件夹不存在，没有保存", place=str(path.parent), remedy=remedy)
