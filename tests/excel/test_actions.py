"""Seven buttons as VBA calls them: through the entry, on an open workbook, its file beside it, one sentence back."""

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
from macros_py.demo import CORRECTIONS
from macros_py.desk import fill_file, list_findings, recalc_file
from macros_py.excel import actions, entry, scripts
from macros_py.excel.ui import ClassicUi, _OnCells
from macros_py.exchange.send_back import send_back
from tests.excel.pressing import typed_over
from tests.excel.remote import Opened
from tests.exported import exported
from workbook.build.ribbon import BUTTONS
from workbook.errors import UnusableFile
from workbook.explanations import EXPLAINED, TO_EXPLAIN
from workbook.findings_table import SHEET
from workbook.macro_texts import ASKS_CELL, CHOSEN_CELL, REPLY_CELL, TEXTS, TYPED_CELL
from workbook.observe import observe
from workbook.package import Package
from workbook.read import read
from workbook.returned_table import returned_rows

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
ON_FILES = ("add_projects", "load_rules", "export", "import_return")
SENT = "2022_020001_吉首市机关事务服务中心_部门整体支出绩效自评_v1"
AGREED = "张某：单位撤并，数据无法更正"


HANDED = {"chosen": CHOSEN_CELL, "typed": TYPED_CELL}


class Excel:
    """Excel on this computer with one workbook open, as far as it can be had here: formulas are told, and what the
    remote engine cannot do (opening files, taking links away) is noted instead.
    """

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.opened: list[Path] = []
        patched.setattr(ClassicUi, "open", lambda _, path: self.opened.append(path))
        patched.setattr(ClassicUi, "link", _OnCells.link)

    def press(self, name: str, path: Path, *, workbook: Opened | None = None, **handed: object) -> str:
        """What stands in the cell that VBA looks into. The file is as it was: only what is open is written. What VBA
        hands over: `chosen`, `typed`.
        """
        if handed:
            typed_over(path, path, {(TEXTS, HANDED[key]): str(value) for key, value in handed.items()})
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
def ready(book: Path) -> Path:
    """Its errors put right, its warnings explained."""
    steps = [book.with_name(f"{step}.xlsm") for step in range(3)]
    fill_file(book, CORRECTIONS, steps[0])
    recalc_file(steps[0], steps[1])
    list_findings(steps[1], steps[2])
    open_rows = [row for row, line in read(steps[2]).listed.items() if line.get(13) == TO_EXPLAIN]
    typed_over(steps[2], book, {(SHEET, f"L{row}"): "公布件如此" for row in open_rows})
    for path in (*steps, book.with_name(f"{book.name}.bak")):
        path.unlink()
    return book


@pytest.fixture
def returned(book: Path) -> Path:
    """What the bureau sent back: one remark of its own, and what the rules find."""
    folder = book.parent / "退回"
    folder.mkdir()
    sent, remarks = folder / f"{SENT}.xlsx", folder / "意见.csv"
    exported(book, sent)
    remarks.write_text("位置,意见\n,请补报附件2\n", encoding="utf-8")
    return send_back(sent, remarks).path


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
        assert (made(book) != files) == (name == "add_projects"), name
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


@pytest.mark.parametrize(("name", "kind"), [("load_rules", "规则包文件"), ("import_return", "退回件")])
def test_no_file_chosen(excel: Excel, book: Path, name: str, kind: str) -> None:
    assert excel.press(name, book) == f"没有选择{kind}，什么也没有改动。"


def test_what_is_in_order_goes_up(excel: Excel, ready: Path) -> None:
    """Under its official name, nothing asked; a second time with the next number, the first left as it was."""
    said = excel.press("export", ready)
    assert said.startswith(f"已生成上报件，存为：{SENT}.xlsx。")
    assert excel.workbook.value(TEXTS, ASKS_CELL) == ""
    first = ready.with_name(f"{SENT}.xlsx").read_bytes()
    assert f"{SENT[:-1]}2.xlsx" in excel.press("export", ready)
    assert ready.with_name(f"{SENT}.xlsx").read_bytes() == first
    assert made(ready) == sorted(f"{SENT[:-1]}{number}.{ending}" for number in (1, 2) for ending in ("json", "xlsx"))


