"""Workbooks: the door for what union people keep in Excel – read by a bound child, answered in kind."""

from niangjia.outside.workbook.answer import AnnotatedCopy, Answer, annotate
from niangjia.outside.workbook.pasted import PASTED_NAME, NotPasted, pasted_file
from niangjia.outside.workbook.raw import RawWorkbook
from niangjia.outside.workbook.reading import read_workbook
from niangjia.outside.workbook.refusals import FileRefused
from niangjia.outside.workbook.template import TemplateColumn, TemplateSheet, template_facts, template_workbook

__all__ = [
    "PASTED_NAME",
    "AnnotatedCopy",
    "Answer",
    "FileRefused",
    "NotPasted",
    "RawWorkbook",
    "TemplateColumn",
    "TemplateSheet",
    "annotate",
    "pasted_file",
    "read_workbook",
    "template_facts",
    "template_workbook",
]
