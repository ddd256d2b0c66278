"""The workbench for mapping tables: one page, on this computer only, that shows what a table makes of a document."""
