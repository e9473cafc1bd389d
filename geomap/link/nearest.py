"""The text of an article that a quote comes nearest to: shown to the editor, never used as evidence."""

from collections import Counter
from difflib import SequenceMatcher

from geomap.link.folding import Span
from geomap.link.names import inside_word

PIECE = 200
"""Characters of a quote that are compared; of a longer one, those around the point where it leaves the text."""

_GRAM = 6  # characters of a fragment of the quote that is looked for
_RAREST = 12  # fragments that are followed up, the rarest first
_HITS = 500  # occurrences of a fragment that are followed up
_CANDIDATES = 3  # stretches of the text that are compared letter by letter
_LONGEST_WORD = 50  # characters by which a span is widened at most
_ALIKE = 0.5  # SequenceMatcher's ratio below which two texts have nothing to do with each other


def nearest_text(quote: str, text: str) -> Span | None:
    """The span of ``text`` that is most like the quote, ends at whole words; None where nothing is like it.

    Both are folded. The time grows with the length of the text and hardly with that of the quote.
    """
    piece = _same_length_lower(_piece(quote, text))
    text = _same_length_lower(text)
    matcher = SequenceMatcher(None, "", piece, autojunk=False)
    best: tuple[float, int, int] | None = None
    for guess in _candidates(piece, text):
        start, end = max(0, guess - len(piece) // 2), guess + 2 * len(piece)
        matcher.set_seq1(text[start:end])
        common = matcher.find_longest_match()
        start = max(0, start + common.a - common.b)
        end = min(len(text), start + len(piece))
        matcher.set_seq1(text[start:end])
        ratio = matcher.ratio()
        if ratio >= _ALIKE and (best is None or ratio > best[0]):
            best = ratio, start, end
    return None if best is None else _to_whole_words(text, best[1], best[2])


def _same_length_lower(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def _piece(quote: str, text: str) -> str:
    """The part of a quote that is worth comparing."""
    if len(quote) <= PIECE:
        return quote
    known, unknown = 0, len(quote)  # the text has the quote's first `known` characters, not its first `unknown`
    while unknown - known > 1:
        half = (known + unknown) // 2
        if quote[:half] in text:
            known = half
        else:
            unknown = half
    start = max(0, known - PIECE // 2)
    return quote[start : start + PIECE]


def _candidates(piece: str, text: str) -> list[int]:
    """Offsets near which the piece may begin: where many of its rarer fragments stand as far apart as in the piece."""
    size = min(_GRAM, max(1, len(piece) // 2))
    grams = {piece[at : at + size]: at for at in range(0, len(piece) - size + 1, max(1, size // 2))}
    counted = sorted((count, gram) for gram in grams if (count := text.count(gram)))
    step = len(piece) // 2 + 1
    votes: Counter[int] = Counter()
    for _, gram in counted[:_RAREST]:
        buckets = set()
        at = text.find(gram)
        for _ in range(_HITS):
            if at < 0:
                break
            buckets.add((at - grams[gram]) // step)
            at = text.find(gram, at + 1)
        votes.update(buckets)
    likeliest = sorted(votes, key=lambda bucket: (-votes[bucket], bucket))
    return [bucket * step for bucket in likeliest[:_CANDIDATES]]


def _to_whole_words(text: str, start: int, end: int) -> Span:
    for _ in range(_LONGEST_WORD):
        start -= inside_word(text, start)
        end += inside_word(text, end)
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return start, start + len(text[start:end].rstrip())
