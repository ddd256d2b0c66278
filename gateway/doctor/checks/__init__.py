"""The checks: each a small function of the patient, listed in `gateway.doctor.examine`."""
