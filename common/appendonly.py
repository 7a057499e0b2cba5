"""Database triggers that refuse to change or delete what was written: for migrations on both databases."""

from collections.abc import Callable

MESSAGE = "append-only: rows of this table are never changed or deleted"

_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{message}'; END $$",
    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)
_UNDO = {
    "sqlite": ("DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete"),
    "postgresql": ("DROP TRIGGER {table}_append_only ON {table}", "DROP TRIGGER {table}_no_truncate ON {table}"),
}


def guard(table: str) -> Callable:
    """A RunPython function that makes the table append-only."""
    return _runner({"sqlite": _SQLITE, "postgresql": _POSTGRESQL}, table)


def unguard(table: str) -> Callable:
    """The reverse of guard."""
    return _runner(_UNDO, table)


def _runner(statements: dict[str, tuple[str, ...]], table: str) -> Callable:
    def run(apps, schema_editor) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(table=table, message=MESSAGE))

    return run
