"""Django's command line, started with ``python -m niangjia.site.manage``."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the management command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.site.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
