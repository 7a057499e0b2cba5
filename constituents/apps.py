from django.apps import AppConfig


class ConstituentsConfig(AppConfig):
    name = "constituents"
    verbose_name = "来访"
