"""How well registrations of one human are found: invented people with slips of the pen, kin, twins and moves.

``python bench/alike.py`` prints precision and recall, of everything and of each kind. What is true is known, because it
was made here.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from niangjia.outside.linkage import Alike, Known, probable_pairs
from niangjia.site.replay import empty_house
from niangjia.values.names import pinyin_of

FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文波辉鹏飞燕玲云龙凤春生海山林斌宇浩凯欣怡佳琪晨晓"
)
SLIPS = {"伟": "维", "敏": "闵", "静": "靖", "丽": "莉", "军": "君", "洋": "阳", "艳": "燕", "杰": "洁", "明": "鸣"}
"""Letters of the same sound that are written for one another."""
SHAPES = {"日": "曰", "己": "已", "末": "未", "晨": "辰", "怡": "治", "鹏": "朋", "玲": "铃", "斌": "彬"}
STREETS = ("河东路", "柳堤街", "青川大道", "云雀巷", "石桥街", "新园路")
EMPLOYERS = ("青川顺达物流", "云雀速运", "石桥家政", "河东出行", "柳堤餐饮", "新园物业")


@dataclass(frozen=True, slots=True)
class Made:
    """People, with the pairs that are one human by their kind, and the pairs that only look so."""

    people: tuple[Known, ...]
    same: dict[tuple[int, int], str]
    traps: dict[tuple[int, int], str]


def invent(*, seed: int, humans: int) -> Made:
    """Return invented people: most alone, one in eight registered twice, one in eight with kin or a twin beside."""
    dice = random.Random(seed)
    people: list[Known] = []
    same: dict[tuple[int, int], str] = {}
    traps: dict[tuple[int, int], str] = {}
    for number in range(humans):
        one = person(dice, len(people) + 1, number)
        people.append(one)
        fate = dice.random()
        if fate < 0.125:
            kind, again = registered_again(dice, one)
            people.append(again)
            same[(one.key, again.key)] = kind
        elif fate < 0.25:
            kind, other = beside(dice, one)
            people.append(other)
            traps[(one.key, other.key)] = kind
    return Made(tuple(people), same, traps)


def person(dice: random.Random, key: int, number: int) -> Known:
    """Return somebody with everything known of him but, for half of them, the day of birth."""
    name = dice.choice(FAMILY) + "".join(dice.sample(GIVEN, dice.choice((1, 2, 2))))
    born = f"{dice.randint(1965, 2004)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    return Known(
        key,
        name,
        sounds=pinyin_of(name),
        birth=born if dice.random() < 0.5 else "",
        phone=f"phone {number}",
        address=f"{dice.choice(STREETS)}{dice.randint(1, 300)}号{dice.randint(1, 30)}栋{dice.randint(101, 2604)}室",
        employer=dice.choice(EMPLOYERS),
    )


def registered_again(dice: random.Random, one: Known) -> tuple[str, Known]:
    """Return a second registration of the same human, and what is different in it."""
    kind = dice.choice(("as it was", "same sound", "same shape", "new phone", "moved"))
    again = replace(one, key=one.key + 1, birth="" if dice.random() < 0.9 else one.birth)
    if kind in {"same sound", "same shape"}:
        slips = SLIPS if kind == "same sound" else SHAPES
        spots = [letter for letter in one.name[1:] if letter in slips]
        if not spots:
            return "as it was", again
        name = one.name[0] + one.name[1:].replace(spots[0], slips[spots[0]], 1)
        return kind, replace(again, name=name, sounds=pinyin_of(name))
    if kind == "new phone":
        return kind, replace(again, phone=f"{one.phone} new")
    return kind, replace(again, address=f"{dice.choice(STREETS)}{dice.randint(301, 600)}号", employer="") if (
        kind == "moved"
    ) else again


def beside(dice: random.Random, one: Known) -> tuple[str, Known]:
    """Return another human who is easily taken for the first: kin on one phone, a twin, a namesake."""
    kind = dice.choice(("kin on one phone", "twin", "namesake"))
    if kind == "namesake":
        other = person(dice, one.key + 1, 10**6 + one.key)
        return kind, replace(other, name=one.name, sounds=one.sounds)
    given = dice.choice([letter for letter in GIVEN if letter not in one.name])
    name = one.name[:-1] + given
    if kind == "twin":  # one of the two has no number yet: two numbers are two people, whatever else agrees
        return kind, replace(one, key=one.key + 1, name=name, sounds=pinyin_of(name), birth="")
    name = dice.choice(FAMILY) + given if dice.random() < 0.5 else name
    return kind, replace(one, key=one.key + 1, name=name, sounds=pinyin_of(name), birth="")


@dataclass(frozen=True, slots=True)
class Found:
    """How many pairs were proposed, how many of them rightly, and how many there are to find."""

    proposed: int
    right: int
    there: int
    missed: Counter[str]
    trapped: Counter[str]

    @property
    def precision(self) -> float:
        """The share of what was proposed that is one human."""
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        """The share of what there is to find that was proposed."""
        return self.right / self.there if self.there else 1.0


def judged(made: Made, proposed: Sequence[Alike]) -> Found:
    """Return how well ``proposed`` agrees with what is true."""
    keys = {(one.first, one.second) for one in proposed}
    return Found(
        len(keys),
        len(keys & made.same.keys()),
        len(made.same),
        Counter(kind for pair, kind in made.same.items() if pair not in keys),
        Counter(made.traps.get(pair, "strangers") for pair in keys - made.same.keys()),
    )


def told(found: Found, made: Made) -> Iterator[str]:
    """Yield the lines that are printed."""
    yield f"{len(made.people)} registrations, {found.there} pairs of one human, {len(made.traps)} that only look so"
    yield f"proposed {found.proposed}: precision {found.precision:.3f}, recall {found.recall:.3f}"
    yield f"missed: {dict(found.missed)}; wrongly proposed: {dict(found.trapped)}"


def main() -> None:
    """Print how well it goes with one set of invented people."""
    with empty_house():
        from niangjia.programmes.membership.services.duplicates import WEIGHTS

        made = invent(seed=2026, humans=8000)
        for line in told(judged(made, probable_pairs(made.people, weights=WEIGHTS)), made):
            print(line)


if __name__ == "__main__":
    main()
