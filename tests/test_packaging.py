"""The ways of installing must not drift apart."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def split(requirement: str) -> tuple[str, str]:
    name, bounds = re.fullmatch(r"([A-Za-z0-9_.-]+)\s*(.*)", requirement).groups()
    return name.lower(), bounds


def every_requirement() -> list[str]:
    extras = PROJECT["optional-dependencies"].values()
    return [*PROJECT["dependencies"], *(name for extra in extras for name in extra)]


def test_environment_yml_lists_the_packages_and_bounds_of_pyproject():
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    entries = [line.strip()[2:] for line in lines if re.match(r"\s+- \w", line)]
    listed = dict(split(entry) for entry in entries if entry != "pip:")
    assert listed.pop("python") == PROJECT["requires-python"]
    assert listed.pop("pip") == ""
    listed.pop("conda-forge")
    assert listed == dict(split(requirement) for requirement in PROJECT["dependencies"])


def test_the_lock_has_hashes_names_no_host_and_holds_every_dependency():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pins = re.findall(r"^([a-z0-9._-]+)==", lock, flags=re.MULTILINE)
    entries = re.split(r"^(?=[a-z0-9._-]+==)", lock, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    assert {split(requirement)[0] for requirement in every_requirement()} <= set(pins)


def test_every_dependency_has_its_reason():
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    names = [split(requirement)[0] for requirement in every_requirement()]
    assert [name for name in names if f"`{name}`" not in text] == []
