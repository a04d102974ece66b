"""Rule packs for the doors: loaded once, bound to the forms of a year.

A pack is one that the program brings or, failing that, one in the user's folder (`packs_folder`), which is not looked
into for any of the former.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from macros_py import packs_folder
from macros_py.engine import binding, dated, rules
from macros_py.engine import packs as loading
from macros_py.engine.binding import parsed_relations
from macros_py.engine.packs import RULES
from macros_py.engine.relations import syntax
from macros_py.engine.relations.syntax import Relation
from macros_py.engine.rules import Pack
from macros_py.engine.ruleset import RuleSet, bind
from workbook.cache import cached
from workbook.errors import UnusableFile
from workbook.model import FormSet


def packs() -> list[str]:
    """Names of all packs that can be asked for, the user's own among them."""
    return loading.packs(RULES, packs_folder.folder())


def load_pack(name: str = "national") -> Pack:
    """A pack of the program's or the user's. Raises RuleError."""
    return loading.load_pack(name, RULES, packs_folder.folder())


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
    files = sorted(RULES.rglob("*.toml"))
    if name not in loading.packs(RULES):
        if name not in packs():
            remedy = f"现有：{'、'.join(packs())}；{packs_folder.HOW_TO_LOAD}"
            raise UnusableFile(f"没有规则包“{name}”", remedy=remedy)
        files = [*sorted(packs_folder.folder().rglob("*.toml")), *files]
    code = [Path(module.__file__ or "") for module in (rules, loading, binding, dated, syntax)]
    return cached(f"rules-{name}", [*files, *code], _Loaded, lambda: _load(name))


def _load(name: str) -> _Loaded:
    pack = load_pack(name)
    return _Loaded(pack=pack, relations=parsed_relations(pack))
