"""Faults: processes killed, brokers gone, jobs that kill their worker. What must hold, held."""
