"""Training the model behind a suggested field, and judging it: a linear support vector machine over letters and pairs of letters.

numpy is needed here alone, when somebody trains; pages that suggest do without.
"""

import math
import random
import time
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from opinions.models import Opinion
from opinions.rules.likely_field import Model, grams_of

RARE = 2  # a gram in fewer texts says nothing
PENALTY, EPOCHS = 0.5, 6
FOLDS = 5
LEAST = 20  # texts of a label, below which it is not learnt


@dataclass(frozen=True)
class Text:
    grams: Counter[str]
    label: str


def own_texts() -> list[Text]:
    """The station's own cases with the first-level field that somebody chose at screening; those withdrawn left out."""
    cases = Opinion.objects.exclude(category=None).exclude(state="voided").order_by("pk").values_list("words", "category__full_name")
    return [Text(grams_of(words), field.split(" / ")[0]) for words, field in cases.iterator(chunk_size=1000)]


def texts_of(pairs: Iterable[tuple[str, str]]) -> list[Text]:
    return [Text(grams_of(words), label) for words, label in pairs]


def train(texts: list[Text]) -> Model:
    """Raises ValueError when fewer than two fields have enough texts."""
    import numpy as np

    counts = Counter(text.label for text in texts)
    labels = sorted(label for label, count in counts.items() if count >= LEAST)
    if len(labels) < 2:
        raise ValueError(f"至少要有两个领域各有 {LEAST} 件意见，才能学。")
    texts = [text for text in texts if text.label in labels]
    grams, idf = _vocabulary(texts)
    rows = [_row(text.grams, grams, idf) for text in texts]
    targets = np.array([[1.0 if text.label == label else -1.0 for label in labels] for text in texts])
    weights = _fit(rows, targets, len(grams))
    scale = float(np.abs(weights[:-1]).max()) / 127 or 1.0
    whole = np.rint(weights[:-1] / scale).astype(np.int8)
    said = np.flatnonzero(whole.any(axis=1))  # a gram without weight may be forgotten
    words = list(grams)
    return Model(
        labels, [words[place] for place in said], array("f", idf[said].tolist()), array("b", whole[said].tobytes()), scale, weights[-1].tolist()
    )


def _vocabulary(texts: list[Text]) -> tuple:
    """gram → its place, and how telling each is: ln((1 + texts) / (1 + texts with it)) + 1."""
    import numpy as np

    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(text.grams.keys())
    grams = {gram: place for place, gram in enumerate(sorted(gram for gram, count in seen.items() if count >= RARE))}
    return grams, np.array([math.log((1 + len(texts)) / (1 + seen[gram])) + 1 for gram in grams])


def _row(counts: Counter[str], grams: dict[str, int], idf) -> tuple:
    import numpy as np

    known = [(grams[gram], 1 + math.log(count)) for gram, count in counts.items() if gram in grams]
    places = np.array([place for place, _ in known], dtype=np.int64)
    values = np.array([value for _, value in known]) * idf[places]
    length = math.sqrt(float(values @ values))
    return places, values / length if length else values


def _fit(rows: list[tuple], targets, width: int):
    """Weights (last row: bias) of one squared-hinge machine a label, by dual coordinate descent (Hsieh et al., ICML 2008)."""
    import numpy as np

    weights = np.zeros((width + 1, targets.shape[1]))
    held = np.zeros_like(targets)
    margin = 1 / (2 * PENALTY)
    order, chance = list(range(len(rows))), random.Random(7)  # noqa: S311 - the order of learning, no secret
    for _ in range(EPOCHS):
        chance.shuffle(order)
        for number in order:
            places, values = rows[number]
            off = targets[number] * (values @ weights[places] + weights[-1]) - 1 + held[number] * margin
            fresh = np.maximum(held[number] - off / (float(values @ values) + 1 + margin), 0)
            step = (fresh - held[number]) * targets[number]
            held[number] = fresh
            weights[places] += values[:, None] * step
            weights[-1] += step
    return weights


# Judging --------------------------------------------------------------------------------------------------------------
def judged(texts: list[Text]) -> dict:
    """Macro-F1 by five-fold cross-validation beside naive Bayes on the same letters and folds; milliseconds a text, MiB, seconds."""
    order = list(range(len(texts)))
    random.Random(7).shuffle(order)  # noqa: S311
    folds = [order[place::FOLDS] for place in range(FOLDS)]
    found: dict[str, list[float]] = {"macro_f1": [], "naive_bayes": [], "seconds": [], "mib": [], "ms": []}
    for fold in folds:
        held = set(fold)
        known, asked = [text for place, text in enumerate(texts) if place not in held], [texts[place] for place in fold]
        began = time.perf_counter()
        model = train(known)
        found["seconds"].append(time.perf_counter() - began)
        found["mib"].append(len(model.to_bytes()) / 2**20)
        began = time.perf_counter()
        guesses = [_guess(model, text) for text in asked]
        found["ms"].append((time.perf_counter() - began) / len(asked) * 1000)
        truth = [text.label for text in asked]
        found["macro_f1"].append(macro_f1(truth, guesses))
        found["naive_bayes"].append(macro_f1(truth, _bayes(known, asked)))
    means = {name: round(sum(values) / FOLDS, 4) for name, values in found.items()}
    return means | {"folds": [round(value, 4) for value in found["macro_f1"]], "texts": len(texts), "labels": len({text.label for text in texts})}


def _guess(model: Model, text: Text) -> str:
    scores = model.scores(model.weighed(text.grams))
    return model.labels[max(range(len(scores)), key=scores.__getitem__)]


def _bayes(known: list[Text], asked: list[Text]) -> list[str]:
    """Multinomial naive Bayes with one added to every count."""
    counts: dict[str, Counter[str]] = {}
    for text in known:
        counts.setdefault(text.label, Counter()).update(text.grams)
    size = len(set().union(*counts.values()))
    prior = Counter(text.label for text in known)
    totals = {label: sum(counter.values()) + size for label, counter in counts.items()}

    def score(label: str, text: Text) -> float:
        counter, total = counts[label], totals[label]
        return math.log(prior[label]) + sum(count * math.log((counter[gram] + 1) / total) for gram, count in text.grams.items())

    return [max(sorted(counts), key=lambda label: score(label, text)) for text in asked]


def macro_f1(truth: list[str], guesses: list[str]) -> float:
    """The mean over the labels of 2 × hit / (2 × hit + false + missed)."""
    scores = []
    for label in sorted(set(truth)):
        hit = sum(1 for right, guess in zip(truth, guesses, strict=True) if right == guess == label)
        scores.append(2 * hit / (truth.count(label) + guesses.count(label)) if hit else 0.0)
    return sum(scores) / len(scores)
