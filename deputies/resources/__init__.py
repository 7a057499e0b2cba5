"""Rosters of deputies in and out, by django-import-export."""
