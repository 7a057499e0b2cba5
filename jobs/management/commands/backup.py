"""manage.py backup FOLDER: the database and the private files in one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from jobs.services.backups import back_up


class Command(BaseCommand):
    help = "把数据库和私有文件备份成一个文件。密钥不在里面，要另外保管。"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="放在哪个文件夹")
        parser.add_argument("--keep", type=int, default=30, help="留最近几份，默认 30")

    def handle(self, *args, folder: Path, keep: int, **options):
        if keep < 1:
            raise CommandError("--keep 至少是 1。")
        path = back_up(folder, keep)
        self.stdout.write(f"已备份：{path}（{path.stat().st_size / 2**20:.1f} MB）")
