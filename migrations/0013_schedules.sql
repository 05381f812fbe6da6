-- Schedules: when which flows are executed by themselves. Every tick that comes is one row, whoever sees it first.

CREATE TABLE schedules (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    name       text NOT NULL,
    -- five fields
    cron       text NOT NULL,
    time_zone  text NOT NULL,
    -- when a tick comes while the run of an earlier one goes on
    overlap    text NOT NULL CHECK (overlap IN ('skip', 'queue', 'cancel_previous', 'allow')),
    -- when nobody was there to see ticks
    missed     text NOT NULL CHECK (missed IN ('skip', 'run_once')),
    -- {"flow_ids": […]}, {"test_session_id": …} or {"tags": […]}
    target     json NOT NULL,
    options    json NOT NULL,
    active     boolean NOT NULL DEFAULT true,
    -- null: never again
    next_at    timestamptz,
    last_at    timestamptz,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX schedules_by_project ON schedules (project_id, id);
CREATE INDEX schedules_due ON schedules (next_at) WHERE active;

CREATE TABLE schedule_ticks (
    schedule_id uuid NOT NULL REFERENCES schedules ON DELETE CASCADE,
    tick        timestamptz NOT NULL,
    -- null: to be done
    outcome     text CHECK (outcome IN ('started', 'skipped', 'missed', 'failed')),
    test_run_id uuid,
    message     text,
    -- until when somebody does it, or it waits
    lease_until timestamptz NOT NULL DEFAULT now(),
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (schedule_id, tick)
);
CREATE INDEX schedule_ticks_open ON schedule_ticks (lease_until) WHERE outcome IS NULL;
CREATE INDEX schedule_ticks_by_run ON schedule_ticks (schedule_id, test_run_id) WHERE test_run_id IS NOT NULL;
