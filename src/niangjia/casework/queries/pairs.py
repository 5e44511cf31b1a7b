"""Pairs of cadre and household: who may keep them today, who must keep away, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from niangjia.casework.access import MATRIX, Actor
from niangjia.casework.families import root_of
from niangjia.records.cases.models import Case, Exit, Standing
from niangjia.records.people.models import Household, KinTie
from niangjia.records.placements.models import Contact, Pairing
from niangjia.records.unions.models import Account, Path, Post

KIN = "kin"
FILED = "filed"


def in_force(on: date) -> Q:
    """Return what a path of the tree must fulfil to hold on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def keeping_posts(on: date) -> QuerySet[Post]:
    """Return the posts whose holders may keep pairs on a day."""
    return Post.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gt=on),
        role__in=MATRIX.roles_with("keep_pairs"),
        from_on__lte=on,
        account__is_active=True,
    )


def keeper(on: date) -> Exists:
    """Return, for a query of pairings, whether a post of the cadre reaches the household's union on a day."""
    reaching = Path.objects.filter(
        in_force(on),
        ancestor=OuterRef("union"),
        line=OuterRef("line"),
        descendant=OuterRef(OuterRef("owner_union")),
    )
    return Exists(keeping_posts(on).filter(Exists(reaching), account=OuterRef("cadre")))


def on_register(household: str = "pk") -> Exists:
    """Return, for a query, whether the household named by its field stands on the register of hardship."""
    return Exists(Standing.everywhere.filter(household=OuterRef(household), ended_on__isnull=True))


def being_helped(programme: str, states: Iterable[str]) -> Exists:
    """Return, for a query of households, whether a case of theirs is in one of ``states``."""
    cases = Case.everywhere.filter(household=OuterRef("pk"), programme=programme, state__in=list(states))
    return Exists(cases)


def unfinished(household_id: int, *, programme: str, states: Iterable[str]) -> QuerySet[Case]:
    """Return the cases of a household that are in one of ``states``, with what each is about."""
    found = Case.everywhere.filter(household=household_id, programme=programme, state__in=list(states))
    return found.select_related("need").order_by("pk")


def standings(actor: Actor) -> QuerySet[Standing]:
    """Return the standings that hold, of the households this person arranges pairs for."""
    return actor.rows(Standing, "make_pairs").filter(ended_on__isnull=True)


def open_pairings() -> QuerySet[Pairing]:
    """Return all pairings that hold. Callers cut them down to somebody's reach."""
    return Pairing.everywhere.filter(ended_on__isnull=True)


def reachable(actor: Actor) -> QuerySet[Pairing]:
    """Return the pairings that this person may see: her own while a post of hers reaches them, and all she arranges."""
    own = Q(cadre=actor.account, ended_on__isnull=True, owner_union__in=actor.union_ids("keep_pairs"))
    return Pairing.everywhere.filter(own | Q(owner_union__in=actor.union_ids("make_pairs")))


def own_pairings(actor: Actor) -> QuerySet[Pairing]:
    """Return the open pairings of this person that a post of hers reaches today."""
    return open_pairings().filter(cadre=actor.account, owner_union__in=actor.union_ids("keep_pairs"))


def to_hand_over(actor: Actor) -> QuerySet[Pairing]:
    """Return the open pairings within reach whose cadre reaches them no longer: they wait for another."""
    within = open_pairings().filter(owner_union__in=actor.union_ids("make_pairs"))
    return within.filter(~keeper(actor.on))


def long_overdue(actor: Actor) -> QuerySet[Pairing]:
    """Return the open pairings of others within reach whose contact is so late that the county is told."""
    within = open_pairings().filter(owner_union__in=actor.union_ids("make_pairs"), escalates_on__lte=actor.on)
    return within.filter(keeper(actor.on)).exclude(cadre=actor.account)


def steps_between(places: Iterable[int], *, within: QuerySet[Path, int] | None, on: date) -> dict[tuple[int, int], int]:
    """Return how many steps lie between each place and each cadre whose post reaches it, by (place, account).

    ``within`` keeps to posts at these unions.
    """
    posts = keeping_posts(on)
    if within is not None:
        posts = posts.filter(union__in=within)
    held: dict[tuple[int, str], list[int]] = {}
    for account, union, line in posts.values_list("account_id", "union_id", "line"):
        held.setdefault((union, line), []).append(account)
    paths = Path.objects.filter(in_force(on), descendant__in=set(places), ancestor__in={union for union, _ in held})
    steps: dict[tuple[int, int], int] = {}
    for place, above, line, depth in paths.values_list("descendant_id", "ancestor_id", "line", "depth"):
        for account in held.get((above, line), ()):
            steps[place, account] = min(depth, steps.get((place, account), depth))
    return steps


