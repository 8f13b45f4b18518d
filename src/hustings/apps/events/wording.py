"""The good questions of a brief in words, for all doors; codes are those of engine.events.question_for."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext


def question(code: str, facts: Mapping[str, str]) -> str:
    """The one good question to ask."""
    words = {
        "about_their_message": gettext("You wrote to us and we have not answered yet: what would help you most?"),
        "about_our_promise": gettext("We promised: %(promise)s. Is that still what you need?"),
        "about_their_need": gettext("How far have you come with %(need)s?"),
        "what_would_it_take": gettext("What would you have to see before you could support this?"),
        "about_their_talk": gettext("What surprised you most while you prepared “%(topic)s”?"),
        "about_common_ground": gettext("How do you look back on %(common)s today?"),
        "what_changed": gettext("What has changed for you since we last talked?"),
        "what_are_you_working_on": gettext("What are you working on that nobody asks you about?"),
    }
    return words[code] % facts
