"""Rows written many at once, without an instance of the model for each."""

from collections.abc import Iterable

from django.db import connection, models

# What every database takes as it stands, wherever no field makes something else of it.
PLAIN = (str, int, bool, type(None))


class FastRows:
    """Inserts rows of one table; what a row does not say has the model's own default."""

    def __init__(self, model: type[models.Model]):
        blank = model()
        self.fields = {
            field.attname: field
            for field in model._meta.local_concrete_fields
            if not isinstance(field, models.AutoField)
        }
        self.made = {
            name for name, field in self.fields.items() if isinstance(field, models.JSONField)
        }
        self.defaults = {
            name: field.get_db_prep_save(field.pre_save(blank, True), connection)
            for name, field in self.fields.items()
        }
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self.fields.values())
        holes = ", ".join(["%s"] * len(self.fields))
        table = quote(model._meta.db_table)
        self.statement = f"INSERT INTO {table} ({columns}) VALUES ({holes})"  # noqa: S608

    def insert(self, rows: Iterable[dict]) -> None:
        """`rows` are {name of a column's attribute: value}."""
        prepared = [self.prepared(row) for row in rows]
        if prepared:
            with connection.cursor() as cursor:
                cursor.executemany(self.statement, prepared)

    def prepared(self, row: dict) -> list:
        values = dict(self.defaults)
        for name, value in row.items():
            if type(value) not in PLAIN or name in self.made:
                value = self.fields[name].get_db_prep_save(value, connection)
            values[name] = value
        return list(values.values())
