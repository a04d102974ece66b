"""What the buttons do: a file beside the workbook, one sentence about it, and the workbook as it was."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlwings as xw

from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import fill_file
from macros_py.excel import actions, entry
from macros_py.template import write_template
from workbook.build.macro_sheets import REPLY_CELL, TEXTS
from workbook.errors import UnusableFile
from workbook.package import Package

MADE = {"check": "自评表-已核对.xlsm", "recalculate": "自评表-重算.xlsm", "export": "自评表-上报件.xlsx"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("saved")
    blank, filled = folder / "空白.xlsm", folder / "已填.xlsm"
    write_template(blank, year=YEAR, pack=PACK)
    fill_file(blank, EXAMPLE, filled)
    ready = folder / "重算.xlsm"
    actions.recalc_file(filled, ready)
    return ready.read_bytes()


@pytest.fixture
def book(saved: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "自评表.xlsm"
    path.write_bytes(saved)
    return path


class Opened:
    """As much of an open workbook as a button may touch: where its file lies, and one cell."""

    def __init__(self, path: Path) -> None:
        self.fullname = str(path)
        self.cell = SimpleNamespace(value=None)
        self.sheets = {TEXTS: {REPLY_CELL: self.cell}}


def press(name: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    opened = Opened(path)
    monkeypatch.setattr(xw.Book, "caller", lambda: opened)
    getattr(entry, name)()
    return str(opened.cell.value)


@pytest.mark.parametrize("name", entry.ENTRIES)
def test_a_button_writes_beside_and_says_so(
    name: str, book: Path, saved: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workbook is as it was, the result is sound, and pressed again it goes under another name."""
    said = press(name, book, monkeypatch)
    made = book.with_name(MADE[name])
    assert made.name in said
    assert "\n" not in said
    assert book.read_bytes() == saved
    assert len(Package.load(made).sheets) > 0
    second = press(name, book, monkeypatch)
    assert made.with_stem(f"{made.stem}2").name in second
    assert len(list(book.parent.iterdir())) == 3


def test_checking_says_what_was_found(book: Path) -> None:
    said = actions.check(book)
    errors = actions.check_file(book).result.count("error")
    assert errors > 0
    assert f"错误 {errors} 项" in said


def test_exporting_with_errors_warns(book: Path) -> None:
    """The copy is made, for whoever wants to see it; but it is not to be sent up."""
    errors = actions.check_file(book).result.count("error")
    assert f"还有 {errors} 处错误没有改正" in actions.export(book)


@pytest.mark.parametrize("name", entry.ENTRIES)
def test_a_file_that_is_none_is_a_sentence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "没有.xlsm"
    assert press(name, gone, monkeypatch).startswith("没有.xlsm：找不到这个文件。")
    assert list(tmp_path.iterdir()) == []


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
