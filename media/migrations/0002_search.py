"""The index of the search, beside the table of documents: what Django has no words for."""

from django.db import migrations

SQLITE = [
    """
    CREATE VIRTUAL TABLE media_document_index USING fts5(
        title, names, credit, words, stems,
        content = 'media_document', content_rowid = 'place',
        tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N*'", prefix = '2 3'
    )
    """,
    """
    CREATE TRIGGER media_document_inserted AFTER INSERT ON media_document BEGIN
        INSERT INTO media_document_index (rowid, title, names, credit, words, stems)
        VALUES (new.place, new.title, new.names, new.credit, new.words, new.stems);
    END
    """,
    """
    CREATE TRIGGER media_document_deleted AFTER DELETE ON media_document BEGIN
        INSERT INTO media_document_index (media_document_index, rowid, title, names, credit, words, stems)
        VALUES ('delete', old.place, old.title, old.names, old.credit, old.words, old.stems);
    END
    """,
    """
    CREATE TRIGGER media_document_updated AFTER UPDATE ON media_document BEGIN
        INSERT INTO media_document_index (media_document_index, rowid, title, names, credit, words, stems)
        VALUES ('delete', old.place, old.title, old.names, old.credit, old.words, old.stems);
        INSERT INTO media_document_index (rowid, title, names, credit, words, stems)
        VALUES (new.place, new.title, new.names, new.credit, new.words, new.stems);
    END
    """,
]
# The words come folded and divided by blanks: a parser would take some apart and drop others.
POSTGRESQL = [
    """
    CREATE FUNCTION media_vector(words text, sign text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(
            string_agg('''' || sign || word || ''':' || least(place, 16383), ' '), ''
        )::tsvector
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS said (word, place)
        WHERE word <> ''
    $$
    """,
    """
    CREATE FUNCTION media_document_vector() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.vector := setweight(media_vector(NEW.title, ''), 'A')
            || setweight(media_vector(NEW.names, ''), 'B')
            || setweight(media_vector(NEW.credit, ''), 'C')
            || media_vector(NEW.words, '')
            || strip(media_vector(NEW.stems, '='));
        RETURN NEW;
    END
    $$
    """,
    "ALTER TABLE media_document ADD COLUMN vector tsvector",
    """
    CREATE TRIGGER media_document_written BEFORE INSERT OR UPDATE ON media_document
    FOR EACH ROW EXECUTE FUNCTION media_document_vector()
    """,
    "CREATE INDEX media_document_vector_index ON media_document USING gin (vector)",
]
UNDO = {
    "sqlite": ["DROP TABLE media_document_index"]
    + [f"DROP TRIGGER media_document_{when}" for when in ("inserted", "deleted", "updated")],
    "postgresql": [
        "DROP TRIGGER media_document_written ON media_document",
        "ALTER TABLE media_document DROP COLUMN vector",
        "DROP FUNCTION media_document_vector",
        "DROP FUNCTION media_vector",
    ],
}


def make_index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def remove_index(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("media", "0001_initial")]
    operations = [migrations.RunPython(make_index, remove_index)]
