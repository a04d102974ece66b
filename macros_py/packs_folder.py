"""Rule packs that a bureau hands out: a file, loaded once into a folder of the user's, and found from then on.

The packs that come with the program lie in `macros_py/rules` and change with its versions. A bureau that writes one of
its own sends the file; `install` reads it as the program would at work, and only a pack without a fault is taken. Its
name is the file's. It never replaces one of the program's; a newer file replaces the older, which is kept beside.

Not for rules that belong to one workbook: those are typed into its sheet 自定义审核.

    install(Path("示例市.toml"))  ->  "示例市", from then on `jixiao new --pack 示例市`
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from macros_py.engine.packs import RULES, packs
from workbook.errors import UnusableFile

VARIABLE = "JIXIAO_RULES"
HOW_TO_LOAD = "请先载入规则包文件：按“载入规则包”按钮，或用 jixiao rules --install 文件"
_NAME = re.compile(r"\w[\w-]{0,39}")
_LARGEST = 1_000_000
_SHOWN = 5


def folder() -> Path:
    """Where this user's packs lie, whether there are any or not."""
    if own := os.environ.get(VARIABLE):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "jixiao" / "rules"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "jixiao" / "rules"


def install(path: Path) -> str:
    """Check a pack file and copy it into the folder; returns the pack's name.

    Raises UnusableFile for a file that is no pack file or cannot be copied, RuleError naming file and rule for rules
    that are wrong. Nothing is changed then.
    """
    name, data = _name(path), _content(path)
    _check(name, data)
    _put(folder() / f"{name}.toml", data)
    return name


def _name(path: Path) -> str:
    if path.suffix.lower() != ".toml":
        raise UnusableFile("不是规则包文件", place=path.name, remedy="规则包文件的名字以 .toml 结尾，请核对")
    if not _NAME.fullmatch(path.stem):
        remedy = "文件名就是规则包的名字，只用汉字、字母、数字和“-”，不超过 40 个字，不要有空格和括号，请改名后再试"
        raise UnusableFile("文件名不能作规则包的名字", place=path.name, remedy=remedy)
    if path.stem.casefold() in map(str.casefold, packs()):
        remedy = f"本工具自带的不能替换（{'、'.join(packs())}），请把文件改一个名字再试"
        raise UnusableFile(f"本工具已带有规则包“{path.stem}”", place=path.name, remedy=remedy)
    return path.stem


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise UnusableFile("找不到这个文件", place=path.name, remedy="请检查文件夹和文件名是否写对") from error
    except OSError as error:
        problem = f"打不开（系统提示：{error.strerror or type(error).__name__}）"
        raise UnusableFile(problem, place=path.name, remedy="请确认它是一个文件、允许读取，再试") from error
    if len(data) > _LARGEST:
        raise UnusableFile("文件太大，不像规则包", place=path.name, remedy="规则包文件不超过 1 MB，请核对")
    return data


def _check(name: str, data: bytes) -> None:
    """As at work: read with what it extends, and bound to the tables of every year."""
    # What follows is needed on this one occasion; the folder is asked for in every run.
    from datetime import date  # noqa: PLC0415
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from macros_py.engine.packs import load_pack  # noqa: PLC0415
    from macros_py.engine.rules import RuleError  # noqa: PLC0415
    from macros_py.engine.ruleset import bind  # noqa: PLC0415
    from workbook.load import load_forms, years  # noqa: PLC0415

    with TemporaryDirectory() as scratch:
        (Path(scratch) / f"{name}.toml").write_bytes(data)
        pack = load_pack(name, RULES, Path(scratch), folder())
    for year in years():
        forms, day = load_forms(year), date(year, 12, 31)
        needed = load_pack().on(day)
        if missing := sorted(needed.keys() - pack.on(day).keys()):
            told = "、".join(f"{needed[key].title}（{key}）" for key in missing[:_SHOWN])
            remedy = '请写 extends = "national"，或把这些取值补上，并核对 since'
            raise RuleError(f"{name}.toml：{year} 年没有生效的取值 {len(missing)} 个：{told}。{remedy}")
        if unknown := sorted(pack.left_out - {form.id for form in forms.forms}):
            raise RuleError(f"{name}.toml：leaves_out：{year} 年度没有表 {'、'.join(unknown)}。请核对表名")
        bind(pack, forms.fields, year).whole()


def _put(target: Path, data: bytes) -> None:
    from workbook.save import write_atomically  # noqa: PLC0415

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        before = target.read_bytes() if target.is_file() else None
    except OSError as error:
        problem = f"放规则包的文件夹不能用（系统提示：{error.strerror or type(error).__name__}）"
        remedy = f"请检查这个文件夹，或用环境变量 {VARIABLE} 另指定一个"
        raise UnusableFile(problem, place=str(target.parent), remedy=remedy) from error
    if before == data:
        return
    if before is not None:
        write_atomically(target.with_name(f"{target.name}.bak"), lambda stream: stream.write(before))
    write_atomically(target, lambda stream: stream.write(data))
