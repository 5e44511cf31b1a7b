"""Each rule of the house finds what it is for: a small bad tree for every one, and a good one beside it."""

from pathlib import Path

import pytest

from tools.check_house import RULES, findings
from tools.house_rules.tree import House

ROOT = Path(__file__).resolve().parents[2]
DESK = "src/niangjia/programmes/errands/services.py"
IMPORT = "from niangjia.records.people.models import Person\n"
ELSEWHERE = "/" + "work" + "/main"
REGISTRY = ".".join(("pypi", "org"))
LONG_FUNCTION = "def long() -> None:\n" + "    print()\n" * 60
GOOD_LOCK = "django==5.2.19 \\\n    --hash=sha256:00\n"

BAD = {
    "windows_have_their_files": [
        ("src/niangjia/programmes/errands/facts.py", ""),
        ("src/niangjia/programmes/errands/tasks.py", ""),
    ],
    "policies_name_unit_and_source": [
        (
            "src/niangjia/programmes/errands/policy/sample.yaml",
            "parameters:\n  line:\n    unit: fen\n    values:\n      - {from: 2026-01-01, is: 1}\n",
        ),
        (
            "src/niangjia/programmes/errands/policy/sample.yaml",
            "parameters:\n  line:\n    values:\n      - {from: 2026-01-01, is: 1, source: 示例}\n",
        ),
    ],
    "shared_records_are_written_by_the_desks": [
        (DESK, IMPORT + "def enrol() -> None:\n    Person.objects.create(name='x')\n"),
        (DESK, IMPORT + "def rename(person: Person) -> None:\n    person.save()\n"),
        (DESK, IMPORT + "def forget(of: int) -> None:\n    row = Person.objects.get(pk=of)\n    row.delete()\n"),
        (DESK, IMPORT + "def all_() -> None:\n    for row in Person.objects.all():\n        row.save()\n"),
        (DESK, IMPORT + "def rename(person: 'Person | None') -> None:\n    Person(name='x').save()\n"),
        ("src/niangjia/site/views.py", IMPORT + "def v() -> None:\n    Person.objects.filter(pk=1).update(name='')\n"),
    ],
    "no_signals": [
        (DESK, "from django.db.models.signals import post_save\n"),
        (DESK, "from django.dispatch import receiver\n"),
        (DESK, "import django.db.models.signals\n"),
    ],
    "money_is_taken_by_conditional_update": [
        ("src/niangjia/casework/payment.py", "def take(bucket, amount):\n    bucket.available -= amount\n"),
        ("src/niangjia/casework/payment.py", "def take(row, fen):\n    row.paid_fen = row.paid_fen + fen\n"),
    ],
    "scope_is_never_left_open": [
        ("src/niangjia/programmes/errands/queries.py", IMPORT + "def people():\n    return Person.everywhere.all()\n"),
    ],
    "suppressions_say_why": [
        (DESK, "import os  # noqa: F401\n"),
        (DESK, "import os  # noqa\n"),
        (DESK, "import os  # type: ignore[import]  # because I like it\n"),
    ],
    "modules_have_speaking_names": [
        ("src/niangjia/values/utils.py", ""),
        ("src/niangjia/web/helpers/forms.py", ""),
    ],
    "definitions_have_speaking_names": [
        (DESK, "class PaymentService:\n    pass\n"),
        (DESK, "def get_household():\n    pass\n"),
        (DESK, "def process_return():\n    pass\n"),
        (DESK, "class CaseManager:\n    pass\n"),
    ],
    "files_and_functions_are_short": [
        ("src/niangjia/values/long.py", "\n" * 401),
        ("src/niangjia/values/long.py", LONG_FUNCTION),
        ("tools/long.py", LONG_FUNCTION),
    ],
    "one_place_looks_at_the_clock": [
        (DESK, "from datetime import datetime\nmoment = datetime.now()\n"),
        (DESK, "from django.utils import timezone\nmoment = timezone.now()\n"),
        (DESK, "from django.utils import timezone\nday = timezone.localdate()\n"),
        (DESK, "from django.utils.timezone import now\n"),
        (DESK, "from datetime import date\nday = date.today()\n"),
        ("src/niangjia/records/cases/models.py", "at = DateTimeField(auto_now_add=True)\n"),
    ],
    "thought_is_pure": [
        ("src/niangjia/engines/sampling.py", "import random\n"),
        ("src/niangjia/values/money.py", "from os import environ\n"),
    ],
    "nothing_of_this_machine": [
        ("docs/index.md", f"see {ELSEWHERE}/README.md\n"),
        ("docs/index.md", f"fetched from {REGISTRY}\n"),
    ],
    "locks_hold_no_address": [
        ("requirements.txt", GOOD_LOCK + "--extra-" + "index-url https://example.org/simple\n"),
        ("requirements-dev.txt", "django==5.2.19\n"),
    ],
}

GOOD = {
    "src/niangjia/casework/intake/people.py": IMPORT + "def enrol() -> None:\n    Person.objects.create(name='x')\n",
    DESK: "from niangjia.casework.intake import people\n\ndef enrol(own: object) -> None:\n    own.save()\n",
    "src/niangjia/web/clock.py": "from django.utils import timezone\nmoment = timezone.now()\n",
    "src/niangjia/web/forms.py": (
        "from django.utils import timezone\nimport os  # noqa: F401  framework-shape: kept for Django\n"
        "day = timezone.localdate(moment)\nclass Rows(Manager[int]):\n    def get_queryset(self):\n        pass\n"
    ),
    "src/niangjia/casework/payment.py": "def take(rows, fen):\n    rows.update(available=F('available') - fen)\n",
    "requirements.txt": GOOD_LOCK,
}


def written(root: Path, path: str, text: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("rule", "path", "text"), [(rule, path, text) for rule, trees in BAD.items() for path, text in trees]
)
def test_each_rule_finds_what_it_is_for(tmp_path: Path, rule: str, path: str, text: str) -> None:
    written(tmp_path, path, text)
    (checked,) = [known for known in RULES if known.__name__ == rule]
    found = list(checked(House(tmp_path)))
    assert found
    assert all(path.startswith(finding.path) and finding.line >= 1 and finding.sentence for finding in found)


def test_no_rule_is_left_without_a_bad_example() -> None:
    assert {rule.__name__ for rule in RULES} == set(BAD)
    assert all(rule.__doc__ for rule in RULES)


@pytest.mark.parametrize("path", GOOD)
def test_what_stands_as_the_house_says_is_left_alone(tmp_path: Path, path: str) -> None:
    written(tmp_path, path, GOOD[path])
    assert [str(finding) for finding in findings(tmp_path) if "missing" not in finding.sentence] == []


def test_a_finding_names_file_and_line(tmp_path: Path) -> None:
    written(tmp_path, DESK, "\n\nclass PaymentService:\n    pass\n")
    (found,) = [str(finding) for finding in findings(tmp_path) if finding.path == DESK]
    assert found.startswith(f"{DESK}:3: PaymentService")


def test_the_house_stands_by_its_own_rules() -> None:
    assert [str(finding) for finding in findings(ROOT)] == []
