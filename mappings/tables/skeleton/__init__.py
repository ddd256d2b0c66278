"""A table to begin with, made of samples: every place listed, likely fields proposed with the reason, nothing decided
silently, and no text of a sample in it but short codes.
"""

from __future__ import annotations

from mappings.tables.skeleton.making import Sample, Skeleton, skeleton_of

__all__ = ["Sample", "Skeleton", "skeleton_of"]
