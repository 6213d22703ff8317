"""What students handed in, before anything of it runs: untrusted files."""
