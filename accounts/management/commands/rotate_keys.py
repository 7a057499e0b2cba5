"""manage.py rotate_keys: encrypt old values anew after a new first key was put into FIELD_KEYS."""

from django.core.management.base import BaseCommand

from accounts.services.rotation import models_with_secrets, rotate, rotate_files


class Command(BaseCommand):
    help = "用 FIELD_KEYS 中的第一把密钥重新加密旧值。全部完成后才可以去掉旧密钥。"

    def handle(self, *args, **options):
        for model in models_with_secrets():
            self.stdout.write(f"{model._meta.verbose_name}：重新加密 {rotate(model)} 行")
        self.stdout.write(f"文件：重新加密 {rotate_files()} 个")
