"""Rule packs that a bureau hands out: checked before they are taken, found afterwards like those of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py import packs_folder, rulebook
from macros_py.check import check_file
from macros_py.demo import EXAMPLE
from macros_py.desk import fill_file, recalc_file
from macros_py.engine.packs import RULES
from macros_py.engine.rules import RuleError
from macros_py.packs_folder import install
from macros_py.template import write_template
from tests.cli.conftest import run_jixiao
from workbook.errors import UnusableFile
from workbook.read import read

HEAD = 'extends = "hunan-jishou"\ntitle = "某某市"\n[sources.here]\ntitle = "某某市示例局通知"\nstatus = "read"\n'
RULE = """[[rule]]
id = "M001"
title = "收入不超过一元"
severity = "error"
source = "here"
relation = "income.all.total <= 1"
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder, which is not there yet."""
    folder = tmp_path / "用户 数据" / "rules"
    monkeypatch.setenv(packs_folder.VARIABLE, str(folder))
    return folder


def handed_out(tmp_path: Path, text: str = HEAD + RULE, name: str = "示例市.toml") -> Path:
    path = tmp_path / "收到" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_it_is_found_like_those_of_the_program(own: Path, tmp_path: Path) -> None:
    """new, fill, check and recalc by a pack that was loaded; its rule finds what it is there to find."""
    assert install(handed_out(tmp_path)) == "示例市"
    assert "示例市" in rulebook.packs()
    assert rulebook.load_pack("示例市").title == "某某市"
    blank, filled, again = (tmp_path / name for name in ("空.xlsm", "填.xlsm", "重算.xlsm"))
    write_template(blank, year=2022, pack="示例市")
    fill_file(blank, EXAMPLE, filled)
    recalc_file(filled, again)
    assert read(again).pack == "示例市"
    found = [(f.rule, f.cells) for f in check_file(again).result.findings if f.rule == "M001"]
    assert found == [("M001", ("收入!B5",))]


def test_a_newer_file_counts_and_the_older_is_kept(own: Path, tmp_path: Path) -> None:
    """Also where the rules were compiled before; the same file again loses nothing."""
    first, second = HEAD + RULE, HEAD + RULE.replace("<= 1", "<= 10000000")
    rules = []
    for text in (first, second, second):
        install(handed_out(tmp_path, text))
        rules += [rule.relation for rule in rulebook._loaded("示例市").pack.rules if rule.id == "M001"]
    assert rules == ["income.all.total <= 1", *["income.all.total <= 10000000"] * 2]
    assert (own / "示例市.toml").read_text(encoding="utf-8") == second
    assert (own / "示例市.toml.bak").read_text(encoding="utf-8") == first
    assert {path.name for path in own.iterdir()} == {"示例市.toml", "示例市.toml.bak", "__pycache__"}
    assert [name for name in rulebook.packs() if "示例" in name] == ["示例市"]


def test_one_pack_may_rest_on_another(own: Path, tmp_path: Path) -> None:
    """A county on its city, once the city's is there; not on a file that merely lies beside it."""
    handed_out(tmp_path)
    county = handed_out(tmp_path, 'extends = "示例市"\ntitle = "某某县"\noff = ["M001"]\n', "示例县.toml")
    with pytest.raises(RuleError, match="没有规则包“示例市”"):
        install(county)
    install(handed_out(tmp_path))
    assert install(county) == "示例县"
    assert "M001" not in [rule.id for rule in rulebook.load_pack("示例县").rules]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["示例市.toml", "没有生效的取值"]),
        ("extends = 'mars'", ["没有规则包“mars”"]),
        ("title = [", ["示例市.toml", "写法不对"]),
        ("extends = 'hunan'\ncolour = 1", ["示例市.toml", "colour"]),
        (HEAD + RULE.replace("all.total", "all.totl"), ["示例市.toml", "M001", "totl"]),
        (HEAD + RULE.replace('"here"', '"there"'), ["示例市.toml", "M001", "依据“there”"]),
        (HEAD + RULE + RULE, ["M001", "两次"]),
        (HEAD + RULE + "message = '{什么}'\n", ["M001", "什么"]),
        ("extends = '示例市'", ["绕回了自己"]),
        ("off = ['M009']\n" + HEAD, ["M009"]),
        ("leaves_out = ['nothing']\n" + HEAD, ["示例市.toml", "nothing"]),
        (
            HEAD + "[[values.output_points]]\ntitle = '产出'\nvalue = 2\nsince = 2030-01-01\nsource = 'here'\n",
            ["示例市.toml", "2022 年没有生效的取值 1 个", "output_points"],
        ),
    ],
)
def test_a_pack_with_a_fault_is_not_taken(own: Path, tmp_path: Path, text: str, words: list[str]) -> None:
    """Named are the file, the rule where there is one, and what is wrong; one that worked stays."""
    install(handed_out(tmp_path, HEAD))
    before = {path.name: path.read_bytes() for path in own.iterdir() if path.is_file()}
    with pytest.raises(RuleError) as caught:
        install(handed_out(tmp_path, text))
    assert [word for word in words if word not in str(caught.value)] == []
    assert {path.name: path.read_bytes() for path in own.iterdir() if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("示例市.xlsx", "不是规则包文件"),
        ("示例市 (1).toml", "请改名"),
        ("-示例.toml", "请改名"),
        ("示" * 41 + ".toml", "请改名"),
        ("hunan.toml", "已带有规则包“hunan”"),
        ("Hunan.TOML", "已带有规则包“Hunan”"),
    ],
)
def test_a_name_that_will_not_do(own: Path, tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(UnusableFile, match=words):
        install(handed_out(tmp_path, name=name))
    assert not own.exists()


def test_what_cannot_be_read_or_written(own: Path, tmp_path: Path) -> None:
    """Not there, a folder, far too large; the user's folder is a file. A sentence each."""
    huge = handed_out(tmp_path, "#" * 1_000_001)
    (tmp_path / "夹.toml").mkdir()
    for path, words in ((tmp_path / "无.toml", "找不到"), (tmp_path / "夹.toml", "打不开"), (huge, "文件太大")):
        with pytest.raises(UnusableFile, match=words):
            install(path)
    assert not own.exists()
    own.parent.mkdir()
    own.write_text("")
    with pytest.raises(UnusableFile, match="放规则包的文件夹不能用"):
        install(handed_out(tmp_path))


def test_where_the_folder_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The variable first; then where programs keep a user's data."""
    monkeypatch.setenv(packs_folder.VARIABLE, str(tmp_path / "a"))
    assert packs_folder.folder() == tmp_path / "a"
    monkeypatch.delenv(packs_folder.VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "b"))
    monkeypatch.setattr("sys.platform", "linux")
    assert packs_folder.folder() == tmp_path / "b" / "jixiao" / "rules"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert packs_folder.folder() == Path.home() / ".local" / "share" / "jixiao" / "rules"
    monkeypatch.setenv("APPDATA", str(tmp_path / "c"))
    monkeypatch.setattr("sys.platform", "win32")
    assert packs_folder.folder() == tmp_path / "c" / "jixiao" / "rules"


