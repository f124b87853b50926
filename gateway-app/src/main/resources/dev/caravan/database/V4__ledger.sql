-- One row for each exchange with a model. Times are microseconds, of the epoch where they are points in time. An id holds the
-- time at which the row was written, so that newer rows have greater ids. Without a project the project is ''.
CREATE TABLE exchange (
    id BIGINT PRIMARY KEY,
    project VARCHAR(200) NOT NULL,
    request_id VARCHAR(200) NOT NULL,
    source VARCHAR(10) NOT NULL,
    started BIGINT NOT NULL,
    key_name VARCHAR(200),
    user_id VARCHAR(400),
    session_id VARCHAR(400),
    trace_id VARCHAR(200),
    span_id VARCHAR(200),
    parent_span_id VARCHAR(200),
    method VARCHAR(16),
    path VARCHAR(2000),
    provider VARCHAR(200),
    model VARCHAR(400),
    served_model VARCHAR(400),
    stream BOOLEAN NOT NULL,
    status INTEGER NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    error_code VARCHAR(200),
    finish_reason VARCHAR(200),
    latency BIGINT,
    first_token BIGINT,
    overhead BIGINT,
    input_tokens BIGINT,
    output_tokens BIGINT,
    cache_read_tokens BIGINT,
    cache_write_tokens BIGINT,
    cache_write_hour_tokens BIGINT,
    reasoning_tokens BIGINT,
    audio_input_tokens BIGINT,
    audio_output_tokens BIGINT,
    tokens_estimated BOOLEAN NOT NULL,
    cost NUMERIC(24, 12),
    cost_input NUMERIC(24, 12),
    cost_output NUMERIC(24, 12),
    content BYTEA,
    bodies BYTEA,
    body_bytes BIGINT NOT NULL
);

-- A request's id is its project's own: the same id again is the same exchange.
CREATE UNIQUE INDEX exchange_request ON exchange (project, request_id);
CREATE INDEX exchange_by_project ON exchange (project, id);
CREATE INDEX exchange_by_user ON exchange (user_id, id);
CREATE INDEX exchange_by_session ON exchange (session_id, id);
CREATE INDEX exchange_by_trace ON exchange (trace_id, id);

-- The compressed bytes of both sides stand in "bodies"; longer ones here, in parts of at most half a mebibyte.
CREATE TABLE exchange_body (
    exchange_id BIGINT NOT NULL,
    part INTEGER NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (exchange_id, part)
);

-- What was used on a day of UTC (days since the epoch), added up: a month of millions of exchanges is a few thousand rows.
CREATE TABLE usage_day (
    day_number INTEGER NOT NULL,
    project VARCHAR(200) NOT NULL,
    key_name VARCHAR(200) NOT NULL,
    user_id VARCHAR(400) NOT NULL,
    provider VARCHAR(200) NOT NULL,
    model VARCHAR(400) NOT NULL,
    exchanges BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    input_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    cache_read_tokens BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    cost NUMERIC(24, 12) NOT NULL,
    unpriced BIGINT NOT NULL,
    latency BIGINT NOT NULL,
    PRIMARY KEY (day_number, project, key_name, user_id, provider, model)
);

-- Who writes: each running gateway takes a number, which makes its rows' ids its own.
CREATE TABLE ledger_node (
    number INTEGER NOT NULL
);
INSERT INTO ledger_node (number) VALUES (0);
