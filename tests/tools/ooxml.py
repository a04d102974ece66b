"""The Open XML SDK's validator: does every part keep to Microsoft's schema and its semantic rules?

`system.sh validator` installs it. A start takes one file, and starting is most of its work: files with the same parts
are judged once, and as many run side by side as there are processors.

    python -m tests.tools.ooxml 自评表.xlsx …
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.tools.repair.finding import Finding

_INSTALLED = Path(__file__).parents[2] / "build" / "validator" / "node_modules" / "@xarsh"
_OLDEST = "Office2016"  # what our users may have; a file for it serves later versions too


def validate(paths: Iterable[Path]) -> dict[Path, list[Finding]]:
    """Findings of each file, coded `sdk-` and the kind of error."""
    contents = {path: _contents(path) for path in paths}
    first = {parts: path for path, parts in reversed(contents.items())}
    program = _program()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(first, pool.map(lambda path: _run(program, path), first.values()), strict=True))
    return {path: found[parts] for path, parts in contents.items()}


def _program() -> Path:
    found = sorted(_INSTALLED.glob("ooxml-validator-*/ooxml-validator"))
    assert found, "the Open XML validator is needed: sh tests/tools/system.sh validator"
    return found[0]


def _contents(path: Path) -> tuple[str, frozenset[tuple[str, int]]]:
    """Extension, and parts with their checksums: what two files must share to be judged alike."""
    with zipfile.ZipFile(path) as archive:
        return path.suffix, frozenset((info.filename, info.CRC) for info in archive.infolist())


def _run(program: Path, path: Path) -> list[Finding]:
    done = subprocess.run([program, path, _OLDEST], capture_output=True, check=False)
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise RuntimeError(f"{program.name}: {path}: {done.stderr.decode(errors='replace')}") from error
    assert answer["ok"] == (not answer["errors"])
    return [_finding(error) for error in answer["errors"]]


def _finding(error: dict[str, Any]) -> Finding:
    place = error["xPath"] if isinstance(error["xPath"], str) else json.dumps(error["xPath"])
    kind = error["errorType"].lower()
    return Finding(
        code=f"sdk-{kind}", part=str(error["path"] or "").lstrip("/"), place=place, text=error["description"]
    )


def main(paths: list[str]) -> int:
    found = validate(Path(path) for path in paths)
    lines = [f"{path}: {finding}" for path, findings in found.items() for finding in findings]
    print(*lines, sep="\n", end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
