"""What a certificate is worth at a moment: anchors, paths, purposes, accreditation, revocation and its evidence."""
