"""How long an editor waits for the language server, with a large pack open.

    python benchmarks/lsp.py [--rules N] [--edits N] [--seed N]

Makes a pack of that many rules (1,000 unless told), starts `cljrules lsp` as an editor does, opens a file of it and
types: letters, digits, delimiters, quotes, line ends at random places, most taken back with the next keystroke.
Printed are percentiles of the milliseconds, by the clock: from starting the process to the first findings; from an edit
to the findings of the keystroke's tier; from an edit that makes a rule impossible in a way that only the solver sees to
that finding; for completion and hover; and the memory of the server with its
helpers.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from keystrokes import TYPED, percentiles
from many_rules import write_pack


class Editor:
    """An editor: sends messages, notes when answers come."""

    def __init__(self, folder: Path, capabilities: dict[str, Any]) -> None:
        self.started = time.perf_counter()
        command = [sys.executable, "-m", "cljrules", "lsp"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.findings: queue.Queue[tuple[float, dict[str, Any]]] = queue.Queue()
        self.answers: queue.Queue[tuple[float, dict[str, Any]]] = queue.Queue()
        self._number = 0
        threading.Thread(target=self._read, daemon=True).start()
        self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": None,
                "capabilities": capabilities,
                "workspaceFolders": [{"uri": folder.as_uri(), "name": "pack"}],
            },
        )
        self.notify("initialized", {})

    def _read(self) -> None:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline():
            if line.lower().startswith(b"content-length"):
                length = int(line.partition(b":")[2])
            if line.strip():
                continue
            message = json.loads(self.process.stdout.read(length))
            now = time.perf_counter()
            if "method" in message and "id" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            elif message.get("method") == "textDocument/publishDiagnostics":
                self.findings.put((now, message["params"]))
            elif "id" in message:
                self.answers.put((now, message))

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method: str, params: dict[str, Any]) -> float:
        """Tell the server something; when."""
        now = time.perf_counter()
        self._send({"jsonrpc": "2.0", "method": method, "params": params})
        return now

    def request(self, method: str, params: Any) -> tuple[float, Any]:
        """Ask the server something; the seconds it took, and the answer."""
        self._number += 1
        now = time.perf_counter()
        self._send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        then, message = self.answers.get(timeout=60)
        return then - now, message.get("result")

    def wait(self, fits: Callable[[dict[str, Any]], bool], seconds: float = 30) -> float | None:
        """When findings come that are wanted."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            try:
                then, params = self.findings.get(timeout=left)
            except queue.Empty:
                return None
            if fits(params):
                return then
        return None


class Document:
    """An open document and its edits."""

    def __init__(self, editor: Editor, path: Path) -> None:
        self.editor, self.uri, self.text, self.version = editor, path.as_uri(), path.read_text(), 1
        item = {"uri": self.uri, "languageId": "cljrules", "version": 1, "text": self.text}
        editor.notify("textDocument/didOpen", {"textDocument": item})

    def place(self, at: int) -> dict[str, int]:
        """An offset as an editor counts."""
        line = self.text.count("\n", 0, at)
        return {"line": line, "character": at - (self.text.rfind("\n", 0, at) + 1)}

    def edit(self, start: int, end: int, new: str) -> float:
        """Replace a stretch; when."""
        self.version += 1
        change = {"range": {"start": self.place(start), "end": self.place(end)}, "text": new}
        self.text = self.text[:start] + new + self.text[end:]
        named = {"uri": self.uri, "version": self.version}
        return self.editor.notify("textDocument/didChange", {"textDocument": named, "contentChanges": [change]})

    def is_now(self, params: dict[str, Any]) -> bool:
        """Whether findings are about the text as it is."""
        return bool(params["uri"] == self.uri and params.get("version") == self.version)


def typing(document: Document, number: int, dice: random.Random) -> list[float]:
    """Seconds from each of so many keystrokes to findings about the text with it."""
    times: list[float] = []
    undo: tuple[int, int, str] | None = None
    while len(times) < number:
        if undo is not None and dice.random() < 0.8:
            (start, end, new), undo = undo, None
        else:
            start = dice.randrange(len(document.text))
            end, new = (start + 1, "") if dice.random() < 0.4 else (start, dice.choice(TYPED))
            undo = (start, start + len(new), document.text[start:end])
        sent = document.edit(start, end, new)
        then = document.editor.wait(document.is_now)
        assert then is not None
        times.append(then - sent)
        time.sleep(dice.choice((0.02, 0.05, 0.1, 0.3)))
    if undo is not None:
        document.edit(*undo)
        document.editor.wait(document.is_now)
    return times


def late(document: Document, code: str, new: str, number: int) -> list[float]:
    """Seconds from an edit that writes new criteria to the finding about them."""
    times: list[float] = []
    before = document.text
    at = before.index(":when (") + len(":when ")
    line = document.place(at)["line"]
    for _ in range(number):
        sent = document.edit(at, at, new)

        def told(params: dict[str, Any]) -> bool:
            found = (one for one in params["diagnostics"] if one["code"] == code)
            return document.is_now(params) and any(one["range"]["start"]["line"] == line for one in found)

        then = document.editor.wait(told, 20)
        if then is not None:
            times.append(then - sent)
        document.edit(at, at + len(new), "")
        document.editor.wait(document.is_now)
        time.sleep(1.0)
    return times


def asking(document: Document, method: str, number: int, dice: random.Random) -> list[float]:
    """Seconds that a request at random places of code takes."""
    times = []
    places = [
        at for at, letter in enumerate(document.text) if letter in "( " and document.text[at + 1 : at + 2].isalpha()
    ]
    for _ in range(number):
        at = dice.choice(places) + dice.randrange(1, 4)
        params = {"textDocument": {"uri": document.uri}, "position": document.place(at)}
        times.append(document.editor.request(f"textDocument/{method}", params)[0])
    return times


def memory(process: int) -> dict[str, float]:
    """The resident megabytes of a process and of those it started."""
    found: dict[str, float] = {}
    pending = [process]
    while pending:
        number = pending.pop()
        try:
            status = Path(f"/proc/{number}/status").read_text()
            children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        except OSError:
            continue
        size = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        found[f"process {len(found)}"] = size / 1024
        pending += map(int, children)
    return found


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    with TemporaryDirectory() as name:
        folder = write_pack(Path(name, "pack"), options.rules)
        editor = Editor(folder, {})
        file = sorted(folder.glob("*.rules.clj"))[0]
        document = Document(editor, file)
        first = editor.wait(lambda params: True)
        load = os.getloadavg()[0]
        print(f"{options.rules} rules in {len(list(folder.glob('*.clj')))} files; load {load:.1f}")
        print(f"start to first findings  {1000 * ((first or 0) - editor.started):.0f} ms")
        time.sleep(4)
        print(f"keystroke to findings    {percentiles(typing(document, options.edits, dice))}")
        time.sleep(2)
        solver = "(let [terms (quot status-days-past-due 30)] (and (> terms 3) (< status-days-past-due 90))) #_ "
        times = late(document, "never-true", solver, 20)
        print(f"edit to proof            {percentiles(times)}  ({len(times)} of 20 found)")
        print(f"completion               {percentiles(asking(document, 'completion', options.edits, dice))}")
        print(f"hover                    {percentiles(asking(document, 'hover', options.edits, dice))}")
        held = memory(editor.process.pid)
        print(
            f"memory                   {sum(held.values()):.0f} MB in all: "
            + ", ".join(f"{v:.0f}" for v in held.values())
        )
        editor.request("shutdown", None)
        editor.notify("exit", {})
        editor.process.wait(10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
