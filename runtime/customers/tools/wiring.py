"""Which tools are switched on, and who does their work: the settings, made into providers.

Takes a connection: `runtime.toml` is found by the environment and by the store's place, and read once while it stays as
it is. The list of specially designated nationals is kept in memory while it stays in use.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, select

from runtime.customers.tools.local import LocalAddresses, LocalPhones
from runtime.customers.tools.ofac_match import Index, build_index
from runtime.customers.tools.providers import AddressProvider, CreditProvider, PhoneProvider, SocialProvider
from runtime.customers.tools.services import HttpCredit, HttpSocial
from runtime.customers.tools.usps import UspsAddresses
from runtime.settings import RuntimeSettings, find_settings, load_settings
from runtime.settings.customers import CustomerTools
from runtime.store import schema
from runtime.store.kept import kept

Mode = Literal["local", "remote", "off"]


def runtime_settings(connection: Connection) -> RuntimeSettings:
    """The settings of the store's installation."""
    url = connection.engine.url.render_as_string(hide_password=False)
    path = find_settings(None, url)
    stamp = (str(path), path.stat().st_mtime_ns) if path is not None and path.is_file() else None
    return kept(connection, "settings of customers", stamp, lambda: load_settings(None, url))


def tool_settings(connection: Connection) -> CustomerTools:
    """The settings of the tools."""
    return runtime_settings(connection).customer_tools


def mode_of(settings: CustomerTools, tool: str) -> Mode:
    """Whether a tool works here and now, asks a service outside, or is not switched on."""
    match tool:
        case "address":
            return "remote" if settings.address == "usps" else settings.address
        case "phone":
            return settings.phone
        case "ofac":
            return settings.ofac
        case "credit":
            return "remote" if settings.credit.url else "off"
    return "remote" if settings.social.url else "off"


def not_activated(tool: str) -> str:
    """Why a tool that is not switched on does nothing."""
    where = f"`[customer_tools.{tool}]`" if tool in ("credit", "social") else f"`{tool}` of `[customer_tools]`"
    return f"not activated: {where} in runtime.toml names no service"


NO_LIST = "not activated: no OFAC list was imported (`customer tools ofac-import`)"


def address_provider(settings: CustomerTools) -> AddressProvider:
    """Who looks at addresses."""
    return UspsAddresses(settings.usps) if settings.address == "usps" else LocalAddresses()


def phone_provider(settings: CustomerTools) -> PhoneProvider:
    """Who looks at phones."""
    return LocalPhones()


def credit_provider(settings: CustomerTools) -> CreditProvider:
    """Who pulls credit."""
    return HttpCredit(settings.credit)


def social_provider(settings: CustomerTools) -> SocialProvider:
    """Who looks for profiles."""
    return HttpSocial(settings.social)


def ofac_index(connection: Connection) -> Index | None:
    """The list in use; None where none was imported."""
    lists, table = schema.ofac_lists, schema.ofac_entries
    active = connection.execute(select(lists).where(lists.c.active)).one_or_none()
    if active is None:
        return None

    def build() -> Index:
        statement = select(table).where(table.c.list_id == active.id).order_by(table.c.number)
        rows = [dict(row) for row in connection.execute(statement).mappings()]
        return build_index(active.id, active.checksum, rows)

    return kept(connection, "ofac list", (active.id, active.checksum), build)
