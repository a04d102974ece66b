"""Trials in a real Excel, or WPS: what only the program itself can show. Each works on a copy of its own.

Nothing here has a stand-in: without Excel these are not run at all. Figures are typed into a workbook that Excel has
open; what Excel made of them is read from the copy it saves.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from macros_py import packs_folder
from macros_py.excel.macros import CONFIG
from macros_py.exchange.send_back import send_back
from macros_py.exchange.submit import Approval, submit
from macros_py.selftest import surroundings
from macros_py.selftest.bench import HARD_NAME, Bench
from macros_py.selftest.claim import Broken, Untestable
from macros_py.selftest.compare import same_as_engine
from workbook.build.macro_sheets import CONFIG as CONFIG_SHEET
from workbook.build.ribbon import BUTTONS
from workbook.macro_texts import CHOSEN_CELL, REPLY_CELL, TEXTS, TYPED_CELL
from workbook.observe import observe
from workbook.read import read
from workbook.returned_table import returned_rows

_REPAIRED = ("修复", "Repaired")
_UNIT = "万元"
_ROWS, _COLUMNS = 500, 64  # more than any sheet of ours has
_QUICK, _PATIENCE = 1.0, 30.0  # seconds that a call, and a workbook that is opened, may take
# What a button says on a fresh copy of the example when all went well; anything else is a refusal or a fault.
ANSWERS = {
    "JX_Recalculate": "已重新计算",
    "JX_Check": "已逐条写入“校验”表",
    "JX_NextFinding": "还没有校验过",
    "JX_AddProjects": "附件4",
    "JX_LoadRules": "已载入规则包",
    "JX_Export": "已生成上报件",
    "JX_ImportReturn": "已导入退回意见",
}
_REFUSED = "没有生成上报件"
_AGREED = ("验收", "示例里的错误照录")
_PACK_NAME = f"jixiao-selftest-{os.getpid()}.toml"  # no user's own
_PACK = 'extends = "hunan-jishou"\ntitle = "某某市（验收）"\n'
_OFFICE6 = ("wps office", "kingsoft", "\\office6")


def opens(bench: Bench) -> str:
    """As it was built, without repair; by Excel itself and not by a program under its name."""
    path = bench.copy(bench.blank, "打开.xlsm")
    wanted = read(path).sheets
    with bench.excel.book(path) as book:
        app = book.app.api
        if app.Name != "Microsoft Excel" or any(word in str(app.Path).lower() for word in _OFFICE6):
            raise Untestable(f"以 Excel 名义启动的是 {app.Name}（{app.Path}），不是 Excel")
        caption = str(app.Windows(1).Caption)
        if any(word in caption for word in _REPAIRED):
            raise Broken(f"打开时被修复：{caption}")
        found = [sheet.name for sheet in book.sheets]
        if missing := [name for name in wanted if name not in found]:
            raise Broken(f"打开以后少了工作表 {'、'.join(missing)}")
        size = 64 if "64" in str(app.OperatingSystem) else 32
        return f"Excel {app.Version}（{app.Build}），{size} 位，界面语言 {app.LanguageSettings.LanguageID(2)}"


def library_fits(bench: Bench) -> str:
    """An Excel of 32 bits needs the library of 32 bits, whatever Python has."""
    with bench.excel.book(bench.copy(bench.blank, "位数.xlsm")) as book:
        size = 64 if "64" in str(book.app.api.OperatingSystem) else 32
    name = surroundings.library(size)
    if not any((folder / name).is_file() for folder in surroundings.library_folders()):
        raise Broken(f"Excel 是 {size} 位，PATH 的文件夹里没有 {name}")
    return f"Excel {size} 位，Python {surroundings.bits()} 位，{name} 已找到"


def macros_compile(bench: Bench) -> str:
    """A module that does not compile lets no macro run."""
    with bench.excel.book(bench.copy(bench.blank, "编译.xlsm")) as book:
        bench.excel.run(book, "JxRetry")
    return "宏可以运行"


def functions_in_cells(bench: Bench) -> str:
    """A call that is typed into a cell, and one from the wizard's list."""
    with bench.excel.book(bench.copy(bench.blank, "函数.xlsm")) as book:
        cell = book.sheets[-1].range("ZZ1")
        answers = []
        for formula in ("=JX_RATE(5,10)", "=JX_SUM(1,2.5)"):
            cell.formula = formula
            answers.append(cell.value)
    if answers != [0.5, 3.5]:
        raise Broken(f"JX_RATE(5,10)、JX_SUM(1,2.5) 为 {answers}，应为 [0.5, 3.5]")
    return "JX_RATE(5,10) = 0.5，JX_SUM(1,2.5) = 3.5"


