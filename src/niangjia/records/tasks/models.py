"""Needs, difficulties at work and wishes: what is to be cleared, by what measure, with what proof."""

from __future__ import annotations

from django.db import models

from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Paper
from niangjia.records.scoped import Owned
from niangjia.records.unions.models import Account, Union


class Need(Owned):
    """What a case of the care window is about. ``text`` is sealed; ``kind`` and ``origin`` are keys of the charter.

    ``origin`` says how it became known: the survey, a visit, a request, a rule that guided somebody who did not
    qualify. ``major`` is what needs a meeting and a tender. A difficulty at work is a need of kind ``work`` of the
    household of the worker who raised it; ``against_employer`` keeps one that complains of the employer from the
    employer's own union: the county alone sees it.

    ``confirmed_as`` says who found that it is cleared: the person, a second colleague who called her, or the rule
    that nobody answered in time. ``lacking`` (sealed) is what she said was missing when
    it was re-opened; ``code_index`` is the blind index of the code by which the person follows it.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="need")
    kind = models.CharField(max_length=30)
    origin = models.CharField(max_length=30)
    major = models.BooleanField(default=False)
    against_employer = models.BooleanField(default=False)
    text = models.BinaryField(null=True)
    lacking = models.BinaryField(null=True)
    code_index = models.CharField(max_length=64, blank=True, db_index=True)
    solved_at = models.DateTimeField(null=True)
    solved_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_as = models.CharField(
        max_length=10, blank=True, choices=[("person", "本人确认"), ("call", "同事电话核实"), ("rule", "按规则确认")]
    )
    confirmed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["owner_union", "kind"]), models.Index(fields=["owner_union", "solved_at"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Measure(Owned):
    """Who does what about a need by when. What is major is first decided in a meeting, and put out to tender.

    ``what`` is sealed; ``reference`` is the number of the minutes or of the tender, ``decided_on`` the day of the
    meeting. ``union`` answers for it; ``account`` or ``department`` does it.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(
        max_length=10, choices=[("plain", "措施"), ("meeting", "上会决定"), ("tender", "招标采购")], default="plain"
    )
    what = models.BinaryField(null=True)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    department = models.CharField(max_length=60, blank=True)
    due_on = models.DateField()
    decided_on = models.DateField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["account", "done_at"])]

    def __str__(self) -> str:
        return f"{self.need_id} {self.kind}"


class Proof(Owned):
    """That a need was cleared or a wish granted: what was done (sealed), a paper, the award that it cost."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="proofs")
    told = models.BinaryField(null=True)
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(told__isnull=False) | models.Q(paper__isnull=False), name="a_proof_proves_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.given_at:%Y-%m-%d}"


class Wish(Owned):
    """A need that anybody may grant. ``released`` is what the wall says of it: words of ours that name nobody.

    What she wrote herself stays sealed in the need. ``consent`` says how she agreed to its being shown.
    """

    need = models.OneToOneField(Need, primary_key=True, on_delete=models.PROTECT, related_name="wish")
    consent = models.CharField(max_length=10, choices=[("herself", "本人提出"), ("paper", "书面"), ("spoken", "口头")])
    age_group = models.CharField(max_length=20, blank=True)
    released = models.CharField(max_length=120, blank=True)
    released_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    thanks = models.CharField(max_length=120, blank=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["released_at"])]

    def __str__(self) -> str:
        return f"{self.need_id}"


class Claim(Owned):
    """That somebody took a wish up. Name and phone are sealed; ``phone_index`` bounds what one phone may claim.

    ``fallen_at`` is when it fell through; a wish has one claim at a time that did not.
    """

    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="claims")
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_index = models.CharField(max_length=64)
    agreed_to = models.CharField(max_length=300)
    claimed_at = models.DateTimeField(db_index=True)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    fallen_at = models.DateTimeField(null=True)
    fallen_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    fallen_as = models.CharField(max_length=20, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["wish"], condition=models.Q(fallen_at__isnull=True), name="one_claim_a_wish_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["phone_index"])]

    def __str__(self) -> str:
        return f"{self.wish_id} {self.claimed_at:%Y-%m-%d}"


class Founding(Owned):
    """That a workplace asks for a union of its own; ``owner_union`` is the upper union that decides.

    ``code`` is the unified social credit code of the workplace, ``wishing`` how many of its ``workers`` wish to be
    members. ``lacking`` are the keys of what was said to be missing, which is said once. ``code_index`` is the blind
    index of the code by which the applicant follows it. What the meeting elected stands here until it is confirmed;
    then ``union`` is the new union.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="founding")
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=18)
    kind = models.CharField(max_length=20)
    workers = models.PositiveIntegerField()
    wishing = models.PositiveIntegerField()
    contact_name = models.CharField(max_length=60)
    contact_phone = models.BinaryField(null=True)
    applicant = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    code_index = models.CharField(max_length=64, db_index=True)
    is_live = models.BooleanField(default=True)
    papers = models.JSONField(default=list)
    lacking = models.JSONField(default=list)
    lacking_told_at = models.DateTimeField(null=True)
    meeting_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    due = models.PositiveIntegerField(null=True)
    attended = models.PositiveIntegerField(null=True)
    term_years = models.PositiveSmallIntegerField(null=True)
    no_relatives = models.BooleanField(default=False)
    elected = models.JSONField(default=list)
    union = models.OneToOneField(Union, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(is_live=True), name="one_founding_a_workplace_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Raised(Owned):
    """What a union at the base raised: ``text`` and ``answer`` are sealed, ``kind`` is a key of the charter.

    Whoever raised it says at the end whether it is solved.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="raised")
    kind = models.CharField(max_length=30)
    text = models.BinaryField(null=True)
    answer = models.BinaryField(null=True)
    raised_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
