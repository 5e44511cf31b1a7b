"""All input of this window is read and checked here once: the survey's rows, and what is asked at the desk."""

from niangjia.programmes.hardship.forms.survey import read_return, read_row, survey_form

__all__ = ["read_return", "read_row", "survey_form"]
