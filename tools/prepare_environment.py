"""Makes the folder ``.venv`` that everything else runs in.

Usage: ``python3 tools/prepare_environment.py runtime|development``. ``runtime`` is what the product needs;
``development`` adds what tests and checks need. Both come from the lock files, every file checked by its hash.
It runs on a bare system Python, so it uses the standard library alone. A second call notices that nothing changed
and returns at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OWN_TOOLS = ROOT / ".tools" / "uv"
UV_LOCK = ROOT / "tools" / "locks" / "uv.txt"
LOCKS = {"runtime": "requirements.txt", "development": "requirements-dev.txt"}
OLDEST_PYTHON = (3, 11)
UV_INDEXES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_CONFIG_FILE", "UV_OFFLINE")
SYSTEM_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")


class CannotPrepare(Exception):
    """Something this script cannot mend by itself; the text says what to type."""


def say(sentence: str) -> None:
    """Tell the person at the terminal what happens now."""
    print(f"niangjia · {sentence}", file=sys.stderr, flush=True)


def succeeds(*command: str | Path, env: dict[str, str] | None = None) -> bool:
    """Run a command that may fail, quietly; ``NIANGJIA_VERBOSE=1`` shows what it said. A missing command has failed."""
    words = [str(part) for part in command]
    try:
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return False
    if done.returncode != 0 and os.environ.get("NIANGJIA_VERBOSE"):
        print("$", *words, "\n", done.stdout, done.stderr, file=sys.stderr)
    return done.returncode == 0


def new_enough(python: str) -> bool:
    """Say whether this Python can run the house."""
    return succeeds(python, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})")


def system_python() -> str:
    """Name a Python of the system that is new enough."""
    for candidate in (getattr(sys, "_base_executable", sys.executable), "python3", *NEWER_PYTHONS):
        if candidate and shutil.which(candidate) and new_enough(candidate):
            return candidate
    have = ".".join(str(part) for part in sys.version_info[:3])
    raise CannotPrepare(
        f"Python 3.11 or newer is needed; this one is {have}. On Debian 12 or Ubuntu 24.04: apt install python3"
    )


def administrator() -> list[str] | None:
    """Return the words before a command that make it run as root, without a password; ``None`` when none do."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds("sudo", "-n", "true"):
        return ["sudo", "-n"]
    return None


def installed_by_apt(*packages: str) -> bool:
    """Install Debian packages when that is allowed without a password; say whether it worked."""
    prefix = administrator()
    if prefix is None or not shutil.which("apt-get"):
        return False
    say(f"installing {' '.join(packages)} with apt-get")
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q"]
    return succeeds(*quiet, "update") and succeeds(*quiet, "install", "--no-install-recommends", *packages)


def usable_venv() -> bool:
    """Say whether ``.venv`` is there, runs, is new enough, and was made in this very folder."""
    question = f"import sys; sys.exit(sys.prefix != {str(VENV)!r} or sys.version_info < {OLDEST_PYTHON})"
    return PYTHON.exists() and succeeds(PYTHON, "-c", question)


def uv_command() -> Path | None:
    """Return the installer this script put in place earlier, or one that the person already has."""
    for candidate in (VENV / "bin" / "uv", OWN_TOOLS / "bin" / "uv", shutil.which("uv")):
        if candidate and succeeds(candidate, "--version"):
            return Path(candidate)
    return None


