-- What providers keep for the gateway's callers, by the ids that the providers give: files, uploads, batches. An owner is
-- "project/" or "key/" with its name. When something was made and when it was last asked for is in microseconds of the epoch; the
-- latter is kept to the day.
CREATE TABLE stored_object (
    kind VARCHAR(20) NOT NULL,
    id VARCHAR(200) NOT NULL,
    provider VARCHAR(200) NOT NULL,
    owner VARCHAR(400) NOT NULL,
    created BIGINT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (kind, id, provider)
);
CREATE INDEX stored_object_by_owner ON stored_object (owner, kind, provider);
CREATE INDEX stored_object_by_use ON stored_object (used);
