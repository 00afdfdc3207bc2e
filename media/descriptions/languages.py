"""In which language a text is written, as far as that can be told."""

from functools import cache
from threading import Lock

# Shorter texts are easily taken for another language (ADR 0018 has the trial).
ENOUGH_CHARACTERS = 80
READ_CHARACTERS = 1_000
SURE = 0.95

NAMES = {
    "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fi": "Finnish",
    "fr": "French", "it": "Italian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "sv": "Swedish",
}  # fmt: skip

one_at_a_time = Lock()


@cache
def detectors():
    """Makes detectors. Half a second, once, and only in a process that needs it."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.set_seed(0)  # else the same text could be judged differently the next time
    return factory


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language of `text`; empty if it is short or not clear."""
    from langdetect.lang_detect_exception import LangDetectException

    if len(text.strip()) < ENOUGH_CHARACTERS:
        return ""
    with one_at_a_time:
        factory = detectors()
    detector = factory.create()
    detector.append(text[:READ_CHARACTERS])
    try:
        likeliest = detector.get_probabilities()[:1]
    except LangDetectException:  # only digits or signs
        return ""
    sure = [found.lang for found in likeliest if found.prob >= SURE]
    return sure[0].partition("-")[0] if sure else ""


def name_of(language: str) -> str:
    """A language's name in a sentence; for those without one here, its code in quotation marks."""
    code = language.partition("-")[0].lower()
    return NAMES.get(code, f"“{language}”")