def test_a_pack_of_the_program_does_not_touch_the_folder(
    own: Path, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has none of his own pays nothing: the folder is not even asked for."""

    def asked() -> Path:
        raise AssertionError

    monkeypatch.setattr(packs_folder, "folder", asked)
    assert check_file(example).result.findings


def test_a_pack_of_the_program_is_never_replaced(own: Path) -> None:
    """Even by a file put into the folder by hand."""
    own.mkdir(parents=True)
    (own / "hunan.toml").write_text('title = "冒名"\n', encoding="utf-8")
    assert rulebook.load_pack("hunan").title == "湖南"
    assert rulebook.ruleset_for(read_forms(), "hunan").pack.title == "湖南"
    assert "hunan" in {path.name for path in RULES.iterdir()}


def read_forms() -> object:
    from workbook.load import load_forms

    return load_forms(2022)


def test_on_the_command_line(tmp_path: Path) -> None:
    """Loaded, used; on a computer without it a sentence says what to do, and a faulty file leaves nothing."""
    path, there = handed_out(tmp_path), {packs_folder.VARIABLE: str(tmp_path / "库")}
    done = run_jixiao("rules", "--install", path, env=there)
    assert (done.returncode, "示例市" in done.stdout.decode()) == (0, True)
    book = tmp_path / "表.xlsm"
    assert run_jixiao("new", "-o", book, "--pack", "示例市", env=there).returncode == 0
    assert "M001" in run_jixiao("rules", "--pack", "示例市", env=there).stdout.decode()
    assert run_jixiao("check", book, env=there).returncode in (0, 1)
    elsewhere = {packs_folder.VARIABLE: str(tmp_path / "别处")}
    for words in (["check", book], ["recalc", book], ["new", "-o", tmp_path / "新.xlsm", "--pack", "示例市"]):
        done = run_jixiao(*words, env=elsewhere)
        assert (done.returncode, done.stdout) == (2, b"")
        assert "没有规则包“示例市”" in done.stderr.decode()
        assert "载入规则包" in done.stderr.decode()
    wrong = handed_out(tmp_path, HEAD + RULE.replace("all.total", "all.totl"))
    done = run_jixiao("rules", "--install", wrong, env=elsewhere)
    assert (done.returncode, "M001" in done.stderr.decode()) == (2, True)
    assert not (tmp_path / "别处").exists()
