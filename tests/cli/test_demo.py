"""`jixiao demo` shows the whole job on a published report, and finds in it what a careful reader finds."""

from __future__ import annotations

import os
import pty
import re
import struct
import termios
import unicodedata
from fcntl import ioctl
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, Run
from workbook.load import load_forms
from workbook.read import read

FILES = {"模板.xlsx", "按公布数填报.xlsx", "重算后.xlsx", "改正后.xlsx"}
SENT = "2022_020001_吉首市机关事务服务中心_部门整体支出绩效自评_v1"
# In the published report: the rate by the wrong divisor, totals that do not add up, scores and phones that disagree.
FOUND = [
    ("F006", "103.77%", "165.70%"),
    ("Y001", "351.55", "350.55"),
    ("Y003", "1450.34", "1449.73"),
    ("F003", "1745.35", "1811.12"),
    ("F004", "1811.27", "1811.12"),
    ("F004", "1811.27", "1745.35"),
    ("G001", "95.00", "91.00"),
    ("X011", "8520105", "8520104"),
]


def spoken(row: str) -> list[str]:
    return [cell.strip() for cell in re.split("[│┃]", row)]


def test_all_files_are_there(demo: tuple[Path, str]) -> None:
    """And nothing else: no temporary file stays behind."""
    folder, said = demo
    assert {path.name for path in folder.iterdir()} == {*FILES, "上报"}
    assert {path.name for path in (folder / "上报").iterdir()} == {f"{SENT}.xlsx", f"{SENT}.json"}
    assert all(f"{name}" in said for name in FILES)
    assert {len(read(folder / name).forms.forms) for name in FILES} == {
        len(load_forms(2022).forms) - 1
    }  # 湖南评价指标表 is not used there


@pytest.mark.parametrize(("rule", "expected", "reported"), FOUND)
def test_it_finds_what_a_reader_finds(demo: tuple[Path, str], rule: str, expected: str, reported: str) -> None:
    """Rule and both figures in one entry of the table."""
    entries = [entry for entry in re.split("├─|┡━|└─", demo[1]) if f"│ {rule} │" in entry]
    assert [entry for entry in entries if expected in entry and reported in entry] != []


def test_the_summary_counts_and_says_what_is_left(demo: tuple[Path, str]) -> None:
    said = demo[1].replace("\n", "")
    assert re.search(r"错误 \d+ 项，警告 \d+ 项，提示 \d+ 项，判断 \d+ 项；表中得分合计 95\.00 分，对应等级“优”", said)
    assert "重算只能改正算出来的数" in said
    assert "还有 6 处错误没有改正，15 处警告没有说明，没有生成上报件" in said
    assert "错误 0 项，警告 13 项（已说明 13 项）" in said


def test_running_it_again_gives_the_same(demo: tuple[Path, str], jixiao: Run) -> None:
    """Existing results are replaced by the same bytes."""
    folder, said = demo
    before = {name: (folder / name).read_bytes() for name in FILES}
    sent = read(folder / "上报" / f"{SENT}.xlsx").facts
    assert jixiao("demo", "--out", folder).stdout.decode() == said
    assert read(folder / "上报" / f"{SENT}.xlsx").facts == sent
    assert {name: (folder / name).read_bytes() for name in FILES} == before


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def on_a_terminal(columns: int, *words: str) -> str:
    """What `jixiao` writes onto a terminal of that many columns, colours taken out."""
    child, terminal = pty.fork()
    if child == 0:
        ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        size = ("COLUMNS", "LINES")  # they would overrule the terminal
        environment = {key: value for key, value in os.environ.items() if key not in size}
        os.execve(PROGRAM, [str(PROGRAM), *words], environment | {"TERM": "xterm", "PYTHONIOENCODING": "utf-8"})
    pieces = []
    try:
        while piece := os.read(terminal, 65536):
            pieces.append(piece)
    except OSError:  # the terminal is gone when its program ends
        pass
    os.waitpid(child, 0)
    return re.sub(r"\x1b\[[0-9;]*m", "", b"".join(pieces).decode()).replace("\r", "")


@pytest.mark.parametrize(("columns", "room"), [(80, 0), (100, 30)])
def test_it_can_be_read_on_a_narrow_terminal(example: Path, columns: int, room: int) -> None:
    """No line is wider than the window, no figure is broken, and the problem keeps `room` for its sentence."""
    lines = on_a_terminal(columns, "check", str(example)).splitlines()
    assert max(width(line) for line in lines) <= columns
    row = next(line for line in lines if "│ F006 │" in line)
    assert spoken(row)[4:7] == ["103.77%", "165.70%", "-61.93%"]
    for figure in ("1745.35", "1811.12", "-65.77", "8520104"):
        assert any(figure in spoken(line)[4:7] for line in lines if "│" in line)
    assert width(row.split("│")[3]) >= room


def test_a_pipe_gets_one_line_a_finding(jixiao: Run, example: Path) -> None:
    """Level, rule, place, problem and up to three figures, divided by tabs, for grep and cut; then what findings come
    of, and the summary last.
    """
    lines = jixiao("check", example).stdout.decode().splitlines()
    entries = [line.split("\t") for line in lines[:-1] if not line.startswith("归因\t")]
    assert {len(entry) for entry in entries} <= {4, 5, 6, 7}
    assert {entry[0] for entry in entries} == {"错误", "警告", "提示", "判断"}
    causes = [line.split("\t")[1] for line in lines if line.startswith("归因\t")]
    assert causes[0].startswith("资金来源漏列上年结转 65.92：一处错，7 项不符")
    rate = next(entry for entry in entries if entry[1] == "F006")
    assert (rate[2], *rate[4:]) == ("附件3 整体自评表!H5", "103.77%", "165.70%", "-61.93%")
    assert "核对结果" in lines[-1]
