"""The file of a household on paper; what a household agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.casework import papers, privacy
from niangjia.outside.documents import document_pdf
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Paper
from niangjia.records.unions.models import Account
from niangjia.web.sentences import told
from niangjia.web.wording import time_text


def file_pdf(case: Case, page: Mapping[str, Any], *, by: Account, at: datetime) -> bytes:
    """Return the file of a household as PDF, who takes it and when across every page; that it went out is written.

    Errors: ``DocumentsMissing`` when the part that writes papers is not installed.
    """
    content = document_pdf("household_file", paper_of(page, by=by, at=at))
    with transaction.atomic():
        privacy.write_download(case, by=by, at=at)
    return content


def paper_of(page: Mapping[str, Any], *, by: Account, at: datetime) -> dict[str, Any]:
    """Return what the template of the file wants: the sections of the page and the words around them."""
    mark = f"{by.name} {time_text(at)}"
    counted = {"done": page["done"], "of": page["of"]}
    return {
        "title": _("%(name)s家庭档案") % {"name": page["name"]},
        "union": page["union_label"],
        "about": _("办件号 %(number)s，%(when)s由%(who)s导出")
        % {"number": page["number"], "when": time_text(at), "who": by.name},
        "foot": _("内部材料，不外借。证件、电话、卡号已隐去中间几位。"),
        "watermark": mark,
        "clear_title": _("六清：%(of)s 项清了 %(done)s 项") % counted,
        "clear": [
            {
                "label": told(one["label"]),
                "clear": one["clear"],
                "word": _("清") if one["clear"] else _("缺"),
                "text": ""
                if one["clear"]
                else _("%(what)s；由%(who)s补") % {"what": told(one["text"]), "who": told(one["adds"])},
            }
            for one in page["clear"]
        ],
        "sections": [
            {key: section[key] for key in ("label", "note", "facts", "columns", "rows", "empty")}
            for section in page["sections"]
        ],
    }


def keep_notice_consent(case: Case, *, by: Account, at: datetime) -> Paper:
    """Keep that the household of ``case`` agreed, by itself and for this alone, to be named in public (PIPL 25)."""
    return papers.keep_paper(case.home, kind="notice_consent", period=case.period, told={"agreed": True}, by=by, at=at)
