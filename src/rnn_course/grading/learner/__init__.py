"""What runs in a learner's process, beside untrusted code."""
