"""`python -m tests.tools.corpus_check build/corpus.json build/review`: was everything found that is in a corpus?

Holds the ledger of `jixiao review build/corpus -o build/review` against what is known of the files: each must have one
row and be reviewed, each error found at its cell, nothing said of files that are right. What counts as found and what
as a false alarm: `tests.tools.judging`. Exits 1 where anything is missing, missed or a false alarm.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.tools.corpus_ledger import Ledger, known_by_manifest, known_by_reading, ledger_in
from tests.tools.corpus_manifest import Manifest, Written, load
from tests.tools.detection import report_right, report_wrong, show
from tests.tools.judging import Right, Wrong, judge_right, judge_wrong


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.corpus_check", description=__doc__.partition("\n")[0])
    parser.add_argument("manifest", type=Path)
    parser.add_argument("out", type=Path, help="folder of the review's results")
    options = parser.parse_args(arguments)
    manifest, ledger = load(options.manifest), ledger_in(options.out)
    return 0 if check(manifest, ledger, options.manifest.with_suffix("")) else 1


def check(manifest: Manifest, ledger: Ledger, corpus: Path) -> bool:
    """Print what was found; is everything as it should be?"""
    complete = report_rows(manifest, ledger)
    rights = [right(file, ledger) for file in manifest.files if not file.expected.kind]
    print(f"right: {len(rights)} files")
    fine = report_right(rights)
    wrongs = [wrong(file, ledger, corpus) for file in manifest.files if file.expected.kind]
    print(f"with an error: {len(wrongs)} files of {len({each.kind for each in wrongs})} kinds")
    return report_wrong(wrongs) and fine and complete


def report_rows(manifest: Manifest, ledger: Ledger) -> bool:
    """Print how many rows there are; has each file one, and was it reviewed?"""
    states = Counter(row.state for row in ledger.rows)
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    print(f"rows: {len(ledger.rows)} for {len(manifest.files)} files ({told})")
    problems = [*_unaccounted(manifest, ledger)]
    show(problems)
    return not problems


def _unaccounted(manifest: Manifest, ledger: Ledger) -> Iterator[str]:
    rows, files = Counter(row.path for row in ledger.rows), {file.path for file in manifest.files}
    yield from (f"{path}: {rows[path]} rows" for path in sorted(files) if rows[path] != 1)
    yield from (f"{path}: no such file in the corpus" for path in sorted({*rows} - files))
    yield from (f"{row.path}: {row.state} ({row.reason})" for row in ledger.rows if row.state != "reviewed")


def right(file: Written, ledger: Ledger) -> Right:
    """What the ledger says of a file that is right."""
    return judge_right(file.expected, ledger.findings.get(file.path, []))


def wrong(file: Written, ledger: Ledger, corpus: Path) -> Wrong:
    """Whether the ledger has a file's error, and what else."""
    findings = ledger.findings.get(file.path, [])
    judged = judge_wrong(file.expected, known_by_manifest(file, findings))
    if not judged.alarms:
        return judged
    return judge_wrong(file.expected, known_by_reading(corpus / file.path, findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