def families(household_ids: Iterable[int]) -> dict[int, int]:
    """Return these households and all that went on as one of them, each with the one it is now."""
    found = {one: one for one in household_ids}
    latest = dict(found)
    while latest:
        merged = Household.everywhere.filter(merged_into__in=latest).values_list("pk", "merged_into_id")
        latest = {one: found[into] for one, into in merged if into is not None and one not in found}
        found |= latest
    return found


def recusals(household_ids: Iterable[int], account_ids: Iterable[int]) -> Mapping[tuple[int, int], str]:
    """Return who must keep away from whom, by (household, account): ``kin``, or ``filed`` what the case rests on.

    Two accounts of one natural person are one person here. Whoever visited a household may be paired with it.
    """
    wanted = families(household_ids)
    accounts: dict[object, list[int]] = {}
    for account, person in Account.objects.filter(pk__in=set(account_ids)).values_list("pk", "natural_person"):
        accounts.setdefault(person, []).append(account)
    filed = Case.everywhere.filter(household__in=wanted, row__isnull=False)
    kin = KinTie.everywhere.filter(household__in=wanted)
    found: dict[tuple[int, int], str] = {}
    for why, ties in (
        (FILED, filed.values_list("household_id", "row__upload__received_by__natural_person")),
        (KIN, kin.values_list("household_id", "account__natural_person")),
    ):
        for household, person in ties:
            found |= {(wanted[household], account): why for account in accounts.get(person, ())}
    return found


def open_seats(account_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return the seats that each of these accounts has taken."""
    taken: dict[int, set[int]] = {one: set() for one in account_ids}
    for account, seat in open_pairings().filter(cadre__in=taken).values_list("cadre_id", "seat"):
        taken[account].add(seat)
    return taken


def cadre_of(household_id: int, *, on: date) -> Account | None:
    """Return who answers for a household today: nobody while it waits to be handed over."""
    held = pairing_of(household_id, on=on)
    return None if held is None else held.cadre


def pairing_of(household_id: int, *, on: date) -> Pairing | None:
    """Return the pairing by which somebody answers for a household today, if its cadre still reaches it."""
    held = open_pairings().filter(keeper(on), household__in=families([household_id]))
    return held.select_related("cadre").order_by("-pk").first()


def no_cadre() -> Q:
    """Return, for a query of households, that nobody answers for them, nor for one that went on as theirs."""
    itself, before = OuterRef("pk"), OuterRef("pk")
    held = open_pairings()
    return ~Q(Exists(held.filter(household=itself))) & ~Q(Exists(held.filter(household__merged_into=before)))


def with_cadre(household_ids: Iterable[int]) -> set[int]:
    """Return those of these households that somebody answers for."""
    family = families(household_ids)
    return {family[one] for one in open_pairings().filter(household__in=family).values_list("household_id", flat=True)}


def after_transition(kind: str, *, on: date) -> list[tuple[Pairing, str]]:
    """Return the open pairings of a kind for which nothing goes on any more, each with why its household left.

    The household stands on the register no longer, under whichever filing it has gone on; help went on with the leaving
    for a while and that while is over, or it did not go on. Where a leaving is about to be undone the pairing holds.
    """
    found = []
    for one in open_pairings().filter(~on_register("household"), kind=kind).order_by("pk"):
        family = root_of(one.household_id)
        gone = Exit.everywhere.filter(standing__family=family, state="stands").order_by("-left_on", "-pk").first()
        undoing = Exit.everywhere.filter(standing__family=family, state="undoing").exists()
        again = Standing.everywhere.filter(family=family, ended_on__isnull=True).exists()
        if gone is None or undoing or again or one.from_on > gone.left_on:
            continue
        if not (gone.aid_goes_on and gone.watched_until and gone.watched_until > on):
            found.append((one, gone.reason))
    return found


def is_kept(pairing: Pairing, *, on: date) -> bool:
    """Return whether a post of its cadre reaches an open pairing on a day."""
    return open_pairings().filter(keeper(on), pk=pairing.pk).exists()


def contacts_of(household_ids: Iterable[int]) -> QuerySet[Contact]:
    """Return every contact with these households, whoever kept them then, the newest first."""
    return (
        Contact.everywhere.filter(household__in=families(household_ids))
        .select_related("by", "need")
        .order_by("-at", "-id")
    )


def called_in_time(pairings: QuerySet[Pairing]) -> QuerySet[Pairing]:
    """Return those whose household was reached on the day they were paired."""
    return pairings.filter(first_reached_on=F("from_on"))
