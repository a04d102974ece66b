"""Rule packs for the doors: loaded once, bound to the forms of a year."""

from __future__ import annotations

from pathlib import Path

import msgspec

from macros_py.engine import dated, rules, ruleset
from macros_py.engine.relations import syntax
from macros_py.engine.relations.syntax import Relation, RelationError
from macros_py.engine.rules import RULES, Pack, load_pack, packs
from macros_py.engine.ruleset import RuleSet, bind, parsed_relations
from workbook.cache import cached
from workbook.errors import UnusableFile
from workbook.model import FormSet


class _Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A pack with its relations already read."""

    pack: Pack
    relations: dict[str, Relation]


def ruleset_for(forms: FormSet, pack: str) -> RuleSet:
    """The rules of a place for these tables. Raises UnusableFile for an unknown place, RuleError for wrong rules."""
    loaded = _loaded(pack)
    return bind(loaded.pack, forms.fields, forms.year, loaded.relations)


def _loaded(name: str) -> _Loaded:
    if name not in packs():
        raise UnusableFile(f"没有规则包“{name}”", remedy=f"现有：{'、'.join(packs())}")
    files = sorted(RULES.rglob("*.toml"))
    code = [Path(module.__file__ or "") for module in (rules, ruleset, dated, syntax)]
    return cached(f"rules-{name}", [*files, *code], _Loaded, lambda: _load(name))


def _load(name: str) -> _Loaded:
    pack = load_pack(name)
    try:
        return _Loaded(pack=pack, relations=parsed_relations(pack))
    except RelationError:
        return _Loaded(pack=pack, relations={})  # binding says which rule is wrong
