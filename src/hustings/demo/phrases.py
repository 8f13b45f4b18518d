"""How letters begin and end and how mail programs introduce a quotation, by language. Tables of facts."""

from __future__ import annotations

GREETINGS: dict[str, tuple[str, ...]] = {
    "en": ("Hi {given},", "Hello {given},", "Hi {given},", "Dear {given},", "{given},"),
    "es": ("Hola, {given}:", "Buenos días, {given}:", "Hola {given},"),
    "pt": ("Olá, {given},", "Oi {given},"),
    "fr": ("Bonjour {given},", "Bonsoir {given},"),
    "de": ("Hallo {given},", "Guten Tag {given},"),
    "pl": ("Cześć {given},", "Dzień dobry,"),
}
CLOSINGS: dict[str, tuple[str, ...]] = {
    "en": ("Best,", "Thanks,", "Warmly,", "All the best,", "Take care,"),
    "es": ("Un abrazo,", "Saludos,", "Gracias y un saludo,"),
    "pt": ("Um abraço,", "Abraços,"),
    "fr": ("Bien à vous,", "Amitiés,"),
    "de": ("Herzliche Grüße", "Viele Grüße"),
    "pl": ("Pozdrawiam serdecznie,", "Pozdrawiam,"),
}
QUOTE_INTRODUCTIONS: dict[str, str] = {
    "en": "On {at:%a, %b} {day}, {at:%Y} at {at:%H:%M}, {writer} wrote:",
    "es": "El {day}/{at.month}/{at:%Y} a las {at:%H:%M}, {writer} escribió:",
    "pt": "Em {day}/{at.month}/{at:%Y} às {at:%H:%M}, {writer} escreveu:",
    "fr": "Le {at:%d/%m/%Y} à {at:%H:%M}, {writer} a écrit :",
    "de": "Am {at:%d.%m.%Y} um {at:%H:%M} schrieb {writer}:",
    "pl": "W dniu {at:%d.%m.%Y} o {at:%H:%M}, {writer} pisze:",
}
