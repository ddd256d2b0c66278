"""What `samspel topology` calls a difference: as it was found when checking, as it was mended when applying."""

from __future__ import annotations

import pytest

from gateway.broker.differences import Difference, Kind, Thing
from gateway.cli.topology_of import worded
from gateway.cli.voice import Voice
from schemas.codes import Language

DIFFERENCES = [Difference(kind, thing, "name") for kind in Kind for thing in Thing]


@pytest.mark.parametrize(
    ("kind", "found", "done"),
    [
        (Kind.MISSING, "missing exchange", "made exchange"),
        (Kind.DIFFERENT, "different exchange", "changed exchange"),
        (Kind.EXTRA, "extra exchange", "removed exchange"),
    ],
)
def test_what_is_made_is_not_called_missing(kind: Kind, found: str, done: str) -> None:
    each, voice = Difference(kind, Thing.EXCHANGE, "name"), Voice(Language.EN)
    assert worded(voice, each, done=False) == found
    assert worded(voice, each, done=True) == done


@pytest.mark.parametrize("language", list(Language))
def test_every_difference_has_words_of_its_own(language: Language) -> None:
    voice = Voice(language)
    found = {worded(voice, each, done=False) for each in DIFFERENCES}
    mended = [each for each in DIFFERENCES if each.can_be_applied]
    done = {worded(voice, each, done=True) for each in mended}
    assert (len(found), len(done)) == (len(DIFFERENCES), len(mended))
    assert not found & done
