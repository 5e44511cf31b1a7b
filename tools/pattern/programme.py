"""The charter of this window. A day count or an amount stands in ``policy/``, with its source, never here."""

from niangjia.catalogue import Programme
from niangjia.engines.lifecycle import Lifecycle, Step
from niangjia.programmes.emptywindow.facts import FACTS

PROGRAMME = Programme(
    key="emptywindow",
    label="空窗口",
    practice="emptywindow-preset",
    practice_label="空窗口（预设）",
    facts=FACTS,
    lifecycle=Lifecycle(
        (Step("answer", "asked", "answered", "grassroots", "答复"),),
        {"asked": "已提交", "answered": "已办结"},
    ),
    policies=(),
)
