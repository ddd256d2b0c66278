"""The fields that a table can name, as the schema for editors has them: another way to them than the page's."""

PART_WORDS = {"from", "each", "group", "where"}


def paths_of(schema):
    """Every path below `plan` and `consents`."""
    for top in ("plan", "consents"):
        yield from _below(schema["properties"][top], top, schema["$defs"])


def _below(node, path, parts):
    for name, inner in _part_in(node, parts).items():
        if name not in PART_WORDS:
            yield f"{path}.{name}"
            yield from _below(inner, f"{path}.{name}", parts)


def _part_in(node, parts):
    """The fields of the part to which a field leads; none when it is a value."""
    for each in (node, *node.get("anyOf", ()), *(one for two in node.get("anyOf", ()) for one in two.get("anyOf", ()))):
        name = each.get("$ref", "").rpartition("/")[2]
        if name in parts and name[:1].isupper():
            return parts[name]["properties"]
    return {}
