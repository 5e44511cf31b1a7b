"""A small county for the tests: its unions on two lines, its people and their posts, founded through the desks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from niangjia.casework.access import Actor, actor_of
from niangjia.casework.access.offices import end_post, found_union, give_post, start_line
from niangjia.casework.adoption import adopt, switch_step
from niangjia.records.unions.models import INDUSTRY, TERRITORY, Account, Post, Union

AT = datetime(2026, 10, 13, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
LONG_AGO = date(2020, 1, 1)
PASSWORD = "a-password-for-tests"  # noqa: S105  own-input: opens nothing but a test

UNIONS = (
    ("county", "county", {}),
    ("other-county", "county", {}),
    ("industry", "industry", {TERRITORY: "county"}),
    ("street", "street", {TERRITORY: "county"}),
    ("street-2", "street", {TERRITORY: "county"}),
    ("community", "community", {TERRITORY: "street"}),
    ("mill", "enterprise", {TERRITORY: "county", INDUSTRY: "industry"}),
    ("foreign", "street", {TERRITORY: "other-county"}),
)
POSTS = {
    "chair": ("grassroots", "street", TERRITORY),
    "community-chair": ("grassroots", "community", TERRITORY),
    "mill-chair": ("grassroots", "mill", TERRITORY),
    "foreign-chair": ("grassroots", "foreign", TERRITORY),
    "industry-chair": ("grassroots", "industry", INDUSTRY),
    "cadre": ("county", "county", TERRITORY),
    "second": ("county", "county", TERRITORY),
    "finance": ("finance", "county", TERRITORY),
    "leader": ("leader", "county", TERRITORY),
    "stranger": ("county", "other-county", TERRITORY),
    "strange-finance": ("finance", "other-county", TERRITORY),
    "helper": ("helper", "county", TERRITORY),
    "partner": ("partner", "street", TERRITORY),
    "former": ("county", "county", TERRITORY),
}
WITHOUT_POST = "newcomer"
FILES_NOTHING = ("county", "other-county", "industry")


@dataclass
class County:
    """A county with two streets, a community below one, a mill on both lines, and another county beside it."""

    unions: dict[str, Union]
    accounts: dict[str, Account]

    def actor(self, name: str, on: date | None = None) -> Actor:
        return actor_of(self.accounts[name], on=on or AT.date())


def do_without(union: Union, *steps: str) -> None:
    """Let a union switch optional steps off, from long ago: what a test is not about need not be walked."""
    account = Account.objects.order_by("id")[0]
    adopted = adopt(union, practice="qingtongxia-quarterly", policy="sample", from_on=LONG_AGO, by=account, at=AT)
    for step in steps:
        switch_step(adopted, step=step, is_on=False, from_on=LONG_AGO, source="示例", by=account, at=AT)


def build_county() -> County:
    """Found the unions and give everybody a post; ``former`` left hers yesterday, ``newcomer`` never had one."""
    unions: dict[str, Union] = {}
    for code, kind, parents in UNIONS:
        union = Union(
            code=code,
            name=f"{code} 工会",
            short_name=code,
            kind=kind,
            place="青川市",
            files_returns=code not in FILES_NOTHING,
            founded_on=LONG_AGO,
        )
        above = {line: unions[parent] for line, parent in parents.items()}
        unions[code] = found_union(union, parents=above, by=None, at=AT)
        if kind == "industry":
            start_line(union, line=INDUSTRY, by=None, at=AT)
    for username, (role, union, line) in POSTS.items():
        account = Account.objects.open(username, password=PASSWORD, name=f"{username} 某")
        post = give_post(
            account, union=unions[union], role=role, title=role, line=line, from_on=LONG_AGO, by=None, at=AT
        )
        if username == "former":
            end_post(Post.objects.get(pk=post.pk), on=AT.date() - timedelta(days=1), by=None, at=AT)
    for code in ("county", "other-county"):
        do_without(unions[code], "assign", "publish")
    Account.objects.open(WITHOUT_POST, password=PASSWORD, name=WITHOUT_POST)
    return County(unions, {account.username: account for account in Account.objects.all()})
