"""The WSGI door opens by itself, as a web server opens it, and stays shut when something is unsafe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def opened(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NIANGJIA_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    environment = {**kept, "NIANGJIA_HOME": str(folder), **settings}
    words = [sys.executable, "-W", "ignore", "-c", "import niangjia.site.wsgi"]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_a_web_server_opens_the_door_without_being_told_the_settings(tmp_path: Path) -> None:
    answer = opened(tmp_path)
    assert answer.returncode == 0, answer.stderr


def test_production_without_keys_does_not_open(tmp_path: Path) -> None:
    secret = tmp_path / "secret.key"
    secret.write_text("x" * 60, encoding="ascii")
    secret.chmod(0o400)
    answer = opened(
        tmp_path, NIANGJIA_ENV="production", NIANGJIA_HOSTS="nj.example.org", NIANGJIA_SECRET_KEY_FILE=str(secret)
    )
    assert answer.returncode != 0
    assert "没有密钥文件" in answer.stderr
