"""Pages of the regulation: what holds, how versions differ, the draft, the presets."""
