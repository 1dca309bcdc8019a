"""The migrations make what the code describes, and can be taken back."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateTable

from runtime.store import schema
from runtime.store.migrations import HEAD, REVISIONS, configuration, downgrade, upgrade
from runtime.store.open import Store


def test_a_migrated_database_is_what_the_code_describes(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.METADATA) == []


def test_defaults_are_the_same_in_the_migrations_and_in_the_code(store: Store) -> None:
    direct = create_engine("sqlite://")
    schema.METADATA.create_all(direct)

    def defaults(bind: Engine) -> dict[tuple[str, str], tuple[object, bool]]:
        found = inspect(bind)
        return {
            (table, column["name"]): (str(column["default"]).strip("'()"), column["nullable"])
            for table in schema.METADATA.tables
            for column in found.get_columns(table)
        }

    assert defaults(store.engine) == defaults(direct)


def test_the_migrations_go_down_to_nothing_and_up_again() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection)
        assert set(inspect(connection).get_table_names()) == {*schema.METADATA.tables, "alembic_version"}
        downgrade(connection, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        upgrade(connection)
        assert set(inspect(connection).get_table_names()) == {*schema.METADATA.tables, "alembic_version"}


def test_the_known_revisions_are_those_on_disk(store: Store) -> None:
    with store.read() as connection:
        scripts = ScriptDirectory.from_config(configuration(connection))
        assert [script.revision for script in scripts.walk_revisions()] == list(reversed(REVISIONS))
        assert scripts.get_current_head() == HEAD


def test_every_table_can_be_made_on_postgresql() -> None:
    dialect = make_url("postgresql+psycopg://").get_dialect()()
    for table in schema.METADATA.sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect)).strip().startswith("CREATE TABLE")
