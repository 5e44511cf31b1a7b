"""What never changes: triggers of the database itself refuse it, whoever asks, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db import migrations

Deed = Literal["INSERT", "UPDATE", "DELETE"]
UNBALANCED = (
    "NEW.sealed AND ((SELECT COALESCE(SUM(amount_fen), 1) FROM accounts_entry WHERE journal_id = NEW.id) <> 0 "
    "OR (SELECT COUNT(*) FROM accounts_entry WHERE journal_id = NEW.id) < 2)"
)


@dataclass(frozen=True, slots=True)
class Guard:
    """One deed on one table that is refused when ``condition`` holds (SQL over ``OLD`` and ``NEW``)."""

    table: str
    deed: Deed
    name: str
    condition: str = "1 = 1"

    def created(self, vendor: str) -> list[str]:
        """Return the statements that set the guard up."""
        refusal = f"{self.table}: {self.name}"
        if vendor == "sqlite":
            trigger = (
                f"CREATE TRIGGER {self.name} BEFORE {self.deed} ON {self.table} WHEN {self.condition} "
                f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            )
            return [trigger]
        row = "OLD" if self.deed == "DELETE" else "NEW"
        function = (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger AS $$ BEGIN IF {self.condition} THEN "
            f"RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {row}; END $$ LANGUAGE plpgsql"
        )
        trigger = (
            f"CREATE TRIGGER {self.name} BEFORE {self.deed} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )
        return [function, trigger]

    def dropped(self, vendor: str) -> list[str]:
        """Return the statements that take the guard away."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}", f"DROP FUNCTION IF EXISTS {self.name}()"]


def kept_for_ever(table: str) -> tuple[Guard, ...]:
    """Return the guards of a table whose rows are only ever added."""
    return (
        Guard(table, "UPDATE", f"{table}_is_never_changed"),
        Guard(table, "DELETE", f"{table}_is_never_deleted"),
    )


TRAIL = (
    Guard("trail_event", "UPDATE", "sealed_event_is_never_changed", "OLD.sequence IS NOT NULL"),
    Guard("trail_event", "DELETE", "event_is_never_deleted"),
)
PAPERS = kept_for_ever("papers_frozenfacts")
PRACTICES = kept_for_ever("practices_policyversion")
CASES = (*kept_for_ever("cases_assessment"), *kept_for_ever("cases_decision"))
ACCOUNTS = (
    *kept_for_ever("accounts_entry"),
    Guard(
        "accounts_entry",
        "INSERT",
        "sealed_journal_takes_no_entry",
        "(SELECT sealed FROM accounts_journal WHERE id = NEW.journal_id)",
    ),
    Guard("accounts_journal", "UPDATE", "sealed_journal_is_never_changed", "OLD.sealed"),
    Guard("accounts_journal", "UPDATE", "journal_sums_to_zero", UNBALANCED),
    Guard("accounts_journal", "DELETE", "journal_is_never_deleted"),
)
ALL_GUARDS = (*TRAIL, *PAPERS, *PRACTICES, *CASES, *ACCOUNTS)


def stand_guard(guards: tuple[Guard, ...]) -> migrations.RunPython:
    """Return the migration step that sets ``guards`` up, and takes them away when it is undone."""

    def steps(of: Callable[[Guard, str], list[str]]) -> Callable[[Any, Any], None]:
        def run(apps: Any, schema_editor: Any) -> None:
            for guard in guards:
                for statement in of(guard, schema_editor.connection.vendor):
                    schema_editor.execute(statement)

        return run

    return migrations.RunPython(steps(Guard.created), steps(Guard.dropped))
