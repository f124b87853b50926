-- One row for each step that was reported in a trace. Those that are calls of models have a row in "exchange" too, with the request
-- id trace_id-span_id. Times are microseconds of the epoch; ids are as in "exchange". Without a project the project is ''.
CREATE TABLE span (
    id BIGINT PRIMARY KEY,
    project VARCHAR(200) NOT NULL,
    trace_id VARCHAR(200) NOT NULL,
    span_id VARCHAR(200) NOT NULL,
    parent_span_id VARCHAR(200),
    source VARCHAR(10) NOT NULL,
    workspace VARCHAR(200),
    key_name VARCHAR(200),
    user_id VARCHAR(400),
    session_id VARCHAR(400),
    name VARCHAR(400) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    status VARCHAR(20) NOT NULL,
    started BIGINT NOT NULL,
    ended BIGINT,
    provider VARCHAR(200),
    model VARCHAR(400),
    input_tokens BIGINT,
    output_tokens BIGINT,
    cache_read_tokens BIGINT,
    cost NUMERIC(24, 12),
    details BYTEA,
    detail_bytes BIGINT NOT NULL
);

-- A span's ids are its project's own: the same ids again are the same span.
CREATE UNIQUE INDEX span_identity ON span (project, trace_id, span_id);
CREATE INDEX span_by_project ON span (project, id);
CREATE INDEX span_by_session ON span (session_id, id);
CREATE INDEX span_by_trace ON span (trace_id, id);

-- The compressed details of a span stand in "details"; longer ones here, in parts of at most half a mebibyte.
CREATE TABLE span_detail (
    span_row BIGINT NOT NULL,
    part INTEGER NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (span_row, part)
);
