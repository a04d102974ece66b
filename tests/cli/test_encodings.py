"""Output arrives whatever the system's encoding: old Chinese Windows, a bare C locale, a pipe into another program."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, Run

PLAIN = {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
SETTINGS = {
    "c_locale": {"LC_ALL": "C", "LANG": "C"},
    "c_locale_without_help": PLAIN,
    "ascii": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    "gbk": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"},
    "latin1": {"PYTHONIOENCODING": "latin-1"},
}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("command", ["check --json", "check --pack hunan-jishou", "facts"])
def test_reports_arrive(jixiao: Run, example: Path, setting: str, command: str) -> None:
    """Exit code as ever and Chinese that can be read, as UTF-8 or in the encoding that was asked for."""
    name, *options = command.split()
    done = jixiao(name, example, *options, env=SETTINGS[setting])
    assert (done.returncode, done.stderr) == (0 if name == "facts" else 1, b"")
    if "--json" in options:
        assert json.loads(done.stdout.decode())["file"] == example.name
    else:
        encoding = "gbk" if "gbk" in setting else "utf-8"
        said = [done.stdout.decode(code, "replace") for code in ("utf-8", encoding)]
        assert any("执行率" in text for text in said)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("command", ["new", "demo", "--help"])
def test_messages_arrive(jixiao: Run, tmp_path: Path, setting: str, command: str) -> None:
    words = {"new": ["new", "-o", tmp_path / "新.xlsx"], "demo": ["demo", "--out", tmp_path / "演示"]}
    done = jixiao(*words.get(command, command.split()), env=SETTINGS[setting])
    if (command, setting) == ("demo", "c_locale_without_help"):  # its files have Chinese names, which cannot be there
        assert (done.returncode, "不能用中文文件名" in done.stderr.decode()) == (2, True)
        return
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout != b""


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("words", [["check", "没有.xlsx"], ["没有", "--没有"]])
def test_refusals_arrive(jixiao: Run, tmp_path: Path, setting: str, words: list[str]) -> None:
    done = jixiao(*words, env=SETTINGS[setting], cwd=tmp_path)
    assert done.returncode == 2
    assert "错误：" in done.stderr.decode("utf-8", "replace") + done.stderr.decode("gbk", "replace")


def test_a_reader_that_leaves_early_is_no_crash(example: Path) -> None:
    """`jixiao facts FILE | head -1`."""
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" facts "$1" | head -c 10 > /dev/null', str(PROGRAM), str(example)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stderr
