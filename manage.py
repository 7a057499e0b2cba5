#!/usr/bin/env python
"""Django's command line for Liaison."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("找不到 Django：请先运行 script/setup，再用 .venv/bin/python manage.py …")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
