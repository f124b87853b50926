-- A request's id is its project's own, or its key's, where that has no project: the same id again is the same exchange. H2 has no
-- indexes of expressions: whose the id is stands in a column that it fills by itself. H2 copies a table for a new column, faster
-- without the index. All of it may be done again, as a gateway may be stopped meanwhile.
DROP INDEX IF EXISTS exchange_request;
ALTER TABLE exchange ADD COLUMN IF NOT EXISTS own_key VARCHAR(200)
    GENERATED ALWAYS AS (CASE WHEN project = '' THEN COALESCE(key_name, '') ELSE '' END);
CREATE UNIQUE INDEX exchange_request ON exchange (request_id, project, own_key);

-- So are a span's ids.
DROP INDEX IF EXISTS span_identity;
ALTER TABLE span ADD COLUMN IF NOT EXISTS own_key VARCHAR(200)
    GENERATED ALWAYS AS (CASE WHEN project = '' THEN COALESCE(key_name, '') ELSE '' END);
CREATE UNIQUE INDEX span_identity ON span (project, trace_id, span_id, own_key);

ALTER TABLE exchange_score DROP PRIMARY KEY;
ALTER TABLE exchange_score ADD PRIMARY KEY (project, request_id, key_name, eval);
