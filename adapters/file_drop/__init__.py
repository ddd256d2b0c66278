"""A journal system behind folders: files out, files in, receipts back. Described in docs/file-drop.md."""

from adapters.file_drop.config import FileDropConfig, IncomingFormat, Mode
from adapters.file_drop.journal import FileDrop

__all__ = ["FileDrop", "FileDropConfig", "IncomingFormat", "Mode"]
