"""Six plans in Swedish, written from the public routines, with what is to become of each: see docs/samples.md."""

from tests.samples.loading import Sample, Version, samples

__all__ = ["Sample", "Version", "samples"]
