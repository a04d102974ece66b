"""Form files -> form model. Unknown keys, missing labels and fields drawn twice are refused with file and key.

A field of the drawing such as `{all.total}` belongs to the record `all` and the column `total`. Properties are said
once: a column's under `[columns.total]`, a record's under `[records.all]`, and what is true of one cell alone under
`[fields."all.total"]`, the more special winning.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from workbook.cache import cached
from workbook.facts import Field, Kind
from workbook.grid import Grid, GridError, parse_grid
from workbook.model import Form, FormSet, Repeat

FORMS = Path(__file__).parent / "forms"
MOST_CHOICES = 255


class FormError(ValueError):
    """A form file that is wrong. The message names file and key."""


class _Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    label: str = ""
    kind: Kind | None = None
    unit: str | None = None
    precision: int | None = None
    exact: bool | None = None
    computed: bool | None = None
    required: bool | None = None
    short: bool | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: list[str] | None = None
    awaits: str | None = None
    preset: str = ""


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    label: str
    computed: bool = False
    rows: int = 0
    preset: dict[str, list[str]] = {}
    inherit: list[str] = []


class _Raw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    sheet: str
    order: int
    source: str
    widths: list[float]
    grid: str
    unit: str = ""
    landscape: bool = False
    each: bool = False
    linked: dict[str, str] = {}
    columns: dict[str, _Column] = {}
    records: dict[str, _Record] = {}
    fields: dict[str, _Column] = {}


def years(folder: Path = FORMS) -> list[int]:
    """The years there are tables for, oldest first."""
    return sorted(int(entry.name) for entry in folder.iterdir() if entry.name.isdigit())


@lru_cache(maxsize=4)
def load_forms(year: int, folder: Path = FORMS) -> FormSet:
    """The tables of `year`. Raises FormError for a file that is wrong, KeyError for a year without tables."""
    if year not in years(folder):
        raise KeyError(year)
    paths = sorted((folder / str(year)).glob("*.toml"))
    code = [Path(__file__).with_name(f"{name}.py") for name in ("load", "grid", "model", "facts")]
    forms = cached("forms", [*paths, *code], tuple[Form, ...], lambda: _load_all(paths, year))
    return FormSet(year=year, forms=forms, fields={key: field for form in forms for key, field in form.fields.items()})


def _load_all(paths: list[Path], year: int) -> tuple[Form, ...]:
    forms = sorted((_load(path, year) for path in paths), key=lambda form: form.order)
    for key in ("id", "sheet"):
        names = [getattr(form, key).casefold() for form in forms]
        if twice := {name for name in names if names.count(name) > 1}:
            raise FormError(f"{year}: two forms have the {key} {', '.join(sorted(twice))}")
    return tuple(forms)


def _load(path: Path, year: int) -> Form:
    import tomllib  # noqa: PLC0415  seldom needed: most runs read the compiled copy

    try:
        text = path.read_text(encoding="utf-8").replace("$year", str(year))
        raw = msgspec.convert(tomllib.loads(text, parse_float=Decimal), _Raw)
        grid = parse_grid(raw.grid)
        return _form(raw, grid)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, GridError, FormError) as error:
        raise FormError(f"{path.name}: {error}") from error


def _form(raw: _Raw, grid: Grid) -> Form:
    paths = [cell.field for cell in grid.cells if cell.field]
    if twice := {path for path in paths if paths.count(path) > 1}:
        raise FormError(f"drawn twice: {', '.join(sorted(twice))}")
    if len(raw.widths) != grid.width:
        raise FormError(f"{len(raw.widths)} widths for {grid.width} columns")
    fields = [_field(raw, path) for path in paths]
    drawn = {_split(path) for path in paths}
    for key, unused in {
        "fields": set(raw.fields) - set(paths),
        "columns": set(raw.columns) - {column for _, column in drawn},
        "records": set(raw.records) - {record for record, _ in drawn},
        "linked": set(raw.linked) - set(paths),
    }.items():
        if unused:
            raise FormError(f"{key}: not drawn: {', '.join(sorted(unused))}")
    return Form(
        id=raw.id,
        sheet=raw.sheet,
        order=raw.order,
        source=raw.source,
        grid=grid,
        widths=tuple(raw.widths),
        landscape=raw.landscape,
        fields={field.id: field for field in fields},
        repeats={
            f"{_stem(raw)}.{key}": _repeat(raw, key, record, paths)
            for key, record in raw.records.items()
            if record.rows
        },
        preset=_presets(raw, paths),
        each=raw.each,
        linked={f"{_stem(raw)}.{path}": source for path, source in raw.linked.items()},
    )


def _stem(raw: _Raw) -> str:
    return f"{raw.id}[*]" if raw.each else raw.id


def _split(path: str) -> tuple[str, str]:
    """`agencies*.total` -> (`agencies`, `total`); a path without a record belongs to the record ``."""
    record, _, column = path.rpartition(".")
    return record.removesuffix("*"), column


def _field(raw: _Raw, path: str) -> Field:
    record_key, column_key = _split(path)
    record = raw.records.get(record_key)
    if record is None and record_key:
        raise FormError(f"records.{record_key}: missing, but drawn as {{{path}}}")
    if ("*" in path) != bool(record and record.rows):
        raise FormError(f"records.{record_key}: `rows` and the mark * in {{{path}}} must go together")
    properties: dict[str, Any] = {}
    for layer in (raw.columns.get(column_key, _Column()), raw.fields.get(path, _Column())):
        properties |= {
            key: value
            for key, value in msgspec.to_builtins(layer, builtin_types=(Decimal,)).items()
            if value is not None
        }
    properties.pop("preset", None)
    own_label = properties.pop("label", "")
    label = "·".join(part for part in (record.label if record else "", own_label) if part)
    if not own_label:
        raise FormError(f"columns.{column_key}: no label")
    number = properties.get("kind", "number") == "number"
    properties.setdefault("unit", raw.unit if number else "")
    properties.setdefault("computed", bool(record and record.computed and number))
    properties["choices"] = _choices(properties.get("choices", ()), path)
    return Field(id=f"{_stem(raw)}.{path.replace('*', '[*]')}", form=raw.id, label=label, **properties)


def _choices(choices: Sequence[str], path: str) -> tuple[str, ...]:
    """As a drop-down list holds them: Excel writes them in one text, divided by commas, and takes no more than that."""
    if any("," in choice or '"' in choice for choice in choices):
        raise FormError(f"{path}: choices: no comma or quotation mark may stand in one")
    if len(",".join(choices)) > MOST_CHOICES:
        raise FormError(f"{path}: choices: longer than {MOST_CHOICES} characters together")
    return tuple(choices)


def _repeat(raw: _Raw, key: str, record: _Record, paths: list[str]) -> Repeat:
    columns = tuple(path.rpartition(".")[2] for path in paths if path.startswith(f"{key}*."))
    for column in {*record.preset, *record.inherit} - set(columns):
        raise FormError(f"records.{key}: {column} is not a column")
    return Repeat(
        id=f"{_stem(raw)}.{key}",
        label=record.label,
        rows=record.rows,
        columns=columns,
        preset={column: tuple(texts) for column, texts in record.preset.items()},
        inherit=tuple(record.inherit),
    )


def _presets(raw: _Raw, paths: list[str]) -> dict[str, str]:
    presets = {}
    for path in paths:
        if "*" in path:
            continue
        own, column = raw.fields.get(path), raw.columns.get(_split(path)[1])
        if text := (own.preset if own else "") or (column.preset if column else ""):
            presets[f"{_stem(raw)}.{path}"] = text
    return presets
