-- The ledger is read the newest first, by when the exchanges were, a page at a time: each index ends in that order. The id
-- tells those of one microsecond apart.
DROP INDEX exchange_by_user;
DROP INDEX exchange_by_session;
DROP INDEX exchange_by_trace;
CREATE INDEX exchange_by_time ON exchange (started, id);
CREATE INDEX exchange_by_project_time ON exchange (project, started, id);
CREATE INDEX exchange_by_key ON exchange (key_name, started, id);
CREATE INDEX exchange_by_user ON exchange (user_id, started, id);
CREATE INDEX exchange_by_session ON exchange (session_id, started, id);
CREATE INDEX exchange_by_trace ON exchange (trace_id, started, id);

-- A request is also looked for without its project: its id comes first, in an index that each database has in its own words.
DROP INDEX exchange_request;

-- All of the key, or H2 would look through all rows of a project and day to find the one that is added to.
CREATE INDEX usage_day_by_project ON usage_day (project, day_number, key_name, user_id, provider, model);

-- How far retention has come in a table: below "bare_below" no row says any more what was said, below "counted_below" what those
-- of all rows take is added up in "bytes".
CREATE TABLE ledger_retention (
    kept VARCHAR(20) PRIMARY KEY,
    bare_below BIGINT NOT NULL,
    counted_below BIGINT NOT NULL,
    bytes BIGINT NOT NULL
);
INSERT INTO ledger_retention (kept, bare_below, counted_below, bytes) VALUES ('exchange', 0, 0, 0);
INSERT INTO ledger_retention (kept, bare_below, counted_below, bytes) VALUES ('span', 0, 0, 0);
