"""Reading a mapping table itself, with every fault named by its line; and the schema that editors check it by."""
