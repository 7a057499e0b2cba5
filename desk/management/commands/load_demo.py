"""Puts the made-up town 青禾镇 into an empty database; a second call changes nothing."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.services.audit import recorded
from desk.demo import organisation, records
from desk.demo.visits import Scene
from stations.models import Unit


class Command(BaseCommand):
    help = "载入演示数据（青禾镇）；已有数据时不做任何改动"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="库中已有单位时安静地结束")

    def handle(self, *args, **options) -> None:
        if Unit.objects.exists():
            if not options["if_empty"]:
                self.stdout.write(_why_not())
            return
        if settings.PRODUCTION:
            raise CommandError("正式环境不载入演示数据：演示账号的密码是公开的。")
        with recorded():
            units = organisation.build()
            Scene(units).play()
            records.fill(units)
        self.stdout.write("已载入演示数据：青禾镇。")


def _why_not() -> str:
    if Unit.objects.filter(is_demo=False).exists():
        return "库中已有本地数据，没有载入演示数据。"
    return "演示数据已经在了。"
