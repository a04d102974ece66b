"""The reference page of the cell functions, in Markdown, written from the registry."""

from __future__ import annotations

from collections.abc import Iterator

from macros_py.excel.registry import ENTRIES, Entry

_HEAD = """# 单元格函数

本页由登记表生成，请勿手工修改。函数要在装有本工具的 Excel 里用；没有装的电脑上，工作簿里的公式改用 Excel 自带的算法。

算不出来时显示空白或“待算”；所引用的单元格有错误、或数字栏里是文字的，显示错误值，不会当作 0。
"""


def page() -> str:
    return "\n".join([_HEAD, *(line for entry in ENTRIES for line in _lines(entry))])


def _lines(entry: Entry) -> Iterator[str]:
    yield from (f"## {entry.name}", "", entry.doc, "", f"例：`{entry.example}`", "", "| 参数 | 填什么 |", "|---|---|")
    for argument in entry.arguments:
        yield f"| {argument.name}{'（可不填）' if argument.optional else ''} | {argument.doc} |"
    yield ""
