"""The offline desk: a day's work is handed to a phone; what comes back is counted once, whatever happens on the way."""

from niangjia.casework.offline.kinds import Item, Kind, Subject, kinds, offer
from niangjia.casework.offline.packing import (
    IN_SESSION,
    PackageUnknown,
    end_package,
    issue_package,
    items_for,
    package_of,
    secret_of,
    still_good,
    token_of,
)
from niangjia.casework.offline.pictures import (
    PICTURES,
    illustrating,
    illustrating_subject,
    picture_links,
    picture_of,
)
from niangjia.casework.offline.receiving import (
    BadSubmission,
    Sent,
    content_of,
    count_it,
    receive,
    set_aside,
    waiting,
)

__all__ = [
    "IN_SESSION",
    "PICTURES",
    "BadSubmission",
    "Item",
    "Kind",
    "PackageUnknown",
    "Sent",
    "Subject",
    "content_of",
    "count_it",
    "end_package",
    "illustrating",
    "illustrating_subject",
    "issue_package",
    "items_for",
    "kinds",
    "offer",
    "package_of",
    "picture_links",
    "picture_of",
    "receive",
    "secret_of",
    "set_aside",
    "still_good",
    "token_of",
    "waiting",
]
