"""The WSGI door that gunicorn opens – after everything that must hold was looked at."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.site.settings")
application = get_wsgi_application()

from niangjia.site.checks import refuse_unsafe_start  # noqa: E402  loaded-when-needed: the settings come first

refuse_unsafe_start()
