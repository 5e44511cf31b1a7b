"""A small policy that the tests bend: every kind of line is in it once."""

from __future__ import annotations

from niangjia.engines.rules.facts import Fact, FactSchema

SCHEMA = FactSchema(
    "small",
    (
        Fact("income", label="收入", kind="integer", unit="fen / year", maximum=10**12, question="收入多少？"),
        Fact("cost", label="支出", kind="integer", unit="fen / year", maximum=10**12, question="支出多少？"),
        Fact("persons", label="人口", kind="integer", unit="person", minimum=1, maximum=20, question="几口人？"),
        Fact("area", label="面积", kind="integer", unit="dm2", maximum=10**8),
        Fact("member", label="会员", kind="boolean", question="是会员吗？"),
        Fact("vehicle", label="车", kind="choice", choices={"none": "无", "car": "汽车"}, question="有车吗？"),
    ),
)

TEXT = """\
policy: small
label: 小政策
facts: small
parameters:
  line:
    label: 线
    unit: fen / person / month
    values:
      - {place: 青川市, from: 2026-01-01, is: 720 yuan, source: 例}
      - {place: 青川市, from: 2026-07-01, is: 750.00 元, source: 例}
  how:
    label: 怎么比
    unit: comparator
    values: [{from: 2026-01-01, is: "<", source: 例}]
  share:
    label: 比例
    unit: 1
    values: [{from: 2026-01-01, is: 80%, source: 例}]
  months:
    label: 月数
    unit: person * month
    values: [{from: 2026-01-01, is: 10, source: 例}]
  cap:
    label: 上限
    unit: fen / year
    values: [{from: 2026-01-01, until: 2026-12-31, is: 16000 yuan, source: 例}]
variables:
  net:
    label: 净收入
    unit: fen / year
    is: income - cost
  net_each:
    label: 每人每月净收入
    unit: fen / person / month
    is: per_person_month(net)
tests:
  belongs:
    label: 是会员
    that: member
    source: 例一
  poor:
    label: 低于线
    that: compare(net_each, how, line)
    source: 例二
  drives:
    label: 有车
    that: vehicle = 'car'
    source: 例三
  burdened:
    label: 支出超过收入
    that: cost > income
    source: 例四
preconditions: [belongs]
tiers:
  deep:
    label: 困难
    needs: [poor]
    unless: [{test: drives, except: [burdened]}]
otherwise:
  label: 不在范围
  then: {advice: 咨询}
benefits:
  living:
    label: 生活
    is: months * line
    once_per: [household, year]
    source: 例五
  medical:
    label: 医疗
    is: {deep: share * cost}
    at_most: cap
    round: half_up to fen
    source: 例六
stacking:
  - {tier: deep, of: [living, medical], keep: largest, source: 例七}
examples:
  - name: 困难
    on: 2026-09-30
    place: 青川市
    facts: {income: 20000 yuan, cost: 0 yuan, persons: 3, member: true, vehicle: none}
    gives: {tier: deep, living: 7500 yuan, medical: 0 yuan, poor: true, net: 20000 yuan}
  - name: 没有车的消息
    like: 困难
    facts: {vehicle: ~}
    gives: {tier: cannot_tell, drives: cannot_tell}
"""


def bent(old: str, new: str) -> str:
    """Return the small policy with one passage replaced; the passage must be there exactly once."""
    assert TEXT.count(old) == 1, f"{old!r} occurs {TEXT.count(old)} times"
    return TEXT.replace(old, new)


def line_of(text: str, passage: str) -> int:
    """Return the 1-based line on which a passage begins."""
    return text[: text.index(passage)].count("\n") + 1
