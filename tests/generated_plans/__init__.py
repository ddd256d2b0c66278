"""Valid documents made up by machine: for laws that must hold for every plan."""
