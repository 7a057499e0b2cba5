"""The case: opinion, referral, reply, feedback."""
