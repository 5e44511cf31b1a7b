"""The WSGI door that gunicorn opens."""

import os

from django.core.wsgi import get_wsgi_application

from niangjia.site.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.site.settings")
application = get_wsgi_application()
refuse_unsafe_start()
