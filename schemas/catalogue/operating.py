"""What operating says, non-deliveries and filters of lists: SIP675-679."""

from __future__ import annotations

from schemas.catalogue.row import Row, error

ROWS: dict[str, Row] = {
    "SIP675": error(
        "Åldern går inte att läsa. Skriv den som P3D (tre dygn), PT4H (fyra timmar) eller P1DT12H.",
        "The age cannot be read. Write it as P3D (three days), PT4H (four hours) or P1DT12H.",
    ),
    "SIP676": error(
        "Säg vilka: nummer ur listan, eller ett urval (till exempel --reason SIP620 --older-than P1D). "
        "Både och går inte.",
        "Say which: numbers of the list, or a choice (for instance --reason SIP620 --older-than P1D). Not both.",
    ),
    "SIP677": error(
        "Urvalet gäller {count} rader. Visa dem med --dry-run, och lägg sedan till --yes.",
        "The choice holds {count} rows. Show them with --dry-run, and then add --yes.",
    ),
    "SIP678": error(
        "Adressen eller porten för mätvärden går inte att lyssna på: {address}. Välj en annan.",
        "The address or port for metrics cannot be listened on: {address}. Choose another.",
        "gateway",
    ),
}
