"""Rule files -> packs.

A pack is a folder or file of TOML under `rules/`: `national` is the base, an overlay names the pack it `extends` and
adds, overrides or switches off. Unknown keys, duplicate ids and missing sources are refused with file and key.

Packs may lie in several folders, e.g. in that of a user who was handed one; the first folder that has a name counts,
so that no file a user was handed takes the place of one that the program brings.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Protocol

import msgspec
from msgspec import Meta

from macros_py.engine.dated import Dated, fault_of
from macros_py.engine.rules import Fault, Pack, Rule, RuleError, Source

RULES = Path(__file__).parent.parent / "rules"


class RuleFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One TOML file of a pack."""

    extends: Annotated[str, Meta(description="在哪个规则包的基础上")] = ""
    title: Annotated[str, Meta(description="地方名称")] = ""
    off: Annotated[tuple[str, ...], Meta(description="不用上级的这些规则")] = ()
    on: Annotated[tuple[str, ...], Meta(description="启用上级未启用的这些规则")] = ()
    notice: Annotated[tuple[str, ...], Meta(description="上级的这些规则在本地只作提示")] = ()
    leaves_out: Annotated[tuple[str, ...], Meta(description="本地不用的表")] = ()
    takes: Annotated[tuple[str, ...], Meta(description="上级不用、本地用的表")] = ()
    sources: Annotated[dict[str, Source], Meta(description="依据")] = {}
    values: Annotated[dict[str, tuple[Dated, ...]], Meta(description="取值，带起止日期")] = {}
    messages: Annotated[dict[str, str], Meta(description="通用的句子")] = {}
    rule: Annotated[tuple[Rule, ...], Meta(description="规则")] = ()


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...


class _Merged(msgspec.Struct, frozen=True, kw_only=True):
    """A pack on top of those it extends. `places`: the file each rule and value is written in."""

    file: RuleFile
    places: dict[str, str]


def packs(folder: Path = RULES, *more: Path) -> list[str]:
    """Names of the packs there are. Only the first folder has to be there."""
    folders = (folder, *(path for path in more if path.is_dir()))
    entries = (path for place in folders for path in place.iterdir() if path.name[0] not in "._")
    return sorted({path.name if path.is_dir() else path.stem for path in entries if path.suffix in ("", ".toml")})


def load_pack(name: str = "national", folder: Path = RULES, *more: Path) -> Pack:
    """Read a pack and what it extends, from the first folder that has it. Raises RuleError."""
    import hashlib  # noqa: PLC0415  seldom needed, as tomllib: most runs read the compiled copy

    digest = hashlib.sha256()
    merged = _merge(name, (folder, *more), digest, ())
    if faults := list(_faults(merged)):
        raise RuleError.of(faults)
    file = merged.file
    return Pack(
        name=name,
        title=file.title,
        sources=file.sources,
        values=file.values,
        rules=file.rule,
        left_out=frozenset(file.leaves_out),
        messages=file.messages,
        sha256=digest.hexdigest(),
        files={rule.id: merged.places[rule.id] for rule in file.rule},
    )


def _faults(merged: _Merged) -> Iterable[Fault]:
    sources = merged.file.sources
    for rule in merged.file.rule:
        if rule.source not in sources:
            yield Fault(rule=rule.id, place=merged.places[rule.id], problem=_no_source(rule.source))
        if rule.since and rule.until and rule.until <= rule.since:
            problem = f"until {rule.until} 不晚于 since {rule.since}。请核对起止日期"
            yield Fault(rule=rule.id, place=merged.places[rule.id], problem=problem)
    for key, history in merged.file.values.items():
        place = merged.places[f"values.{key}"]
        problems = [_no_source(dated.source) for dated in history if dated.source not in sources]
        if fault := fault_of(history):
            problems.append(fault)
        yield from (Fault(rule="", place=place, problem=f"values.{key}：{problem}") for problem in problems)


def _no_source(key: str) -> str:
    return f"[sources] 里没有依据“{key}”。每条规则、每个取值都要有依据，请补上"


