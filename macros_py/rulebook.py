"""Rule packs for the doors: loaded once, bound to the forms of a year."""

from __future__ import annotations

from pathlib import Path

import msgspec

from macros_py.engine import binding, dated, rules
from macros_py.engine import packs as loading
from macros_py.engine.binding import parsed_relations
from macros_py.engine.packs import RULES, load_pack, packs
from macros_py.engine.relations import syntax
from macros_py.engine.relations.syntax import Relation
from macros_py.engine.rules import Pack
from macros_py.engine.ruleset import RuleSet, bind
from workbook.cache import cached
from workbook.errors import UnusableFile
from workbook.model import FormSet


class _Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A pack with its relations already read."""

    pack: Pack
    relations: dict[str, Relation]


def ruleset_for(forms: FormSet, pack: str) -> RuleSet:
    """The rules of a place for these tables; single rules that are wrong are left out and named in its `faults`. Raises
    UnusableFile for an unknown place, RuleError for a pack that cannot be used.
    """
    loaded = _loaded(pack)
    return bind(loaded.pack, forms.fields, forms.year, loaded.relations)


def _loaded(name: str) -> _Loaded:
    if name not in packs():
        raise UnusableFile(f"没有规则包“{name}”", remedy=f"现有：{'、'.join(packs())}")
    files = sorted(RULES.rglob("*.toml"))
    code = [Path(module.__file__ or "") for module in (rules, loading, binding, dated, syntax)]
    return cached(f"rules-{name}", [*files, *code], _Loaded, lambda: _load(name))


def _load(name: str) -> _Loaded:
    pack = load_pack(name)
    return _Loaded(pack=pack, relations=parsed_relations(pack))
