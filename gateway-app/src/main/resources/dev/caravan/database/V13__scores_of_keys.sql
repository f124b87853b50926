-- A key without a project has ids of its own. A score says whose id it means: "key_name" is empty for records of a project. Until now
-- an id stood for one record of all those keys, whose scores these are.
ALTER TABLE exchange_score ADD COLUMN IF NOT EXISTS key_name VARCHAR(200) DEFAULT '' NOT NULL;
UPDATE exchange_score SET key_name = COALESCE((SELECT MAX(exchange.key_name) FROM exchange
        WHERE exchange.request_id = exchange_score.request_id AND exchange.project = ''), '')
    WHERE project = '';
