#!/usr/bin/env python3
"""Set everything up and run one command; needs Python 3.11 or newer and nothing else.

    python3 run.py demo          write sample workbooks, build the panel, render the briefings
    python3 run.py test          lint, types and tests
    python3 run.py test --slow   the tests that take minutes
    python3 run.py docs          the handbook as a site: docs/_build/html/index.html
    python3 run.py VERB ...      any verb of `zs`, for example: month --month 2024-09

The first call makes `.venv` beside this file with the exact versions of `requirements.lock`
(checked by hash); later calls start at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = HOME / "zsanalytics.stamp"
OLDEST = (3, 11)


def ensure_new_python() -> None:
    """Go on under a newer interpreter when the one that was called is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in (13, 12, 11, 14):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:
            raise SystemExit(subprocess.call([found, *sys.argv]))
    raise SystemExit(
        f"Python {sys.version.split()[0]} is too old: 3.11 or newer is needed. "
        "Install it, then call it by name: python3.11 run.py ..."
    )


def fingerprint() -> str:
    """Tell apart the states of what gets installed."""
    parts = [sys.version.encode(), str(ROOT).encode()]
    parts += [(ROOT / name).read_bytes() for name in ("requirements.lock", "pyproject.toml")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def index_settings() -> dict[str, str]:
    """Hand pip's configured package index and the system's certificates on to uv."""
    certificates = {"UV_SYSTEM_CERTS": "true"}  # what pip trusts, an office's proxy included
    if "UV_DEFAULT_INDEX" in os.environ:
        return certificates
    asked = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True
    )
    settings = dict(line.split("=", 1) for line in asked.stdout.splitlines() if "=" in line)
    for name in (":env:.index-url", "install.index-url", "global.index-url"):
        if name in settings:
            return {**certificates, "UV_DEFAULT_INDEX": settings[name].strip("'\"")}
    return certificates


def call(*command: str, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **(env or {})})
    if done.returncode:
        raise SystemExit(f"Set-up stopped at: {' '.join(command)} (exit {done.returncode})")


def set_up() -> None:
    """Make `.venv` hold exactly what the lock says; do nothing when it already does."""
    state = fingerprint()
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == state:
        return
    print("Setting up .venv (once) ...", flush=True)
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(HOME)
    except (subprocess.CalledProcessError, OSError) as error:
        raise SystemExit(
            f"The virtual environment could not be made ({error}). "
            "On Debian or Ubuntu: apt install python3-venv, then run this again."
        ) from None
    quiet = ("--quiet", "--disable-pip-version-check")
    call(str(PYTHON), "-m", "pip", "install", *quiet, "uv>=0.5")
    uv = (str(PYTHON), "-m", "uv", "pip")
    settings = index_settings()
    at = ("--quiet", "--python", str(PYTHON))
    call(*uv, "install", *at, "--require-hashes", "-r", "requirements.lock", env=settings)
    call(*uv, "install", *at, "--no-deps", "--no-build-isolation", "--editable", ".", env=settings)
    STAMP.write_text(state, encoding="ascii")


def run(*command: str) -> int:
    return subprocess.call([str(PYTHON), "-m", *command], cwd=ROOT)


def test(options: list[str]) -> int:
    """Lint, types and tests; the first that fails decides the exit code."""
    if "--slow" in options:
        rest = [option for option in options if option != "--slow"]
        return run("pytest", "-m", "slow", *rest)
    steps = [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("pytest", "-m", "not slow", "-n", "2", "--dist", "loadfile", *options),
    ]
    for step in steps:
        print("$", *step, flush=True)
        code = run(*step)
        if code:
            return code
    return 0


def docs(options: list[str]) -> int:
    """Build the handbook anew; a broken link, a broken example or a warning fails it."""
    built = ROOT / "docs" / "_build"
    strict = ("-W", "--keep-going", "-n", "-q", "-E", "-b", "html", "-d", str(built / "doctrees"))
    code = run("sphinx", *strict, *options, "docs", str(built / "html"))
    if code == 0:
        print(built / "html" / "index.html")
    return code


def main(arguments: list[str]) -> int:
    ensure_new_python()
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    set_up()
    verb, *options = arguments
    if verb == "test":
        return test(options)
    if verb == "docs":
        return docs(options)
    command = [str(PYTHON), "-m", "zsanalytics.cli", verb, *options]
    return subprocess.call(command)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
