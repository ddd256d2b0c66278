"""What a plan is: the SIP model, identifiers, states, findings, messages; and the published contracts."""
