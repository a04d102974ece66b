"""The Chinese names of fields, as people write them in rules of their own: 收入·机构·收入合计.

A name is the title of the field's sheet and the label of the field, which between them are unique over all tables of a
year; of an annex its number stands for the title, as people call it: 附件3·年度资金总额·全年执行数. Nothing but
the form files goes in, so a name stays the same as long as the printed table does. Only fields that have a cell have
one: those of tables that a place leaves out do not.

    >>> from workbook.load import load_forms
    >>> field_names(load_forms(2022))["附件3·指标·得分"]
    'overall.indicators[*].score'
"""

from __future__ import annotations

import re

from workbook.model import Form, FormSet

_ANNEX = re.compile(r"(附件\d+) ")


def field_names(forms: FormSet) -> dict[str, str]:
    """Name -> field id, of all tables, in their order."""
    return {f"{_title(form)}·{field.label}": key for form in forms.forms for key, field in form.fields.items()}


def _title(form: Form) -> str:
    annex = _ANNEX.match(form.sheet)
    return annex[1] if annex else form.sheet.strip()
