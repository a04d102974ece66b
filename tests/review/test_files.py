"""What of a folder is reviewed, and what is passed over and told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from macros_py.review.files import FOLDER, HIDDEN, NO_FILE, RECEIPT, listed
from workbook.errors import UnusableFile


def test_everything_that_may_be_meant_as_a_workbook(tmp_path: Path) -> None:
    names = {"乙.xlsx", "甲.xlsm", "下级/丙.XLSX", "说明.docx", "没有扩展名", "~$乙.xlsx", ".~甲.xlsx", "别的.json"}
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    listing = listed(tmp_path, tmp_path / "结果")
    assert [task.path for task in listing.tasks] == sorted(names)
    assert listing.skipped == ()


def test_what_is_passed_over_is_told(tmp_path: Path) -> None:
    for name in ("甲_v1.xlsx", "甲_v1.json", ".DS_Store", "Thumbs.db", "下级/desktop.ini", ".hidden.xlsx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "乙.xlsx").mkdir()
    (tmp_path / "乙.xlsx" / "丙.xlsx").write_bytes(b"x")
    listing = listed(tmp_path, tmp_path / "结果")
    assert [task.path for task in listing.tasks] == ["乙.xlsx/丙.xlsx", "甲_v1.xlsx"]
    assert dict(listing.skipped) == {
        "甲_v1.json": RECEIPT,
        ".DS_Store": HIDDEN,
        "Thumbs.db": HIDDEN,
        "下级/desktop.ini": HIDDEN,
        ".hidden.xlsx": HIDDEN,
        "乙.xlsx": FOLDER,
    }


def test_results_inside_the_folder_are_none_of_it(tmp_path: Path) -> None:
    for name in ("甲.xlsx", "结果/审核汇总.xlsx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert [task.path for task in listed(tmp_path, tmp_path / "结果").tasks] == ["甲.xlsx"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有这些文件")
def test_odd_entries(tmp_path: Path) -> None:
    """A pipe would never end, a circle of links neither; a link to nowhere has to be told of."""
    os.mkfifo(tmp_path / "管道.xlsx")
    (tmp_path / "断了.xlsx").symlink_to(tmp_path / "没有")
    (tmp_path / "圈").symlink_to(tmp_path)
    listing = listed(tmp_path, tmp_path / "结果")
    assert [task.path for task in listing.tasks] == ["断了.xlsx"]
    assert listing.skipped == (("管道.xlsx", NO_FILE),)


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 的文件名可以是任意字节")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.xlsx")).write_bytes(b"x")
    (task,) = listed(tmp_path, tmp_path / "结果").tasks
    assert task.path == "\ufffd.xlsx"
    assert Path(os.fsdecode(task.file)).read_bytes() == b"x"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="找不到这个文件夹"):
        listed(tmp_path / "没有", tmp_path / "结果")
