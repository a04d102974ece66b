"""Limits of a bureau's own: sizes in MB, all else as it is, and a slip is named in Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile import bricks
from workbook.errors import UnusableFile
from workbook.gate import inspect
from workbook.limits import DEFAULT, KEYS, MEGABYTE, Limits, limits_from


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "限额.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_left_out_stays(tmp_path: Path) -> None:
    assert limits_from(written(tmp_path, "")) == DEFAULT
    found = limits_from(written(tmp_path, "file_mb = 50\nxml_mb = 0.5\nrows = 100000\nblanks = true\n"))
    assert found == Limits(file_bytes=50 * MEGABYTE, xml_bytes=MEGABYTE // 2, rows=100_000, blanks=True)


def test_notepad_and_its_mark_are_met(tmp_path: Path) -> None:
    """Notepad puts a mark before UTF-8."""
    assert limits_from(written(tmp_path, "\ufeffsheets = 9")).sheets == 9


def test_every_limit_can_be_written(tmp_path: Path) -> None:
    text = "".join(f"{key} = {'true' if key == 'blanks' else 7}\n" for key in KEYS)
    found = limits_from(written(tmp_path, text))
    assert len(KEYS) == len(Limits.__struct_fields__)
    assert all(
        value in (7, 7 * MEGABYTE, True) for value in (getattr(found, name) for name in Limits.__struct_fields__)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rwos = 5", "不认识限额「rwos」"),
        ("file_bytes = 5", "不认识限额「file_bytes」"),
        ('rows = "5"', "限额「rows」应是大于 0 的整数"),
        ("rows = 5.5", "限额「rows」应是大于 0 的整数"),
        ("rows = true", "限额「rows」应是大于 0 的整数"),
        ("rows = 0", "限额「rows」应是大于 0 的整数"),
        ("file_mb = -1", "限额「file_mb」应是大于 0 的数（单位 MB）"),
        ("file_mb = nan", "限额「file_mb」应是大于 0 的数（单位 MB）"),
        ("blanks = 1", "限额「blanks」应写 true 或 false"),
        ("[rows]\na = 1", "限额「rows」应是大于 0 的整数"),
        ("rows = 5\nrows = 6", "写法不对"),
        ("rows 5", "写法不对"),
    ],
)
def test_a_slip_is_named(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=words) as refused:
        limits_from(written(tmp_path, text))
    assert str(refused.value).startswith("限额.toml：")


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="读不出来"):
        limits_from(tmp_path / "没有.toml")


def test_the_gate_keeps_to_them(tmp_path: Path) -> None:
    bricks.package(tmp_path / "a.xlsx", {"xl/media/1.png": b"", "xl/media/2.png": b""})
    with pytest.raises(UnusableFile, match="最多 6 个"):
        inspect(tmp_path / "a.xlsx", limits_from(written(tmp_path, "parts = 6")))
