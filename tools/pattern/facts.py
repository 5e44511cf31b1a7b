"""What is known of whoever asks here. Policy files use these names."""

from niangjia.engines.rules.facts import Fact, FactSchema

FACTS = FactSchema(
    "emptywindow",
    (Fact("member", label="工会会员", kind="boolean", question="是不是工会会员？"),),
)
