"""The quick engine: runs a notebook's cells in this process, as papermill's kernel would.

papermill starts a kernel for each notebook, and each kernel imports everything again: six seconds
for cells that take a third of one. This engine runs the cells in a shell of the process it is
called in; `press` forks such a process for each notebook, with everything imported before, so
that nothing leaks from one notebook to the next. Outputs equal papermill's in type, MIME type and
content; plain papermill stays the reference.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from typing import Any

NAME = "zs"
"""The engine's name in papermill."""

Outputs = list[dict[str, Any]]


class _Stream(io.TextIOBase):
    """What a cell prints: joined to the text printed just before it."""

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name, self.outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == self.name:
            last["text"] += text
        elif text:
            self.outputs.append({"output_type": "stream", "name": self.name, "text": text})
        return len(text)


def register() -> None:
    """Make the engine known to papermill under `NAME`."""
    from papermill.engines import Engine, papermill_engines

    class InProcess(Engine):
        """Runs cells in this process; the first error ends the run, as in papermill."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: Any) -> None:
            outputs: Outputs = []
            with _shell(outputs) as shell:
                for index, cell in enumerate(nb_man.nb.cells):
                    outputs.clear()
                    if not _ran(nb_man, cell, index, shell, outputs):
                        break

    papermill_engines.register(NAME, InProcess)


def _ran(nb_man: Any, cell: Any, index: int, shell: Any, outputs: Outputs) -> bool:
    """Run one cell into its outputs; False if it failed."""
    from nbformat import NotebookNode

    nb_man.cell_start(cell, index)
    if cell.cell_type == "code" and cell.source.strip():
        printed = (_Stream("stdout", outputs), _Stream("stderr", outputs))
        with contextlib.redirect_stdout(printed[0]), contextlib.redirect_stderr(printed[1]):
            result = shell.run_cell(cell.source, store_history=True)
        cell.execution_count = shell.execution_count - 1
        cell.outputs = list(map(NotebookNode, outputs))
        if not result.success:
            nb_man.cell_exception(cell, index, exception=result.error_in_exec)
            return False
    nb_man.cell_complete(cell, index)
    return True


@contextlib.contextmanager
def _shell(outputs: Outputs) -> Iterator[Any]:
    """Give a shell whose results, displays and errors go to ``outputs``."""
    from matplotlib_inline import backend_inline
    from matplotlib_inline.config import InlineBackend

    os.environ["PLOTLY_RENDERER"] = "plotly_mimetype"  # as plotly chooses by itself in a kernel
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    InlineBackend.clear_instance()  # with a former shell's, figures would come out as text
    configure: Any = backend_inline.configure_inline_support
    configure.current_backend = "unset"
    kind = _shell_class(outputs)
    shell = kind.instance(config=_settings())  # the instance: display() looks for it
    try:
        shell.enable_matplotlib("inline")
        yield shell
    finally:
        shell.restore_sys_module_state()
        kind.clear_instance()


def _settings() -> Any:
    from traitlets.config import Config

    return Config(HistoryManager={"enabled": False, "hist_file": ":memory:"})


def _shell_class(outputs: Outputs) -> Any:
    """Make the class of a shell without a terminal and without a kernel."""
    from IPython.core.interactiveshell import InteractiveShell

    class Shell(InteractiveShell):
        displayhook_class = _hook_class(outputs)
        display_pub_class = _publisher_class(outputs)

        def enable_gui(self, gui: str | None = None) -> None:
            pass

        def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
            said = {"ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}
            outputs.append({"output_type": "error", **said})

    return Shell


def _hook_class(outputs: Outputs) -> Any:
    """Make the class that keeps the value of a cell's last line."""
    from IPython.core.displayhook import DisplayHook

    class Shown(DisplayHook):
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
            shown = {"data": dict(format_dict), "metadata": dict(md_dict or {})}
            count = {"execution_count": self.prompt_count}
            outputs.append({"output_type": "execute_result", **count, **shown})

        def finish_displayhook(self) -> None:
            self._is_active = False

    return Shown


def _publisher_class(outputs: Outputs) -> Any:
    """Make the class that keeps what a cell displays."""
    from IPython.core.displaypub import DisplayPublisher

    class Displayed(DisplayPublisher):
        def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
            shown = {"data": dict(data), "metadata": dict(metadata or {})}
            outputs.append({"output_type": "display_data", **shown})

        def clear_output(self, wait: bool = False) -> None:
            outputs.clear()

    return Displayed
