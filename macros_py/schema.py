"""The JSON schema of rule files, for editors: `#:schema` in the first line of a file makes them complete keys, explain
them and mark slips while one types. It says of a file's form what the loader says when it reads it.

Made from the types the loader uses; nothing is written twice. TOML has no null and writes numbers as numbers, so what
JSON would add for these is taken out.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from macros_py.engine.packs import RULES, RuleFile

FILE = RULES / "schema.json"
_DRAFT = "http://json-schema.org/draft-07/schema#"
_UNWANTED = ("default", "title")  # a default that is shown is typed; a title is a Python name


def schema() -> dict[str, Any]:
    """The schema as editors take it: definitions under `definitions`, the file itself at the root."""
    made = json.loads(json.dumps(msgspec.json.schema(RuleFile)).replace("#/$defs/", "#/definitions/"))
    definitions = {name: _plain(part) for name, part in sorted(made["$defs"].items())}
    for part in definitions.values():
        part.pop("description", None)  # docstrings are for programmers
    return {"$schema": _DRAFT, "title": "规则文件", **definitions.pop(RuleFile.__name__), "definitions": definitions}


def _plain(part: Any) -> Any:
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") == "decimal":
        return {key: value for key, value in part.items() if key == "description"} | {"type": "number"}
    kinds = [kind for kind in part.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) == 1:
        return _plain({key: value for key, value in part.items() if key != "anyOf"} | kinds[0])
    keyword = "type" in part or "enum" in part  # in `properties` these are names that a file may use
    return {key: _plain(value) for key, value in part.items() if not (keyword and key in _UNWANTED)}


def schema_text() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
