"""The power of attorney (EMCHD_1): its model, and what the gateway reads out of one."""
