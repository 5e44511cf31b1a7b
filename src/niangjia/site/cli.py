"""The command ``niangjia``: certify a quarter from a folder of returns, judge one household, replay a practice."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from tqdm import tqdm

from niangjia.engines.rules.policy import Policy
from niangjia.site.certify import Decided, Quarterly, annotated, decide, read_folder
from niangjia.site.judge import run_judge
from niangjia.site.outputs import OutputNotWritable, refuse_as_output, write_outputs
from niangjia.site.replay import list_replays, run_replay
from niangjia.site.shipped import find_policy
from niangjia.values.errors import NiangjiaError
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter

EVERYTHING_READ = 0
SOMETHING_UNREAD = 1
NOT_UNDERSTOOD = 2
STOPPED = 130

CERTIFY_EXAMPLES = """例子：
  niangjia certify 三季度报表/ --quarter 2026Q3 --policy sample --out 结果/
  niangjia certify 三季度报表/ --quarter 2026年第三季度 --policy 我市政策.yaml --place 青川市 --out 结果/

结果文件夹里：rows.csv 每行读得怎样，households.csv 读到的每一户，decisions.csv 每户的认定，
members.csv 家庭成员，nil.csv 零报告，annotated/ 批注过的原表（退回去改）。

退出码：0 都读了（要改的格子见 annotated/）；1 有文件读不了；2 命令写得不对；130 中途停下。"""

JUDGE_EXAMPLES = """例子：
  niangjia judge 一户.json --policy sample
  niangjia judge 一户.json --policy sample --on 2026-09-30 --place 青川市 --json"""

REPLAY_EXAMPLES = """例子：
  niangjia replay --list
  niangjia replay qingtongxia-quarterly
  niangjia replay yunnan-out-of-hardship --scale 100

人都是编的；数据库是临时的，演完就删，不碰正在用的数据。
退出码：0 公布的数字都达到了；1 有没达到的；2 命令写得不对；130 中途停下。"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "certify":
            return _certify(asked)
        if asked.command == "replay":
            return run_replay(asked.practice, scale=asked.scale) if asked.practice else list_replays()
        return run_judge(asked.facts, policy=asked.policy, on=asked.on, place=asked.place, as_json=asked.json)
    except NiangjiaError as error:
        print(f"错误：{error}", file=sys.stderr)  # noqa: T201  edge-of-the-house
        return NOT_UNDERSTOOD
    except KeyboardInterrupt:
        print("\n已停下。报表原样没动；再运行一次就会重新来过。", file=sys.stderr)  # noqa: T201  edge-of-the-house
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="niangjia", description="娘家：读报表、按规则认定、给出理由。")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    shape = argparse.RawDescriptionHelpFormatter
    certify = commands.add_parser(
        "certify", help="读一个文件夹里的季度报表，逐户认定", epilog=CERTIFY_EXAMPLES, formatter_class=shape
    )
    certify.add_argument("folder", type=Path, metavar="文件夹", help="放各家报表的文件夹（.xlsx、.xls、CSV）")
    certify.add_argument("--quarter", required=True, type=_quarter, metavar="季度", help="报表的季度，例如 2026Q3")
    certify.add_argument("--policy", required=True, metavar="政策", help="政策文件，或自带政策的名称，例如 sample")
    certify.add_argument("--place", metavar="地方", help="政策里的地方，例如 青川市；只有一个地方时不用写")
    certify.add_argument("--out", required=True, type=Path, metavar="文件夹", help="结果放在哪里")
    judge = commands.add_parser("judge", help="认定一户，说清理由", epilog=JUDGE_EXAMPLES, formatter_class=shape)
    judge.add_argument("facts", type=Path, metavar="FACTS.json", help="这一户的情况（JSON 文件）")
    judge.add_argument("--policy", required=True, metavar="政策", help="政策文件，或自带政策的名称，例如 sample")
    judge.add_argument("--on", type=date.fromisoformat, metavar="日期", help="按哪一天的标准，例如 2026-09-30")
    judge.add_argument("--place", metavar="地方", help="政策里的地方，例如 青川市")
    judge.add_argument("--json", action="store_true", help="用 JSON 输出，给程序读")
    replay = commands.add_parser(
        "replay", help="用编的人把一个做法演一遍，和报上的数字对照", epilog=REPLAY_EXAMPLES, formatter_class=shape
    )
    replay.add_argument("practice", nargs="?", metavar="做法", help="做法的名称，例如 qingtongxia-quarterly")
    replay.add_argument("--list", action="store_true", help="列出能演的做法（不写做法时也是）")
    replay.add_argument("--scale", type=_scale, default=100, metavar="倍", help="报上的约数按几分之一演，默认 100")
    return parser


def _scale(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError("缩小的倍数要写成 1 以上的整数，例如 100")
    return int(text)


def _quarter(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except NiangjiaError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _certify(asked: argparse.Namespace) -> int:
    policy = find_policy(asked.policy)
    refuse_as_output(asked.out, returns=asked.folder)
    run = read_folder(asked.folder, quarter=asked.quarter, step=lambda paths: _shown(paths, "读报表"))
    decisions = decide(run, policy, place=asked.place)
    try:
        write_outputs(asked.out, run, policy, decisions)
        copies = asked.out / "annotated"
        copies.mkdir(exist_ok=True)
        for name, data in annotated(run, step=lambda paths: _shown(paths, "写批注")):
            (copies / name).write_bytes(data)
    except OSError as error:
        raise OutputNotWritable(asked.out) from error
    for line in summary(run, policy, decisions, out=asked.out):
        print(line)  # noqa: T201  edge-of-the-house
    return SOMETHING_UNREAD if run.unread or run.uncopied else EVERYTHING_READ


def _shown(paths: Iterable[Path], what: str) -> Iterable[Path]:
    """Show progress on standard error; nothing when nobody watches."""
    return tqdm(list(paths), desc=what, unit="份", file=sys.stderr, leave=False)  # type: ignore[no-any-return]  # untyped-library


def summary(run: Quarterly, policy: Policy, decisions: Sequence[Decided], *, out: Path) -> list[str]:
    """Return what happened, in a few lines for the person who ran the command."""
    verdicts = Counter(household.row.verdict for household in run.households)
    tiers = Counter(decided.outcome["tier"] for decided in decisions)
    nil = [reading for reading in run.readings.values() if reading.nil]
    aid = sum(decided.outcome[benefit.key] or 0 for decided in decisions for benefit in policy.benefits)
    lines = [
        f"{run.quarter.label}，{policy.label}：读了 {len(run.readings)} 份报表，{len(run.households)} 行。",
        f"  可以用 {verdicts['accept']} 行，要改 {verdicts['fix']} 行，不算申报 {verdicts['reject']} 行。",
        f"  零报告 {len(nil)} 份。",
        f"  认定 {len(decisions)} 户："
        + "，".join(f"{policy.tier_labels[tier]} {count} 户" for tier, count in tiers.most_common()),
        f"  按这次报表，救助合计 {yuan_text(aid)} 元。",
    ]
    for reading in run.readings.values():
        lines += [f"  {reading.source}：{notice}" for notice in reading.notices]
    lines += [f"  没有读 {name}：{reason}。" for name, reason in run.left_aside.items()]
    lines += [f"  读不了 {name}：{reason}" for name, reason in run.unread.items()]
    lines += [f"  没能写批注 {name}：{reason}" for name, reason in run.uncopied.items()]
    return [*lines, f"结果在 {out}；要改的格子标在 {out / 'annotated'} 里，改好后只传改过的行就行。"]
