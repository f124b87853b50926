-- A request's id is its project's own: the same id again is the same exchange.
CREATE UNIQUE INDEX exchange_request ON exchange (request_id, project);
