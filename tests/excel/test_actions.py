"""The six buttons as VBA calls them: through the entry, on an open workbook, its file beside it; one sentence back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw

from macros_py import packs_folder
from macros_py.check import check_file
from macros_py.desk import list_findings
from macros_py.excel import actions, entry, scripts
from macros_py.excel.ui import ClassicUi, _OnCells
from tests.excel.pressing import typed_over
from tests.excel.remote import Opened
from workbook.errors import UnusableFile
from workbook.explanations import EXPLAINED
from workbook.findings_table import SHEET
from workbook.macro_texts import CHOSEN_CELL, REPLY_CELL, TEXTS
from workbook.package import Package
from workbook.read import read

PACK = """extends = "hunan-jishou"
title = "某某市"
[sources.here]
title = "某某市示例局通知"
status = "read"
[[rule]]
id = "M001"
title = "收入不超过一元"
severity = "error"
source = "here"
relation = "income.all.total <= 1"
"""
ON_FILES = ("add_projects", "load_rules", "export")


class Excel:
    """Excel on this computer with one workbook open, as far as it can be had here: formulas are told, and what the
    remote engine cannot do (opening files, taking links away) is noted instead.
    """

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.opened: list[Path] = []
        patched.setattr(ClassicUi, "open", lambda _, path: self.opened.append(path))
        patched.setattr(ClassicUi, "link", _OnCells.link)

    def press(self, name: str, path: Path, *, chosen: Path | None = None, workbook: Opened | None = None) -> str:
        """What stands in the cell that VBA looks into. The file is as it was: only what is open is written."""
        if chosen:
            typed_over(path, path, {(TEXTS, CHOSEN_CELL): str(chosen)})
            path.with_name(f"{path.name}.bak").unlink()
        before = path.read_bytes() if path.exists() else None
        self.workbook = workbook or Opened(path, formulas=True)
        self.workbook.book.set_mock_caller()
        self.workbook.run(getattr(entry, name))
        assert before is None or path.read_bytes() == before
        return str(self.workbook.value(TEXTS, REPLY_CELL))


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Excel]:
    yield Excel(monkeypatch)
    del xw.Book._mock_caller


@pytest.fixture
def book(restored: Path, tmp_path: Path) -> Path:
    """Checked, and a warning explained."""
    path = tmp_path / "自评表.xlsm"
    list_findings(restored, path)
    row = next(row for row, line in read(path).listed.items() if line.get(2) == "警告")
    typed_over(path, path, {(SHEET, f"L{row}"): "两期因故未办"})
    path.with_name(f"{path.name}.bak").unlink()  # kept of what was replaced
    return path


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that a bureau sent; the user's folder is not there yet."""
    monkeypatch.setenv(packs_folder.VARIABLE, str(tmp_path / "用户" / "rules"))
    path = tmp_path / "收到" / "示例市.toml"
    path.parent.mkdir()
    path.write_text(PACK, encoding="utf-8")
    return path


def made(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if file.is_file() and file != path)


def test_every_entry_is_there_and_answers(excel: Excel, book: Path, pack: Path) -> None:
    """Each says one sentence of one line. Those on the open workbook write no file; the others write one, and nothing
    into the workbook but their answer.
    """
    for name in entry.ENTRIES:
        files = made(book)
        said = excel.press(name, book)
        assert said
        assert "\n" not in said
        assert (made(book) != files) == (name in ("add_projects", "export")), name
        if name in ON_FILES:
            assert list(excel.workbook.writes()) == [TEXTS]
    assert excel.opened == [book.with_name("自评表-增加项目表.xlsm")]


def test_progress_is_shown(excel: Excel, book: Path) -> None:
    excel.press("check", book)
    assert excel.workbook.statuses == ["正在读取各表……", "正在核对……", "正在写出结果……"]


def test_project_sheets_are_added_in_a_new_file(excel: Excel, book: Path) -> None:
    """As many as 项目支出明细 lists; a second time in that file there is nothing to add, and no file is made."""
    listed = read(book).facts.rows["projects.items"]
    said = excel.press("add_projects", book)
    target = book.with_name("自评表-增加项目表.xlsm")
    assert said.startswith(f"新增了 {listed - 1} 张附件4，存在新的一份里并已打开：自评表-增加项目表.xlsm。")
    assert read(target).facts.rows["project"] == listed
    assert excel.press("add_projects", target).startswith("项目支出明细里的项目都已有附件4")
    assert made(book) == [target.name]


