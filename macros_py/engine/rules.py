"""Rule files -> rules as data.

A pack is a folder or file of TOML under `rules/`: `national` is the base, an overlay names the pack it `extends` and
adds, overrides or switches off. Unknown keys, duplicate ids and missing sources are refused with file and key: a rule
that nobody can trace is not a rule.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from macros_py.engine.dated import Dated, fault_of
from macros_py.engine.findings import Severity

RULES = Path(__file__).parent.parent / "rules"
Status = Literal["read", "arithmetic", "practice", "unverified"]


class RuleError(ValueError):
    """A rule file that is wrong. The message names file and key, and what to do."""


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a rule comes from. `status`: read in the document, plain arithmetic, seen in practice, or unverified."""

    title: str
    status: Status
    place: str = ""

    def __str__(self) -> str:
        mark = {"unverified": "（未核实）", "practice": "（通行做法）"}.get(self.status, "")
        return f"{self.title}{self.place}{mark}"


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as written: either `relation` or the name of a `check`.

    `status`: a rule that is `off` is listed and does not run, until a place says `on = ["ID"]`.
    `loop` writes one rule for several records or columns: {column = [...]} replaces {column} in the relation.
    `defines`: the relation computes its left side. `when`: the relation holds only where this one does.
    `per` names the form whose sheets a relation holds on one by one, where it names sums only: "project[*]".
    `unit` is what the figures are shown in where no single cell stands on the left, e.g. "%".
    `message` replaces the usual sentence; `settings` and `fields` are for the named check.
    """

    id: str
    title: str
    severity: Severity
    source: str
    status: Literal["on", "off"] = "on"
    relation: str = ""
    check: str = ""
    loop: dict[str, tuple[str, ...]] = {}
    defines: bool = False
    when: str = ""
    per: str = ""
    unit: str = ""
    message: str = ""
    fields: tuple[str, ...] = ()
    settings: dict[str, str] = {}


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """All rules of one place, overlays applied. `left_out` names the forms that the place does not use."""

    name: str
    title: str
    sources: dict[str, Source]
    values: dict[str, tuple[Dated, ...]]
    rules: tuple[Rule, ...]
    left_out: frozenset[str]
    messages: dict[str, str]
    sha256: str

    def source(self, key: str) -> str:
        return str(self.sources[key])

    def on(self, day: datetime.date) -> dict[str, Dated]:
        """The values in force on a day."""
        return {key: dated for key, history in self.values.items() for dated in history if dated.in_force(day)}


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    extends: str = ""
    title: str = ""
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    leaves_out: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    sources: dict[str, Source] = {}
    values: dict[str, tuple[Dated, ...]] = {}
    messages: dict[str, str] = {}
    rule: tuple[Rule, ...] = ()


def packs(folder: Path = RULES) -> list[str]:
    """Names of the packs there are."""
    return sorted({path.stem if path.is_file() else path.name for path in folder.iterdir() if path.name[0] not in "._"})


def load_pack(name: str = "national", folder: Path = RULES) -> Pack:
    """Read a pack and what it extends. Raises RuleError."""
    import hashlib  # noqa: PLC0415  seldom needed, as tomllib: most runs read the compiled copy

    digest = hashlib.sha256()
    merged = _merge(name, folder, digest, ())
    _refuse_uncited(merged)
    for key, history in merged.values.items():
        if fault := fault_of(history):
            raise RuleError(f"values.{key}: {fault}")
    return Pack(
        name=name,
        title=merged.title,
        sources=merged.sources,
        values=merged.values,
        rules=merged.rule,
        left_out=frozenset(merged.leaves_out),
        messages=merged.messages,
        sha256=digest.hexdigest(),
    )


def _refuse_uncited(file: _File) -> None:
    cited = [(rule.id, rule.source) for rule in file.rule]
    cited += [(f"values.{key}", dated.source) for key, history in file.values.items() for dated in history]
    for title, key in cited:
        if key not in file.sources:
            raise RuleError(f"{title}: source {key!r} is not in [sources]; every rule and value needs one")


def _merge(name: str, folder: Path, digest: _Digest, above: tuple[str, ...]) -> _File:
    if name in above:
        raise RuleError(f"{name}: extends itself by way of {' -> '.join(above)}")
    paths = sorted((folder / name).glob("*.toml")) if (folder / name).is_dir() else [folder / f"{name}.toml"]
    files = [_read(path, folder, digest) for path in paths]
    parent = next((file.extends for file in files if file.extends), "")
    base = _merge(parent, folder, digest, (*above, name)) if parent else _File()
    own = [rule for file in files for rule in file.rule]
    off = {key for file in files for key in file.off}
    _unique("rule ids", [rule.id for rule in own], name)
    for kind in ("sources", "values", "messages"):
        _unique(kind, [key for file in files for key in getattr(file, kind)], name)
    on = {key for file in files for key in file.on}
    if unknown := (off | on) - {rule.id for rule in base.rule}:
        raise RuleError(f"{name}: off, on: {parent or 'no pack'} has no rule {', '.join(sorted(unknown))}")
    taken = {form for file in files for form in file.takes}
    if idle := taken - {*base.leaves_out}:
        raise RuleError(f"{name}: takes: {parent or 'no pack'} leaves out no form {', '.join(sorted(idle))}")
    left_out = {*base.leaves_out, *(form for file in files for form in file.leaves_out)} - taken
    inherited = (rule for rule in base.rule if rule.id not in off | {rule.id for rule in own})
    return _File(
        title=next((file.title for file in files if file.title), name),
        sources=base.sources | {k: v for file in files for k, v in file.sources.items()},
        values=base.values | {k: v for file in files for k, v in file.values.items()},
        messages=base.messages | {k: v for file in files for k, v in file.messages.items()},
        leaves_out=tuple(sorted(left_out)),
        rule=(*(msgspec.structs.replace(rule, status="on") if rule.id in on else rule for rule in inherited), *own),
    )


def _read(path: Path, folder: Path, digest: _Digest) -> _File:
    import tomllib  # noqa: PLC0415

    try:
        data = path.read_bytes()
        digest.update(data)
        return msgspec.convert(tomllib.loads(data.decode("utf-8"), parse_float=Decimal), _File)
    except FileNotFoundError as error:
        raise RuleError(f"{path.stem}: there is no such rule pack; there are {', '.join(packs(folder))}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"{path.name}: {error}") from error


def _unique(kind: str, keys: list[str], name: str) -> None:
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise RuleError(f"{name}: {kind} used twice: {', '.join(sorted(twice))}")
