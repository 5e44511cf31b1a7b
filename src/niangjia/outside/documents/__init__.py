"""Documents: the door for what goes out on paper – PDF by typst, Word by a template that an office can edit."""

from niangjia.outside.documents.writing import DocumentsMissing, document_pdf, document_pictures, document_word

__all__ = ["DocumentsMissing", "document_pdf", "document_pictures", "document_word"]
