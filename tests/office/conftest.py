"""LibreOffice as a real host: one headless soffice a session, with a profile and a pipe of its own."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from macros_py.excel.registry import ENTRIES
from tests.office.addin.extension import write_extension

collect_ignore = ["calc.py", "addin/component.py"]  # need `uno`
SYSTEM_PYTHON = "/usr/bin/python3"  # the only one that has `uno`


class Office:
    """Commands of calc.py as calls: `office("open", path="/tmp/表.xlsx")`."""

    def __init__(self, client: subprocess.Popen[str]) -> None:
        self.client = client

    def __call__(self, order: str, **details: Any) -> Any:
        assert self.client.stdin is not None
        if order:
            self.client.stdin.write(json.dumps({"do": order} | details) + "\n")
            self.client.stdin.flush()
        assert self.client.stdout is not None
        answer = json.loads(self.client.stdout.readline() or '{"error": "LibreOffice is gone"}')
        assert "error" not in answer, answer
        return answer["ok"]

    def recalculated(self, path: Path) -> dict[str, list[list[Any]]]:
        """All values of a file after every formula was computed anew."""
        self("open", path=str(path))
        self("recalculate")
        return self("values")  # type: ignore[no-any-return]


class FunctionOffice(Office):
    """LibreOffice with our cell functions, `JX_…`, computed by this Python in a process of their own."""

    def opened(self, path: Path) -> int:
        """A file without its macros, its functions known and every formula computed; how many formulas call them."""
        self("open", path=str(path))
        count: int = self.bind()
        self("recalculate")
        return count

    def bind(self) -> int:
        """To be called whenever formulas came from a file, or were typed as people type them."""
        return self("bind", lengths={entry.name: len(entry.arguments) for entry in ENTRIES})  # type: ignore[no-any-return]

    def counts(self) -> dict[str, int]:
        """How often each function was called since this was last asked."""
        return self("child", counts=True)["counts"]  # type: ignore[no-any-return]

    @contextmanager
    def crashed(self) -> Iterator[None]:
        """Python has died, and nobody starts it anew."""
        self("child", counts=True)  # it runs
        self("child", revive=False)
        try:
            yield
        finally:
            self("child", revive=True)

    @contextmanager
    def missing(self, name: str) -> Iterator[None]:
        """One function is not there, as with an older package."""
        self("child", miss=name)
        try:
            yield
        finally:
            self("child", miss=None)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with _running(tmp_path_factory.mktemp("profile"), [], {}) as client:
        yield Office(client)


@pytest.fixture(scope="session")
def calc_with_functions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FunctionOffice]:
    profile, extensions = tmp_path_factory.mktemp("profile"), tmp_path_factory.mktemp("extensions")
    write_extension(extensions / "functions")
    known = {"JIXIAO_PYTHON": sys.executable, "JIXIAO_ROOT": str(Path(__file__).parents[2])}
    with _running(profile, [f"-env:BUNDLED_EXTENSIONS={extensions.as_uri()}"], known) as client:
        yield FunctionOffice(client)


@contextmanager
def _running(profile: Path, more: list[str], known: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A soffice that answers, and who speaks to it. `more` options, environment variables to be `known` to it."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is needed: sh tests/tools/system.sh office"
    pipe = f"jixiao_{os.getpid()}_{secrets.token_hex(4)}"
    options = ["--headless", "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp;"]
    host = subprocess.Popen(
        [soffice, f"-env:UserInstallation={profile.as_uri()}", *more, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, **known},
    )
    client = subprocess.Popen(
        [SYSTEM_PYTHON, "-I", str(Path(__file__).with_name("calc.py")), pipe],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        Office(client)("")
        yield client
    finally:
        _end(client, host)


def _end(client: subprocess.Popen[str], host: subprocess.Popen[bytes]) -> None:
    """Ask it to leave; if it does not, end the processes started here, and only those."""
    with suppress(BrokenPipeError, subprocess.TimeoutExpired):
        client.communicate('{"do": "quit"}\n', timeout=10)
    client.kill()
    client.wait()
    with suppress(subprocess.TimeoutExpired):
        host.wait(timeout=10)
    with suppress(ProcessLookupError):
        os.killpg(host.pid, signal.SIGKILL)
    host.wait()
