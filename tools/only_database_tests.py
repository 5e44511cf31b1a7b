"""A pytest plugin that keeps the tests which touch the database: the others say the same on every database.

Used as ``pytest -p tools.only_database_tests``.
"""

from __future__ import annotations

import pytest

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_serialized_rollback", "live_server"})


def touches_the_database(item: pytest.Item) -> bool:
    """Say whether this test was marked for the database, or asks for a fixture that opens it."""
    asked = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put aside what does not touch the database."""
    aside = [item for item in items if not touches_the_database(item)]
    if aside:
        config.hook.pytest_deselected(items=aside)
        items[:] = [item for item in items if touches_the_database(item)]
