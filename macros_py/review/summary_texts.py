"""Texts that two or more units have word for word in the same field: copied from one another, or from a model.

Only texts of some length count, spaces and line breaks left out; what stands in every blank template does not. A text
that most units have is shown, too, but held against nobody: it comes from a model that somebody handed out. Texts that
say the same in other words are not found.
"""

from __future__ import annotations

import re

import pandas as pd

from macros_py.review.summary_data import Data
from workbook.data import blank_facts
from workbook.load import load_forms, years

_SPACE = r"[\s\x{3000}\x{00A0}]+"
_GAP = re.compile(r"\s+")
_NAMED = 5  # units named in full
_TEXTS = f"""
CREATE OR REPLACE TEMP TABLE texts AS
WITH long AS (
    SELECT path, form, label, value, cell, regexp_replace(fact, '\\[\\d+\\]', '[*]', 'g') AS field,
        regexp_replace(value, '{_SPACE}', '', 'g') AS folded
    FROM ledger.facts SEMI JOIN units USING (path)
    WHERE number IS NULL AND length(value) >= getvariable('text_length')
), grouped AS (
    SELECT field, folded, min(coalesce(label, field)) AS label, min(coalesce(form, '')) AS form, min(value) AS text,
        length(folded) AS size, list(DISTINCT path) AS paths, count(DISTINCT path) AS units
    FROM long WHERE length(folded) >= getvariable('text_length') AND folded NOT IN (SELECT unnest($1::VARCHAR[]))
    GROUP BY field, folded HAVING count(DISTINCT path) > 1
)
SELECT *, units >= getvariable('peers') AND units > getvariable('common') * (SELECT count(*) FROM units) AS common
FROM grouped
"""


def find_texts(data: Data) -> None:
    """Fill the table `texts`, one row a text, `paths` being who has it. To be called once, before it is asked."""
    found = data.frame("SELECT DISTINCT year FROM units WHERE year IS NOT NULL")["year"]
    data.connection.execute(_TEXTS, [preset({int(year) for year in found} & {*years()})])


def preset(filled_in: set[int]) -> list[str]:
    """The texts of the blank templates of these years, without their spaces."""
    texts = (str(fact.value) for year in filled_in for fact in blank_facts(load_forms(year)) if fact.value is not None)
    return sorted({_GAP.sub("", text) for text in texts})


def shared_texts(data: Data) -> pd.DataFrame:
    """Each text with the units that have it; the longest first, those that most units have last."""
    return data.frame(
        f"""WITH named AS (SELECT field, folded, unnest(paths) AS path FROM texts),
        listed AS (SELECT field, folded, list(unit ORDER BY number) AS names FROM named JOIN units USING (path)
            GROUP BY field, folded)
        SELECT row_number() OVER (ORDER BY common, size * units DESC, field, folded) AS rank, form, label, text, size,
        units, array_to_string(names[:{_NAMED}], '、') || if(units > {_NAMED}, ' 等', '') AS names,
        if(common, '多数单位相同，可能出自统一的范文', '') AS remark
        FROM texts JOIN listed USING (field, folded) ORDER BY rank"""
    )
