"""Layer 3, independent assessment: what an outside look would find."""