def same_after_typing(bench: Bench) -> str:
    """Every amount of the example one larger, typed into the open workbook."""
    return _typed(bench, bench.copy(bench.filled, "填数.xlsm"))


def same_under_hard_name(bench: Bench) -> str:
    """Typing, and a button that works on the file."""
    folder = bench.folder / HARD_NAME
    folder.mkdir(exist_ok=True)
    seen = _typed(bench, bench.copy(bench.filled, "自评 表&A（试）.xlsm", folder))
    return f"{seen}；{_press(bench, bench.copy(bench.filled, '按钮 &B.xlsm', folder), 'JX_Recalculate')}"


def same_on_onedrive(bench: Bench) -> str:
    """In a folder of its own there, which is removed afterwards."""
    root = surroundings.onedrive()
    if root is None:
        raise Untestable("没有 OneDrive 文件夹")
    folder = root / f"jixiao-{bench.folder.parent.name}"
    folder.mkdir()
    try:
        seen = _typed(bench, bench.copy(bench.filled, "填数.xlsm", folder))
        return f"{seen}；{_press(bench, bench.copy(bench.filled, '按钮.xlsm', folder), 'JX_Export')}"
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def _typed(bench: Bench, path: Path) -> str:
    reading = read(path)
    amounts = [
        fact
        for fact in reading.facts
        if fact.field.unit == _UNIT and fact.origin == "input" and not fact.field.computed and fact.value is not None
    ]
    saved = path.with_name(f"{path.stem}-Excel 保存.xlsm")
    with bench.excel.book(path) as book:
        for fact in amounts:
            sheet, _, cell = fact.cell.rpartition("!")
            book.sheets[sheet].range(cell).value = float(str(fact.value)) + 1
        book.app.calculate()
        book.api.SaveCopyAs(str(saved))
    return f"填入 {len(amounts)} 个数，{same_as_engine(saved)} 个计算格与规则引擎相同"


def buttons_answer(bench: Bench) -> str:
    """Each once, on a fresh copy: an answer in Chinese, and the answer is no failure."""
    return "；".join(
        f"{button.label}：{_press(bench, bench.copy(bench.filled, f'按钮{number}.xlsm'), button.macro)}"
        for number, button in enumerate(BUTTONS)
    )


def export_wants_a_name(bench: Bench) -> str:
    """The example has errors: nothing is written for nobody, and for somebody the name is sealed."""
    path = bench.copy(bench.filled, "同意.xlsm", _own_folder(bench, "同意人"))
    refused = _press(bench, path, "JX_Export", _REFUSED, typed="")
    if made := _copies(path):
        raise Broken(f"没有人同意，却生成了 {made[0].name}")
    said = _press(bench, path, "JX_Export")
    sealed = [observe(copy).sealed for copy in _copies(path)]
    names = [one.override.name for one in sealed if one and one.override]
    if names != [_AGREED[0]]:
        raise Broken(f"上报件里的同意人为 {names}，应为 {_AGREED[0]}")
    return f"没写同意人：{refused}；写了：{said}"


