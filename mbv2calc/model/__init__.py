"""An Architecture at given numbers as a Network: layers, shapes and tensors."""
