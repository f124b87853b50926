-- What evals say of exchanges, some time after those were written; when is in microseconds of the epoch. A score is from 0 to 1.
CREATE TABLE exchange_score (
    project VARCHAR(200) NOT NULL,
    request_id VARCHAR(200) NOT NULL,
    eval VARCHAR(64) NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    passed BOOLEAN NOT NULL,
    reason VARCHAR(2000) NOT NULL,
    scored BIGINT NOT NULL,
    PRIMARY KEY (project, request_id, eval)
);
