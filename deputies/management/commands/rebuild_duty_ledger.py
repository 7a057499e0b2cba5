from django.core.management.base import BaseCommand, CommandError

from deputies.models import YearClosing
from deputies.services.closings import differences_of
from deputies.services.ledger import differences, rebuild


class Command(BaseCommand):
    help = "按来源核对履职记录：--check 只比较，不带参数则补齐缺的、收回多的。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="只比较；不一致时以错误结束")

    def handle(self, *args, check: bool = False, **options):
        if check:
            missing, extra = differences()
            if missing or extra:
                raise CommandError(f"履职记录与来源不一致：缺或不同 {len(missing)} 条，多 {len(extra)} 条。运行 manage.py rebuild_duty_ledger 补齐。")
            self.stdout.write("履职记录与来源一致。")
            for closing in YearClosing.objects.standing().select_related("congress"):
                several = len(differences_of(closing))
                self.stdout.write(f"{closing.congress.name} {closing.year} 年已关闭，关闭以后有 {several} 处更正。")
            return
        written, withdrawn = rebuild()
        self.stdout.write(f"补记 {written} 条，收回 {withdrawn} 条。")
