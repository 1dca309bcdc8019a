"""The nREPL server, as editors talk to it, and as nobody should."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from benches import environment
from hypothesis import given
from hypothesis import strategies as st

from cljrules.repl.bench import Bench
from cljrules.repl.nrepl import bencode
from cljrules.repl.nrepl.bencode import BencodeError, encode, read_message
from cljrules.repl.nrepl.operations import OPERATIONS
from cljrules.repl.nrepl.server import Server

VALUES = st.recursive(
    st.integers(-(10**18), 10**18) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


class Client:
    """A connection that sends messages and gathers what comes back for each id."""

    def __init__(self, port: int) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.stream = self.line.makefile("rb")
        self._count = 0

    def send(self, **message: Any) -> str:
        self._count += 1
        id = message.setdefault("id", str(self._count))
        self.line.sendall(encode({key.rstrip("_").replace("_", "-"): value for key, value in message.items()}))
        return str(id)

    def next(self) -> dict[str, Any]:
        found = read_message(self.stream)
        assert found is not None, "the server hung up"
        return found

    def until_done(self, id: str) -> list[dict[str, Any]]:
        found = []
        while True:
            found.append(self.next())
            assert found[-1].get("id") == id, found[-1]
            if "done" in found[-1].get("status", ()):
                return found

    def ask(self, **message: Any) -> dict[str, Any]:
        """All parts of the answer laid over each other; texts one after the other, values as a list."""
        whole: dict[str, Any] = {"values": [], "out": "", "err": "", "status": []}
        for part in self.until_done(self.send(**message)):
            for key, value in part.items():
                if key in ("out", "err", "status"):
                    whole[key] += value
                elif key == "value":
                    whole["values"].append(value)
                else:
                    whole[key] = value
        return whole

    def close(self) -> None:
        self.stream.close()
        self.line.close()


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from benches import CHARGE_OFF

    return CHARGE_OFF


@pytest.fixture(scope="module")
def server(pack: Path) -> Iterator[Server]:
    with Server("127.0.0.1", 0, lambda: Bench(pack), "test") as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    made = Client(server.port)
    yield made
    made.close()


# -- bencode ----------------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=5))
def test_what_is_written_reads_back(message: dict[str, Any]) -> None:
    stream = BytesIO(encode(message) * 2)
    assert (read_message(stream), read_message(stream), read_message(stream)) == (message, message, None)


@given(st.binary(max_size=60))
def test_anything_else_is_an_error_of_its_own(data: bytes) -> None:
    with suppress(BencodeError):
        read_message(BytesIO(b"d" + data))


def test_nothing_is_set_aside_for_what_is_only_promised() -> None:
    for data in (b"d1:a99999999999:x", b"d" + b"1:ad" * 1000, b"d1:al" + b"l" * 1000, b"d1:ai" + b"1" * 100 + b"ee"):
        with pytest.raises(BencodeError):
            read_message(BytesIO(data))
    endless = BytesIO(b"d" + b"".join(b"%d:%b0:" % (len(k), k) for k in (str(n).encode() for n in range(10**6))))
    with pytest.raises(BencodeError, match="at most"):
        read_message(endless)


# -- operations -------------------------------------------------------------------------------------------------------


def test_describe_names_what_is_handled(client: Client) -> None:
    told = client.ask(op="describe")
    assert set(told["ops"]) == set(OPERATIONS) and told["versions"]["cljrules"]["version-string"] == "test"
    for op in OPERATIONS:
        assert "unknown-op" not in client.ask(op=op, code="1", file="1", sym="x", prefix="x")["status"] or op == "close"


def test_evaluation(client: Client) -> None:
    session = client.ask(op="clone")["new-session"]
    told = client.ask(op="eval", session=session, code='(+ 1 2) (println "hi") charge-off-days')
    assert told["values"] == ["3", "nil", "90"] and told["out"] == "hi\n" and told["ns"] == "user"
    assert told["session"] == session and told["status"] == ["done"]
    assert client.ask(op="eval", session=session, code="*1")["values"] == ["90"]


def test_an_error_has_its_place_and_class(client: Client) -> None:
    told = client.ask(op="eval", code="(+ 1\n   (/ 1 0))", file="late.rules.clj", line=12, column=3)
    assert told["ex"] == "class java.lang.ArithmeticException" and told["status"] == ["eval-error", "done"]
    assert "late.rules.clj:13:4" in told["err"] and "Divide by zero" in told["err"] and not told["values"]
    told = client.ask(op="eval", code="1 (nope) 3")
    assert told["values"] == ["1"] and "nope" in told["err"]
    assert "never closed" in client.ask(op="eval", code="(+ 1")["err"]


def test_sessions_are_apart(client: Client) -> None:
    one, other = client.ask(op="clone")["new-session"], client.ask(op="clone")["new-session"]
    client.ask(op="eval", session=one, code="(def mine 1)")
    assert client.ask(op="eval", session=one, code="mine")["values"] == ["1"]
    assert "eval-error" in client.ask(op="eval", session=other, code="mine")["status"]
    assert {one, other} <= set(client.ask(op="ls-sessions")["sessions"])
    assert "session-closed" in client.ask(op="close", session=one)["status"]
    assert "unknown-session" in client.ask(op="eval", session=one, code="1")["status"]
    assert one not in client.ask(op="ls-sessions")["sessions"]


def test_rules_and_commands(client: Client) -> None:
    session = client.ask(op="clone")["new-session"]
    rule = "(defrule extra :when (> status-days-past-due 5) :then [(interest/suspend {:date :current-date})])"
    assert client.ask(op="eval", session=session, code=rule)["values"] == ["extra"]
    told = client.ask(op="eval", session=session, code=":why extra")
    assert "extra does not fire on the sample loan" in told["out"] and told["values"] == ["nil"]
    told = client.ask(op="eval", session=session, code=rule.replace("past-due", "past-du"))
    assert "did you mean" in told["err"] and "eval-error" in told["status"]
    assert client.ask(op="eval", session=session, code=":no-command")["values"] == [":no-command"]


def test_files(client: Client) -> None:
    told = client.ask(op="load-file", file="(def a 1)\n(def b (+ a 1))\nb\n", file_path="x.clj", file_name="x.clj")
    assert told["values"] == ["2"]
    assert "x.clj:2:1" in client.ask(op="load-file", file="1\n(/ 1 0)", file_path="x.clj")["err"]


def test_what_editors_ask_about_names(client: Client) -> None:
    found = client.ask(op="completions", prefix="status-payo")["completions"]
    assert found[0]["candidate"] == "status-payoff" and found[0]["type"] == "var"
    assert client.ask(op="complete", symbol="redu")["completions"][0]["candidate"] == "reduce"
    told = client.ask(op="lookup", sym="reduce")["info"]
    assert told["name"] == "reduce" and told["ns"] == "clojure.core" and "f init" in told["arglists-str"]
    assert "Dollars that pay" in client.ask(op="info", sym="status-payoff")["doc"]
    told = client.ask(op="info", symbol="charge-off")
    assert told["file"].endswith("charge-off.rules.clj") and told["line"] == 22
    assert client.ask(op="info", symbol="letter-days")["line"] == 4
    assert client.ask(op="eldoc", sym="u/add-days")["eldoc"] == [["date", "days"]]
    assert "no-info" in client.ask(op="info", sym="nothing")["status"]
    assert "no-eldoc" in client.ask(op="eldoc", sym="status-payoff")["status"]
    assert "lookup-error" in client.ask(op="lookup", sym="nothing")["status"]


def test_what_is_not_done_is_said(client: Client) -> None:
    assert "unknown-op" in client.ask(op="sideload")["status"]
    assert "unknown-op" in client.ask(op=["eval"])["status"]
    assert "stdin-not-supported" in client.ask(op="stdin", stdin="x")["status"]
    assert "no-code" in client.ask(op="eval")["status"]
    assert "no-session" in client.ask(op="close")["status"]
    assert "namespace-not-found" in client.ask(op="eval", code="1", ns="nowhere")["status"]
    assert client.ask(op="eval", code="1", line="x", column=-5, file=["y"])["values"] == ["1"]


def test_interrupting(client: Client) -> None:
    session = client.ask(op="clone")["new-session"]
    client.ask(op="eval", session=session, code="1")
    running = client.send(op="eval", session=session, code="(loop [] (recur))")
    waiting = client.send(op="eval", session=session, code="(+ 20 22)")
    time.sleep(0.3)
    client.send(op="interrupt", session=session, id="wrong", interrupt_id="other")
    assert "interrupt-id-mismatch" in client.until_done("wrong")[0]["status"]
    start = time.monotonic()
    client.send(op="interrupt", session=session, id="stop", interrupt_id=running)
    found: dict[str, list[dict[str, Any]]] = {}
    while not ("stop" in found and any("done" in one.get("status", ()) for one in found.get(waiting, ()))):
        part = client.next()
        found.setdefault(part["id"], []).append(part)
    assert time.monotonic() - start < 3
    assert found[running] == [{"id": running, "session": session, "status": ["interrupted", "done"]}]
    assert found[waiting][0]["value"] == "42", "what waits goes on"
    assert "session-idle" in client.ask(op="interrupt", session=session)["status"]


def test_interrupting_at_any_moment_leaves_the_session_usable(client: Client) -> None:
    session = client.ask(op="clone")["new-session"]
    chance = random.Random(7)
    for _ in range(25):
        id = client.send(op="eval", session=session, code="(reduce + (range 30000))")
        time.sleep(chance.random() * 0.02)
        stop = client.send(op="interrupt", session=session)
        ended: set[str] = set()
        while ended != {id, stop}:
            part = client.next()
            if "done" in part.get("status", ()):
                ended.add(part["id"])
    assert client.ask(op="eval", session=session, code="(+ 1 1)")["values"] == ["2"]


def test_what_never_ends_ends_by_itself() -> None:
    from cljrules.values.limits import Limits

    with Server("127.0.0.1", 0, lambda: Bench(limits=Limits(steps=200_000)), "test") as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        client = Client(made.port)
        told = client.ask(op="eval", code="(loop [] (recur))")
        assert "more than 200,000 steps" in told["err"] and "eval-error" in told["status"]
        client.close()
        made.shutdown()


# -- hostile input ----------------------------------------------------------------------------------------------------


HOSTILE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"d2:op99999999999999999999:x",
    b"d2:op4000000000:x",
    b"d" + b"1:ad" * 100_000,
    b"d1:al" + b"l" * 100_000,
    b"i1e",
    b"d2:opi" + b"9" * 1000 + b"ee",
    b"d2:op4:\xff\xfe\xfd\xfce",
    b"d2:op4:evale",
    b"d2:op4:ev",
    b"d2:opl4:evalee",
    b"\x00" * 1000,
    b"di1ei2ee",
    encode({"op": "eval", "code": "(" * 100_000, "id": "1"}),
    encode({"op": "eval", "code": "[" * 400 + "]" * 400, "id": "1"}),
    encode({"op": "completions", "prefix": "(" * 50_000, "id": "1"}),
    encode({"op": "eval", "code": '"' + "x" * 1_000_000 + '"', "id": "1"}),
    encode({"op": "clone", "session": "none", "id": "1"}),
    encode({"op": "eval", "session": {"a": "b"}, "code": "1"}),
)


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_costs_only_its_own_connection(server: Server, client: Client, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line, suppress(OSError):
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):
            pass
    assert client.ask(op="eval", code="(+ 1 1)")["values"] == ["2"]


def test_noise(server: Server, client: Client) -> None:
    chance = random.Random(11)
    whole = encode({"op": "eval", "code": "(+ 1 2)", "id": "1"})
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line, suppress(OSError):
            line.sendall(bytes(data[: chance.randint(1, len(data))]))
    assert client.ask(op="eval", code="(+ 1 1)")["values"] == ["2"]


def test_sessions_and_connections_have_a_limit(pack: Path) -> None:
    with Server("127.0.0.1", 0, lambda: Bench(pack), "test") as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        client = Client(made.port)
        told = [client.ask(op="clone") for _ in range(70)]
        assert sum("new-session" in one for one in told) == 64 and "close one" in told[-1]["err"]
        client.ask(op="close", session=told[0]["new-session"])
        assert "new-session" in client.ask(op="clone")
        others = [socket.create_connection(("127.0.0.1", made.port), timeout=5) for _ in range(70)]
        assert b"too many connections" in others[-1].recv(1000)
        assert client.ask(op="ls-sessions")["status"] == ["done"]
        for one in others:
            one.close()
        made.shutdown()


def test_who_takes_nothing_off_the_line_stops_nobody(server: Server, client: Client) -> None:
    deaf = Client(server.port)
    for _ in range(40):
        deaf.send(op="eval", code='(apply str (repeat 300000 "x"))')
    assert client.ask(op="eval", code="(+ 1 1)")["values"] == ["2"]
    deaf.line.close()


def test_a_large_message_is_refused_before_it_has_come() -> None:
    promised = BytesIO(b"d2:op%d:" % (bencode.MAX_BYTES + 1) + b"x" * 100)
    with pytest.raises(BencodeError, match="at most"):
        read_message(promised)
    assert promised.tell() < 20


# -- the command ------------------------------------------------------------------------------------------------------


def test_the_command_serves_and_cleans_up(pack: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cljrules", "nrepl", str(pack)]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        port = int((tmp_path / ".nrepl-port").read_text())
        assert said == f"nREPL server started on port {port} on host 127.0.0.1 - nrepl://127.0.0.1:{port}\n"
        client = Client(port)
        assert client.ask(op="eval", code="charge-off-days")["values"] == ["90"]
        client.send(op="eval", code="(loop [] (recur))")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert not (tmp_path / ".nrepl-port").exists()


def test_a_port_that_is_taken(pack: Path, tmp_path: Path, server: Server) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "cljrules", "nrepl", "--port", port]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, env=os.environ)
    assert done.returncode == 2 and "cannot listen on 127.0.0.1" in done.stderr


JAVA = Path("/usr/share/java")
LIBRARIES = [JAVA / name for name in ("nrepl.jar", "clojure.jar", "spec.alpha.jar", "core.specs.alpha.jar")]
PROGRAM = """
(require '[nrepl.core :as nrepl])
(with-open [c (nrepl/connect :port PORT)]
  (let [client (nrepl/client c 10000)
        session (nrepl/client-session client)
        whole #(nrepl/combine-responses (nrepl/message session %))]
    (prn (nrepl/response-values (nrepl/message session {:op "eval" :code "(+ 1 2) [charge-off-days]"})))
    (prn (select-keys (whole {:op "eval" :code "(/ 1 0)"}) [:ex :status]))
    (prn (contains? (:ops (whole {:op "describe"})) :eval))
    (prn (:candidate (first (:completions (whole {:op "completions" :prefix "status-payo"})))))
    (future (Thread/sleep 300) (whole {:op "interrupt"}))
    (prn (:status (whole {:op "eval" :code "(loop [] (recur))"})))))
(shutdown-agents)
"""


@pytest.mark.skipif(not all(path.exists() for path in LIBRARIES), reason="nREPL's own client is not installed")
def test_clojure_s_own_client(server: Server, tmp_path: Path) -> None:
    program = tmp_path / "client.clj"
    program.write_text(PROGRAM.replace("PORT", str(server.port)))
    command = ["java", "-cp", ":".join(map(str, LIBRARIES)), "clojure.main", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90)
    assert done.stderr == ""
    assert done.stdout.split("\n")[:-1] == [
        "[3 [90]]",
        '{:ex "class java.lang.ArithmeticException", :status #{"eval-error" "done"}}',
        "true",
        '"status-payoff"',
        '#{"interrupted" "done"}',
    ]