def test_a_pack_is_loaded_and_the_workbook_made_anew(excel: Excel, book: Path, pack: Path) -> None:
    """All that people put in is in the new one, which is checked by the new rules; the old one is as it was."""
    said = excel.press("load_rules", book, chosen=pack)
    target = book.with_name("自评表-示例市.xlsm")
    assert said.startswith("已载入规则包“示例市”，按它另建了一份并已打开：自评表-示例市.xlsm。自己加的工作表、")
    assert excel.opened == [target]
    old, new = read(book), read(target)
    assert new.pack == "示例市"
    values = [{fact.id: fact.value for fact in reading.facts if not fact.field.computed} for reading in (old, new)]
    assert values[0] == values[1]
    assert [line for line in new.listed.values() if line.get(3) == "M001"]
    assert "两期因故未办" in [line.get(12) for line in new.listed.values() if line.get(13) == EXPLAINED]
    assert Package.load(book).sheets == Package.load(target).sheets


def test_a_bad_pack_changes_nothing(excel: Excel, book: Path, pack: Path) -> None:
    """The sentence names file and rule; no workbook is made, no pack kept."""
    pack.write_text(PACK + 'surprise = "?"\n', encoding="utf-8")
    assert "示例市.toml" in excel.press("load_rules", book, chosen=pack)
    assert made(book) == []
    assert "示例市" not in packs_folder.packs()


def test_no_file_chosen(excel: Excel, book: Path) -> None:
    assert excel.press("load_rules", book) == "没有选择规则包文件，什么也没有改动。"


def test_exporting_with_errors_warns(excel: Excel, book: Path) -> None:
    """The copy is made, for whoever wants to see it; but it is not to be sent up."""
    errors = check_file(book).result.count("error")
    assert errors > 0
    said = excel.press("export", book)
    assert said.startswith("已生成上报件，存为：自评表-上报件.xlsx")
    assert f"还有 {errors} 处错误没有改正" in said
    assert excel.press("export", book).startswith("已生成上报件，存为：自评表-上报件2.xlsx")


@pytest.mark.parametrize("name", ["add_projects", "export"])
def test_a_file_that_is_gone_is_a_sentence(excel: Excel, name: str, book: Path) -> None:
    workbook = Opened(book, formulas=True)
    book.unlink()
    assert excel.press(name, book, workbook=workbook).startswith("自评表.xlsm：找不到这个文件。")
    assert made(book) == []


@pytest.mark.parametrize("name", ON_FILES)
def test_served_without_a_file_the_command_is_named(name: str, restored: Path) -> None:
    """In the browser there is no file to work on: the box says what to do instead, and nothing is written."""
    opened = Opened(restored)
    opened.run(lambda: getattr(scripts, name)(opened.book))
    assert opened.alerts[0].startswith("在网页版里不能处理文件。请把工作簿下载到电脑上，用命令行 jixiao ")
    assert [action["func"] for action in opened.actions] == ["alert"]


@pytest.mark.parametrize("name", ["recalculate", "check", "next_finding"])
def test_served_the_answer_is_a_box(name: str, published: Path) -> None:
    opened = Opened(published)
    opened.run(lambda: getattr(scripts, name)(opened.book))
    assert [action["func"] for action in opened.actions].count("alert") == 1
    assert opened.actions[-1]["func"] == "alert"
    assert opened.alerts[0].endswith("。")


def test_the_server_finds_all_six() -> None:
    """With XLWINGS_ON_SERVER, xlwings lists them by their Chinese names, and each asks for the workbook."""
    program = (
        "import asyncio, json; from xlwings import server; from macros_py.excel import scripts\n"
        "meta = server.custom_scripts_meta(scripts)\n"
        "print(json.dumps(meta, default=str))"
    )
    environment = {**os.environ, "XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment, check=True, text=True)
    listed = json.dumps(json.loads(done.stdout), ensure_ascii=False)
    assert all(f'"{name}"' in listed for name in ("重算", "校验", "跳到问题", "新增项目表", "载入规则包", "导出上报"))
    assert all(f'"{name}"' in listed for name in entry.ENTRIES)


def failing(error: Exception) -> Callable[[], str]:
    def act() -> str:
        raise error

    return act


def test_our_own_faults_go_into_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback in a box; the file is UTF-8, and the sentence says where it lies."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    said = actions.outcome(failing(ZeroDivisionError("除数是零")))
    assert str(tmp_path / actions.LOG) in said
    assert "ZeroDivisionError: 除数是零" in (tmp_path / actions.LOG).read_text(encoding="utf-8")
    assert actions.outcome(failing(UnusableFile("打不开", remedy="请重试。"))) == "打不开。请重试。"
