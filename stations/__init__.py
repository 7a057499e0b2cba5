"""The unit tree, posts, regulations (制度), the work calendar, case numbers."""
