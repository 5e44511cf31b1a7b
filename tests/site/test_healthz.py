"""The pulse: the database answers, and the trail ends where its head says."""

from __future__ import annotations

import pytest
from django.test import Client

from niangjia.casework import trail
from niangjia.records.trail.models import Head


@pytest.mark.django_db
def test_an_empty_house_is_well(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_a_trail_cut_short_is_seen_at_once(county: object, client: Client) -> None:
    trail.seal()
    assert client.get("/healthz").status_code == 200
    Head.objects.update(sequence=Head.objects.get().sequence + 1)
    assert client.get("/healthz").status_code == 503
