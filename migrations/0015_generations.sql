-- Flows written by a model: a job beside executions, with a lease and a fencing number of its own.

CREATE TABLE generations (
    test_session_id uuid PRIMARY KEY REFERENCES test_sessions ON DELETE CASCADE,
    project_id      uuid NOT NULL REFERENCES projects,
    -- what was asked for
    request         json NOT NULL,
    status          text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'ready', 'failed')),
    -- the test runs that explore and try, by what they are for; a later claim goes on with them
    progress        json NOT NULL DEFAULT '{}',
    -- about each flow: which steps were tried, the sentences they come from
    findings        json NOT NULL DEFAULT '[]',
    message         text,
    epoch           bigint NOT NULL DEFAULT 0,
    -- workers in a row that died over it
    crashes         int NOT NULL DEFAULT 0,
    worker_id       uuid,
    lease_until     timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    finished_at     timestamptz
);
CREATE INDEX generations_open ON generations (created_at) WHERE status IN ('queued', 'running');
