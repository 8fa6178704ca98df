"""Messages that steer the chat: "why?", "source?", "more", a number that picks a suggestion."""

from __future__ import annotations

from assistant.text import tokens

_COMMANDS: dict[str, frozenset[str]] = {
    "why": frozenset({"why", "why that", "why do you say that", "how do you know", "how come",
                      "why is that", "why so", "why this"}),
    "source": frozenset(
        {"source", "sources", "the source", "your source", "what is the source",
         "what's the source", "what's your source", "where does it say that", "where is that from",
         "where does that come from", "citation", "link", "the link", "show me where",
         "where does it say so", "really", "is that right", "is that true", "are you sure",
         "you sure", "sure about that", "are you sure about that", "honestly", "seriously",
         "says who", "who says", "who says that", "who says so", "who said that",
         "according to whom", "according to who", "where did you get that",
         "where did you get that from", "where did you read that"}
    ),
    "repeat": frozenset({"repeat", "again", "say again", "say that again", "repeat that", "pardon",
                         "come again", "once more", "one more time", "what was that",
                         "i didn't catch that", "say it again", "run that by me again"}),
    "restart": frozenset({"start over", "start again", "restart", "new question", "reset",
                          "new topic", "forget it", "begin again", "start from the beginning",
                          "different question", "another question", "something else"}),
    "more": frozenset({"more", "tell me more", "go on", "anything else", "and more", "what else",
                       "continue", "any more", "is there more", "more on that", "more about that",
                       "say more", "carry on", "else", "expand on that", "more detail", "and then",
                       "then what", "what then", "and after that", "what more"}),
}  # fmt: skip
_NONE_OF_THESE = frozenset({"none", "none of these", "none of them", "neither", "no none",
                            "none of those", "neither of them", "not those"})  # fmt: skip
_FILLERS = frozenset(
    """please pls plz sorry ok okay so um er well hmm and can could would you just mate thanks
    simpler simply slower""".split()
)
"""Said around a command without changing it."""
_ORDINALS = {"first": 1, "second": 2, "third": 3, "1st": 1, "2nd": 2, "3rd": 3, "one": 1, "two": 2,
             "three": 3, "last": -1, "latter": -1, "former": 1}  # fmt: skip
_AROUND_A_NUMBER = frozenset(
    "the number option please no thanks choice that pick i'll take go with for ok um".split()
)
_THANKS = frozenset("🙏👍❤👏💪😊🙂🥰💯🙌")


def spoken(text: str) -> str:
    """A message of nothing but hands and hearts, as the word it stands for."""
    signs = set(text.strip()) - {"\ufe0f", " "}
    return "thanks" if signs and signs <= _THANKS else text


def command(text: str) -> str:
    """The name of the command that a message is, or ""."""
    if len(text) > 60:
        return ""
    words = tokens(text)
    bare = [w for w in words if w not in _FILLERS]
    for said in (" ".join(words), " ".join(bare)):
        if said in _NONE_OF_THESE:
            return "none"
        for name, forms in _COMMANDS.items():
            if said in forms:
                return name
    return ""


def choice(text: str) -> int:
    """The number of the suggestion that is picked, from 1; -1 the last; 0 none."""
    if len(text) > 30:
        return 0
    words = [w for w in tokens(text) if w not in _AROUND_A_NUMBER]
    if len(words) == 2 and words[1] in ("one", "option", "choice"):
        words.pop()
    if len(words) != 1:
        return 0
    word = words[0]
    if word.isdecimal() and word.isascii() and len(word) == 1:
        return int(word)
    return _ORDINALS.get(word, 0)
