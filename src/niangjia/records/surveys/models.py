"""Door-knocking: the ledger of the not-yet, and what came in from phones without signal."""

from __future__ import annotations

from django.db import models

from niangjia.records.people.models import Worker
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account, Union


class Round(Owned):
    """One round of door-knocking of a union: from a day on, until it is closed."""

    title = models.CharField(max_length=60)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["owner_union", "title"], name="one_round_a_title")]

    def __str__(self) -> str:
        return f"摸底 {self.pk}"


class Door(Owned):
    """One door in a grid of ``owner_union``: somebody lives or works behind it. The address is sealed.

    ``version`` counts the surveys kept here: a phone says which one it had seen.
    """

    grid = models.CharField(max_length=40)
    place = models.PositiveIntegerField(default=0)
    address = models.BinaryField()
    address_index = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=0)
    entered_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["owner_union", "address_index"], name="one_door_an_address_and_union")
        ]
        indexes = [models.Index(fields=["owner_union", "grid", "place"])]

    def __str__(self) -> str:
        return f"门 {self.pk}"


class Stop(Owned):
    """That a door is to be knocked on in a round by an account, through its post at ``through``, on a day."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stops")
    door = models.ForeignKey(Door, on_delete=models.PROTECT, related_name="stops")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    through = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["round", "door"], condition=models.Q(ended_at__isnull=True), name="one_visitor_a_door_and_round"
            )
        ]
        indexes = [models.Index(fields=["account", "on", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.door_id} → {self.account_id}"


class Survey(Owned):
    """What was answered at a door by one person. ``uid`` is made where it was written: sent twice, it is one.

    Without consent it holds that it was refused, and nothing else. ``answers`` are the choices, by key of the
    indicators; ``told`` (sealed) is what is personal: free words, income. ``told_at`` is the hour by the visitor's
    phone, which decides nothing. ``wants_in`` says that he wished to join at once. ``version`` is the version of the
    door that it made; ``replaced_by`` the one that a person chose instead of it.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="surveys")
    door = models.ForeignKey(Door, on_delete=models.PROTECT, related_name="surveys")
    consent = models.CharField(
        max_length=8, choices=[("given", "同意登记"), ("refused", "不同意登记"), ("absent", "没有人")]
    )
    worker = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="surveys")
    was_member = models.BooleanField(default=False)
    wants_in = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    told = models.BinaryField(null=True)
    version = models.PositiveIntegerField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["door", "version"], name="one_survey_a_version_of_a_door"),
            models.CheckConstraint(
                condition=models.Q(consent="given") | models.Q(worker__isnull=True, told__isnull=True),
                name="without_consent_nothing_personal",
            ),
        ]
        indexes = [models.Index(fields=["owner_union", "consent"]), models.Index(fields=["worker"])]

    def __str__(self) -> str:
        return f"{self.door_id} {self.consent}"


class Package(Owned):
    """One day's work that a phone carries: whose, on which device, until when. ``secret`` locks it there."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    device = models.UUIDField()
    epoch = models.PositiveIntegerField()
    secret = models.BinaryField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["account", "device"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_package_a_device",
            )
        ]

    def __str__(self) -> str:
        return f"离线包 {self.pk}"


class Submission(Owned):
    """What a phone sent, as it came: sealed, never thrown away, owned by the union that answers for its subject.

    ``made_as`` is the number that the phone gave it when it was finished, ``content_index`` the keyed print of its
    content. One of each number is the ``first``; another content under the same number is kept beside it.
    """

    STATES = [
        ("counted", "已计入"),
        ("conflict", "两份不一致，等人选"),
        ("quarantined", "送的人已无此权限，等人看"),
        ("set_aside", "看过，不计入"),
    ]
    made_as = models.UUIDField()
    content_index = models.CharField(max_length=64)
    first = models.BooleanField(default=True)
    kind = models.CharField(max_length=20)
    subject = models.UUIDField()
    base = models.PositiveIntegerField()
    content = models.BinaryField()
    signature = models.BinaryField(null=True)
    photo = models.BinaryField(null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=STATES)
    why = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["made_as", "content_index"], name="one_submission_a_content"),
            models.UniqueConstraint(fields=["made_as"], condition=models.Q(first=True), name="one_first_a_number"),
        ]
        indexes = [models.Index(fields=["owner_union", "state"]), models.Index(fields=["kind", "subject"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
