"""What may be sent to each route. Unknown fields are ignored; wrong ones are named in one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

from assistant.domain import Message, Role
from assistant.surfaces.web.settings import MAX_MESSAGE, MAX_TURNS
from assistant.text import clean

Text = Annotated[str, Field(strict=True, max_length=MAX_MESSAGE)]
Country = Annotated[
    str | None,
    Field(pattern=r"^[A-Za-z]{2}$", description="ISO 3166-1 alpha-2, for emergency numbers"),
]
MODEL = "reader-assistant"
"""The one model's name in OpenAI's shapes."""
READER, ASSISTANT = frozenset({"reader", "user"}), frozenset({"assistant", "ai", "bot"})


def _some(*roles: str, required: bool = True) -> dict[str, Any]:
    """JSON Schema's way to say that at least one message is the reader's; the engine checks it."""
    one: dict[str, Any] = {"properties": {"role": {"enum": list(roles)}}}
    return {"contains": one | {"required": ["role"]} if required else one}


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Turn(_Shape):
    """One message of a conversation."""

    role: Literal["reader", "user", "assistant", "ai"]
    text: Text


class Asked(_Shape):
    """What every request offers."""

    @property
    def place(self) -> str | None:
        """The reader's country, if given."""
        country: str | None = getattr(self, "country", None)
        return country

    def turns(self) -> list[Message]:
        """The conversation."""
        raise NotImplementedError


class ReplyRequest(Asked):
    """The whole conversation so far, oldest first; the last message is answered."""

    messages: Annotated[
        list[Turn],
        Field(min_length=1, max_length=MAX_TURNS, json_schema_extra=_some("reader", "user")),
    ]
    country: Country = None

    def turns(self) -> list[Message]:
        """The conversation."""
        return [_turn(m.role, m.text) for m in self.messages]


class ContentPart(_Shape):
    """A piece of a message; only text is read."""

    type: StrictStr
    text: Text | None = None


class ChatTurn(_Shape):
    """One message as OpenAI's clients send it. Only user and assistant messages are read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | Annotated[list[ContentPart], Field(max_length=64)] | None = None

    @property
    def text(self) -> str:
        """The text of all its pieces."""
        if isinstance(self.content, list):
            return "\n".join(p.text for p in self.content if p.type == "text" and p.text)
        return self.content or ""


class StreamOptions(_Shape):
    """What a stream ends with."""

    include_usage: StrictBool | None = None


class CompletionRequest(Asked):
    """OpenAI's chat completion request. Sampling options are accepted and have no effect."""

    model: Annotated[StrictStr, Field(json_schema_extra={"enum": [MODEL]})]
    messages: Annotated[
        list[ChatTurn],
        Field(min_length=1, max_length=MAX_TURNS, json_schema_extra=_some("user")),
    ]
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    country: Country = None

    def turns(self) -> list[Message]:
        """The conversation. What a system, developer or tool says is left out."""
        return [_turn(m.role, m.text) for m in self.messages if m.role in ("user", "assistant")]


class PastTurn(_Shape):
    """An earlier message: `role` and `text`, or Rasa's `event` ("user", "bot") and `text`."""

    role: Literal["reader", "user", "assistant", "ai", "bot"] | None = None
    event: StrictStr | None = None
    text: Text | None = None


class Metadata(_Shape):
    """What Rasa's channel passes on: here the earlier conversation and the country."""

    history: Annotated[list[PastTurn], Field(max_length=MAX_TURNS - 1)] = []
    country: Country = None


class RasaRequest(Asked):
    """A message on Rasa's REST channel. The channel is stateless here: history comes along."""

    sender: Annotated[str, Field(strict=True, max_length=256)] = "default"
    message: Text
    metadata: Metadata | None = None

    @property
    def place(self) -> str | None:
        """The country named in the metadata."""
        return self.metadata.country if self.metadata else None

    def turns(self) -> list[Message]:
        """The conversation: the history, then the message."""
        past: Iterable[PastTurn] = self.metadata.history if self.metadata else ()
        found = [
            _turn(role, p.text)
            for p in past
            if p.text and (role := p.role or p.event or "") in READER | ASSISTANT
        ]
        return [*found, Message("reader", self.message)]


class DeepChatTurn(_Shape):
    """One message of deep-chat: text, or the HTML that this route answered earlier."""

    role: Literal["user", "ai", "assistant"] = "user"
    text: Text | None = None
    html: Annotated[str | None, Field(strict=True, max_length=3 * MAX_MESSAGE)] = None


class DeepChatRequest(Asked):
    """What deep-chat's `connect` sends; `additionalBodyProps` may add the country."""

    messages: Annotated[
        list[DeepChatTurn],
        Field(
            min_length=1,
            max_length=MAX_TURNS,
            json_schema_extra=_some("user", required=False),
        ),
    ]
    country: Country = None

    def turns(self) -> list[Message]:
        """The conversation."""
        return [_turn(m.role, m.text or clean(m.html or "")) for m in self.messages]


def _turn(role: str, text: str | None) -> Message:
    whose: Role = "reader" if role in READER else "assistant"
    return Message(whose, text or "")


def schemas(*models: type[BaseModel]) -> dict[str, Any]:
    """JSON Schemas of the models and all they use, by name, for `components/schemas`."""
    from pydantic.json_schema import models_json_schema

    _, found = models_json_schema(
        [(m, "validation") for m in models], ref_template="#/components/schemas/{model}"
    )
    return dict(found["$defs"])
