"""The tables of the ledger: their columns and types, once, for whoever fills, writes or reads them.

`files` has a row a file, all others have rows of files that could be read. `timings` differs from run to run and is
kept apart, so that the same input and rules give the same bytes.
"""

from __future__ import annotations

Columns = dict[str, str]

TEXT, WHOLE, REAL, YES, EXACT = "VARCHAR", "INTEGER", "DOUBLE", "BOOLEAN", "DECIMAL(38,10)"

FILES: Columns = {
    **dict.fromkeys(("path", "name"), TEXT),
    "bytes": "BIGINT",
    **dict.fromkeys(("file_sha256", "state", "reason", "kind", "found_by", "unit", "code"), TEXT),
    **dict.fromkeys(("year", "version"), WHOLE),
    **dict.fromkeys(("made", "pack", "pack_sha256", "sealed_pack_sha256", "facts_sha256"), TEXT),
    "sealed": YES,
    "differences": WHOLE,
    "total": REAL,
    "grade": TEXT,
    **dict.fromkeys(("execution_rate", "execution_score"), REAL),
    **dict.fromkeys(("errors", "warnings", "explained", "notices", "questions"), WHOLE),
    **dict.fromkeys(("override_name", "override_reason", "override_standing"), TEXT),
    "has_macros": YES,
    "external_links": WHOLE,
    **dict.fromkeys(("hidden_sheets", "absent_forms"), TEXT),
    "counts": YES,
    "superseded_by": TEXT,
}
FACTS: Columns = {
    **dict.fromkeys(("path", "fact", "form", "label", "value"), TEXT),
    "number": EXACT,
    **dict.fromkeys(("unit", "cell", "origin", "trouble"), TEXT),
}
# How the facts are stored, see `facts_table`.
FACTS_STORED: Columns = {
    "file": WHOLE,
    "fact": TEXT,
    "field": WHOLE,
    "value": TEXT,
    "number": EXACT,
    "cell": TEXT,
    "mark": "UTINYINT",
}
FACTS_FILES: Columns = {"file": WHOLE, "path": TEXT}
FACTS_FIELDS: Columns = {"field": WHOLE, **dict.fromkeys(("form", "label", "unit"), TEXT)}
FACTS_MARKS: Columns = {"mark": "UTINYINT", **dict.fromkeys(("origin", "trouble"), TEXT)}
FINDINGS: Columns = {
    **dict.fromkeys(("path", "rule", "level", "severity", "form", "cell", "cells", "message"), TEXT),
    **dict.fromkeys(("left_value", "right_value", "difference"), TEXT),
    **dict.fromkeys(("rounding", "question"), YES),
    **dict.fromkeys(("cause", "explanation", "source", "basis"), TEXT),
}
DIFFERENCES: Columns = dict.fromkeys(("path", "kind", "place", "problem", "sealed_value", "now_value"), TEXT)
RETURNED: Columns = {
    "path": TEXT,
    **dict.fromkeys(("number", "version"), WHOLE),
    **dict.fromkeys(("level", "cell", "text", "state", "was", "now", "answer"), TEXT),
}
RULE_FAULTS: Columns = dict.fromkeys(("path", "rule", "place", "problem"), TEXT)
RUN: Columns = dict.fromkeys(("key", "value"), TEXT)
TIMINGS: Columns = {
    "path": TEXT,
    **dict.fromkeys(("gate_ms", "read_ms", "evaluate_ms", "total_ms"), REAL),
    "worker": TEXT,
}

TABLES: dict[str, Columns] = {
    "files": FILES,
    "facts": FACTS,
    "findings": FINDINGS,
    "differences": DIFFERENCES,
    "returned": RETURNED,
    "rule_faults": RULE_FAULTS,
    "run": RUN,
}
