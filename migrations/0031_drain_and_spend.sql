-- An operator's wish that a worker claims nothing more; the worker reads it with every heartbeat.
ALTER TABLE workers ADD COLUMN drain_requested boolean NOT NULL DEFAULT false;

-- What was spent day by day.
CREATE INDEX model_calls_by_time ON model_calls (project_id, created_at);
