"""Writes docs/openapi.json from the program: `python -m hustings.api.schema`. A test keeps the file true."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

PLACE = Path("docs/openapi.json")


def schema() -> str:
    """The OpenAPI document as it is kept: indented, with keys in their order."""
    from hustings.api.site import api

    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=1, ensure_ascii=False, default=str) + "\n"


def main(place: Path = PLACE) -> None:
    """Writes the document below the current folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.project.settings")
    import django

    django.setup()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(schema(), encoding="utf-8")
    print(place, file=sys.stderr)


if __name__ == "__main__":
    main()
