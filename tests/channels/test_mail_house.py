"""Letters: what is on the page, the queue, hand-over to a directory and a real SFTP server, what comes back."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from counterparts import NOW, message
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import select

from runtime.notifications.channels.mail_house import MailHouseChannel, pieces
from runtime.notifications.channels.mail_house.batches import hand_over
from runtime.notifications.channels.mail_house.content import blocks_of
from runtime.notifications.channels.mail_house.letter import BadLetter, address_lines, render
from runtime.notifications.channels.mail_house.places import Directory, Sftp, place_of
from runtime.notifications.channels.mail_house.returns import import_statuses
from runtime.notifications.message import MAIL_HOUSE, Delivered, DeliveryFailed, Message
from runtime.settings import Company, MailHouse, Secret
from runtime.settings.reading import Unfit
from runtime.store.errors import StoreError
from runtime.store.open import Store
from runtime.store.schema import letter_statuses, letters

DAY = date(2026, 11, 22)
ACME = Company(name="Acme Servicing", address1="500 Lender Way", city="Denver", state="CO", zipcode="80203")
ADDRESS = {"address1": "1 Main Street", "address2": "Apt 5", "city": "Denver", "state": "CO", "zipcode": "80202"}
BODY: dict[str, Any] = {"name": "Ann Lee", "address": ADDRESS | {"country": "usa"}, "title": "Notice"}
BODY |= {"html": "<p>Dear Ann,</p><p>you owe <b>$12.30</b>.</p>"}


def letter(key: str = "k1", **more: Any) -> Message:
    return message(MAIL_HOUSE, BODY | more, key=key, loan_id=7, customer_id=3, business_date=DAY)


def page(**more: Any) -> str:
    return PdfReader(io.BytesIO(render(BODY | more, "LTR-1", DAY, ACME, MailHouse()).pdf)).pages[0].extract_text()


def send(store: Store, one: Message, now: datetime = NOW, **more: Any) -> Delivered:
    channel = MailHouseChannel(MailHouse(**more), ACME, store, lambda: now)
    return asyncio.run(channel.send(one))


def failing(store: Store, one: Message) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        send(store, one)
    return caught.value


def listed(store: Store, now: datetime = NOW) -> list[dict[str, Any]]:
    with store.read() as connection:
        return pieces.listed(connection, None, None, 100, now)


def test_what_is_on_the_page() -> None:
    table = "<table><tr><th>What</th><th>Amount</th></tr><tr><td>Late fee</td><td>$25.00</td></tr></table>"
    html = f"<h2>About</h2><p>Dear Łukasz &amp; Ωμέγα Привет שלום €,</p>{table}<ul><li>one</li><li>two</li></ul>"
    shown = page(html=html)
    lines = [line.strip() for line in shown.splitlines()]
    for text in ("Acme Servicing", "500 Lender Way", "Ann Lee", "1 Main Street", "Apt 5", "November 22, 2026", "LTR-1"):
        assert text in lines
    assert "Denver CO 80202" in re.sub(" +", " ", shown) and "Dear Łukasz & Ωμέγα Привет" in shown
    assert "Late fee" in shown and "$25.00" in shown and "two" in shown


def test_the_address_stands_in_the_window() -> None:
    """A No. 10 window envelope, folded in three: the window shows 0.875 to 5.375 inches across, 1.9 to 3.1 down."""
    made = render(BODY, "LTR-1", DAY, ACME, MailHouse())
    places: list[tuple[float, float, str]] = []

    def visit(text: str, outer: Any, matrix: Any, *_: Any) -> None:
        if text.strip():
            across, down = outer[0] * matrix[4] + outer[4], outer[3] * matrix[5] + outer[5]
            places.append((across / 72, 11 - down / 72, text.strip()))

    PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text(visitor_text=visit)
    shown = {text: (across, down) for across, down, text in places}
    for text in ("Ann Lee", "1 Main Street", "Apt 5"):
        across, down = shown[text]
        assert 0.875 <= across <= 1.2 and 1.9 < down < 3.1
    assert shown["Acme Servicing"][1] < 1.2 and shown["November 22, 2026"][1] > 3.4


def test_a_letter_is_the_same_bytes_every_time_and_is_for_keeping() -> None:
    one, other = (render(BODY, "LTR-1", DAY, ACME, MailHouse()) for _ in range(2))
    assert one == other and one.checksum == hashlib.sha256(one.pdf).hexdigest()
    assert b"pdfaid" in one.pdf
    assert render(BODY, "LTR-2", DAY, ACME, MailHouse()).pdf != one.pdf
    assert render(BODY, "LTR-1", DAY, ACME, MailHouse(paper="a4")).pages == 1


def test_text_is_never_a_command() -> None:
    hostile = '#panic() $x^2$ *bold* _it_ `raw` @ref <label> \\ " #read("/etc/passwd") [x] // no'
    shown = page(html=f"<p>{hostile.replace('<', '&lt;')}</p>", name='#panic("x")', title="= $1$ #emph[x]")
    assert hostile.replace(" ", "") in shown.replace(" ", "").replace("\n", "")
    assert '#panic("x")' in shown and "= $1$ #emph[x]" in shown


def test_scripts_and_pictures_are_left_out_and_markup_in_names_is_text() -> None:
    html = '<script>alert(1)</script><style>p{}</style><img src="http://169.254.169.254/"><p>Dear &lt;b&gt;Ann</p>'
    shown = page(html=html, name="<script>alert(2)</script>")
    assert "alert(1)" not in shown and "169.254" not in shown and "Dear <b>Ann" in shown
    assert "<script>alert(2)</script>" in shown


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"html": "<p>中文</p>"}, "no font has `中`"),
        ({"html": "<p>😀</p>"}, "no font has"),
        ({"name": "李"}, "no font has"),
        ({"html": ""}, "says nothing"),
        ({"html": "<script>x</script> <p> </p>"}, "says nothing"),
        ({"html": "<p>word word</p>" * 7000}, "pages"),
        ({"html": "x" * 10_000_000}, "too long"),
        ({"name": ""}, "lacks a name"),
        ({"name": " \u200e\x07"}, "lacks a name"),
        ({"address": {}}, "lacks a street"),
        ({"address": ADDRESS | {"zipcode": "8020"}}, "no postal code"),
        ({"address": ADDRESS | {"zipcode": "K1A 0B1"}}, "no postal code"),
        ({"address": ADDRESS | {"state": "XX"}}, "no state"),
        ({"address": ADDRESS | {"city": None}}, "lacks a city"),
        ({"address": ADDRESS | {"country": "fra"}}, "country"),
        ({"address": ADDRESS | {"address1": "x" * 45}}, "window"),
        ({"name": "\n".join(["Ann"] * 30)}, "window"),
    ],
)
def test_what_cannot_be_mailed_is_refused_for_good(store: Store, more: dict[str, Any], why: str) -> None:
    found = failing(store, letter(**more))
    assert found.permanent and why in found.reason and not listed(store)


def test_addresses() -> None:
    canada = {"address1": "24 Sussex Dr", "city": "Ottawa", "state": "geo.state.ON", "zipcode": "k1m1m4"}
    assert address_lines("Ann", canada | {"country": "company.country.can"})[-2:] == ["Ottawa ON  K1M 1M4", "CANADA"]
    assert address_lines("Ann", ADDRESS | {"zipcode": "802021234"})[-1] == "Denver CO  80202-1234"
    assert address_lines("Ann\u202e", ADDRESS | {"address2": " "}) == ["Ann", "1 Main Street", "Denver CO  80202"]


@given(st.text(max_size=300))
def test_any_markup_is_blocks(markup: str) -> None:
    json.dumps(blocks_of(markup))


_TAGS = ["p", "b", "ul", "ol", "li", "table", "tr", "td", "th", "blockquote", "h1", "div", "br", "hr", "a"]


@given(
    st.lists(
        st.sampled_from([f"<{t}>" for t in _TAGS] + [f"</{t}>" for t in _TAGS] + ["text", " ", "&amp;"]), max_size=40
    )
)
def test_broken_html_can_be_set(parts: list[str]) -> None:
    try:
        made = render(BODY | {"html": "".join(parts)}, "LTR-1", DAY, ACME, MailHouse())
    except BadLetter as error:
        assert "says nothing" in str(error)
    else:
        assert made.pages >= 1


def test_a_letter_is_queued_once_and_can_be_cancelled_for_an_hour(store: Store) -> None:
    found = send(store, letter())
    again = send(store, letter())
    assert found.reference == again.reference == "letter 1" and found.detail["pages"] == 1
    (row,) = listed(store)
    assert row["status"] == "pending" and row["cancelable"] and row["loan_id"] == 7 and row["customer_id"] == 3
    assert row["requester"] == "system" and "pdf" not in row
    assert not listed(store, NOW + timedelta(minutes=60))[0]["cancelable"]
    with store.begin() as connection, pytest.raises(StoreError, match="time to cancel it is over"):
        pieces.cancel(connection, 1, "ann", NOW + timedelta(minutes=60))
    with store.begin() as connection:
        pieces.cancel(connection, 1, "ann", NOW + timedelta(minutes=59))
    with store.begin() as connection, pytest.raises(StoreError, match="canceled already"):
        pieces.cancel(connection, 1, "ann", NOW + timedelta(minutes=59))
    with store.begin() as connection, pytest.raises(StoreError, match="no letter 9"):
        pieces.cancel(connection, 9, "ann", NOW)
    assert [(one["status"], one["author"]) for one in listed(store)[0]["history"]] == [
        *(("pending", "system"), ("canceled", "ann"))
    ]


LATER = NOW + timedelta(hours=2)


def batch_in(folder: Path) -> tuple[Path, dict[str, Any]]:
    (batch,) = [one for one in folder.iterdir() if not one.name.startswith(".")]
    return batch, json.loads((batch / "manifest.json").read_text(encoding="utf-8"))


def checked(batch: Path, manifest: dict[str, Any]) -> None:
    """The checksums of a batch are right, as the mail house would check them."""
    assert manifest["batch"] == batch.name and manifest["count"] == len(manifest["letters"])
    for one in manifest["letters"]:
        assert hashlib.sha256((batch / one["file"]).read_bytes()).hexdigest() == one["sha256"]
    said = (batch / "manifest.json.sha256").read_text(encoding="utf-8").split()
    assert said == [hashlib.sha256((batch / "manifest.json").read_bytes()).hexdigest(), "manifest.json"]
    assert len(list(batch.iterdir())) == manifest["count"] + 2


def test_letters_are_handed_over_after_the_hour_and_not_before(store: Store, tmp_path: Path) -> None:
    for key in ("a", "b", "c"):
        send(store, letter(key))
    with store.begin() as connection:
        pieces.cancel(connection, 2, "ann", NOW)
    out = Directory(tmp_path / "out")
    assert hand_over(store, out, NOW + timedelta(minutes=59)) == []
    (done,) = hand_over(store, out, LATER)
    assert done.letters == (1, 3) and done.pages == 2
    checked(*batch_in(tmp_path / "out"))
    assert [row["status"] for row in listed(store)] == ["rendered-pdf", "canceled", "rendered-pdf"]
    assert [one["status"] for one in listed(store)[0]["history"]] == ["pending", "in-progress", "rendered-pdf"]
    assert hand_over(store, out, LATER) == []
    with store.begin() as connection, pytest.raises(StoreError, match="its status is rendered-pdf"):
        pieces.cancel(connection, 1, "ann", NOW)


def test_a_batch_is_whole_or_not_there_and_nothing_is_lost_by_a_crash(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(store, letter("a"))
    out = Directory(tmp_path / "out")

    def dying(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", dying)
        with pytest.raises(StoreError, match="no space left"):
            hand_over(store, out, LATER)
    assert list((tmp_path / "out").iterdir()) == [] and listed(store)[0]["status"] == "in-progress"
    (done,) = hand_over(store, out, LATER + timedelta(hours=1))
    batch, manifest = batch_in(tmp_path / "out")
    checked(batch, manifest)
    with store.begin() as connection:
        connection.execute(letters.update().values(status="in-progress"))
    before = {file.name: file.read_bytes() for file in batch.iterdir()}
    assert hand_over(store, out, LATER + timedelta(hours=2)) == [done]
    assert {file.name: file.read_bytes() for file in batch.iterdir()} == before
    (batch / "manifest.json").write_text("{}", encoding="utf-8")
    with store.begin() as connection:
        connection.execute(letters.update().values(status="in-progress"))
    with pytest.raises(StoreError, match="another batch"):
        hand_over(store, out, LATER)


def test_two_that_hand_over_at_once_share_the_work(store: Store, tmp_path: Path) -> None:
    for number in range(20):
        send(store, letter(str(number)))
    found: list[Any] = []

    def run() -> None:
        try:
            found.extend(hand_over(store, Directory(tmp_path / "out"), LATER))
        except StoreError as error:
            found.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not any(isinstance(one, StoreError) for one in found)
    manifests = [json.loads((one / "manifest.json").read_text()) for one in (tmp_path / "out").iterdir()]
    numbers = [one["letter"] for manifest in manifests for one in manifest["letters"]]
    assert sorted(numbers) == list(range(1, 21))
    with store.read() as connection:
        rendered = select(letter_statuses.c.letter_id).where(letter_statuses.c.status == "rendered-pdf")
        assert sorted(connection.scalars(rendered)) == list(range(1, 21))


@contextmanager
def sftp_server(folder: Path, root: Path) -> Iterator[tuple[int, Path, Secret]]:
    """A real SFTP server: its port, the file with its key, and the key of the user `acme`."""
    host_key, own = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")
    authorized = folder / "authorized"
    authorized.write_bytes(own.export_public_key())
    loop = asyncio.new_event_loop()

    class Server(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == ("acme", "hunter2")

    async def start() -> Any:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=Server,
            server_host_keys=[host_key],
            authorized_client_keys=str(authorized),
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(root)),
        )

    server = loop.run_until_complete(start())
    port = server.sockets[0].getsockname()[1]
    known = folder / "known"
    known.write_text(f"[127.0.0.1]:{port} {host_key.export_public_key().decode()}", encoding="utf-8")
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield port, known, Secret.of(own.export_private_key().decode())
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def test_hand_over_by_sftp(store: Store, tmp_path: Path) -> None:
    root = tmp_path / "remote"
    (root / "incoming").mkdir(parents=True)
    send(store, letter("a"))
    send(store, letter("b"))
    with sftp_server(tmp_path, root) as (port, known, key):
        settings = MailHouse(sftp=f"sftp://acme@127.0.0.1:{port}/incoming", known_hosts=known, timeout_seconds=5.0)
        wrong = tmp_path / "other"
        other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
        wrong.write_text(f"[127.0.0.1]:{port} {other}", encoding="utf-8")
        refused = {
            "refuses the user": replace(settings, sftp_password=Secret.of("guess")),
            "another key": replace(settings, sftp_key=key, known_hosts=wrong),
            "cannot be written": replace(settings, sftp_key=key, sftp=settings.sftp + "/nowhere"),
        }
        for why, given_ in refused.items():
            with pytest.raises(StoreError, match=why) as caught:
                hand_over(store, place_of(given_), LATER)
            assert "guess" not in caught.value.message + caught.value.help
        (done,) = hand_over(store, place_of(replace(settings, sftp_key=key)), LATER)
        checked(*batch_in(root / "incoming"))
        with store.begin() as connection:
            connection.execute(letters.update().values(status="in-progress"))
        password = replace(settings, sftp_password=Secret.of("hunter2"))
        assert hand_over(store, Sftp(password), LATER) == [done]
        assert [one.name for one in (root / "incoming").iterdir()] == [done.name]
    with store.begin() as connection:
        connection.execute(letters.update().values(status="in-progress"))
    with pytest.raises(StoreError, match="cannot be reached"):
        hand_over(store, place_of(replace(settings, sftp_key=key)), LATER)
    assert {row["status"] for row in listed(store)} == {"in-progress"}


def test_settings_of_the_place(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing says where"):
        place_of(MailHouse())
    for more in ({"sftp": "ftp://x"}, {"sftp": "sftp://x"}, {"sftp": "sftp://x", "directory": tmp_path}):
        with pytest.raises(Unfit):
            MailHouse(**more)  # type: ignore[arg-type]
    bad = MailHouse(sftp="sftp://x/y", known_hosts=tmp_path / "k", sftp_key=Secret.of("hunter2"))
    with pytest.raises(StoreError, match="holds no private key") as caught:
        place_of(bad)
    assert "hunter2" not in caught.value.message + caught.value.help


def handed_over(store: Store, tmp_path: Path) -> None:
    for key in ("a", "b"):
        send(store, letter(key))
    hand_over(store, Directory(tmp_path / "out"), LATER)


def imported(store: Store, tmp_path: Path, text: str, now: datetime = LATER + timedelta(days=9)) -> Any:
    path = tmp_path / "statuses.csv"
    path.write_text(text, encoding="utf-8")
    return import_statuses(store, path, now)


def test_statuses_are_taken_in_once_in_any_order(store: Store, tmp_path: Path) -> None:
    handed_over(store, tmp_path)
    text = (
        "letter,status,at,note,tracking\n"
        "letter-00000001.pdf,In Transit,2026-11-24T10:00:00-07:00,,9400100\n"
        "1,Printed,2026-11-23T10:00:00+00:00,,\n"
        '2,Returned to Sender,2026-11-25T09:00:00+00:00,"no such street, =cmd",\n'
        "1,processed for delivery,2026-11-26T08:00:00+00:00,,\n"
    )
    assert imported(store, tmp_path, text).new == 4
    again = imported(store, tmp_path, text)
    assert (again.new, again.known, again.broken) == (0, 4, ())
    first, second = listed(store, datetime(2026, 11, 26, 20, tzinfo=UTC))
    assert first["status"] == "processed-for-delivery" and first["tracking"] == "9400100" and not first["delivered"]
    assert listed(store, datetime(2026, 11, 27, 8, tzinfo=UTC))[0]["delivered"]
    told = [one["status"] for one in first["history"]]
    assert told == ["pending", "in-progress", "rendered-pdf", "printed", "in-transit", "processed-for-delivery"]
    assert second["status"] == "returned-to-sender" and "=cmd" in second["history"][-1]["note"]


def test_nothing_more_is_mailed_where_a_letter_came_back_from(store: Store, tmp_path: Path) -> None:
    handed_over(store, tmp_path)
    imported(store, tmp_path, "letter,status,at\n2,returned-to-sender,2026-11-25T09:00:00Z\n")
    found = failing(store, letter("next"))
    assert found.permanent and "letter 2 came back" in found.reason
    moved = send(store, letter("moved", address=ADDRESS | {"address1": "2 Elm Street"}))
    assert moved.reference == "letter 3"


def test_broken_lines_are_told_and_left_out(store: Store, tmp_path: Path) -> None:
    handed_over(store, tmp_path)
    send(store, letter("waiting"))
    text = (
        "letter,status,at\n"
        "1,printed,2026-11-23T10:00:00Z\n"
        "99,printed,2026-11-23T10:00:00Z\n"
        "3,printed,2026-11-23T10:00:00Z\n"
        "1,eaten,2026-11-23T10:00:00Z\n"
        "1,canceled,2026-11-23T10:00:00Z\n"
        "1,printed,yesterday\n"
        "1,printed,2026-11-23T10:00:00\n"
        "1,printed,2099-01-01T00:00:00Z\n"
        "x,printed,2026-11-23T10:00:00Z\n"
        "1,printed\n"
        "1,printed,2026-11-23T10:00:00Z,more\n"
        "99999999999999999999,printed,2026-11-23T10:00:00Z\n"
    )
    found = imported(store, tmp_path, text)
    assert found.new == 1 and [line for line, _ in found.broken] == list(range(3, 14))
    assert all(why.isprintable() for _, why in found.broken)


@pytest.mark.parametrize(
    "text", ["", "letter,status\n1,printed\n", "letter,status,at,\x1b[31m\n", '"letter,status,at\n']
)
def test_other_files_are_refused(store: Store, tmp_path: Path, text: str) -> None:
    with pytest.raises(StoreError) as caught:
        imported(store, tmp_path, text)
    assert caught.value.message.isprintable()
    with pytest.raises(StoreError, match="cannot be read"):
        import_statuses(store, tmp_path / "none.csv", NOW)
    (tmp_path / "bin.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StoreError, match="not UTF-8"):
        import_statuses(store, tmp_path / "bin.csv", NOW)
