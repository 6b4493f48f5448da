"""The architecture of the house: ground ← stages ← doors, small rooms, plain furniture."""

import ast
import functools
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "zsanalytics"
GROUND = {
    "schema", "codebook", "errors", "numerals", "periods", "period_forms", "quantities",
    "register", "units", "versions",
}  # fmt: skip
STAGES = {
    "audit",
    "forms",
    "quality",
    "intake",
    "checks",
    "measures",
    "targets",
    "outlook",
    "publish",
    "sample",
}
MAY_IMPORT = {"checks": {"measures"}}  # the one stage that may look into another
HEAVY = {"matplotlib", "plotly", "statsmodels", "papermill", "nbformat", "nbclient", "typst"}
MODULES = sorted(HOUSE.rglob("*.py"))
NAMELESS = {"utils", "helpers", "core", "base", "common", "misc", "manager", "tools"}


@pytest.fixture(scope="module", params=MODULES, ids=lambda p: str(p.relative_to(HOUSE)))
def path(request):
    """Every module in turn: its tests follow each other, and it is parsed once."""
    return request.param


@functools.lru_cache(maxsize=1)
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def rooms_imported(path: Path) -> set[str]:
    """Rooms of the package that a module imports, wherever the import stands."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        parts = [name.split(".") for name in names]
        found |= {part[1] for part in parts if part[0] == "zsanalytics" and len(part) > 1}
    return found


def room(path: Path) -> str:
    relative = path.relative_to(HOUSE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def test_a_module_looks_only_left(path):
    own, used = room(path), rooms_imported(path)
    if own in GROUND:
        assert used <= GROUND
    elif own in STAGES:
        allowed = GROUND | {own} | MAY_IMPORT.get(own, set())
        assert used & (GROUND | STAGES) <= allowed
        assert used <= allowed | {"codes"}, f"{own} imports a door: {used - allowed}"


def test_a_module_is_small_and_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    assert path.stem not in NAMELESS
    assert text.count("\n") <= 300
    assert ast.get_docstring(tree(path)), "no module docstring"


def test_a_function_body_is_at_most_40_lines(path):
    long = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            size = node.end_lineno - body[0].lineno + 1
            if size > 40:
                long.append(f"{node.name}: {size}")
    assert not long


def test_library_code_neither_prints_nor_reads_the_clock_nor_edits_in_place(path):
    if room(path) == "cli":
        return
    seen = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called == "print" or called.endswith((".now", ".today", ".utcnow", "basicConfig")):
                seen.append(f"line {node.lineno}: {called}")
            if any(k.arg == "inplace" for k in node.keywords):
                seen.append(f"line {node.lineno}: inplace")
    assert not seen


def test_heavy_libraries_are_imported_where_they_are_used(path):
    tops = [n for n in tree(path).body if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {
        name.split(".")[0]
        for n in tops
        for name in ([a.name for a in n.names] if isinstance(n, ast.Import) else [n.module or ""])
    }
    assert not names & HEAVY


def test_own_package_is_never_imported_inside_a_function_of_a_stage(path):
    if room(path) not in STAGES | GROUND:
        return
    for function in ast.walk(tree(path)):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zsan"):
                    raise AssertionError(f"{function.name} hides an import of {node.module}")
