-- Each index takes some of the time of H2's one writer for every record. Instead of five of them, this tells in which
-- hours of UTC (since the epoch, of when records began) somebody was seen: those are then read by time. A kind is that of
-- MarkedColumn; of what is empty there are no marks. Hours before 1970 are below zero.
CREATE TABLE exchange_hour (
    kind SMALLINT NOT NULL,
    name VARCHAR(400) NOT NULL,
    hour_number BIGINT NOT NULL,
    PRIMARY KEY (kind, name, hour_number)
);

INSERT INTO exchange_hour (kind, name, hour_number)
    SELECT DISTINCT 1, trace_id, started / 3600000000 - CASE WHEN MOD(started, 3600000000) < 0 THEN 1 ELSE 0 END
    FROM exchange WHERE trace_id <> '';
INSERT INTO exchange_hour (kind, name, hour_number)
    SELECT DISTINCT 2, session_id, started / 3600000000 - CASE WHEN MOD(started, 3600000000) < 0 THEN 1 ELSE 0 END
    FROM exchange WHERE session_id <> '';
INSERT INTO exchange_hour (kind, name, hour_number)
    SELECT DISTINCT 3, user_id, started / 3600000000 - CASE WHEN MOD(started, 3600000000) < 0 THEN 1 ELSE 0 END
    FROM exchange WHERE user_id <> '';
INSERT INTO exchange_hour (kind, name, hour_number)
    SELECT DISTINCT 4, key_name, started / 3600000000 - CASE WHEN MOD(started, 3600000000) < 0 THEN 1 ELSE 0 END
    FROM exchange WHERE key_name <> '';
INSERT INTO exchange_hour (kind, name, hour_number)
    SELECT DISTINCT 5, project, started / 3600000000 - CASE WHEN MOD(started, 3600000000) < 0 THEN 1 ELSE 0 END
    FROM exchange WHERE project <> '';

-- Marks go with the last record of their hour. All of the key, or H2 would look through all marks of an hour to find one.
CREATE INDEX exchange_hour_by_hour ON exchange_hour (hour_number, kind, name);

DROP INDEX exchange_by_project_time;
DROP INDEX exchange_by_key;
DROP INDEX exchange_by_user;
DROP INDEX exchange_by_session;
DROP INDEX exchange_by_trace;
