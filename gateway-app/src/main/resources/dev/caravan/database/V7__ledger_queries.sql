-- The ledger is read the newest first, by when the exchanges were, a page at a time: each index ends in that order. The id
-- tells those of one microsecond apart.
DROP INDEX exchange_by_project;
DROP INDEX exchange_by_user;
DROP INDEX exchange_by_session;
DROP INDEX exchange_by_trace;
CREATE INDEX exchange_by_time ON exchange (started, id);
CREATE INDEX exchange_by_project ON exchange (project, started, id);
CREATE INDEX exchange_by_key ON exchange (key_name, started, id);
CREATE INDEX exchange_by_user ON exchange (user_id, started, id);
CREATE INDEX exchange_by_session ON exchange (session_id, started, id);
CREATE INDEX exchange_by_trace ON exchange (trace_id, started, id);

-- A request is also looked for without its project: its id comes first, in an index that each database has in its own words.
DROP INDEX exchange_request;

CREATE INDEX usage_day_by_project ON usage_day (project, day_number);

-- How far retention has come: below "bare_below" no row has a body or a text any more, below "counted_below" those of all rows
-- are added up in "body_bytes".
CREATE TABLE ledger_retention (
    bare_below BIGINT NOT NULL,
    counted_below BIGINT NOT NULL,
    body_bytes BIGINT NOT NULL
);
INSERT INTO ledger_retention (bare_below, counted_below, body_bytes) VALUES (0, 0, 0);
