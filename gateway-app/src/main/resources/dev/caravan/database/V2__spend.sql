-- What was spent from each budget, by day (2026-01-31) and by month (2026-01) of UTC.
CREATE TABLE spend (
    kind    VARCHAR(20)              NOT NULL,
    name    VARCHAR(1000)            NOT NULL,
    period  VARCHAR(10)              NOT NULL,
    usd     NUMERIC(38, 18)          NOT NULL,
    changed TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (kind, name, period)
);

-- Several gateways look for what the others have changed.
CREATE INDEX spend_changed ON spend (period, changed);
