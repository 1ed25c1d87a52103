"""Tests of the room render: one document in every format."""
