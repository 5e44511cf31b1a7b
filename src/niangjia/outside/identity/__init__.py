"""The door of identities: whether a name and a number belong to one person. What is asked is written in no log."""

from niangjia.outside.identity.asking import (
    Answer,
    HttpIdentityDoor,
    IdentityDoor,
    LocalIdentityDoor,
    ShutDoor,
    door_for,
)

__all__ = ["Answer", "HttpIdentityDoor", "IdentityDoor", "LocalIdentityDoor", "ShutDoor", "door_for"]
