"""`jixiao new`: the unit's name where it belongs, and a workbook whose settings and xlwings fit each other."""

from __future__ import annotations

import ast
import re
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import openpyxl
import pytest
import xlwings

from macros_py.excel.macros import CONFIG
from macros_py.newborn import LONGEST_UNIT
from macros_py.template import write_template
from tests.cli.conftest import Run
from tests.tools.vba_reader import project_of, texts
from workbook.build.macro_sheets import CONFIG as CONFIG_SHEET
from workbook.read import read

ROOT = Path(__file__).parent.parent.parent
XLWINGS = Path(xlwings.__file__).parent
UNIT = "某某市示例局"
NAMED = ("cover.unit", "overall.unit", "appraisal.unit")
# `xlwings release` makes a file for other people and asks for these while it does; no workbook of ours is released so.
FOR_DEVELOPERS = ("cli.py",)


@pytest.fixture(scope="module")
def made(jixiao: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("新建") / "自评表.xlsm"
    done = jixiao("new", "--unit", f"　{UNIT} ", "--year", "2022", "--pack", "hunan", "-o", path)
    assert (done.returncode, done.stderr) == (0, b"")
    return path


def company(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        found = re.search("<Company>(.*)</Company>", archive.read("docProps/app.xml").decode())
    assert found
    return found[1]


def test_the_unit_stands_on_the_cover_and_in_the_properties(made: Path) -> None:
    """In every cell that has to say the same, so that the new workbook does not contradict itself."""
    reading = read(made)
    assert [reading.facts.facts[key].value for key in NAMED] == [UNIT] * 3
    assert (reading.pack, reading.facts.year, company(made)) == ("hunan", 2022, UNIT)


def test_nothing_else_changes_with_a_name(made: Path, tmp_path: Path) -> None:
    """And without one the cells are blank, as in the templates."""
    write_template(tmp_path / "无名.xlsm", year=2022, pack="hunan")
    with_name, without = read(made).facts.facts, read(tmp_path / "无名.xlsm").facts.facts
    named = {key: fact.value for key, fact in with_name.items()}
    bare = {key: fact.value for key, fact in without.items()}
    assert {key for key in named.keys() | bare.keys() if named.get(key) != bare.get(key)} == set(NAMED)
    assert [bare.get(key) for key in NAMED] == [None] * 3
    assert company(tmp_path / "无名.xlsm") == ""


@pytest.mark.filterwarnings("ignore::UserWarning")  # openpyxl does not know all that stands in it
@pytest.mark.parametrize(
    "unit",
    ["=1+1", "@SUM(A1)", "-2+3", "+cmd|' /C calc'!A0", "<局>&\"'", "12345", "https://example.org", "局" * LONGEST_UNIT],
    ids=range(8),
)
def test_a_name_is_text_whatever_it_looks_like(unit: str, tmp_path: Path) -> None:
    """No formula, link or number comes of it, in the cell as in the properties."""
    path = tmp_path / "表.xlsx"
    write_template(path, year=2022, unit=unit)
    cell = openpyxl.load_workbook(path)["封面"]["B5"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (unit, "s", None)
    assert read(path).facts.facts["cover.unit"].value == unit


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--unit", "甲\n乙"], "换行"),
        (["--unit", "甲\x07乙"], "看不见的字符"),
        (["--unit", "甲\u200b乙"], "看不见的字符"),
        (["--unit", "局" * (LONGEST_UNIT + 1)], f"有 {LONGEST_UNIT + 1} 个字，超过 {LONGEST_UNIT} 个字"),
        (["--unit", "　 "], "空的"),
        (["--pack", "mars"], "jixiao rules --install"),
        (["--pack", "../national"], "没有规则包"),
        (["--year", "1999"], "没有 1999 年度的表样"),
        (["-o", "旧.xlsm"], "没有覆盖"),
        (["-o", "表.xls"], ".xlsm 或 .xlsx"),
        (["-o", "表"], ".xlsm 或 .xlsx"),
        (["-o", "没有/表.xlsm"], "文件夹不存在"),
        (["-o", "夹"], "同名的文件夹"),
    ],
)
def test_what_will_not_do_is_one_sentence(jixiao: Run, tmp_path: Path, words: list[str], said: str) -> None:
    """Exit 2, and nothing is written or replaced."""
    (tmp_path / "旧.xlsm").write_bytes(b"old")
    (tmp_path / "夹").mkdir()
    asked = words if "-o" in words else [*words, "-o", "表.xlsm"]
    done = jixiao("new", *asked, cwd=tmp_path)
    told = done.stderr.decode()
    assert (done.returncode, done.stdout, told.count("\n")) == (2, b"", 1)
    assert told.startswith("错误：")
    assert said in told
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["夹", "旧.xlsm"]
    assert (tmp_path / "旧.xlsm").read_bytes() == b"old"


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_settings_are_all_that_xlwings_looks_up(made: Path) -> None:
    """In its VBA and in its Python, as installed: a version that asks for one more makes this fail."""
    vba = set(re.findall(r'GetConfig\(\s*"([^"]+)"', (XLWINGS / "xlwings.bas").read_text(encoding="ascii")))
    assert vba | set(asked_by_python()) == set(CONFIG)
    rows = openpyxl.load_workbook(made)[CONFIG_SHEET].iter_rows(max_col=2, values_only=True)
    assert {key: value or "" for key, value in rows} == CONFIG


def asked_by_python() -> Iterator[str]:
    """Keys that are looked up in what `read_config_sheet` gave."""
    for path in sorted(XLWINGS.rglob("*.py")):
        if path.name not in FOR_DEVELOPERS:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from _keys(tree)


def _keys(tree: ast.AST) -> Iterator[str]:
    sheets = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _reads_sheet(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=source, attr="get"), args=[ast.Constant(value=str(key)), *_]):
                pass
            case ast.Subscript(value=source, slice=ast.Constant(value=str(key))):
                pass
            case _:
                continue
        if _reads_sheet(source) or (isinstance(source, ast.Name) and source.id in sheets):
            yield key


def _reads_sheet(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name == "read_config_sheet"
    return False


def test_python_is_searched_for_keys() -> None:
    """The search above finds something: the keys that only xlwings' Python knows, and those it shares with VBA."""
    assert {"RELEASE_EMBED_CODE_MAP", "LICENSE_KEY", "ONEDRIVE_COMMERCIAL_WIN"} <= set(asked_by_python())


def test_xlwings_is_of_one_version_everywhere(made: Path) -> None:
    """Asked for, resolved, installed, and in the workbook: its VBA loads a DLL that bears the number."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [word for word in project["dependencies"] if word.startswith("xlwings")]
    resolved = re.findall(r"^xlwings==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    module = texts(project_of(made))["xlwings"]
    own = re.findall(r'XLWINGS_VERSION As String = "(.*)"', module)
    dlls = re.findall(r"xlwings\d\d-(.*?)\.dll", module)
    installed = version("xlwings")
    assert asked == [f"xlwings=={installed}"]
    assert resolved == own == [installed]
    assert set(dlls) == {installed}
