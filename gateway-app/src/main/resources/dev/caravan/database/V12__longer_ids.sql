-- Proxies before OpenAI give ids of responses that hold where these came from.
ALTER TABLE stored_object ALTER COLUMN id SET DATA TYPE VARCHAR(1000);
