-- Which browser an execution wants, and which a worker has.
ALTER TABLE workers ADD COLUMN browsers text[] NOT NULL DEFAULT '{chromium}';
-- copied from the document, which Postgres cannot take apart when there is a NUL in it
ALTER TABLE flow_executions ADD COLUMN browser text NOT NULL DEFAULT 'chromium';
-- a claim passes over what its worker has no browser for without looking at the rows
DROP INDEX flow_executions_queued;
CREATE INDEX flow_executions_queued ON flow_executions (priority, project_id, not_before, id) INCLUDE (browser)
    WHERE status = 'queued';
