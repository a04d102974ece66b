"""The main job on real figures: a published self-assessment, from blank template to submission copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from macros_py.check import Checked, check_file
from macros_py.desk import fill_file, list_findings, recalc_file
from macros_py.exchange.standing import NotReady
from macros_py.exchange.submit import submit
from macros_py.template import write_template
from macros_py.wording import summary
from workbook.address import cell_name
from workbook.errors import UnusableFile
from workbook.explanations import TO_EXPLAIN
from workbook.findings_table import FIRST_ROW, SHEET, TEXT_COLUMN, column_of
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.read import read
from workbook.reading import Reading

_EXAMPLES = Path(__file__).parent / "examples"
EXAMPLE, CORRECTIONS = _EXAMPLES / "jishou-2022.toml", _EXAMPLES / "jishou-2022-corrected.toml"
YEAR, PACK = 2022, "hunan-jishou"
SENT = "上报"
_SAID = "演示：公布件如此，照录；实际填报时在这里写明原因"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "请换一个文件夹名，或检查是否有同名文件、是否允许写入"
        raise UnusableFile(f"建不了文件夹（{error.strerror}）", place=str(folder), remedy=remedy) from error


def run_demo(out: Path, *, say: Callable[[str], None], show: Callable[[Checked], None]) -> Checked:
    """Write 模板, 按公布数填报, 重算后, 改正后 and, into a folder of its own, the submission copy; returns what was
    found in the figures as published.
    """
    _make_folder(out)
    blank, published, recalculated, corrected = (
        out / f"{name}.xlsx" for name in ("模板", "按公布数填报", "重算后", "改正后")
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
        left = list_findings(raw, recalculated)
        say(f"4. 恢复公式并重新计算，{changed} 个单元格的数值有变化：{recalculated}")
        say(f"重算只能改正算出来的数。{summary(left)}这时还不能上报：")
        say(_refusal(recalculated, out))
        correct(recalculated, corrected)
        say(f"5. 改正输入的数，给每条警告写上填报说明：{corrected}")
        say(summary(check_file(corrected)))
    _send(corrected, out / SENT, say)
    return checked


def _refusal(source: Path, out: Path) -> str:
    try:
        submit(source, out)
    except NotReady as refused:
        return str(refused)
    raise AssertionError("the example as published must not go up")


def correct(source: Path, target: Path) -> None:
    """The errors put right from other figures of the same report, every warning explained."""
    with TemporaryDirectory(dir=target.parent) as folder:
        filled, computed, listed = (Path(folder) / f"{name}.xlsx" for name in ("填", "算", "核"))
        fill_file(source, CORRECTIONS, filled)
        recalc_file(filled, computed)
        list_findings(computed, listed)
        package = Package.load(listed)
        apply(package, _explained(read(listed)))
        package.save(computed)
        list_findings(computed, target)


def _explained(reading: Reading) -> Iterator[CellEdit]:
    text, state = column_of(TEXT_COLUMN), column_of("状态")
    for row, line in reading.listed.items():
        if row > FIRST_ROW and line.get(state) == TO_EXPLAIN:
            yield CellEdit(sheet=SHEET, cell=cell_name(row, text), value=_SAID)


def _send(source: Path, folder: Path, say: Callable[[str], None]) -> None:
    """Running it again sends the same up again, under the same name."""
    _make_folder(folder)
    for old in folder.iterdir():
        if old.name.startswith(f"{YEAR}_"):
            old.unlink()
    sent = submit(source, folder)
    say(f"6. 只有数值的上报件，带回执：{sent.path}")
    say(f"校验码：{sent.submission.sha256}")
