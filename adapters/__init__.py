"""One folder per kind of journal system: read a document, record a copy, tell it what happened."""
