"""`python -m tests.tools.corpus 2000 build/corpus`: submissions of invented departments of all sizes, errors known.

What a finance bureau gets, for its review to be tried on: real submission copies, made of real workbooks, in folders as
people name them (`corpus_plan`). Beside the folder `build/corpus.json` says of each file whether it is right or what is
wrong in it and where (`corpus_manifest`); `python -m tests.tools.corpus_check` holds a ledger against it.

Seeded: the same arguments give the same bytes on any machine. An earlier corpus in the folder is replaced; a folder
that is none is left alone.

Not for: files that are damaged or hostile (`tests/hostile`).
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.tools.corpus_files import write_file
from tests.tools.corpus_manifest import Manifest, Written, manifest_of, save
from tests.tools.corpus_plan import Planned, planned

_CHUNK = 8


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    start = time.perf_counter()
    try:
        files = write_corpus(options.count, options.folder, first=options.first, processes=options.processes).files
    except FileExistsError as error:
        print(error, file=sys.stderr)
        return 2
    wrong = sum(bool(file.expected.kind) for file in files)
    print(f"{len(files)} files, {wrong} of them with an error, {time.perf_counter() - start:.0f} s: {options.folder}")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.corpus", description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int, help="how many files")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args(arguments)


def write_corpus(count: int, folder: Path, *, first: int = 0, processes: int = 1) -> Manifest:
    """Write so many files and their manifest. FileExistsError if the folder holds anything but a corpus."""
    _clear(folder, first)
    work = partial(write_file, corpus=folder)
    manifest = Manifest(first=first, files=tuple(_written(work, [*planned(count, first)], processes)))
    save(manifest, manifest_of(folder))
    return manifest


def _clear(folder: Path, first: int) -> None:
    """An empty folder with a manifest that knows of no file yet: one that is broken off can be begun anew."""
    manifest = manifest_of(folder)
    if folder.exists() and any(folder.iterdir()):
        if not manifest.exists():
            raise FileExistsError(f"{folder} is not empty, and no corpus: there is no {manifest.name} beside it")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    save(Manifest(first=first, files=()), manifest)


def _written(work: partial[Written], plans: list[Planned], processes: int) -> Iterator[Written]:
    if processes == 1:
        yield from map(work, plans)
        return
    with ProcessPoolExecutor(processes, initializer=_without_collector) as pool:
        yield from pool.map(partial(_tidily, work), plans, chunksize=_CHUNK)


def _without_collector() -> None:
    """Building makes a hundred thousand small objects a file; looking through them again and again costs a tenth."""
    gc.freeze()
    gc.disable()


def _tidily(work: partial[Written], plan: Planned) -> Written:
    written = work(plan)
    gc.collect()
    return written


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
