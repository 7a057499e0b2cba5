from django.core.management.base import BaseCommand, CommandError

from deputies.models import YearClosing
from deputies.services.closed_years import differences_of
from deputies.services.ledger import differences, rebuild


class Command(BaseCommand):
    help = "按来源核对履职记录：--check 只比较，不带参数则补齐缺的、收回多的。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="只比较；不一致时以错误结束")

    def handle(self, *args, check: bool = False, **options):
        if check:
            self._check()
            return
        written, withdrawn = rebuild()
        self.stdout.write(f"补记 {written} 条，收回 {withdrawn} 条。")

    def _check(self) -> None:
        """The ledger against its sources, then each closed year against its figures."""
        missing, extra = differences()
        wrong = sum(self._check_year(closing) for closing in YearClosing.objects.standing().select_related("congress"))
        if missing or extra:
            raise CommandError(f"履职记录与来源不一致：缺或不同 {len(missing)} 条，多 {len(extra)} 条。运行 manage.py rebuild_duty_ledger 补齐。")
        if wrong:
            raise CommandError(f"已关闭的年度有 {wrong} 处和关闭时不同，没有更正记录，代表资格也没有改过。请到「年度关闭」核对。")
        self.stdout.write("履职记录与来源一致。")

    def _check_year(self, closing: YearClosing) -> int:
        """How many of its figures changed and nothing says why."""
        found = differences_of(closing)
        corrected, wrong = sum(each.is_explained for each in found), sum(each.is_wrong for each in found)
        parts = [f"有 {corrected} 处更正", f"{len(found) - corrected - wrong} 处因为代表资格改过", f"{wrong} 处没有说明"]
        self.stdout.write(f"{closing.congress.name} {closing.year} 年已关闭，关闭以后{'，'.join(parts)}。")
        return wrong
