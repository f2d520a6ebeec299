"""ЭТрН: the four titles, each tied to the one it answers."""
