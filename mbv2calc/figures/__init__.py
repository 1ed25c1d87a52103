"""Printed figures: the published ones, whether they come out, and what gives one."""
