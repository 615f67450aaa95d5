"""The languages in which a text can be written in chat beside its own, each by its own name."""

from collections.abc import Mapping

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Fran\u00e7ais",
    "es": "Espa\u00f1ol",
    "it": "Italiano",
    "nl": "Nederlands",
    "pt": "Portugu\u00eas",
    "pl": "Polski",
    "cs": "\u010ce\u0161tina",
    "da": "Dansk",
    "sv": "Svenska",
    "nb": "Norsk",
    "fi": "Suomi",
    "hu": "Magyar",
    "ro": "Rom\u00e2n\u0103",
    "tr": "T\u00fcrk\u00e7e",
    "el": "\u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac",
    "uk": "\u0423\u043a\u0440\u0430\u0457\u043d\u0441\u044c\u043a\u0430",
    "ja": "\u65e5\u672c\u8a9e",
    "ko": "\ud55c\uad6d\uc5b4",
    "zh": "\u4e2d\u6587",
}
"""By tag; a file beside an edition can name any other."""
