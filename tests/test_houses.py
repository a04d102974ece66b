"""The houses keep apart: imports run one way, and the most frequent command loads nothing it does not need."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import macros_py
import workbook

BRAIN, DOCUMENT = Path(macros_py.__file__).parent, Path(workbook.__file__).parent
HEAVY = ("typer", "rich", "lxml", "xlsxwriter", "openpyxl", "pandas", "xlwings", "click")
BUREAU = {"duckdb", "pandas", "numpy", "dask", "distributed", "psutil"}  # an accountant's computer has none of these


def imported(path: Path) -> set[str]:
    """Full names of the modules a file imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name"
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def sources(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.rglob("*.py"))


def offenders(paths: Iterator[Path], allowed: set[str] | None = None, refused: set[str] | None = None) -> list[str]:
    """Imports whose first word, or whose full name, is not allowed or is refused."""
    found = []
    for path in paths:
        for name in sorted(imported(path)):
            wrong = name.partition(".")[0] in (refused or ())
            wrong |= allowed is not None and not any(name == word or name.startswith(f"{word}.") for word in allowed)
            found.extend([f"{path.name}: {name}"] * wrong)
    return found


def test_the_document_knows_nothing_of_the_brain() -> None:
    """`workbook` can be used, and reasoned about, without rules, Excel or a command line."""
    assert offenders(sources(DOCUMENT), refused={"macros_py", "xlwings", "tests", "typer", "rich"}) == []


def test_the_engine_is_pure() -> None:
    """The engine runs anywhere: the standard library, msgspec, the types of facts, and itself."""
    ours = {"msgspec", "workbook.facts", "macros_py.engine"}
    assert offenders(sources(BRAIN / "engine"), allowed=ours | {"__future__"} | set(sys.stdlib_module_names)) == []


def test_only_the_excel_door_knows_xlwings() -> None:
    """Everybody else works on a computer without Excel."""
    outside = (path for path in sources(BRAIN, DOCUMENT) if BRAIN / "excel" not in path.parents)
    assert offenders(outside, refused={"xlwings"}) == []


def test_nobody_imports_the_doors_from_inside() -> None:
    """Command line and Excel call the engine, never the other way round."""
    inner = (path for path in sources(BRAIN / "engine", DOCUMENT))
    assert [
        name for path in inner for name in imported(path) if name.startswith(("macros_py.cli", "macros_py.excel"))
    ] == []


def test_only_the_command_line_knows_the_bureau() -> None:
    """The bureau's desk stands on all the others; nothing stands on it."""
    outside = (path for path in sources(BRAIN, DOCUMENT) if not {BRAIN / "review", BRAIN / "cli"} & {*path.parents})
    assert [name for path in outside for name in imported(path) if name.startswith("macros_py.review")] == []


def test_the_bureau_knows_no_door_and_no_excel() -> None:
    """It may use the workbook, the engine, checking and exchange."""
    doors = ("macros_py.cli", "macros_py.excel", "macros_py.selftest")
    assert [name for path in sources(BRAIN / "review") for name in imported(path) if name.startswith(doors)] == []


def test_what_only_the_bureau_has_is_used_by_the_bureau_alone() -> None:
    outside = (path for path in sources(BRAIN, DOCUMENT) if BRAIN / "review" not in path.parents)
    assert offenders(outside, refused=BUREAU) == []


def test_a_worker_of_the_bureau_loads_no_more_than_it_needs() -> None:
    """One is started for each processor, and again and again: it reads files and writes none."""
    program = "import json, sys, macros_py.review.worker; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert loaded & (BUREAU | (set(HEAVY) - {"lxml"})) == set()


@pytest.mark.parametrize("argument", ["--json", None])
def test_checking_loads_no_more_than_it_needs(example: Path, argument: str | None) -> None:
    """A review checks thousands of files: parsing two words must not cost more than the check."""
    program = (
        "import json, sys; from macros_py.cli import main\n"
        "try: main()\n"
        "finally: print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)"
    )
    words = [word for word in ("check", str(example), argument) if word]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, env=environment, check=False)
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert done.returncode == 1
    assert loaded & (set(HEAVY) if argument else set(HEAVY) - {"rich"}) == set()
