"""The product's settings without context processors, and with the floor's addresses."""

from hustings.project.settings import *  # noqa: F403
from hustings.project.settings import TEMPLATES

ROOT_URLCONF = "bench.today_floor"
TEMPLATES[0]["OPTIONS"]["context_processors"] = ["django.template.context_processors.request"]
