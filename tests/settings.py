"""The site's own settings, in a folder of their own that is gone afterwards."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["NIANGJIA_ENV"] = "test"
os.environ.pop("NIANGJIA_DEMO_DAY", None)
MEMORY = Path("/dev/shm")  # noqa: S108  platform-limit: only if there is one: a database in memory is quicker to sync
FOLDER = tempfile.mkdtemp(prefix="niangjia-test-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)
os.environ["NIANGJIA_HOME"] = FOLDER
(Path(FOLDER) / "static").mkdir()
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

from niangjia.outside.messages import FakeMessenger  # noqa: E402  loaded-when-needed: after the settings it replaces
from niangjia.site.settings import *  # noqa: E402, F403  loaded-when-needed: the folder has to be named first

NIANGJIA_MESSAGES = FakeMessenger()
