"""Memory while a network runs: liveness, schedules, the arena of a microcontroller, training."""
