"""The FHIR profiles, code systems and value sets of Samspel (compiled), and the tool that compiles them."""