def test_exporting_with_errors_is_refused_and_asks(excel: Excel, book: Path) -> None:
    """Nothing is made; the refusal is the answer and, for VBA, the question."""
    errors = check_file(book).result.count("error")
    assert errors > 0
    said = excel.press("export", book)
    assert said.startswith(f"自评表.xlsm：还有 {errors} 处错误没有改正")
    assert excel.workbook.value(TEXTS, ASKS_CELL) == f"{said}。"
    assert made(book) == []


def test_the_question_fits_into_excel_s_box(excel: Excel, book: Path) -> None:
    """255 characters, with what can be done about it: of the usual question nothing is cut."""
    sayings = {row[0].value: row[1].value for row in Opened(book).sheets[TEXTS].iter_rows(max_col=2)}
    assert len(f"{excel.press('export', book)}。\n{sayings['override']}") <= 255


def test_somebody_lets_it_go_up(excel: Excel, book: Path) -> None:
    """The second time Python runs: name and reason are sealed, nothing is asked again."""
    said = excel.press("export", book, typed=AGREED)
    assert said.startswith(f"已生成上报件（带着问题上报，已写进回执），存为：{SENT}.xlsx。")
    assert excel.workbook.value(TEXTS, ASKS_CELL) == ""
    sealed = observe(book.with_name(f"{SENT}.xlsx")).sealed
    assert sealed
    assert sealed.override
    assert (sealed.override.name, sealed.override.reason) == ("张某", "单位撤并，数据无法更正")


def test_a_name_alone_lets_nothing_go_up(excel: Excel, book: Path) -> None:
    """One sentence, and no second question."""
    assert excel.press("export", book, typed="张某").startswith("没有写清同意人和理由，没有生成上报件。")
    assert excel.workbook.value(TEXTS, ASKS_CELL) == ""
    assert made(book) == []


def test_a_workbook_of_an_earlier_make_is_not_asked(excel: Excel, book: Path) -> None:
    """Where the question goes now it has words that its macros say: they are neither lost nor taken for an answer."""
    words = {"A4": "title", "B4": "绩效自评", "A5": "choose", "B5": "选择规则包文件"}
    typed_over(book, book, {(TEXTS, cell): text for cell, text in words.items()})
    book.with_name(f"{book.name}.bak").unlink()
    assert "处错误没有改正" in excel.press("export", book)
    assert [excel.workbook.value(TEXTS, cell) for cell in ("B4", "B5")] == ["绩效自评", "选择规则包文件"]


def test_what_came_back_is_shown_in_a_new_file(excel: Excel, book: Path, returned: Path) -> None:
    """Each remark has its row and its state; the new file is opened, the old one is as it was."""
    said = excel.press("import_return", book, chosen=returned)
    target = book.with_name("自评表-退回意见.xlsm")
    assert excel.opened == [target]
    rows = returned_rows(read(target).returned)
    states = [row.state for row in rows]
    assert rows[0].text == "请补报附件2"
    assert said.startswith(f"已导入退回意见（未改 {states.count('未改')} 条），存在新的一份里并已打开：{target.name}。")
    assert read(target).facts.facts == read(book).facts.facts
    assert made(book) == [target.name]


def test_a_file_that_nobody_sent_back_is_refused(excel: Excel, book: Path) -> None:
    said = excel.press("import_return", book, chosen=book)
    assert said.startswith("自评表.xlsm：这个文件里没有退回意见。请选用财政部门退回的文件")
    assert (made(book), excel.opened) == ([], [])


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


def test_the_server_finds_all_of_them() -> None:
    """With XLWINGS_ON_SERVER, xlwings lists them by their Chinese names, and each asks for the workbook."""
    program = (
        "import asyncio, json; from xlwings import server; from macros_py.excel import scripts\n"
        "meta = server.custom_scripts_meta(scripts)\n"
        "print(json.dumps(meta, default=str))"
    )
    environment = {**os.environ, "XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment, check=True, text=True)
    listed = json.dumps(json.loads(done.stdout), ensure_ascii=False)
    assert all(f'"{button.label}"' in listed for button in BUTTONS)
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
