"""Trials that need no Excel: files, macros as they lie in the file, cell functions as Python gives them, the disk."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from macros_py.check import check_file
from macros_py.excel.macros import CONFIG, macros
from macros_py.excel.registry import ENTRIES
from macros_py.exchange.standing import NotReady
from macros_py.exchange.submit import Approval, submit
from macros_py.exchange.verify import verify
from macros_py.rulebook import packs, ruleset_for
from macros_py.selftest.bench import Bench
from macros_py.selftest.claim import Broken
from macros_py.selftest.compare import same_as_engine
from macros_py.selftest.surroundings import bits, library, library_folders
from workbook.build.vba_project import own_sources
from workbook.load import load_forms, years
from workbook.read import read

_WANTED_MEGABYTES = 500
_MEGABYTE = 1_000_000
_BLANK_ROW = [[None] * 8]  # as wide as the indicators, which a block is taken for
_FORMULA = re.compile(rb"<f[ >/]")
_ATTRIBUTE = re.compile(r"^(Attribute |VERSION |BEGIN|END$|  MultiUse)")


def builds(bench: Bench) -> str:
    """A workbook with macros and one without, read back."""
    reading, plain = read(bench.blank), read(bench.plain)
    if not reading.macros or plain.macros:
        raise Broken("宏的有无与文件种类不符")
    return f"{len(reading.sheets)} 张工作表，{bench.blank.stat().st_size // 1000} KB"


def vba_is_its_source(bench: Bench) -> str:
    """Read by pyOpenVBA, which does not share our clean-up of the project."""
    from pyopenvba import ExcelFile  # noqa: PLC0415  slow to load

    more = macros()
    wanted = own_sources().joined(more.modules, more.classes)
    texts = {**wanted.modules, **wanted.classes, "ThisWorkbook": wanted.workbook}
    with ExcelFile(bench.blank) as file:
        found = file.vba_modules()
    unlike = [name for name, text in texts.items() if _code(found.get(name, "")) != _code(text)]
    if unlike:
        raise Broken(f"VBA 模块与源码不同：{'、'.join(unlike)}")
    return f"{len(texts)} 个模块与源码相同"


def _code(text: str) -> list[str]:
    lines = (line.rstrip() for line in text.splitlines())
    return [line for line in lines if line and not _ATTRIBUTE.match(line)]


def functions_answer(bench: Bench) -> str:
    """Under the names that the workbook calls, as xlwings serves them; blank cells must not make one fail."""
    served = import_module("macros_py.excel.udfs")
    for entry in ENTRIES:
        blanks = (_BLANK_ROW if argument.block else None for argument in entry.arguments if not argument.optional)
        answer = getattr(served, entry.name)(*blanks)
        if type(answer) is int:  # as an error goes out; figures are floats
            raise Broken(f"{entry.name} 对空白单元格给出错误值 {answer}")
    facts = read(bench.filled).facts.facts
    given = [facts[f"overall.funds.total.{name}"].value for name in ("executed", "adjusted", "rate")]
    executed, adjusted, rate = (float(value or 0) for value in given)
    if served.JX_RATE(executed, adjusted) != rate:
        raise Broken(f"JX_RATE({executed:g},{adjusted:g}) 为 {served.JX_RATE(executed, adjusted)}，应为 {rate:g}")
    return f"{len(ENTRIES)} 个函数都有回答，执行率 {rate:.4f}"


def same_cells(bench: Bench) -> str:
    """The example, filled in and recalculated, with macros and without."""
    return (
        f"带宏的 {same_as_engine(bench.filled)} 个、不带宏的 {same_as_engine(bench.plain)} 个计算格，都与规则引擎相同"
    )


def checks_and_exports(bench: Bench) -> str:
    """Errors of the example are found and stop it; the copy to be sent up has no formula and no macro, and verifies."""
    errors = check_file(bench.filled).result.count("error")
    if not errors:
        raise Broken("示例中的错误一处也没有查出")
    sent = bench.folder / "上报件.xlsx"
    try:
        submit(bench.filled, sent)
    except NotReady:
        submit(bench.filled, sent, approval=Approval(name="验收", reason="示例里的错误照录"))
    else:
        raise Broken("示例还有错误，却生成了上报件")
    if differing := verify(sent).differences:
        raise Broken(f"上报件刚生成就核验出 {len(differing)} 处不同：{differing[0].problem}")
    with zipfile.ZipFile(sent) as archive:
        names = archive.namelist()
        sheets = [archive.read(name) for name in names if name.startswith("xl/worksheets/sheet")]
    formulas = sum(len(_FORMULA.findall(sheet)) for sheet in sheets)
    if formulas or any(name.endswith(".bin") for name in names):
        raise Broken(f"上报件里还有 {formulas} 个公式或宏")
    return f"查出示例的 {errors} 处错误；有错误不能上报，写明同意人才生成；上报件没有公式和宏，核验与导出时一致"


def settings_are_complete(bench: Bench) -> str:
    """What xlwings' VBA asks for stands on the settings sheet, so that no file of the user's changes it."""
    asked = set(re.findall(r'GetConfig\(\s*"([^"]+)"', macros().modules["xlwings"]))
    if missing := sorted(asked - CONFIG.keys()):
        raise Broken(f"设置表缺少 {'、'.join(missing)}")
    return f"xlwings 查找的 {len(asked)} 项设置都有"


def one_xlwings(bench: Bench) -> str:
    """The VBA in the workbook names a library by the version that is installed."""
    own = "、".join(re.findall(r'XLWINGS_VERSION As String = "(.*)"', macros().modules["xlwings"]))
    if own != version("xlwings"):
        raise Broken(f"工作簿里的 xlwings 是 {own}，装的是 {version('xlwings')}")
    return own


def rules_load(bench: Bench) -> str:
    """Every pack, the user's own among them, on the tables of every year, without a fault."""
    names = packs()
    for year in years():
        for name in names:
            ruleset_for(load_forms(year), name).whole()
    return f"{len(names)} 个规则包（{'、'.join(names)}）"


def may_write(bench: Bench) -> str:
    """Under a Chinese name with blanks and &: write, replace, rename, delete."""
    first, second = bench.folder / "写入 试验&1.txt", bench.folder / "写入 试验&2.txt"
    for text in ("一", "二"):
        second.write_text(text, encoding="utf-8")
        second.replace(first)
    if first.read_text(encoding="utf-8") != "二":
        raise Broken("写入的内容与读出的不同")
    first.unlink()
    return f"文件夹“{bench.folder.name}”可以写入"


def has_room(bench: Bench) -> str:
    """Where files go for a while, and where this was started."""
    free = min(shutil.disk_usage(place).free for place in (tempfile.gettempdir(), Path.cwd())) // _MEGABYTE
    if free < _WANTED_MEGABYTES:
        raise Broken(f"磁盘只剩 {free} MB，应不少于 {_WANTED_MEGABYTES} MB")
    return f"剩余 {free} MB"


def library_is_found(bench: Bench) -> str:
    """As the macros look for it when a workbook opens: in the folders of PATH."""
    places = [folder for folder in library_folders() if any((folder / library(size)).is_file() for size in (32, 64))]
    if not places:
        raise Broken(
            f"PATH 的文件夹里没有 {library(bits())}，单元格函数连不上 Python。请在 PATH 中加上 Python 的文件夹"
        )
    return str(places[0])
