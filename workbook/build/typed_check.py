"""The first look at a typed rule: native formulas that any spreadsheet program computes, without Python.

They find what goes wrong most: a name that is not in the list, brackets or 【】 left open, no comparison sign or two,
no level. What they pass may still be wrong; what they refuse the engine refuses too. Where a quoted text could hold
signs of its own, signs and brackets are not counted. The text with all signs made alike stands in a hidden column.
"""

from __future__ import annotations

from workbook.build.field_list import NAMES
from workbook.custom_rules import MOST_CHARACTERS

PASSED, SWITCHED_OFF, LATER = "通过初查", "未启用", "待程序核对"
_SIGNS = "<>!＝＜＞！≤≥≠≦≧⩽⩾《》〈〉"
_LOOKED_AT = 20  # names whose place is told; a rule with more is only told that one is wrong
_LEVELS = ('"错误"', '"警告"', '"提示"')
_QUOTES = ('""', "“", "＂")


def alike(text: str) -> str:
    """The text of a cell with every comparison as one = and all brackets of one width; nothing where it has quotes."""
    result = text
    for old, new in [*((sign, "=") for sign in _SIGNS), ("（", "("), ("）", ")"), ("==", "=")]:
        result = f'SUBSTITUTE({result},"{old}","{new}")'
    bare = text
    for quote in _QUOTES:
        bare = f'SUBSTITUTE({bare},"{quote}","")'
    return f'IF(LEN({text})=LEN({bare}),{result},"")'


def unknown(row: int) -> str:
    """The first unknown 【name】 in relation and condition, 【？】 where it cannot be told; else nothing."""
    text, numbers = f"D{row}&E{row}", f"ROW($1:${_LOOKED_AT})"
    starts = f'FIND(CHAR(1),SUBSTITUTE({text},"【",CHAR(1),{numbers}))'
    names = f'MID({text},{starts},FIND("】",{text},{starts})-{starts}+1)'
    first = f"SUMPRODUCT(MIN({numbers}+99*(1-ISNA(MATCH({names},{NAMES},0)))))"
    start = f'FIND(CHAR(1),SUBSTITUTE({text},"【",CHAR(1),{first}))'
    known = f'SUMPRODUCT((LEN({text})-LEN(SUBSTITUTE({text},{NAMES},"")))/LEN({NAMES}))'
    told = f'IFERROR(MID({text},{start},FIND("】",{text},{start})-{start}+1),"【？】")'
    return f'IF({known}<{_count(f"({text})", "【")},{told},"")'


def verdict(row: int) -> str:
    """What 检查结果 says of a row, counted from 1. Columns: A 编号 … H 启用; hidden J and K signs, L unknown name."""
    above = (f"TRIM(A$6:A{row - 1})=TRIM(A{row})", f'TRIM(D$6:D{row - 1})<>""', f'TRIM(H$6:H{row - 1})<>"否"')
    condition = _steps("条件", f"E{row}", f"K{row}")
    steps = [
        (f'TRIM(B{row}&C{row}&D{row}&E{row}&F{row}&G{row})=""', '""'),
        (f'TRIM(H{row})="否"', f'"{SWITCHED_OFF}"'),
        (f'AND(TRIM(H{row})<>"",TRIM(H{row})<>"是")', '"“启用”请填 是 或 否"'),
        (f'TRIM(A{row})=""', '"请写编号"'),
        (f'TRIM(D{row})=""', '"请写关系式"'),
        *_steps("关系式", f"D{row}", f"J{row}"),
        *((f'AND(TRIM(E{row})<>"",{test})', said) for test, said in condition),
        (f'L{row}<>""', f'"字段清单里没有"&L{row}'),
        (f"SUMPRODUCT({'*'.join(f'({test})' for test in above)})>0", '"编号与上面的重复"'),
        (f"AND({','.join(f'TRIM(C{row})<>{level}' for level in _LEVELS)})", '"请选级别"'),
    ]
    result = f'"{PASSED}"'
    for test, said in reversed(steps):
        result = f"IF({test},{said},{result})"
    return f'IFERROR({result},"{LATER}")'


def _steps(what: str, text: str, signs: str) -> list[tuple[str, str]]:
    """Tests in the order in which they make sense, each with what to say where it hits."""
    return [
        (f"LEN({text})>{MOST_CHARACTERS}", f'"{what}超过{MOST_CHARACTERS}字，请分成几条"'),
        (f"{_count(text, '【')}<>{_count(text, '】')}", f'"{what}：【】没有成对"'),
        (f"{_count(signs, '(')}<>{_count(signs, ')')}", f'"{what}：括号没有成对"'),
        (f'AND({signs}<>"",{_count(signs, "=")}=0)', f'"{what}：缺少比较号（＝ ≠ ＜ ≤ ＞ ≥）"'),
        (f"{_count(signs, '=')}>1", f'"{what}：比较号多于一个"'),
    ]


def _count(text: str, sign: str) -> str:
    return f'(LEN({text})-LEN(SUBSTITUTE({text},"{sign}","")))'
