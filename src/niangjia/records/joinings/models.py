"""Applications to join, the doors by which they come, the benefits of members, and their cards."""

from __future__ import annotations

from django.db import models

from niangjia.records.cases.models import Case
from niangjia.records.people.models import Worker
from niangjia.records.scoped import Owned


class Joining(Owned):
    """What an application to join says beside its case; number, phone and words about the person are sealed.

    ``door`` is how it came, ``group`` the applicant's trade, both keys of the charter; ``employer`` is where he works.
    ``agrees`` is what the door of identities said of name and number: ``agree``, ``differ``, or ``unknown`` while
    nobody could tell; ``seen_by`` is who looked at the card instead. ``missing`` are the keys of what was asked for
    once, also after it was completed, ``told`` words that go with it, or the reason of a no. ``brought_by`` is the
    member who brought the applicant along, ``poster`` what was scanned. ``open_index`` is filled while it is open:
    whoever sends the same twice has one application.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="joining")
    door = models.CharField(max_length=20)
    group = models.CharField(max_length=30, blank=True)
    employer = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=60)
    id_number = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    code_index = models.CharField(max_length=64, blank=True, db_index=True)
    open_index = models.CharField(max_length=64, blank=True)
    agrees = models.CharField(
        max_length=10, choices=[("agree", "一致"), ("differ", "不一致"), ("unknown", "还说不准")], default="unknown"
    )
    seen_by = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")
    missing = models.JSONField(default=list)
    told = models.BinaryField(null=True)
    account = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")
    brought_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    poster = models.ForeignKey("joinings.Poster", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    admitted = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["open_index"],
                condition=~models.Q(open_index=""),
                name="one_open_application_a_person_and_union",
            )
        ]
        indexes = [models.Index(fields=["owner_union", "decided_at"]), models.Index(fields=["brought_by", "admitted"])]

    def __str__(self) -> str:
        return f"入会 {self.case_id}"


class Poster(Owned):
    """A poster that hangs where workers come by: its ``uid`` is the code, and opens the page of ``owner_union``."""

    made_by = models.ForeignKey("unions.Account", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["owner_union"], condition=models.Q(taken_down_at__isnull=True), name="one_poster_a_union"
            )
        ]

    def __str__(self) -> str:
        return f"海报 {self.owner_union_id}"


class TradeDoor(Owned):
    """That ``owner_union`` takes in the workers of a trade, ``group`` of the charter, from all around.

    One that has ``closed_at`` was so until then.
    """

    group = models.CharField(max_length=30)
    closed_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["owner_union", "group"],
                condition=models.Q(closed_at__isnull=True),
                name="one_door_a_trade_and_union",
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_union_id} {self.group}"


class MemberBenefit(Owned):
    """What a member claims by right of his membership: the ``turn``-th of a kind in a year, once, from whichever union.

    Units: ``year`` is the calendar year, ``turn`` counts from 1.
    """

    in_flight = models.Q(delivered_at__isnull=True)

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField()
    claimed_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.ForeignKey("unions.Account", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["worker", "kind", "year", "turn"], name="a_benefit_comes_once_a_turn")
        ]
        indexes = [models.Index(fields=["owner_union", "kind", "delivered_at"])]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.kind} {self.year}/{self.turn}"


class MemberCard(Owned):
    """The code that a member shows now: the newest alone holds, until a moment, and is checked once."""

    worker = models.OneToOneField(Worker, on_delete=models.PROTECT, related_name="+")
    code_index = models.CharField(max_length=64, blank=True, db_index=True)
    valid_until = models.DateTimeField()

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"会员卡 {self.worker_id}"
