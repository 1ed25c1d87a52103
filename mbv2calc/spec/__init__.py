"""A YAML file, with positions, as an Architecture: frozen, checked, merged with what it extends."""
