"""The policies that come with the product, by key."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from niangjia.engines.rules.faults import did_you_mean
from niangjia.engines.rules.load import load_policy
from niangjia.engines.rules.policy import Policy
from niangjia.programmes.hardship.facts import FACTS
from niangjia.programmes.hardship.programme import POLICIES, PROGRAMME
from niangjia.values.errors import NiangjiaError


class PolicyNotFound(NiangjiaError):
    """Neither a policy file nor the key of a shipped one."""

    code = "policy_not_found"


def shipped_keys() -> tuple[str, ...]:
    """Return the keys of the shipped policies.

    >>> "sample" in shipped_keys()
    True
    """
    return PROGRAMME.policies


def find_policy(text: str) -> Policy:
    """Return the policy that ``text`` names: the key of a shipped one (``sample``), or a file.

    Errors: ``PolicyNotFound`` when it names neither; ``PolicyError`` when the file has faults.

    >>> find_policy("sample").label
    '困难帮扶（示例政策）'
    """
    if text in shipped_keys():
        return _shipped(text)
    path = Path(text)
    if not path.is_file():
        known = "、".join(shipped_keys())
        raise PolicyNotFound(
            f"找不到政策“{text}”：它不是文件，也不是自带政策的名称（{known}）{did_you_mean(text, shipped_keys())}"
        )
    return load_policy(path, FACTS)


@lru_cache
def _shipped(key: str) -> Policy:
    return load_policy(POLICIES / f"{key}.yaml", FACTS)