def return_is_imported(bench: Bench) -> str:
    """The new file has a row for each remark; the workbook it came from has none."""
    path = bench.copy(bench.filled, "退回.xlsm", _own_folder(bench, "导入退回"))
    said = _press(bench, path, "JX_ImportReturn")
    rows = [len(returned_rows(read(file).returned)) for file in (path, path.with_name("退回-退回意见.xlsm"))]
    if rows[0] or not rows[1]:
        raise Broken(f"退回意见在原来的一份里有 {rows[0]} 条、新的一份里有 {rows[1]} 条")
    return said


def _own_folder(bench: Bench, name: str) -> Path:
    folder = bench.folder / name
    folder.mkdir()
    return folder


def _copies(path: Path) -> list[Path]:
    """Submission copies beside a workbook."""
    return sorted(path.parent.glob("*_v*.xlsx"))


def _press(
    bench: Bench, path: Path, macro: str, answer: str | None = None, typed: str = f"{_AGREED[0]}：{_AGREED[1]}"
) -> str:
    """The answer of a button, in an Excel that asks nothing: what would be chosen and typed is handed over beforehand.
    The pack that one of them loads goes into the user's own folder, and is taken out again.
    """
    chosen, installed = _pack(path), packs_folder.folder() / _PACK_NAME
    if macro == "JX_ImportReturn":
        chosen = _returned(path)
    with bench.excel.book(path) as book:
        _set(book, "SHOW_ERROR_POPUPS", "False")
        for cell, text in ((CHOSEN_CELL, str(chosen)), (TYPED_CELL, typed)):
            book.sheets[TEXTS].range(cell).value = text
        try:
            bench.excel.run(book, macro)
        finally:
            installed.unlink(missing_ok=True)
        said = str(book.sheets[TEXTS].range(REPLY_CELL).value or "")
    wanted = answer or ANSWERS[macro]
    if wanted not in said:
        raise Broken(f"{macro} 应回答“……{wanted}……”，实际为“{said}”")
    return said


def _pack(path: Path) -> Path:
    """A pack as a bureau sends it."""
    pack = path.with_name(_PACK_NAME)
    pack.write_text(_PACK, encoding="utf-8")
    return pack


def _returned(path: Path) -> Path:
    """The workbook as a bureau sends it back: by another name than our own copies have."""
    name, reason = _AGREED
    sent = submit(path, path.with_name("送审.xlsx"), approval=Approval(name=name, reason=reason))
    return send_back(sent.path).path


def protected_view(bench: Bench) -> str:
    """Where macros never run: what was computed last is there to read."""
    path = bench.copy(bench.filled, "受保护视图.xlsm")
    facts = [fact for fact in read(path).facts if fact.field.computed and fact.field.kind == "number" and fact.value]
    with bench.excel.protected(path) as book:
        unlike = []
        for fact in facts:
            sheet, _, cell = fact.cell.rpartition("!")
            value = book.Worksheets(sheet).Range(cell).Value2
            if not isinstance(fact.value, str) and value != float(str(fact.value)):
                unlike.append(f"{fact.cell} 为 {value}，应为 {fact.value}")
    if unlike:
        raise Broken(f"{len(unlike)} 格不同：{'；'.join(unlike[:5])}")
    return f"{len(facts)} 个计算格显示上次的结果"


def stays_protected(bench: Bench) -> str:
    """After opening: macros may write, and what hands were allowed they still are; nothing counts as changed."""
    with bench.excel.book(bench.copy(bench.blank, "保护.xlsm")) as book:
        guarded = [sheet.api for sheet in book.sheets if sheet.api.ProtectContents]
        if not guarded:
            raise Broken("没有一张表受保护")
        if locked := [page.Name for page in guarded if not page.ProtectionMode]:
            raise Broken(f"宏不能写入：{'、'.join(locked)}")
        if strict := [page.Name for page in guarded if not page.Protection.AllowFormattingColumns]:
            raise Broken(f"不能再调列宽：{'、'.join(strict)}")
        if not book.api.Saved:
            raise Broken("刚打开就算改过，关闭时会问是否保存")
        return f"{len(guarded)} 张表仍受保护，宏可以写入，不算改过"


