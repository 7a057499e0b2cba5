"""manage.py restore FILE: a backup into an empty database and an empty data folder."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from jobs.services.backups import restore


class Command(BaseCommand):
    help = "把备份恢复到空的数据库和空的 DATA_DIR，再核对审计链。已有的数据不会被覆盖。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="备份文件")

    def handle(self, *args, path: Path, **options):
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}")
        restore(path)
        self.stdout.write("已恢复。")
        call_command("verify_audit", stdout=self.stdout, stderr=self.stderr)
