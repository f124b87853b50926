-- A request's id is its project's own: the same id again is the same exchange. The index also finds what an id begins with.
CREATE UNIQUE INDEX exchange_request ON exchange (request_id varchar_pattern_ops, project);

-- The model that usage counts by.
CREATE INDEX exchange_by_model ON exchange ((COALESCE(served_model, model, '')), started, id);

CREATE INDEX exchange_by_provider ON exchange (provider, started, id);

-- Few fail, and those are looked for most.
CREATE INDEX exchange_failed ON exchange (started, id) WHERE status >= 400;
