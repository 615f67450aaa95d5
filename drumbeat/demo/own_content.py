"""An operator's own content in the demo: what the sample's people have answered must be there."""

from pathlib import Path

from bot.errors import ConfigurationInvalid
from content.check import faults_of
from content.library import SAMPLE, read_library
from drumbeat.demo.sample.surveys import SURVEY


def refuse_unfit(folder: Path) -> None:
    """Refuse a folder with a fault in it, or without what the sample's people have answered."""
    if not folder.is_dir():
        raise ConfigurationInvalid(f"--content: there is no folder {folder}")
    vendor = "the vendor"
    if faults := faults_of(folder, vendor):
        raise ConfigurationInvalid("\n".join(f"{f.path}:{f.line}: {f.reason}" for f in faults))
    known = read_library(SAMPLE, vendor).surveys[SURVEY].text
    own = read_library(folder, vendor).surveys.get(SURVEY)
    as_answered = (known.score, known.kind, known.promise)
    if own is None or (own.text.score, own.text.kind, own.text.promise) != as_answered:
        raise ConfigurationInvalid(
            f"--content: the sample's people have answered a survey {SURVEY!r}, and {folder} "
            f"has none like it: put a surveys/{SURVEY}.yaml there with `score: {known.score}`, "
            f"`kind: {known.kind}` and `promise: {known.promise}`, such as the one that "
            "`drumbeat init` lays"
        )
