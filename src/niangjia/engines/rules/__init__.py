"""The rule engine: a policy is data, judged exactly, in three values, with every reason."""

from niangjia.engines.rules.judge import judge, rejudge
from niangjia.engines.rules.load import load_policy
from niangjia.engines.rules.outcome import outcome
from niangjia.engines.rules.parameters import ChosenValue, ChosenValues, origin_of
from niangjia.engines.rules.policy import CANNOT_TELL, Policy
from niangjia.engines.rules.verdict import Verdict

__all__ = [
    "CANNOT_TELL",
    "ChosenValue",
    "ChosenValues",
    "Policy",
    "Verdict",
    "judge",
    "load_policy",
    "origin_of",
    "outcome",
    "rejudge",
]
