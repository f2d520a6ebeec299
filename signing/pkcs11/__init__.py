"""Keys that never leave their token, through its vendor's PKCS#11 library."""
