"""The main job on real figures: a published self-assessment, from blank template to submission copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from macros_py.check import Checked, check_file
from macros_py.desk import export_file, fill_file, list_findings, recalc_file
from macros_py.template import write_template
from macros_py.wording import summary
from workbook.errors import UnusableFile

EXAMPLE = Path(__file__).parent / "examples" / "jishou-2022.toml"
YEAR, PACK = 2022, "hunan-jishou"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "请换一个文件夹名，或检查是否有同名文件、是否允许写入"
        raise UnusableFile(f"建不了文件夹（{error.strerror}）", place=str(folder), remedy=remedy) from error


def run_demo(out: Path, *, say: Callable[[str], None], show: Callable[[Checked], None]) -> Checked:
    """Write 模板, 按公布数填报, 重算后 and 上报件 into `out`; returns what was found in the figures as published."""
    _make_folder(out)
    blank, published, recalculated, sent = (
        out / f"{name}.xlsx" for name in ("模板", "按公布数填报", "重算后", "上报件")
    )
    with TemporaryDirectory(dir=out) as folder:
        raw = Path(folder) / "工作簿.xlsx"
        write_template(blank, year=YEAR, pack=PACK)
        say(f"1. 空白模板：{blank}")
        count = fill_file(blank, EXAMPLE, raw)
        checked = list_findings(raw, published)
        say(f"2. 填入公布的 {count} 个数据，错误照录：{published}")
        say("3. 核对结果（同样写在“校验”工作表里）：")
        show(checked)
        changed = recalc_file(published, raw)
        list_findings(raw, recalculated)
        say(f"4. 恢复公式并重新计算，{changed} 个单元格的数值有变化：{recalculated}")
        export_file(recalculated, sent)
        say(f"5. 只有数值的上报件：{sent}")
    left = check_file(recalculated)
    if left.result.count("error"):
        say(f"重算只能改正算出来的数。{summary(left)}其余错误须由填报人核对原始数据后改正，再正式上报。")
    return checked
