"""Messages to those who work here; public notices and objections."""

from __future__ import annotations

from django.db import models

from niangjia.records.cases.models import Case
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account


class Message(Owned):
    """One message to one account. ``key`` makes sure that the same thing is said once; ``address`` leads to the page.

    Nothing personal stands in it: a name at most, never a number, an illness or an amount.
    """

    key = models.CharField(max_length=120, unique=True)
    to = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    text = models.CharField(max_length=300)
    address = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["to", "read_at"])]

    def __str__(self) -> str:
        return self.key


class PublicNotice(Owned):
    """A list of households that stands in public for some days: who is to be helped, in the least words.

    ``last_on`` is the last day on which it stands; ``working`` says how that day was reached. ``again`` is set when its
    households stood in public before and an objection sent them back.
    """

    period = models.CharField(max_length=6)
    again = models.BooleanField(default=False)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    last_on = models.DateField()
    working = models.JSONField(default=dict)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["last_on"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.period}"


class NoticeEntry(Owned):
    """One household of a notice, as it is shown: a masked name, or its number where it did not agree to be named.

    ``lifted_at`` is set when it left the notice early: an objection sent it back.
    """

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="entries")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    shown_as = models.CharField(max_length=60)
    union_label = models.CharField(max_length=60)
    tier = models.CharField(max_length=40)
    lifted_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["notice", "case"], name="a_case_once_a_notice")]
        indexes = [models.Index(fields=["case", "lifted_at"])]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.case_id}"


class Objection(Owned):
    """What somebody says against a published household. Owned by the union that published: nobody below sees it.

    ``key`` makes the same form sent twice one objection; ``code_index`` finds it again for whoever has the code.
    """

    key = models.UUIDField(unique=True)
    entry = models.ForeignKey(NoticeEntry, on_delete=models.PROTECT, related_name="objections")
    name = models.BinaryField()
    phone = models.BinaryField()
    text = models.BinaryField()
    code_index = models.CharField(max_length=64, unique=True)
    filed_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=[("open", "待答复"), ("upheld", "成立"), ("unfounded", "不成立")], default="open"
    )
    answer = models.BinaryField(null=True)
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["owner_union", "state"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Knock(models.Model):
    """How often one place has knocked at a public door on a day. The place is a keyed index, never an address."""

    door = models.CharField(max_length=30)
    place = models.CharField(max_length=64)
    on = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "place", "on"], name="one_count_a_door_place_and_day")]

    def __str__(self) -> str:
        return f"{self.door} {self.on} {self.count}"
