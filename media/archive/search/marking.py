"""The words that were found, marked where they stand in a text."""

import re

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from media.archive.search.questions import Question
from media.archive.search.tokens import all_stems, readings

LENGTH = 240
WORD = re.compile(r"\w+")


def marked(text: str, question: Question) -> SafeString:
    """The part of `text` around the first word that was asked for, with each of them in `<mark>`."""
    text = re.sub(r"\s+", " ", text or "").strip()
    spans = [match.span() for match in WORD.finditer(text) if is_asked(match.group(), question)]
    start = max(0, spans[0][0] - LENGTH // 3) if spans else 0
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = start + LENGTH
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + LENGTH // 2)
    pieces, last = [], start
    for first, after in spans:
        if first >= last and after <= end:
            pieces.append(conditional_escape(text[last:first]))
            pieces.append(format_html("<mark>{}</mark>", text[first:after]))
            last = after
    pieces.append(conditional_escape(text[last:end]))
    said = format_html_join("", "{}", ((piece,) for piece in pieces))
    return format_html("{}{}{}", "… " if start else "", said, " …" if end < len(text) else "")


def hits_in(text: str, question: Question) -> int:
    """How many of the words in `text` were asked for, each counted once."""
    return sum(is_asked(word, question) for word in set(WORD.findall(text.casefold())))


def is_asked(word: str, question: Question) -> bool:
    """Whether a word, as it is written, is one of those that were asked for."""
    for said, forms in readings(word):
        for term in question.wanted:
            last = term.words[-1]
            if said in term.words or (term.is_prefix and said.startswith(last)):
                return True
            if not term.is_phrase and not forms.isdisjoint(all_stems(last)):
                return True
    return False
