"""Pure decisions: lifecycle, completeness, deadlines, consent, copies, ownership. No I/O, no clock, no randomness."""
