"""``words``: bring the catalogues of the pages up to date and compile them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from niangjia.web.words import brought_up_to_date, catalogue_text, compiled, read_catalogue, words_of_house

PACKAGE = Path(__file__).resolve().parents[3]
LOCALE = PACKAGE / "web" / "locale"


class Command(BaseCommand):
    """Add new texts to the English catalogue, drop vanished ones, compile every catalogue."""

    help = "Bring the catalogues up to date and compile them; lists what still has no English."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the ``.po`` and ``.mo`` files."""
        for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
            entries = read_catalogue(source.read_text(encoding="utf-8"))
            if source.parent.parent.name == "en":
                entries = brought_up_to_date(entries, words_of_house(PACKAGE))
                for said in entries:
                    if not all(said.forms):
                        self.stdout.write(said.word.message)
            source.write_text(catalogue_text(entries), encoding="utf-8")
            source.with_suffix(".mo").write_bytes(compiled(entries))
