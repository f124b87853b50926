-- The keys that the admin API has made; those of the configuration are not in here. Rows stay: a revoked key is one, too.
CREATE TABLE api_keys (
    id                  VARCHAR(36)  NOT NULL PRIMARY KEY,
    -- The number of the change that wrote the row: who has seen all up to one asks for those after it.
    version             BIGINT       NOT NULL,
    name                VARCHAR(200) NOT NULL,
    -- The name until the key is revoked, which sets it free.
    living_name         VARCHAR(200) UNIQUE,
    -- SHA-256 in hexadecimal digits; the key itself is nowhere.
    hash                VARCHAR(64)  NOT NULL UNIQUE,
    prefix              VARCHAR(20)  NOT NULL,
    -- What the key was before it was rotated last, and how long that is good beside the new one.
    previous_hash       VARCHAR(64),
    previous_good_until TIMESTAMP WITH TIME ZONE,
    role                VARCHAR(20)  NOT NULL,
    -- Lists are JSON arrays of texts; an empty one restricts nothing.
    scopes              VARCHAR      NOT NULL,
    project             VARCHAR(200),
    allowed_models      VARCHAR      NOT NULL,
    allowed_providers   VARCHAR      NOT NULL,
    allowed_agents      VARCHAR      NOT NULL,
    allowed_endpoints   VARCHAR      NOT NULL,
    requests_per_minute INTEGER,
    requests_per_hour   INTEGER,
    tokens_per_minute   INTEGER,
    concurrent          INTEGER,
    tokens_per_request  BIGINT,
    usd_per_day         NUMERIC(20, 6),
    usd_per_month       NUMERIC(20, 6),
    guardrails          VARCHAR      NOT NULL,
    enabled             BOOLEAN      NOT NULL,
    created_at          TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at          TIMESTAMP WITH TIME ZONE,
    revoked_at          TIMESTAMP WITH TIME ZONE
);

CREATE INDEX api_keys_by_version ON api_keys (version);

-- One row: the number of the last change. Its lock puts changes in a row, whichever node makes them.
CREATE TABLE api_keys_version (
    version BIGINT NOT NULL
);

INSERT INTO api_keys_version (version) VALUES (0);
