"""What the buttons do, without Excel: from the saved workbook to a file beside it, and a sentence that says so.

The workbook that is open is never written: the file on disk is read, and the result goes beside it under a free name.
Whatever goes wrong is a sentence too (`outcome`): a traceback in a box helps nobody, so it goes into a file.

    outcome(lambda: recalculate(Path("自评表.xlsm")))
    -> "已恢复全部公式并重新计算，2 个单元格的数值有变化，另存为：自评表-重算.xlsm"
"""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from macros_py.beside import beside
from macros_py.check import check_file
from macros_py.desk import export_file, list_findings, recalc_file
from macros_py.engine.rules import RuleError
from macros_py.wording import summary
from workbook.errors import UnusableFile

LOG = "jixiao-出错记录.txt"


def check(workbook: Path) -> str:
    """校验: a copy with all findings on its 校验 sheet."""
    target = beside(workbook, "已核对")
    checked = list_findings(workbook, target)
    return f"{summary(checked)}已逐条写入“校验”表，另存为：{target.name}"


def recalculate(workbook: Path) -> str:
    """重算: a copy with every formula restored, and its result."""
    target = beside(workbook, "重算")
    changed = recalc_file(workbook, target)
    return f"已恢复全部公式并重新计算，{changed} 个单元格的数值有变化，另存为：{target.name}"


def export(workbook: Path) -> str:
    """导出上报: the values-only copy, with a word about errors that are left."""
    target = beside(workbook, "上报件", suffix=".xlsx")
    export_file(workbook, target)
    errors = check_file(workbook).result.count("error")
    left = f"。注意：还有 {errors} 处错误没有改正，请先按“校验”查看，改正后重新导出再上报。" if errors else ""
    return f"已生成上报件，存为：{target.name}{left}"


def outcome(act: Callable[[], str]) -> str:
    """What to tell the person who pressed the button, whatever happens."""
    try:
        return act()
    except (UnusableFile, RuleError) as error:
        return str(error)
    except Exception:  # noqa: BLE001  the last one who can turn it into words
        return f"程序出了意外，没有做成，原文件没有改动。详细情况已记在：{_logged(traceback.format_exc())}"


def _logged(text: str) -> Path:
    """The log, in UTF-8 whatever the computer's code page; a new one each time, for it is sent to somebody."""
    path = Path(tempfile.gettempdir()) / LOG
    path.write_text(text, encoding="utf-8")
    return path
