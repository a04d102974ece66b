"""Whatever is put in, people get a sentence they can act on, never a traceback, and their file stays as it was."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from macros_py.demo import EXAMPLE
from tests.cli.conftest import Run
from tests.hostile.make import KINDS
from tests.hostile.words import WORDS
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.read import read

# fmt: off
ODD_FILES = (
    "missing", "folder", "lock_file", "empty", "csv_gbk", "html", "pdf", "old_xls", "wps_et", "xlsb", "password",
    "truncated", "bad_checksum", "bomb_ratio", "far_cell", "dtd_strings", "no_workbook",
)
GONE = (
    ("check", "收入"), ("facts", "收入"), ("recalc", "收入"), ("export", "收入"), ("fill", "收入"), ("check", "校验"),
    ("recalc", "附件3 整体自评表"), ("recalc", "封面"), ("fill", "封面"), ("export", "校验"),
)
# fmt: on
READERS = [
    *(("check",), ("check", "--json"), ("facts", "--json"), ("recalc",), ("export",), ("fill", "--data", EXAMPLE)),
    *(("verify",), ("return",)),
]
ALLOWED = ("--override", "某某", "--reason", "测试")


def refused(done: object) -> str:
    """The one sentence of exit code 2."""
    assert getattr(done, "returncode", None) == 2
    assert getattr(done, "stdout", None) == b""
    said: str = done.stderr.decode()  # type: ignore[attr-defined]
    assert said.startswith("错误：")
    assert said.count("\n") == 1
    return said


@pytest.mark.parametrize("kind", ODD_FILES)
def test_a_wrong_file_is_named_for_what_it_is(jixiao: Run, tmp_path: Path, kind: str) -> None:
    path = KINDS[kind](tmp_path / "自评表.xlsx")
    before = path.read_bytes() if path.is_file() else b""
    assert WORDS[kind] in refused(jixiao("check", path))
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.parametrize("command", READERS, ids=lambda words: words[0])
@pytest.mark.parametrize("kind", ["password", "bomb_ratio"])
def test_every_command_refuses_it(jixiao: Run, tmp_path: Path, kind: str, command: tuple[str, ...]) -> None:
    """No result is left behind."""
    path = KINDS[kind](tmp_path / "自评表.xlsx")
    assert WORDS[kind] in refused(jixiao(command[0], path, *command[1:]))
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("share", [0.1, 0.9, 0.999])
def test_half_a_file_is_refused(jixiao: Run, example: Path, tmp_path: Path, share: float) -> None:
    data = example.read_bytes()
    (tmp_path / "半个.xlsx").write_bytes(data[: int(len(data) * share)])
    assert "半个.xlsx" in refused(jixiao("check", tmp_path / "半个.xlsx"))


def changed(source: Path, target: Path, **values: Decimal | str | None) -> Path:
    """A copy with some facts replaced (`__` for a dot)."""
    facts, package = read(source).facts.facts, Package.load(source)
    places = {facts[key.replace("__", ".")].cell.rpartition("!"): value for key, value in values.items()}
    apply(package, [CellEdit(sheet=sheet, cell=cell, value=value) for (sheet, _, cell), value in places.items()])
    package.save(target)
    return target


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"basic__actual": "十六人左右"}, "V001"),
        ({"basic__actual": "16人"}, "V002"),
        ({"comparison__general__this": Decimal("-1279.22")}, "V003"),
        ({"overall__funds__total__rate": Decimal("1.657")}, "V004"),
        ({"cover__unit": None, "cover__code": None, "basic__phone": None}, "R003"),
        ({"cover__year": Decimal(2021)}, "R004"),
        ({"overall__funds__total__adjusted": Decimal(0)}, "F010"),
    ],
)
def test_what_people_mistype_is_a_finding(
    jixiao: Run, example: Path, tmp_path: Path, values: dict[str, Decimal | str | None], rule: str
) -> None:
    """Not an error of the program: the rest is still checked, and recalculating works."""
    path = changed(example, tmp_path / "错.xlsx", **values)
    before, done = path.read_bytes(), jixiao("check", path)
    assert (done.returncode, done.stderr) == (1, b"")
    assert f"\t{rule}\t" in done.stdout.decode()
    assert jixiao("recalc", path, "-o", tmp_path / "重算.xlsx").returncode == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize(("command", "sheet"), GONE)
def test_a_deleted_sheet_is_no_crash(jixiao: Run, template: Path, tmp_path: Path, command: str, sheet: str) -> None:
    """Each command does what it still can, or says what is missing."""
    book = openpyxl.load_workbook(template)
    del book[sheet]
    book.save(tmp_path / "删表.xlsx")
    before = (tmp_path / "删表.xlsx").read_bytes()
    done = jixiao(command, tmp_path / "删表.xlsx", *(["--data", EXAMPLE] if command == "fill" else []))
    assert done.returncode in (0, 1, 2)
    assert done.returncode != 2 or refused(done)
    assert (tmp_path / "删表.xlsx").read_bytes() == before


def test_tables_of_another_year(jixiao: Run, template: Path, tmp_path: Path) -> None:
    package = Package.load(template)
    package.put("xl/workbook.xml", package.read("xl/workbook.xml").replace(b'"2022"<', b'"1999"<'))
    package.save(tmp_path / "旧.xlsx")
    assert "1999 年度表样" in refused(jixiao("check", tmp_path / "旧.xlsx"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check",), "文件"),
        (("check", "--jason"), "--jason"),
        (("check", "FILE", "--jason"), "--jason"),
        (("check", "FILE", "FILE"), ""),
        (("check", "FILE", "--pack", "mars"), "mars"),
        (("check", "FILE", "--pack", "../national"), ""),
        (("audit", "FILE"), "audit"),
        (("new",), "--out"),
        (("new", "-o", "OUT", "--year", "1999"), "1999"),
        (("new", "-o", "OUT", "--year", "去年"), "--year"),
        (("new", "-o", "OUT", "--pack", "mars"), "mars"),
        (("fill", "FILE"), "--data"),
        (("fill", "FILE", "--data", "没有.toml"), "没有.toml"),
        (("new", "-o", "FOLDER"), "文件夹"),
        (("recalc", "FILE", "-o", "FOLDER"), "文件夹"),
        (("export", "FILE", *ALLOWED, "-o", "FOLDER/没有/表.xlsx"), "文件夹"),
        (("export", "FILE", "--override", "某某"), "理由"),
        (("export", "FILE", *ALLOWED, "-o", "OUT.xls"), ".xlsx"),
        (("verify", "FILE"), "上报件"),
        (("return", "FILE"), "上报件"),
        (("import-return", "FILE", "FILE"), "退回意见"),
        (("check", "FILE", "-o", "FOLDER"), "文件夹"),
        (("demo", "--out", "FILE"), ""),
        (("demo", "--out", "FILE/里面"), ""),
    ],
)
def test_misuse_is_told(jixiao: Run, example: Path, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """Unknown options and commands, other packs and years, a folder where a file belongs."""
    shutil.copy(example, tmp_path / "表.xlsx")
    (tmp_path / "夹").mkdir()
    places = {"FILE": tmp_path / "表.xlsx", "FOLDER": tmp_path / "夹", "OUT": tmp_path / "新.xlsx"}
    args = []
    for word in words:
        name, slash, rest = word.partition("/")
        args.append(f"{places[name]}{slash}{rest}" if name in places else word)
    assert said in refused(jixiao(*args, cwd=tmp_path))
    assert {entry.name for entry in tmp_path.rglob("*")} == {"表.xlsx", "夹"}
    assert (tmp_path / "表.xlsx").read_bytes() == example.read_bytes()


def little_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))


@pytest.mark.parametrize("command", ["new", "fill", "recalc", "export", "check", "demo"])
def test_a_full_disk_loses_nothing(jixiao: Run, recalculated: Path, tmp_path: Path, command: str) -> None:
    """The sentence says so; what was there before is there after, and no half file is left."""
    shutil.copy(recalculated, tmp_path / "表.xlsx")
    target = tmp_path / "结果.xlsx"
    if command != "new":  # which never replaces a file
        target.write_bytes(b"old")
    there = {entry.name for entry in tmp_path.iterdir()}
    words: dict[str, list[str | Path]] = {"new": ["-o", target], "demo": ["--out", tmp_path]}
    words |= {name: [tmp_path / "表.xlsx", "-o", target] for name in ("recalc", "export", "check")}
    words["export"] += ALLOWED
    words["fill"] = [tmp_path / "表.xlsx", "--data", EXAMPLE, "-o", target]
    assert "磁盘空间不足" in refused(jixiao(command, *words[command], preexec_fn=little_room))
    assert {entry.name for entry in tmp_path.iterdir()} == there
    assert not target.exists() or target.read_bytes() == b"old"
    assert (tmp_path / "表.xlsx").read_bytes() == recalculated.read_bytes()


def like_anybody() -> None:
    """Root, too, is refused what the permissions say: its program starts without the right to pass over them."""
    drop_from_bounding_set, pass_over_permissions = 24, 1  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(drop_from_bounding_set, pass_over_permissions, 0, 0, 0):
        raise OSError("the right was not given up")


def test_a_read_only_folder_is_told(jixiao: Run, example: Path, tmp_path: Path) -> None:
    folder = tmp_path / "只读"
    folder.mkdir()
    shutil.copy(example, folder / "表.xlsx")
    folder.chmod(0o555)
    try:
        assert "没有写入权限" in refused(jixiao("recalc", folder / "表.xlsx", preexec_fn=like_anybody))
        assert jixiao("check", folder / "表.xlsx", preexec_fn=like_anybody).returncode == 1
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize(
    "name", ["二〇二二 年度（终稿）.xlsx", "a b'c\"d.xlsx", "-o.xlsx", "[bold]表[red].xlsx", "😀.XLSX", "表"]
)
def test_any_name_and_folder_will_do(jixiao: Run, example: Path, tmp_path: Path, name: str) -> None:
    """Chinese, spaces, quotes, marks that a terminal library might take for its own."""
    folder = tmp_path / "吉首市 机关事务 [服务] 中心"
    folder.mkdir()
    shutil.copy(example, folder / name)
    assert jixiao("check", folder / name).returncode == 1
    done = jixiao("recalc", folder / name, "-o", folder / f"重算 {name}")
    assert done.returncode == 0
    assert f"重算{name}".replace(" ", "") in done.stdout.decode().replace("\n", "").replace(" ", "")
    assert read(folder / f"重算 {name}").facts.year == 2022


@pytest.mark.parametrize("command", ["fill", "recalc", "export", "check"])
def test_the_source_is_never_overwritten(jixiao: Run, recalculated: Path, tmp_path: Path, command: str) -> None:
    """Whatever is asked for: the file a person gave stays as it was."""
    source = shutil.copy(recalculated, tmp_path / "表.xlsx")
    more = {"fill": ["--data", EXAMPLE], "export": ALLOWED}.get(command, [])
    assert "不能覆盖原文件" in refused(jixiao(command, source, *more, "-o", source))
    assert (tmp_path / "表.xlsx").read_bytes() == recalculated.read_bytes()


def test_results_never_replace_earlier_ones(jixiao: Run, recalculated: Path, tmp_path: Path) -> None:
    """A result that somebody has gone on editing keeps its name; the next one gets a number. `new` asks for another."""
    shutil.copy(recalculated, tmp_path / "表.xlsx")
    for _ in range(3):
        assert jixiao("recalc", tmp_path / "表.xlsx").returncode == 0
    assert {entry.name for entry in tmp_path.iterdir()} == {"表.xlsx", "表-重算.xlsx", "表-重算2.xlsx", "表-重算3.xlsx"}
    assert "没有覆盖" in refused(jixiao("new", "-o", tmp_path / "表.xlsx"))


def test_a_right_file_is_not_said_to_change(jixiao: Run, recalculated: Path) -> None:
    """A computed 0 is a value like any other: recalculating a recalculated file changes nothing."""
    said = jixiao("recalc", recalculated, "-o", recalculated.with_name("又一次.xlsx")).stdout.decode()
    assert "0 个单元格的数值有变化" in said