def venv_with_pip(python: str) -> bool:
    """Make ``.venv`` the ordinary way, and put the installer in it."""
    made = succeeds(python, "-m", "venv", "--clear", VENV)
    return made and succeeds(PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", UV_LOCK)


def venv_with_target(python: str) -> bool:
    """Make ``.venv`` where Python came without its ``venv`` parts: the installer beside it can make one."""
    installed = uv_command() or succeeds(
        python, "-m", "pip", "install", "-q", "--target", OWN_TOOLS, "--require-hashes", "-r", UV_LOCK
    )
    uv = uv_command()
    return bool(installed and uv) and succeeds(uv or "", "venv", "-q", "--clear", "--python", python, VENV)


def make_venv() -> None:
    """Make ``.venv`` by the first way that works here.

    Errors: ``CannotPrepare`` with the one command to type when none does.
    """
    python = system_python()
    say("making .venv")
    if venv_with_pip(python) or venv_with_target(python):
        return
    if installed_by_apt("python3-venv", "python3-pip") and venv_with_pip(python):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise CannotPrepare(
        "this Python has neither venv nor pip, or the package index cannot be reached. Type:\n"
        "    sudo apt-get update && sudo apt-get install -y python3-venv\n"
        "and try again. (NIANGJIA_VERBOSE=1 shows each attempt.)"
    )


def installer_environment(python: Path) -> dict[str, str]:
    """Return the environment for uv, which reads neither pip's configuration nor the system's certificates.

    Passed on are the mirror that pip was told to use, and the certificates that this machine trusts.
    """
    asked = subprocess.run([str(python), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    pairs = (line.partition("=") for line in asked.stdout.splitlines())
    told = {key.rpartition(".")[2]: value.strip().strip("'\"") for key, _, value in pairs}
    env = dict(os.environ)
    if "index-url" in told and not any(name in env for name in UV_INDEXES):
        env["UV_DEFAULT_INDEX"] = told["index-url"]
    trusted = told.get("cert") or SYSTEM_CERTIFICATES
    if Path(trusted).exists():
        env.setdefault("SSL_CERT_FILE", trusted)
    return env


def install(lock: str) -> None:
    """Install everything the lock file names, and the house itself so that it can be edited in place.

    Errors: ``CannotPrepare`` when neither uv nor pip can.
    """
    uv = uv_command()
    if uv:
        env = installer_environment(Path(sys.executable)) | {"VIRTUAL_ENV": str(VENV)}
        into = [str(uv), "pip", "install", "--python", str(PYTHON)]
        steps = ([*into, "--require-hashes", "-r", lock], [*into, "-q", "--no-deps", "-e", "."])
        if all(subprocess.run(step, cwd=ROOT, env=env, check=False).returncode == 0 for step in steps):
            return
        say("uv could not install everything; trying pip, which takes longer")
    into = [str(PYTHON), "-m", "pip", "install"]
    steps = ([*into, "--require-hashes", "-r", lock], [*into, "-q", "--no-deps", "-e", "."])
    if not all(subprocess.run(step, cwd=ROOT, check=False).returncode == 0 for step in steps):
        raise CannotPrepare("the packages could not be installed; is the package index reachable from here?")


def fingerprint(lock: str) -> str:
    """Return what the installation depends on, so that a change of any of it is noticed."""
    told = hashlib.sha256(str(ROOT).encode())
    for name in (lock, "pyproject.toml"):
        told.update((ROOT / name).read_bytes())
    return told.hexdigest()


def prepare(kind: str) -> None:
    """Make ``.venv`` hold what ``kind`` needs; do nothing when it already does.

    ``development`` holds the runtime too, so after it ``runtime`` has nothing left to do.
    """
    wanted = fingerprint(LOCKS[kind])
    stamps = {name: VENV / f"{name}.ok" for name in LOCKS}
    fresh = {name: stamp.exists() and stamp.read_text() == fingerprint(LOCKS[name]) for name, stamp in stamps.items()}
    if (fresh[kind] or fresh["development"]) and usable_venv():
        return
    if not usable_venv():
        make_venv()
    say(f"installing {LOCKS[kind]}")
    install(LOCKS[kind])
    stamps[kind].write_text(wanted)


def main(arguments: list[str]) -> int:
    """Prepare what the one argument names."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print(__doc__)
        return 2
    try:
        prepare(arguments[0])
    except CannotPrepare as reason:
        say(str(reason))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
