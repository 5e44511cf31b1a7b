"""The table of rights, read from ``matrix.toml``: it drives the gate, the lists, the manual and the tests."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Reach = Literal["own", "below", "assigned", "self"]
ANYONE, WORKER = "anyone", "worker"


@dataclass(frozen=True, slots=True)
class Capability:
    """Something that may be done, by whom and how far down the tree.

    With ``second_factor`` it approves, reveals, exports or administers: posting it wants that shown just now.
    """

    key: str
    sentence: str
    roles: Mapping[str, Reach]
    fields: tuple[str, ...]
    purpose: str
    second_factor: bool = False

    @property
    def public(self) -> bool:
        """Whether nobody need sign in for it."""
        return ANYONE in self.roles


@dataclass(frozen=True, slots=True)
class Address:
    """What one named URL asks for; ``posting`` is what it asks for to change something, where that is more.

    With ``second_factor`` this page reveals or exports under a capability that elsewhere does not.
    """

    name: str
    capability: str
    methods: tuple[str, ...] = ("GET",)
    posting: str = ""
    second_factor: bool = False

    def asks_for(self, method: str | None) -> str:
        """Return the capability that a request with ``method`` needs.

        >>> Address("return", "see", ("GET", "POST"), posting="file").asks_for("POST")
        'file'
        """
        return self.posting if method == "POST" and self.posting else self.capability


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole table."""

    capabilities: Mapping[str, Capability]
    addresses: Mapping[str, Address]
    sign_in_attempts: int
    lock_minutes: int

    def roles_with(self, capability: str) -> Mapping[str, Reach]:
        """Return the roles that hold ``capability``, each with its reach.

        Errors: ``KeyError`` for a capability that the table does not know.

        >>> MATRIX.roles_with("move_money")
        {'finance': 'below'}
        """
        return self.capabilities[capability].roles


def matrix_from_text(text: str) -> Matrix:
    """Return the table written in ``text``.

    Errors: ``ValueError`` when an address asks for a capability that is not there, or a key stands twice.
    """
    table = tomllib.loads(text)
    capabilities = [
        Capability(
            row["key"],
            row["sentence"],
            row["roles"],
            tuple(row["fields"]),
            row["purpose"],
            bool(row.get("second_factor")),
        )
        for row in table["capability"]
    ]
    addresses = [
        Address(
            row["name"],
            row["capability"],
            tuple(row.get("methods", ("GET",))),
            row.get("posting", ""),
            bool(row.get("second_factor")),
        )
        for row in table["address"]
    ]
    known = {capability.key for capability in capabilities}
    for address in addresses:
        for capability in {address.capability, address.asks_for("POST")} - known:
            raise ValueError(f"地址 {address.name} 要的权限 {capability} 没有写在权限表里")
    if len(known) < len(capabilities) or len({address.name for address in addresses}) < len(addresses):
        raise ValueError("权限表里有重复的行")
    return Matrix(
        {capability.key: capability for capability in capabilities},
        {address.name: address for address in addresses},
        table["sign_in"]["attempts"],
        table["sign_in"]["lock_minutes"],
    )


MATRIX = matrix_from_text((Path(__file__).parent / "matrix.toml").read_text(encoding="utf-8"))
