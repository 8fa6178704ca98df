"""Real words that must be left alone are found by hash; here by the definition."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.triage.spelling import MAX, MIN, confusable

words = st.lists(st.text("abcéz'", min_size=1, max_size=9), max_size=30)


def near(word):
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


@given(words, words)
def test_confusable_words_share_a_deletion_with_the_vocabulary(vocabulary, real):
    deletions = {d for w in vocabulary for d in near(w)}
    expected = {
        w for w in real
        if MIN <= len(w) <= MAX and w.isalpha() and w not in vocabulary and near(w) & deletions
    }  # fmt: skip
    assert confusable(set(vocabulary), set(real)) == sorted(expected)
