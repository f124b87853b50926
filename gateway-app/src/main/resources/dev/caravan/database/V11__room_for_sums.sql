-- However many records of a day there are, and however dear, what they cost together has room.
ALTER TABLE usage_day ALTER COLUMN cost SET DATA TYPE NUMERIC(38, 12);