def _merge(name: str, folders: tuple[Path, ...], digest: _Digest, above: tuple[str, ...]) -> _Merged:
    if name in above:
        raise RuleError(f"{name}：extends 绕回了自己（{' -> '.join((*above, name))}）。请改 extends")
    folder = _home(name, folders)
    paths = sorted((folder / name).glob("*.toml")) if (folder / name).is_dir() else [folder / f"{name}.toml"]
    files = {_place(path, folder): _read(path, folder, digest) for path in paths}
    parent = next((file.extends for file in files.values() if file.extends), "")
    base = _merge(parent, folders, digest, (*above, name)) if parent else _Merged(file=RuleFile(), places={})
    own = _gathered(files.values(), name)
    _refuse_idle(own, base.file, name, parent)
    places = {rule.id: place for place, file in files.items() for rule in file.rule}
    places |= {f"values.{key}": place for place, file in files.items() for key in file.values}
    return _Merged(file=_over(base.file, own, name), places=base.places | places)


def _home(name: str, folders: tuple[Path, ...]) -> Path:
    """The first folder that has a pack of this name. Raises RuleError."""
    for folder in folders:
        if (folder / name).is_dir() or (folder / f"{name}.toml").is_file():
            return folder
    raise RuleError(f"没有规则包“{name}”；现有：{'、'.join(packs(*folders))}")


def _gathered(files: Iterable[RuleFile], name: str) -> RuleFile:
    """The files of one pack as one. Nothing may be said twice."""
    files = list(files)
    _unique("编号", [rule.id for file in files for rule in file.rule], name)
    for kind in ("sources", "values", "messages"):
        _unique(f"[{kind}]", [key for file in files for key in getattr(file, kind)], name)

    def all_of(kind: str) -> tuple[str, ...]:
        return tuple(key for file in files for key in getattr(file, kind))

    return RuleFile(
        title=next((file.title for file in files if file.title), name),
        off=all_of("off"),
        on=all_of("on"),
        notice=all_of("notice"),
        leaves_out=all_of("leaves_out"),
        takes=all_of("takes"),
        sources={key: value for file in files for key, value in file.sources.items()},
        values={key: value for file in files for key, value in file.values.items()},
        messages={key: value for file in files for key, value in file.messages.items()},
        rule=tuple(rule for file in files for rule in file.rule),
    )


def _refuse_idle(own: RuleFile, base: RuleFile, name: str, parent: str) -> None:
    """What a pack switches must be there to be switched."""
    above = f"规则包 {parent}" if parent else "上级（没有写 extends）"
    if unknown := {*own.off, *own.on, *own.notice} - {rule.id for rule in base.rule}:
        raise RuleError(f"{name}：off、on、notice：{above} 没有规则 {'、'.join(sorted(unknown))}。请核对编号")
    if idle := {*own.takes} - {*base.leaves_out}:
        raise RuleError(f"{name}：takes：{above} 没有排除表 {'、'.join(sorted(idle))}。请删去或核对表名")


def _over(base: RuleFile, own: RuleFile, name: str) -> RuleFile:
    status = {key: kind for kind in ("on", "notice") for key in getattr(own, kind)}
    replaced = {*own.off, *(rule.id for rule in own.rule)}
    inherited = (rule for rule in base.rule if rule.id not in replaced)
    switched = (msgspec.structs.replace(rule, status=status.get(rule.id, rule.status)) for rule in inherited)
    return RuleFile(
        title=own.title,
        sources=base.sources | own.sources,
        values=base.values | own.values,
        messages=base.messages | own.messages,
        leaves_out=tuple(sorted({*base.leaves_out, *own.leaves_out} - {*own.takes})),
        rule=(*switched, *own.rule),
    )


def _place(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _read(path: Path, folder: Path, digest: _Digest) -> RuleFile:
    import tomllib  # noqa: PLC0415

    place = _place(path, folder)
    try:
        data = path.read_bytes()
        digest.update(data)
        return msgspec.convert(tomllib.loads(data.decode("utf-8"), parse_float=Decimal), RuleFile)
    except UnicodeDecodeError as error:
        raise RuleError(f"{place}：不是 UTF-8 编码的文本。请另存为 UTF-8") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"{place}：写法不对，请改正：{error}") from error


def _unique(kind: str, keys: list[str], name: str) -> None:
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise RuleError(f"{name}：{kind} 写了两次：{'、'.join(sorted(twice))}。请删去一个")
