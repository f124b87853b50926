-- Conversations with endpoints of projects. Times are milliseconds since the epoch.
CREATE TABLE chat_sessions (
    project    VARCHAR(36) NOT NULL,
    id         VARCHAR(36) NOT NULL,
    expires_at BIGINT      NOT NULL,
    PRIMARY KEY (project, id)
);

CREATE INDEX chat_sessions_by_expiry ON chat_sessions (expires_at);

CREATE TABLE chat_turns (
    project    VARCHAR(36) NOT NULL,
    session_id VARCHAR(36) NOT NULL,
    turn       BIGINT      NOT NULL,
    messages   INTEGER     NOT NULL,
    tokens     INTEGER     NOT NULL,
    continues  BOOLEAN     NOT NULL,
    content    TEXT        NOT NULL,
    PRIMARY KEY (project, session_id, turn),
    FOREIGN KEY (project, session_id) REFERENCES chat_sessions (project, id) ON DELETE CASCADE
);