def without_python(bench: Bench) -> str:
    """As on a computer without it: the settings name a Python that is not there."""
    path, gone = bench.copy(bench.filled, "没有 Python.xlsm"), bench.copy(bench.filled, "没有 Python 按钮.xlsm")
    with bench.excel.book(path) as book:
        _set(book, "INTERPRETER_WIN", r"C:\no python here\python.exe")
        book.save()
    begun = time.perf_counter()
    with bench.excel.book(path) as book:
        book.app.calculate()
        hint = book.app.api.StatusBar
        errors = [cell for sheet in book.sheets for cell in _errors(sheet)]
    seconds = time.perf_counter() - begun
    if errors:
        raise Broken(f"{len(errors)} 行显示错误值：{'、'.join(errors[:5])}")
    if seconds > _PATIENCE:
        raise Broken(f"打开和计算用了 {seconds:.1f} 秒，应不超过 {_PATIENCE:.0f} 秒")
    with bench.excel.book(gone) as book:
        _set(book, "INTERPRETER_WIN", r"C:\no python here\python.exe")
        bench.excel.run(book, "JX_Check")
        said, wanted = book.sheets[TEXTS].range(REPLY_CELL).value, _sayings(book)
    if (hint, said) != (wanted["hint_python"], wanted["no_python"]):
        raise Broken(f"状态栏为“{hint}”，按钮回答“{said}”，应说明没有装好本工具")
    return f"没有错误值，打开和计算 {seconds:.1f} 秒；状态栏“{hint}”；按钮：{said}"


def _errors(sheet: Any) -> list[str]:
    """Error values come through COM as whole numbers of a certain range; figures come as floats."""
    rows = sheet.range((1, 1), (_ROWS, _COLUMNS)).api.Value2  # Excel counts all columns with a format as used
    lines = rows if isinstance(rows, tuple) else ((rows,),)
    return [f"{sheet.name} 第{n}行" for n, line in enumerate(lines, 1) if any(type(value) is int for value in line)]


def warmed_up(bench: Bench) -> str:
    """After the first call has started Python the next one is quick."""
    with bench.excel.book(bench.copy(bench.filled, "预热.xlsm")) as book:
        begun = time.perf_counter()
        bench.excel.run(book, "ThisWorkbook.JxWarmUp")
        first = time.perf_counter() - begun
        cell = book.sheets[-1].range("ZZ1")
        begun = time.perf_counter()
        cell.formula = "=JX_GRADE(95)"
        second = time.perf_counter() - begun
    if second > _QUICK:
        raise Broken(f"预热 {first:.1f} 秒以后，第一次计算仍用了 {second:.1f} 秒，应不超过 {_QUICK:.0f} 秒")
    return f"预热 {first:.1f} 秒，以后第一次计算 {second:.2f} 秒"


def opens_in_wps(bench: Bench) -> str:
    """Native formulas carry it: after a full calculation the cells are the engine's, and none shows an error."""
    from macros_py.excel.started import other_program  # noqa: PLC0415  needs Windows

    path = bench.copy(bench.plain, "WPS.xlsx")
    saved = bench.folder / "WPS 保存.xlsx"
    with other_program(surroundings.wps()) as app:
        book = app.Workbooks.Open(str(path))
        app.CalculateFull()
        book.SaveCopyAs(str(saved))
        told = f"{app.Name} {app.Version}"
        book.Close(False)
        macro_book = app.Workbooks.Open(str(bench.copy(bench.filled, "WPS.xlsm")))
        macro_book.Close(False)
    return f"{told}：{same_as_engine(saved)} 个计算格与规则引擎相同；.xlsm 也能打开"


def _sayings(book: Any) -> dict[str, str]:
    """What the macros say, by key."""
    return {str(key): str(said) for key, said in book.sheets[TEXTS].range("A1:B100").value if key}


def _set(book: Any, key: str, value: str) -> None:
    """A setting of xlwings in this copy."""
    book.sheets[CONFIG_SHEET].range((list(CONFIG).index(key) + 1, 2)).value = value
