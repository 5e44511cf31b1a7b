"""What is said to the person who filled a cell: what is wrong with it, and how to mend it, with an example."""

from __future__ import annotations

from collections.abc import Mapping

from niangjia.outside.workbook.form import Field

KINDS: Mapping[str, str] = {
    "missing": "没有填",
    "bad_check_digit": "身份证号对不上",
    "id_digits_lost": "身份证号丢了末几位",
    "id_length": "身份证号位数不对",
    "id_bad_date": "身份证号里的生日不存在",
    "bad_number": "不是一个确定的数",
    "negative": "小于零",
    "out_of_range": "超出合理范围",
    "period_conflict": "按月还是按年说不清",
    "bad_value": "不在可选项里",
    "size_mismatch": "人口和成员对不上",
    "card_digits_lost": "卡号丢了末几位",
    "bad_date": "没有这一天",
    "birth_mismatch": "出生日期和身份证不一致",
    "sex_mismatch": "性别和身份证不一致",
    "formula_error": "公式算不出来",
    "conflict": "两份表里不一样",
    "duplicate_row": "重复填报",
    "not_a_worker": "不是职工本人",
    "column_missing": "缺一列",
}

WHY: Mapping[str, str] = {
    "missing": "没有填。核对这户情况要用到“{label}”",
    "bad_check_digit": "最后一位校验码对不上，可能抄错了一位",
    "id_letters": "18 位号码里混进了字母或符号",
    "id_digits_lost": "Excel 把号码当成数字存，末几位已经变了，光改格式找不回来",
    "id_length": "位数不对：写了 {length} 位，居民身份证是 18 位",
    "id_bad_date": "第 7 到 14 位不是一个真实的出生日期，号码可能抄错",
    "bad_number": "“{label}”要一个确定的数，这里读不出来",
    "not_a_number_but_date": "Excel 把写的内容变成了日期",
    "negative": "“{label}”不会小于零",
    "out_of_range": "“{label}”通常不会是这个数",
    "not_whole": "“{label}”要写整数",
    "slip_of_unit": "“{label}”这一列的单位是元，这个数太小，不像全家一年的收入",
    "too_much": "“{label}”这个数太大，可能单位不对",
    "period_conflict": "这一列是{column}的数，格子里写的却是{cell}的",
    "bad_value": "“{label}”只能从可选项里选，这里写的认不出来",
    "card_digits_lost": "Excel 把卡号当成数字存，末几位已经变了，光改格式找不回来",
    "bad_date": "没有这一天，或者缺了年、月、日里的一样",
    "formula_error": "公式的结果是错误值 {error}",
    "unvalued": "这一格是公式，文件里没有存下它的结果",
}

MEND: Mapping[str, str] = {
    "missing": "请填上，例如 {example}",
    "bad_check_digit": "对照身份证，逐位核对后重写",
    "id_letters": "对照身份证重写；只有最后一位可以是 X",
    "id_digits_lost": "先把这一列设为“文本”，再对照身份证重新输入 18 位",
    "id_length": "对照身份证，补全 18 位（旧号 15 位也可以）",
    "id_bad_date": "对照身份证，重写生日那 8 位",
    "bad_number": "请只写一个数，例如 {example}",
    "not_a_number_but_date": "把这一格设为“常规”，再写数字，例如 {example}",
    "negative": "请核对后写零或正数，例如 {example}",
    "out_of_range": "请核对后重写，例如 {example}",
    "not_whole": "请写整数，例如 {example}",
    "slip_of_unit": "如果是 {written} 万元，请写成“{written}万”；如果真是 {written} 元，请在备注里说明后写 0",
    "too_much": "请核对单位，换成元重写，例如 {example}",
    "period_conflict": "请换成{column}的数再写，例如 {example}",
    "bad_value": "请写：{options}",
    "card_digits_lost": "先把这一列设为“文本”，再对照银行卡重新输入",
    "bad_date": "请写全年月日，例如 {example}",
    "formula_error": "请直接写数字，例如 {example}",
    "unvalued": "请在 Excel 里打开并保存一次，或直接写数字，例如 {example}",
}

OPTIONS: Mapping[str, str] = {
    "yes_no": "是 或 否",
    "sex": "男 或 女",
    "vehicle": "无、代步（残疾人代步车、电动自行车）、有",
    "card": "只写数字的银行卡号；没有就留空",
}
EXAMPLES: Mapping[str, str] = {
    "money": "12000",
    "count": "3",
    "area": "54",
    "survey_date": "2026-09-15",
    "birth": "1985-04-12",
    "yes_no": "是",
    "choice": "无",
}
PERIOD_WORDS: Mapping[str | None, str] = {"year": "全年", "month": "每月", None: "全年"}


def words(shade: str, asked: Field, **details: object) -> tuple[str, str]:
    """Return the two sentences for a fault: what is wrong, and how to mend it.

    ``shade`` is the fault's kind, or a finer shade of it.
    """
    options = (
        OPTIONS.get(asked.key)
        or OPTIONS.get(asked.kind)
        or "、".join(key for key in asked.choices if key != "none") + "，不属于就留空"
    )
    filling = {
        "label": asked.label,
        "example": asked.example or EXAMPLES.get(asked.kind, "见填表说明"),
        "options": options,
        **details,
    }
    return WHY[shade].format(**filling), MEND[shade].format(**filling)
