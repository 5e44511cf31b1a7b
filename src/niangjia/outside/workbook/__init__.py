"""Workbooks: the door for what union people keep in Excel – read by a bound child, answered in kind."""

from niangjia.outside.workbook.answer import AnnotatedCopy, Answer, annotate
from niangjia.outside.workbook.raw import RawWorkbook
from niangjia.outside.workbook.reading import read_workbook
from niangjia.outside.workbook.refusals import FileRefused

__all__ = ["AnnotatedCopy", "Answer", "FileRefused", "RawWorkbook", "annotate", "read_workbook"]
