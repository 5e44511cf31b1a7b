"""A malformed policy is refused with file, line and a sentence that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from niangjia.engines.rules import load_policy
from niangjia.engines.rules.examples import check_examples
from niangjia.engines.rules.facts import Fact, FactSchema
from niangjia.engines.rules.faults import PolicyError
from tests.engines.rules.small_policy import SCHEMA, TEXT, bent, line_of

# what is replaced, by what, where the fault is expected, and words its sentence must contain
FAULTS = {
    "an unknown name": ("income - cost", "income - costs", "income - costs", "“costs”不认识", "是不是 cost？"),
    "a name with a table": ("income - cost", "income - t.cost", "t.cost", "“t.cost”不认识"),
    "a wrong unit in a sum": (
        "income - cost",
        "income - persons",
        "income - persons",
        "不能相减",
        "fen / year",
        "person",
    ),
    "a wrong unit in an addition": ("income - cost", "income + area", "income + area", "不能相加"),
    "a wrong unit in a comparison": ("cost > income", "cost > line", "cost > line", "不能比较"),
    "a declared unit that is another": ("is: income - cost", "is: per_month(income)", "is: per_month", "单位对不上"),
    "a unit that is none": (
        "unit: person * month",
        "unit: persons * month",
        "unit: persons",
        "“persons”不认识",
        "person",
    ),
    "a variable's unit that is none": (
        "    unit: fen / person / month\n    is: per",
        "    unit: fun\n    is: per",
        "unit: fun",
        "“fun”不认识",
    ),
    "a number in an expression": ("income - cost", "income - cost * 12", "cost * 12", "不能直接写数字 12", "参数"),
    "a decimal in an expression": ("share * cost", "0.8 * cost", "0.8 * cost", "不能直接写数字 0.8"),
    "a subquery": ("that: member", "that: (select 1) > 0", "(select", "子查询"),
    "a window": ("that: member", "that: row_number() over () > 0", "row_number", "窗口函数"),
    "a cast": ("that: member", "that: income::int > 0", "income::int", "类型转换"),
    "a sum over rows": ("that: member", "that: sum(income) > 0", "sum(income)", "汇总函数"),
    "a text function": ("that: member", "that: upper(vehicle) = 'CAR'", "upper", "不能用 upper"),
    "a pattern": ("that: member", "that: vehicle like 'c%'", "vehicle like", "文字匹配"),
    "a joined text": ("that: member", "that: vehicle || 'x' = 'car'", "vehicle ||", "文字拼接"),
    "a null": ("that: member", "that: member = null", "member = null", "NULL"),
    "an is": ("that: member", "that: income is not null", "income is", "IS"),
    "a remainder": ("that: member", "that: income % persons > 0", "income %", "取余"),
    "a whole quotient": ("that: member", "that: income // cost > 0", "income //", "整除"),
    "an alias": ("that: member", "that: member m", "member m", "别名"),
    "a placeholder": ("that: member", "that: income > ?", "income > ?", "不能用"),
    "two expressions": ("that: member", "that: member; member", "member; member", "不能用"),
    "an unknown function": (
        "compare(net_each, how, line)",
        "comparee(net_each, how, line)",
        "comparee",
        "是不是 compare？",
    ),
    "a function with too few parts": (
        "compare(net_each, how, line)",
        "compare(net_each, line)",
        "compare(net",
        "要 3 项",
    ),
    "a comparator that is no parameter": (
        "compare(net_each, how, line)",
        "compare(net_each, line, line)",
        "compare(net",
        "line 要是单位为 comparator 的参数",
    ),
    "a comparator that is an expression": (
        "compare(net_each, how, line)",
        "compare(net_each, net_each, line)",
        "compare(net",
        "比较符参数的名称",
    ),
    "a comparator as a number": ("income - cost", "income * how", "income * how", "要的是数，这里却是比较符"),
    "a comparator picked": ("that: member", "that: coalesce(how, how)", "coalesce(how", "同一种：比较符"),
    "bad syntax": ("income - cost", "income - (cost", "income - (cost", "读不懂"),
    "a quote left open": ("that: member", "that: vehicle = 'car", "vehicle = 'car", "读不懂"),
    "too long an expression": ("income - cost", "income" + " - cost" * 300, "income - cost", "太长了"),
    "too deep an expression": ("that: member", "that: " + "(" * 990 + "member" + ")" * 990, "((((", "套得太深"),
    "a truth where a number is due": ("is: income - cost", "is: member", "is: member", "这里要的是一个数"),
    "a number where a truth is due": ("that: member", "that: income", "that: income", "这里要的是一个条件"),
    "an and of numbers": ("that: member", "that: income and member", "income and", "请写成比较"),
    "a comparison of truths": ("that: member", "that: member = true", "member = true", "两边要都是数"),
    "a number compared with a word": ("that: member", "that: income = 'car'", "income = 'car'", "只有选项才能"),
    "a word no choice has": ("vehicle = 'car'", "vehicle = 'cars'", "vehicle = 'cars'", "没有“cars”", "是不是 car？"),
    "a word no choice has in a coalesce": (
        "vehicle = 'car'",
        "coalesce(vehicle, 'nothing') = 'car'",
        "coalesce(vehicle",
        "没有“nothing”",
    ),
    "words compared by size": ("vehicle = 'car'", "vehicle < 'car'", "vehicle <", "两边要都是数"),
    "a list that holds no words": ("vehicle = 'car'", "vehicle in (vehicle)", "vehicle in", "只能列出选项"),
    "a list that is a query": ("vehicle = 'car'", "vehicle in (select 1)", "vehicle in", "只能列出选项"),
    "a symmetric between": ("cost > income", "cost between symmetric income and net", "between", "symmetric"),
    "a case without else": ("cost > income", "case when member then member end", "case when", "一定要有 else"),
    "a case of a value": (
        "cost > income",
        "case vehicle when 'car' then true else false end",
        "case vehicle",
        "case when",
    ),
    "an if without else": ("cost > income", "if(member, member)", "if(member", "if(条件, 值, 否则的值)"),
    "a case of different kinds": (
        "cost > income",
        "case when member then income else member end > 0",
        "case when",
        "同一种：数、是或否",
    ),
    "a greatest of truths": ("cost > income", "greatest(member, member)", "greatest(", "要的是数"),
    "a greatest of different units": ("cost > income", "greatest(income, persons) > 0", "greatest(", "不能放在同一个"),
    "a division by nought": ("cost > income", "cost / 0 > 0", "cost / 0", "不能除以 0"),
    "a monthly figure per month": (
        "per_person_month(net)",
        "per_person(per_month(per_month(net)))",
        "per_month(per",
        "每年的数",
    ),
    "a yearly figure per year": ("cost > income", "per_year(cost) > income", "per_year(cost)", "每月的数"),
    "nought per month": ("cost > income", "per_month(0) > 0", "per_month(0)", "没有单位"),
    "variables in a circle": ("is: income - cost", "is: net + net", "net:", "绕成了圈：net → net"),
    "a circle of two": ("is: income - cost", "is: per_year(net_each * persons)", "net:", "绕成了圈"),
    "an expression missing": ("is: income - cost", "is: []", "is: []", "变量 net的 is 要是一段文字"),
    "an amount that is a list": ("is: months * line", "is: [a]", "is: [a]", "要写一条式子"),
    "two values for one day": (
        "from: 2026-07-01, is: 750",
        "from: 2026-01-01, is: 750",
        "2026-01-01, is: 750",
        "有 2 个值",
    ),
    "a value without a source": ("is: 80%, source: 例", "is: 80%", "is: 80%", "缺少 source"),
    "a value with an empty source": ("is: 80%, source: 例", "is: 80%, source: ", "is: 80%", "source 是空的"),
    "a parameter without a unit": ("    unit: 1\n", "", "label: 比例", "参数 share缺少 unit"),
    "a parameter without a label": ("    label: 比例\n", "", "unit: 1", "参数 share缺少 label"),
    "a parameter without values": (
        '    values: [{from: 2026-01-01, is: "<", source: 例}]\n',
        "",
        "label: 怎么比",
        "参数 how缺少 values",
    ),
    "money without its unit": ("is: 720 yuan", "is: 720", "is: 720", "没有写单位", "720 yuan"),
    "money in square metres": ("is: 720 yuan", "is: 720 m2", "is: 720 m2", "单位不对"),
    "money in a word unknown": ("is: 720 yuan", "is: 720 dollars", "720 dollars", "“dollars”不认识"),
    "a value that is no number": ("is: 720 yuan", "is: many yuan", "many yuan", "不是一个数"),
    "a part of a fen": ("is: 720 yuan", "is: 720.001 yuan", "720.001", "太细了"),
    "five decimals": ("is: 80%", "is: 80.001%", "80.001%", "四位小数"),
    "per cent of months": ("is: 10, source", "is: 10%, source", "is: 10%", "单位不对"),
    "a comparator that is none": ('is: "<"', 'is: "=<"', 'is: "=<"', "比较符只能是"),
    "a day that is missing": ("{from: 2026-01-01, is: 80%", "{is: 80%", "{is: 80%", "缺少 from"),
    "a value that is missing": ("is: 80%, ", "", "values: [{from: 2026-01-01, source", "缺少 is"),
    "a word first and a size": (
        "vehicle = 'car'",
        "vehicle <> 'car' and 'car' > vehicle",
        "'car' > vehicle",
        "两边要都是数",
    ),
    "an end of no day": ("until: 2026-12-31, ", "until: , ", "until: ,", "until 是空的"),
    "cycles that are no list": ("[household, year]", "{a: b}", "once_per: {a", "要写成列表"),
    "a day that is none": ("until: 2026-12-31", "until: 2026-13-31", "2026-13-31", "不是日期"),
    "an end before its beginning": ("until: 2026-12-31", "until: 2025-12-31", "2025-12-31", "早于 from"),
    "a value beyond its bounds": (
        "    unit: 1\n",
        "    unit: 1\n    most: 50%\n",
        "values: [{from: 2026-01-01, is: 80%",
        "80% 不在 0 到 50% 之间",
    ),
    "a bound that is no number": ("    unit: 1\n", "    unit: 1\n    most: much\n", "most: much", "的 most"),
    "an unknown test in a tier": (
        "needs: [poor]",
        "needs: [poorer]",
        "needs: [poorer]",
        "没有叫“poorer”的测试",
        "poor？",
    ),
    "an unknown exclusion": ("{test: drives, except: [burdened]}", "drive", "unless: [drive]", "是不是 drives？"),
    "an unknown exception": ("except: [burdened]", "except: [burden]", "except: [burden]", "是不是 burdened？"),
    "an exclusion without a test": (
        "{test: drives, except: [burdened]}",
        "{except: [burdened]}",
        "{except:",
        "缺少 test",
    ),
    "an unknown precondition": ("preconditions: [belongs]", "preconditions: [belong]", "[belong]", "是不是 belongs？"),
    "preconditions that are no list": (
        "preconditions: [belongs]",
        "preconditions: {a: b}",
        "preconditions",
        "要写成列表",
    ),
    "a precondition that is no word": ("preconditions: [belongs]", "preconditions: [[a]]", "[[a]]", "要是一个词"),
    "a tier without needs": ("    needs: [poor]\n", "", "label: 困难", "缺少 needs"),
    "a benefit without an amount": ("    is: months * line\n", "", "label: 生活\n", "救助 living缺少 is"),
    "a benefit for an unknown tier": (
        "is: {deep: share * cost}",
        "is: {deeper: share * cost}",
        "{deeper",
        "没有叫“deeper”的档次",
    ),
    "a benefit that is no money": ("is: months * line", "is: months", "is: months", "要算出 fen"),
    "a ceiling in another unit": ("at_most: cap", "at_most: months * line", "is: {deep: share", "单位不一样"),
    "a benefit that may be negative": (
        "is: months * line",
        "is: greatest(net, net)",
        "living:",
        "可能低于零",
        "greatest",
    ),
    "a cycle unknown": (
        "[household, year]",
        "[household, years]",
        "[household, years]",
        "没有叫“years”的周期",
        "year？",
    ),
    "a rounding unknown": ("half_up to fen", "half_even to fen", "half_even", "half_up（四舍五入）"),
    "a stacking of one": ("of: [living, medical]", "of: [living]", "of: [living]", "至少要列两项"),
    "a stacking of the unknown": ("of: [living, medical]", "of: [living, medicine]", "medicine", "是不是 medical？"),
    "a stacking for the unknown": ("{tier: deep, of", "{tier: deeper, of", "tier: deeper", "没有叫“deeper”的档次"),
    "a stacking without a tier": ("{tier: deep, of", "{of", "{of", "缺少 tier"),
    "a stacking that keeps otherwise": ("keep: largest", "keep: first", "keep: first", "largest"),
    "no otherwise": ("otherwise:\n  label: 不在范围\n  then: {advice: 咨询}\n", "", "policy: small", "缺少 otherwise"),
    "another programme's facts": ("facts: small", "facts: hardship", "facts: hardship", "这里用的是 small"),
    "an unknown part": (
        "preconditions: [belongs]",
        "precondition: [belongs]",
        "precondition:",
        "没有“precondition”",
        "preconditions？",
    ),
    "a name taken by a fact": ("  net:\n", "  income:\n", "income:", "已经是一项事实了"),
    "a name with a capital": ("  burdened:\n", "  Burdened:\n", "Burdened:", "小写英文字母"),
    "a name taken by another": ("  living:\n", "  poor:\n", "poor:\n    label: 生活", "已经是测试了"),
    "a key written twice": ("    label: 净收入\n", "    label: 净收入\n    label: 净\n", "label: 净\n", "写了两次"),
    "a key that is a list": ("  net:\n", "  [net]:\n", "[net]:", "要是一个词"),
    "a section that is a list": (
        "otherwise:\n  label: 不在范围\n  then: {advice: 咨询}\n",
        "otherwise: [a]\n",
        "otherwise",
        "名称: 内容",
    ),
    "bad YAML": ("label: 小政策", "label: [小政策", "facts: small", "YAML 格式读不懂"),
    "an example of the unknown": (
        "gives: {tier: deep,",
        "gives: {tier: deeper,",
        "gives: {tier: deeper",
        "没有档次“deeper”",
    ),
    "an example that gives the unknown": ("poor: true", "poorer: true", "poorer: true", "没有“poorer”"),
    "an example with half a truth": ("poor: true", "poor: maybe", "poor: maybe", "true、false 或 cannot_tell"),
    "an example with an unknown fact": ("persons: 3", "person: 3", "person: 3", "没有叫“person”的事实", "persons"),
    "an example with half a fact": ("member: true", "member: maybe", "member: maybe", "要写 true 或 false"),
    "an example with a choice unknown": ("vehicle: none", "vehicle: bike", "vehicle: bike", "没有“bike”"),
    "an example out of bounds": ("persons: 3", "persons: 30", "persons: 30", "1 到 20"),
    "an example like the unknown": ("like: 困难", "like: 苦难", "like: 苦难", "前面没有叫“苦难”的例子"),
    "an example named twice": ("name: 没有车的消息", "name: 困难", "name: 困难\n    like", "已经有一个例子"),
    "an example that gives nothing": (
        "    gives: {tier: cannot_tell, drives: cannot_tell}\n",
        "",
        "name: 没有车的消息",
        "没有写 gives",
    ),
    "an example without a day": ("    on: 2026-09-30\n", "", "name: 困难", "例子缺少 on"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_malformed_policy_is_refused_with_its_line_and_a_helpful_sentence(kind: str) -> None:
    old, new, at, *words = FAULTS[kind]
    text = bent(old, new)
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA, name="small.yaml")
    line = line_of(text, at)
    said = [fault.sentence for fault in refused.value.faults if fault.line == line]
    assert any(all(word in sentence for word in words) for sentence in said), str(refused.value)
    assert f"small.yaml 第 {line} 行：" in str(refused.value)


def test_the_unbent_policy_has_no_fault_and_its_examples_come_out() -> None:
    check_examples(load_policy(TEXT, SCHEMA))


def test_a_list_of_one_may_be_written_as_a_word_and_an_empty_one_as_nothing() -> None:
    text = bent("needs: [poor]", "needs: poor").replace("once_per: [household, year]", "once_per: household, year")
    policy = load_policy(text.replace("preconditions: [belongs]", "preconditions:"), SCHEMA)
    assert policy.tiers[0].needs == ("poor",)
    assert policy.benefits[0].once_per == ("household", "year")
    assert policy.preconditions == ()


def test_a_fact_is_found_by_its_key_only() -> None:
    assert SCHEMA["vehicle"].label == "车"
    with pytest.raises(KeyError):
        SCHEMA["nothing"]


def test_every_fault_is_listed_at_once_in_the_order_of_the_lines() -> None:
    text = (
        bent("is: 720 yuan", "is: 720")
        .replace("needs: [poor]", "needs: [pour]")
        .replace("label: 净收入\n", "label: \n")
    )
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    lines = [fault.line for fault in refused.value.faults]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_of_two_values_for_one_day_the_later_line_is_named() -> None:
    text = bent(
        "from: 2026-07-01, is: 750.00 元, source: 例}",
        "from: 2026-01-01, is: 750.00 元, source: 例}\n"
        "      - {place: 青川市, from: 2026-09-01, is: 750 yuan, source: 例}",
    )
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    assert [fault.line for fault in refused.value.faults] == [
        line_of(text, "- {place: 青川市, from: 2026-01-01, is: 750")
    ]


def test_what_leans_on_a_fault_is_not_blamed_for_it() -> None:
    text = bent("    unit: person * month\n", "    unit: persons * month\n").replace(
        "is: income - cost", "is: income - costs"
    )
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    assert [fault.line for fault in refused.value.faults] == [line_of(text, "unit: persons"), line_of(text, "- costs")]


def test_the_line_is_found_within_an_expression_of_many_lines() -> None:
    text = bent("    is: income - cost\n", "    is: >\n      income\n      - costs\n")
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    assert [fault.line for fault in refused.value.faults] == [line_of(text, "- costs")]


def test_numbers_that_could_outgrow_exact_arithmetic_are_refused() -> None:
    text = bent("cost > income", "income * income * income * cost > cost * cost * cost * income")
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    assert "超出能精确计算的范围" in str(refused.value)
    assert refused.value.faults[0].line == line_of(text, "burdened:\n    label")


def test_a_variable_that_could_outgrow_exact_arithmetic_is_refused_once() -> None:
    huge = (
        "  huge:\n    label: 巨数\n    unit: 1\n    is: income * income * income * income / cost / cost / cost / cost\n"
    )
    text = bent("variables:\n", f"variables:\n{huge}").replace("that: member", "that: huge > 0")
    with pytest.raises(PolicyError) as refused:
        load_policy(text, SCHEMA)
    assert [fault.line for fault in refused.value.faults if "精确计算" in fault.sentence] == [line_of(text, "  huge:")]


def test_a_fact_beyond_64_bits_is_refused() -> None:
    schema = FactSchema("small", (*SCHEMA.facts, Fact("huge", label="巨数", kind="integer", maximum=2**63)))
    with pytest.raises(PolicyError, match="64 位"):
        load_policy(bent("cost > income", "huge > 0"), schema)


@pytest.mark.parametrize("extra", [(), (Fact("others", label="别人", kind="integer", unit="person", maximum=9),)])
def test_per_person_needs_exactly_one_count_of_persons(extra: tuple[Fact, ...]) -> None:
    facts = tuple(fact for fact in SCHEMA.facts if extra or fact.key != "persons")
    with pytest.raises(PolicyError, match="不能用 per_person"):
        load_policy(TEXT, FactSchema("small", (*facts, *extra)))


def test_an_example_that_does_not_come_out_says_what_was_expected_and_what_came() -> None:
    text = bent(
        "gives: {tier: deep, living: 7500 yuan, medical: 0 yuan, poor: true, net: 20000 yuan}",
        "gives: {tier: none, living: 7400 yuan, medical: 0 yuan, poor: false, net: 20000.01 yuan}",
    ).replace("gives: {tier: cannot_tell, drives: cannot_tell}", "gives: {living: 0 yuan, drives: true}")
    policy = load_policy(text, SCHEMA, name="small.yaml")
    with pytest.raises(PolicyError) as refused:
        check_examples(policy)
    said = str(refused.value)
    assert (
        f"small.yaml 第 {line_of(text, '- name: 困难')} 行：例子“困难”：档次（tier） 应当是 不在范围，算出来是 困难"
        in said
    )
    assert "生活（living） 应当是 7,400.00 元，算出来是 7,500.00 元" in said
    assert "低于线（poor） 应当是 不满足，算出来是 满足" in said
    assert "净收入（net） 应当是 20,000.01 元，算出来是 20,000.00 元" in said
    assert "有车（drives） 应当是 满足，算出来是 无法判断" in said


def test_a_policy_file_is_read_by_path_and_named_after_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert load_policy(path, SCHEMA) == load_policy(str(path), SCHEMA) == load_policy(TEXT, SCHEMA)
    assert load_policy(path, SCHEMA).name == "mine.yaml"
    assert load_policy(path, SCHEMA) != TEXT


def test_a_policy_file_in_another_encoding_is_refused_kindly(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes(TEXT.encode("gbk"))
    with pytest.raises(PolicyError, match=r"gbk\.yaml 第 1 行：这份文件不是 UTF-8"):
        load_policy(path, SCHEMA)


def test_yaml_nested_without_end_is_refused() -> None:
    with pytest.raises(PolicyError, match="套得太深"):
        load_policy("a: " + "[" * 5000 + "\n", SCHEMA)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(PolicyError, match="名称: 内容"):
        load_policy("\n", SCHEMA)
