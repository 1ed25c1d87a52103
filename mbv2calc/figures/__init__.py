"""Printed figures: the published ones, whether they are reproduced, and where one comes from."""
