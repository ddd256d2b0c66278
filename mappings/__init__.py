"""How a plan is said in other words: pure functions, no I/O, no clock."""
