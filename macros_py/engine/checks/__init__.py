"""Named checks: what a relation cannot say. Each is a function from a context and its rule to drafts of findings.

A rule names its check, so that severity, message, source and whether it runs at all stay data.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from macros_py.engine.checks import cells, grades, presence, projects, texts
from macros_py.engine.checks.base import Check, Context, Draft
from macros_py.engine.rules import Rule


def _when_needed(module: str, name: str) -> Check:
    """A check that takes long to load, such as those that read indicators; only a rule in force shall cost it."""

    @cache
    def loaded() -> Check:
        run: Check = getattr(import_module(f"{__name__}.{module}"), name)
        return run

    def check(context: Context, rule: Rule) -> Iterator[Draft]:
        return loaded()(context, rule)

    return check


CHECKS: dict[str, Check] = {
    "missing_table": presence.missing_table,
    "empty_table": presence.empty_table,
    "required": presence.required,
    "error_value": cells.error_value,
    "uncalculated": cells.uncalculated,
    "unreadable": cells.unreadable,
    "interpreted": cells.interpreted,
    "minimum": cells.minimum,
    "maximum": cells.maximum,
    "choice": cells.choice,
    "overwritten": cells.overwritten,
    "too_fine": cells.too_fine,
    "form_year": presence.form_year,
    "same_phone": texts.same_phone,
    "area_code": texts.area_code,
    "no_operator": texts.no_operator,
    "distinct": texts.distinct,
    "numbering": texts.numbering,
    "bare_year": texts.bare_year,
    "national_grades": grades.national_grades,
    "deviation_reason": presence.deviation_reason,
    "project_sheets": projects.project_sheets,
    "indicator_score": _when_needed("scores", "indicator_score"),
    "readable_date": _when_needed("dates", "readable_date"),
    "after_year": _when_needed("dates", "after_year"),
    "date_order": _when_needed("dates", "date_order"),
    "unique": texts.unique,
    "sequence": texts.sequence,
    "phone_form": texts.phone_form,
    "overshoot": _when_needed("scores", "overshoot"),
    "repeated_reason": _when_needed("questions", "repeated_reason"),
    "contradicted_score": _when_needed("questions", "contradicted_score"),
    "idle_reason": _when_needed("questions", "idle_reason"),
    "unlike_kinds": _when_needed("questions", "unlike_kinds"),
    "out_of_category": _when_needed("questions", "out_of_category"),
    "duties": _when_needed("questions", "duties"),
    "future": _when_needed("questions", "future"),
    "without_result": _when_needed("questions", "without_result"),
    "rows_without_amount": _when_needed("table_questions", "rows_without_amount"),
    "other_names": _when_needed("table_questions", "other_names"),
    "alike": _when_needed("table_questions", "alike"),
    "direction": _when_needed("table_questions", "direction"),
    "moved_without_amount": _when_needed("table_questions", "moved_without_amount"),
    "told_amounts": _when_needed("table_questions", "told_amounts"),
    "filled_backwards": _when_needed("table_questions", "filled_backwards"),
    "full_marks": _when_needed("table_questions", "full_marks"),
}

_WORDS, _SHARE = r"\S.*", r"\d{1,3}(?:\.\d{1,4})?"
# What a rule must say for its check to run: how many fields (None: one or more), and which settings, with their form.
NEEDS: dict[str, tuple[int | None, dict[str, str]]] = {
    "choice": (None, {}),
    "form_year": (1, {}),
    "same_phone": (2, {}),
    "area_code": (None, {}),
    "no_operator": (1, {}),
    "distinct": (1, {"longer_than": r"\d{1,3}"}),
    "numbering": (1, {}),
    "bare_year": (None, {}),
    "national_grades": (None, {}),
    "indicator_score": (4, {}),
    "overshoot": (5, {}),
    "deviation_reason": (3, {}),
    "project_sheets": (4, {}),
    "readable_date": (None, {}),
    "after_year": (None, {}),
    "date_order": (None, {}),
    "unique": (1, {}),
    "sequence": (2, {}),
    "phone_form": (None, {}),
    "repeated_reason": (5, {}),
    "contradicted_score": (3, {"reached": _WORDS, "missed": _WORDS}),
    "idle_reason": (3, {"none": _WORDS, "excused": _WORDS}),
    "unlike_kinds": (2, {}),
    "out_of_category": (4, {}),
    "duties": (None, {"words": _WORDS}),
    "future": (None, {"words": _WORDS}),
    "without_result": (2, {}),
    "rows_without_amount": (None, {"merged": _WORDS}),
    "other_names": (None, {}),
    "alike": (1, {"share": _SHARE}),
    "direction": (2, {"up": _WORDS, "down": _WORDS}),
    "moved_without_amount": (None, {"words": _WORDS}),
    "told_amounts": (2, {"low": _SHARE, "high": _SHARE, "up": _WORDS, "down": _WORDS, "unclear": _WORDS}),
    "filled_backwards": (None, {}),
    "full_marks": (1, {"forms": r"[a-z_ ]+", "each": _SHARE, "most": _SHARE}),
}

# Values without which a check cannot work.
_SCORING = ("at_most", "tier", "overshoot")
NEEDED_VALUES: dict[str, tuple[str, ...]] = {"indicator_score": _SCORING, "overshoot": _SCORING}

_PROJECT = ("project_unlisted", "project_twice")
# Sentences that a check needs beside the one of its own name.
FURTHER: dict[str, tuple[str, ...]] = {
    "missing_table": ("missing_fields",),
    "indicator_score": ("score_bounds",),
    "project_sheets": _PROJECT,
}

# What a check adds to the words of its sentence, where the outcome is not called like the check or adds something.
ADDED: dict[str, set[str]] = {
    "missing_table": {"sheet", "form", "labels", "count"},
    "missing_fields": {"sheet", "form", "labels", "count"},
    "required": {"count", "labels"},
    "interpreted": {"understood"},
    "overwritten": {"count", "sheets"},
    "too_fine": {"count", "places"},
    "empty_table": {"sheet"},
    "national_grades": {"low", "national", "local"},
    "crashed": {"error"},
    "indicator_score": {"trace", "remarks"},
    "score_bounds": {"trace", "remarks"},
    "overshoot": {"share"},
    "date_order": {"report"},
    "idle_reason": {"count"},
    "out_of_category": {"level"},
    "full_marks": {"sheets", "off"},
    "deviation_reason": {"lost"},
    **{outcome: {"sheet"} for outcome in ("project_sheets", *_PROJECT)},
}

__all__ = ["ADDED", "CHECKS", "FURTHER", "NEEDED_VALUES", "NEEDS", "Check", "Context", "Draft"]
