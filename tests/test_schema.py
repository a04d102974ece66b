"""The schema that editors use for rule files says what the loader says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft7Validator

from macros_py.engine.packs import RULES, RuleFile, load_pack
from macros_py.engine.rules import RuleError
from macros_py.schema import FILE, schema
from tests.engine.support import BASE, rule

FILES = sorted(RULES.rglob("*.toml"))
GOOD = BASE + rule("income.all.total = income.all.other")
WRONG = [
    GOOD + 'servity = "error"\n',
    BASE + "[rule_of_thumb]\n",
    GOOD.replace('"error"', '"fatal"'),
    GOOD.replace('title = "示例规则"\n', ""),
    GOOD.replace("value = 10", 'value = "ten"'),
    GOOD + 'loop = { column = "other" }\n',
    GOOD + 'defines = "yes"\n',
]


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(schema())


def slips(text: str) -> list[str]:
    """What an editor would mark. Dates are texts to JSON."""
    data = msgspec.to_builtins(tomllib.loads(text))
    return [error.message for error in Draft7Validator(schema()).iter_errors(data)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(RULES).as_posix())
def test_every_rule_file_is_as_the_schema_says(path: Path) -> None:
    """And names it in its first line, so that editors find it."""
    text = path.read_text(encoding="utf-8")
    assert slips(text) == []
    named = text.partition("\n")[0].removeprefix("#:schema ")
    assert (path.parent / named).resolve() == FILE.resolve()


@pytest.mark.parametrize("text", WRONG)
def test_what_the_loader_refuses_the_editor_marks(text: str, tmp_path: Path) -> None:
    assert slips(GOOD) == []
    assert slips(text) != []
    (tmp_path / "example.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=r"example\.toml"):
        load_pack("example", tmp_path)


def test_every_key_is_explained() -> None:
    """In Chinese, for whoever edits rules."""
    parts = [schema(), *schema()["definitions"].values()]
    silent = [key for part in parts for key, entry in part["properties"].items() if "description" not in entry]
    assert silent == []
    assert set(schema()["properties"]) == {field.name for field in msgspec.structs.fields(RuleFile)}
