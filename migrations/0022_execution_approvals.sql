-- Questions to people, asked by executions before they do what cannot be undone.

CREATE TABLE execution_approvals (
    id           uuid PRIMARY KEY,
    project_id   uuid NOT NULL REFERENCES projects,
    execution_id uuid NOT NULL REFERENCES flow_executions ON DELETE CASCADE,
    attempt      int NOT NULL,
    -- the step that waits
    path         text COLLATE "C" NOT NULL,
    -- what would be done, and why a person is asked
    action       text NOT NULL,
    why          text NOT NULL,
    status       text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'approved', 'denied')),
    decided_by   text,
    comment      text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    decided_at   timestamptz,
    UNIQUE (execution_id, attempt, path)
);
