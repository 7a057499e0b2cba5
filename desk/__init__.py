"""Start pages by role, first steps, help: what spans all apps."""
