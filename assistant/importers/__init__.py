"""Other people's formats → a site's files. One module a format, each with `read(source)`.

report = run("wordpress", "export.xml", Path("my-site"))
print("\\n".join(report.lines()))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from assistant.errors import InputError
from assistant.importers.files import Writer
from assistant.importers.posts import Fault, IntentFile, Item, LeftOut, Post, Thread

FORMATS = {
    "wordpress": "an export file (Tools > Export) or a live site's address",
    "faq": "questions and answers, CSV or TSV (QnA Maker's too)",
    "rasa": "training data of Rasa (nlu.yml)",
    "markdown": "a folder of posts with front matter (Jekyll, Hugo, Eleventy)",
    "disqus": "comments exported from Disqus, for articles that the site already has",
}
SHOWN = 20
"""Lines of each kind that a report prints."""


@dataclass(slots=True)
class Report:
    """What an import did."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    same: int = 0
    posts: int = 0
    threads: int = 0
    comments: int = 0
    answers: int = 0
    """comments that are answers of the site's own"""
    intents: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """files that a person has edited and the import left alone"""
    dangling: list[str] = field(default_factory=list)
    """quotations that no longer stand: `file:line: …`"""

    @property
    def documents(self) -> int:
        """Posts, threads of other articles, and intents read."""
        return self.posts + self.threads + self.intents

    def lines(self) -> Iterator[str]:
        """The report for people, bounded."""
        yield (
            f"{self.posts} posts, {self.comments} comments ({self.answers} of them answers by the "
            f"site), {self.intents} intents"
        )
        for what, names in (("added", self.added), ("changed", self.changed), ("gone", self.gone)):
            yield f"{what}: {len(names)} files"
            yield from (f"  {n}" for n in names[:SHOWN])
            if len(names) > SHOWN:
                yield f"  … and {len(names) - SHOWN} more"
        yield f"unchanged: {self.same} files"
        for what, counts in (("marked, never quoted", self.marks), ("left out", self.left_out)):
            if counts:
                yield f"{what}: " + ", ".join(f"{n} {k}" for k, n in sorted(counts.items()))
        yield from (f"kept as you edited it: {k}" for k in self.kept)
        yield from (str(f) for f in self.faults[:SHOWN])
        if len(self.faults) > SHOWN:
            yield f"… and {len(self.faults) - SHOWN} more faults"
        if self.dangling:
            yield f"quotations that no longer stand: {len(self.dangling)}"
            yield from self.dangling


def run(
    form: str, source: str, folder: Path, *, write: bool = True, owners: Sequence[str] = ()
) -> Report:
    """Make or update the site in `folder` from a source.

    `owners`: whose comments in a Disqus export are answers by the site.

    Posts that the source no longer has are taken away, unless something in it couldn't be read.
    Raises `InputError` when the source is unusable, `DataError` when the folder's files are broken.
    """
    if form not in FORMATS:
        raise InputError(f"no format {form!r}; known are: {', '.join(FORMATS)}")
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; name a folder")
    module = import_module(f"assistant.importers.{form}")
    items: Iterator[Item] = (
        module.read(source, owners, folder) if form == "disqus" else module.read(source)
    )
    report, writer = Report(), Writer(folder, write)
    sources: set[str] = set()
    for item in items:
        _take(item, report, writer, sources)
    if not any(f.cut for f in report.faults):
        for key in sorted(sources):
            writer.finish(key)
    if write:
        from assistant.starter import write_missing

        report.added += write_missing(folder, _address(sources))
    report.added += writer.added
    report.changed, report.gone, report.same = writer.changed, writer.gone, writer.same
    from assistant.importers.dangling import dangling

    report.dangling = list(dangling(folder, writer.touched))
    return report


def _take(item: Item, report: Report, writer: Writer, sources: set[str]) -> None:
    if isinstance(item, Post):
        sources.add(item.key.rsplit(" ", 1)[0] + " ")
        report.posts += 1
        report.comments += len(item.comments)
        report.answers += sum(c.role == "owner" for c in item.comments)
        report.marks += item.marks
        writer.put(item)
    elif isinstance(item, Thread):
        report.threads += 1
        report.comments += len(item.comments)
        report.answers += sum(c.role == "owner" for c in item.comments)
        writer.put_thread(item)
    elif isinstance(item, IntentFile):
        report.intents += item.count
        if not writer.put_intents(item):
            report.kept.append(f"intents/{item.name}.yaml")
    elif isinstance(item, LeftOut):
        report.left_out[item.why] += 1
    else:
        report.faults.append(item)


def _address(sources: set[str]) -> str:
    """The address of the site that was imported, or ""."""
    words = next((key.split() for key in sorted(sources)), [])
    return words[1] if len(words) > 1 and words[1].startswith(("http://", "https://")) else ""
