"""Signing in without a browser: by password, and with the code that was sent to a phone."""

from __future__ import annotations

from deeds_of_accounts import PHONE, code_on_the_phone
from django.test import Client
from small_county import PASSWORD


def by_password(
    username: str = "cadre", client: Client | None = None, *, password: str = PASSWORD, **more: str
) -> Client:
    """Return a client, a new one if none is given, at which somebody sent name and password."""
    client = client or Client()
    client.post("/login/", {"username": username, "password": password, **more})
    return client


def by_phone(phone: str = PHONE) -> Client:
    """Return a client at which a worker came in with the code on his phone."""
    client = Client()
    assert client.post("/login/phone/", {"phone": phone})["Location"].startswith("/login/phone/code/")
    assert client.post("/login/phone/code/", {"code": code_on_the_phone()})["Location"] == "/my/"
    return client
