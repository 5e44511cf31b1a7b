"""What is known of a household when hardship is judged. Policy files use these names."""

from niangjia.engines.rules.facts import Fact, FactSchema

MOST_FEN = 10**12
"""Ten billion yuan: no household's figure, and small enough that every product a policy can form stays exact."""

NEW_EMPLOYMENT = {
    "none": "不属于新就业形态",
    "货车司机": "货车司机",
    "网约车司机": "网约车司机",
    "快递员": "快递员",
    "外卖配送员": "外卖配送员",
    "家政服务员": "家政服务员",
    "护工护理员": "护工护理员",
    "商场信息员": "商场信息员",
    "保安员": "保安员",
    "其他": "其他新就业形态",
}

VEHICLE = {"none": "无", "mobility_aid": "代步（残疾人代步车、电动自行车）", "car": "有机动车"}


def yearly_fen(key: str, label: str, *, question: str = "") -> Fact:
    """Return a fact that counts whole fen over the twelve months before the return.

    >>> yearly_fen("ill_fen", "因病支出（自付）").unit
    'fen / year'
    """
    return Fact(key, label=label, kind="integer", unit="fen / year", maximum=MOST_FEN, question=question)


FACTS = FactSchema(
    "hardship",
    (
        Fact("member", label="工会会员", kind="boolean", question="是不是工会会员？"),
        Fact(
            "new_employment",
            label="新就业形态类别",
            kind="choice",
            choices=NEW_EMPLOYMENT,
            question="属于哪一类新就业形态？",
        ),
        Fact("authorised", label="已书面同意核对家庭经济状况", kind="boolean", question="签了核对授权书没有？"),
        Fact(
            "persons",
            label="家庭人口",
            kind="integer",
            unit="person",
            minimum=1,
            maximum=20,
            question="家里几口人？",
        ),
        yearly_fen("income_fen", "家庭年总收入", question="近12个月全家收入多少？"),
        yearly_fen("ill_fen", "因病支出（自付）", question="看病自己付了多少？"),
        yearly_fen("disabled_fen", "因残支出", question="因残疾花了多少？"),
        yearly_fen("school_fen", "因学支出", question="上学花了多少？"),
        yearly_fen("housing_fen", "住房支出", question="房租或房贷付了多少？"),
        yearly_fen("employment_cost_fen", "必要就业成本", question="为了上班必须花多少？"),
        yearly_fen("sudden_fen", "突发事件费用（扣除赔付后）", question="突发事件扣除赔付后自己付了多少？"),
        Fact(
            "children_high_school",
            label="高中及以上在读子女数",
            kind="integer",
            unit="child",
            maximum=19,
            question="有几个孩子在读高中或更高？",
        ),
        Fact("homes", label="住房套数", kind="integer", unit="home", maximum=10, question="有几套住房？"),
        Fact(
            "floor_area_dm2",
            label="住房建筑面积",
            kind="integer",
            unit="dm2",
            maximum=10**8,
            question="住房一共多少平方米？",
        ),
        Fact("vehicle", label="机动车", kind="choice", choices=VEHICLE, question="有没有机动车？"),
        Fact("controlling_shareholder", label="企业控股股东", kind="boolean", question="是不是企业的控股股东？"),
        Fact("low_income", label="低保户", kind="boolean", question="是不是低保户？"),
        Fact(
            "high_fee_school",
            label="子女就读高收费私立学校或自费留学",
            kind="boolean",
            question="孩子读高收费私立学校或自费留学吗？",
        ),
        Fact("refused_verification", label="拒绝核对", kind="boolean", question="是否拒绝核对家庭经济状况？"),
        Fact("concealed_income", label="隐瞒收入", kind="boolean", question="核对时发现隐瞒收入吗？"),
        Fact("refused_work", label="无正当理由拒绝就业", kind="boolean", question="是否无正当理由拒绝介绍的工作？"),
    ),
)
