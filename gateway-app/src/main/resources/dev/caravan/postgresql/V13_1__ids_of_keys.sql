-- A request's id is its project's own, or its key's, where that has no project: the same id again is the same exchange. The index
-- also finds what an id begins with. It says by itself whose the id is: no row is written anew for it.
DROP INDEX exchange_request;
CREATE UNIQUE INDEX exchange_request ON exchange
    (request_id varchar_pattern_ops, project, (CASE WHEN project = '' THEN COALESCE(key_name, '') ELSE '' END));

-- So are a span's ids.
DROP INDEX span_identity;
CREATE UNIQUE INDEX span_identity ON span
    (project, trace_id, span_id, (CASE WHEN project = '' THEN COALESCE(key_name, '') ELSE '' END));

ALTER TABLE exchange_score DROP CONSTRAINT exchange_score_pkey;
ALTER TABLE exchange_score ADD PRIMARY KEY (project, request_id, key_name, eval);
