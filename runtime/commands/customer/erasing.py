"""What `customer privacy` does."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from runtime.commands.customer.running import AUTHOR, write_new
from runtime.commands.options import Settings, is_json
from runtime.commands.output import console, print_json, table
from runtime.customers.desk import changing
from runtime.customers.privacy.erasing import erase, purge, refuse_while_owing
from runtime.customers.privacy.exporting import export_customer as gather
from runtime.customers.privacy.exporting import prove
from runtime.customers.privacy.pdf import render
from runtime.store.errors import StoreError
from runtime.store.open import open_store


def export_customer(settings: Settings, number: int, law: str, folder: str, format_: str | None) -> int:
    """Write what is known of a customer into a new folder."""
    configured = settings.runtime()
    target = Path(folder)
    with open_store(settings.url, today=settings.today) as store, changing(store, number, AUTHOR) as desk:
        export = gather(desk, configured.customers, law)
        try:
            target.mkdir(mode=0o700)
        except OSError as error:
            why = f"the folder `{folder}` cannot be made: {(error.strerror or '').lower()}"
            raise StoreError("bad-file", why, "name a folder that is not there yet") from None
        pdf = render(export.document, configured.company.name)
        files = {f"customer-{number}.json": export.content, f"customer-{number}.pdf": pdf, **export.files}
        for name, content in files.items():
            write_new(target / name, content)
    if is_json(settings, format_):
        checksum = hashlib.sha256(export.content).hexdigest()
        print_json({"customer": number, "law": law, "folder": folder, "files": sorted(files), "checksum": checksum})
    else:
        console().print(f"wrote {len(files)} files to {folder}", markup=False)
    return 0


def erase_customer(settings: Settings, number: int, law: str, anyway: bool, format_: str | None) -> int:
    """Erase a customer, remove the files, and have the database forget."""
    configured = settings.runtime().customers
    with open_store(settings.url, today=settings.today) as store:
        with changing(store, number, AUTHOR) as desk:
            if not anyway:
                refuse_while_owing(desk)
            done = erase(desk)
            told = {"customer": number, "law": law, "day": desk.today.isoformat(), "counts": dict(done.counts)}
            checksum = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
            proof = prove(desk, "deletion", law, checksum, done.counts)
            desk.record("erased", "customer", {"law": law, "proof": proof})
        for place in done.places:
            if configured.documents is not None:
                (configured.documents / place).unlink(missing_ok=True)
        forgotten = purge(store)
    if is_json(settings, format_):
        print_json({**told, "proof": proof, "checksum": checksum, "database": forgotten})
        return 0
    out = console()
    out.print(table(f"Erased customer {number}", ["what", ("rows", "right")], list(done.counts.items())))
    out.print(f"proof {proof}; {forgotten}", markup=False)
    return 0
