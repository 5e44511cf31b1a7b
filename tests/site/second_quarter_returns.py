"""The returns of the messier quarter: one union after another, each with its own way of keeping a table."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.site.second_quarter import GROUPS, Return, Truth, person_of
from tests.site.second_quarter_dress import Style, dressed

SEED = 20264
QUARTER = "2026Q4"


def plain_table(return_: Return, sheet: str, count: int, *, above: list[str]) -> None:
    """A title, a table, a page break with its headings again, subtotals, notes and signatures."""
    rows = return_.sheets.setdefault(sheet, [[line] for line in above])
    keys = return_.columns()
    headings = [return_.heading(key) for key in keys]
    rows.append(headings)
    for serial in range(1, count + 1):
        if serial == count // 2:
            rows.append(["本页小计", None, 0])
            rows.append([above[0]])
            rows.append(list(headings))
        return_.household(sheet, keys, serial)
    rows += [
        ["合  计"],
        [],
        ["注：家庭人口含职工本人。"],
        ["填表人：张三", None, "审核人：李四", None, "联系电话：15400009990"],
    ]


def with_members_under_the_head(return_: Return, sheet: str, count: int) -> None:
    """Three rows of headings, and the members of each household under their head."""
    keys = return_.columns()
    keys.insert(3, "relation")
    basic = [key for key in keys if key in GROUPS["职工基本情况"]]
    keys = [
        "serial",
        "name",
        "relation",
        *[key for key in basic if key != "name"],
        *[key for key in keys if key in GROUPS["家庭收支情况"]],
        *[key for key in keys if key in GROUPS["住房财产"]],
        "survey_date",
    ]
    group_of = {key: group for group, members in GROUPS.items() for key in members} | {"relation": "职工基本情况"}
    top = [group_of.get(key) for key in keys]
    shown = [group if position == 0 or top[position - 1] != group else None for position, group in enumerate(top)]
    headings = ["与职工关系" if key == "relation" else return_.heading(key) for key in keys]
    rows = return_.sheets.setdefault(
        sheet, [["2026年第四季度困难职工摸排表"], ["填报单位：青川恒达纺织有限公司工会    2026年12月5日"]]
    )
    rows.append(
        [group or (headings[position] if top[position] is None else None) for position, group in enumerate(shown)]
    )
    rows.append([None if top[position] is None else heading for position, heading in enumerate(headings)])
    rows.append([str(position) for position in range(1, len(keys) + 1)])
    for serial in range(1, count + 1):
        drawn, truth = return_.household(sheet, keys, serial)
        rows[truth.row - 1][keys.index("relation")] = return_.random.choice(("本人", "户主", None))
        listed = drawn["persons"] - 1
        persons_fine = not any(
            cell.endswith(("missing", "out_of_range", "bad_number")) and truth.facts.get("persons") is None
            for cell in truth.cells
        )
        if persons_fine and return_.random.random() < 0.1:
            listed += 1
            truth.cells.add(f"{chr(65 + keys.index('persons'))}{truth.row}:size_mismatch")
            truth.verdict, truth.facts["persons"] = "fix", None
        for position in range(listed):
            member = person_of(return_.random, oldest=1940, youngest=2020)
            relation = "配偶" if position == 0 else return_.random.choice(("儿子", "女儿", "母亲", "父亲"))
            known = {
                "name": member["name"],
                "relation": relation,
                "id_number": member["id_number"],
                "sex": dressed(return_.random, "sex", member["sex"], return_.style),
            }
            rows.append([known.get(key) for key in keys])
    rows += [["合计"], ["以上情况属实。"]]


def write_returns(folder: Path) -> list[Truth]:
    """Write the quarter's files into ``folder`` and return what is right about every row."""
    random = Random(SEED)
    money = frozenset({"ill_fen", "housing_fen"})
    returns = [
        Return("01_恒达纺织.xls", random, Style(absent=frozenset({"remark"}))),
        Return("02_金穗食品_GBK.csv", random, Style(monthly=frozenset({"income_fen", *money}), text_only=True)),
        Return("03_柳堤街道.xlsx", random, Style(scale="万元")),
        Return(
            "04_东渠社区_BOM.csv",
            random,
            Style(text_only=True, absent=frozenset({"new_employment", "low_income", "sudden_fen"})),
        ),
        Return("05_云雀速运.xlsx", random, Style(monthly=frozenset({"employment_cost_fen"}))),
        Return("07_北河镇_utf16.csv", random, Style(text_only=True)),
    ]
    with_members_under_the_head(returns[0], "摸排表", 40)
    plain_table(
        returns[1],
        "02_金穗食品_GBK",
        40,
        above=["金穗食品困难职工家庭情况（第四季度）", "单位：青川金穗食品有限公司工会"],
    )
    street = returns[2]
    plain_table(
        street,
        "锦绣村",
        30,
        above=["柳堤街道2026年第四季度摸排汇总表", "填报单位：青川市柳堤街道总工会", "金额单位：万元"],
    )
    plain_table(street, "槐荫村", 30, above=["柳堤街道2026年第四季度摸排汇总表", "填报单位：青川市柳堤街道总工会"])
    street.sheets["杏花村"] = [
        ["杏花村2026年第四季度摸排表"],
        ["姓名", "身份证号", "家庭人口", "家庭年总收入"],
        ["本村无困难职工"],
    ]
    street.sheets["三季度底稿"] = [list(row) for row in street.sheets["锦绣村"]]
    street.hidden = ["三季度底稿"]
    plain_table(returns[3], "04_东渠社区_BOM", 30, above=["东渠社区联合工会（公章）", "2026.12.2"])
    plain_table(returns[4], "表", 40, above=["云雀速运青川城北网点工会2026年第四季度摸排表"])
    returns[4].sheets = {
        "填表说明": [["填表说明"], ["一、金额单位为元。"], ["二、没有的填“无”。"]],
        **returns[4].sheets,
    }
    plain_table(returns[5], "07_北河镇_utf16", 20, above=["北河镇总工会"])
    for return_ in returns:
        return_.saved(folder)
    nil = Return("06_宏远铸造.xlsx", random, Style())
    nil.sheets["Sheet1"] = [
        ["填报单位：青川宏远铸造有限公司工会"],
        ["经排查，我单位没有符合条件的困难职工，特此说明。"],
    ]
    nil.saved(folder)
    (folder / "~$05_云雀速运.xlsx").write_bytes(b"\x05lock")
    (folder / "说明.txt").write_text("请查收", encoding="utf-8")
    (folder / "05_云雀速运 - 副本.xlsx").write_bytes((folder / "05_云雀速运.xlsx").read_bytes())
    return [truth for return_ in returns for truth in return_.truths]
