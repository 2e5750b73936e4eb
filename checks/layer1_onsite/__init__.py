"""Layer 1, on-site force: accounts, access, services, patches."""
