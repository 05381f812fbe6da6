-- The house: projects and keys, flows and their versions, runs and executions, the step journal, events, artifacts.
-- Words are text with a check; the list of each stands in shared/src/domain/status.rs. Text that a page or a person made
-- is kept as json, not jsonb: jsonb refuses \u0000.

CREATE TABLE projects (
    id         uuid PRIMARY KEY,
    name       text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO projects (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'default');

CREATE TABLE api_keys (
    id           uuid PRIMARY KEY,
    project_id   uuid NOT NULL REFERENCES projects,
    name         text NOT NULL,
    -- the first characters, for people to recognise it
    prefix       text NOT NULL,
    -- SHA-256 of the whole key; the key itself is shown once and never stored
    hash         bytea NOT NULL UNIQUE,
    scopes       text[] NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX api_keys_by_project ON api_keys (project_id, id);

CREATE TABLE test_sessions (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    title      text NOT NULL,
    prompt     text NOT NULL DEFAULT '',
    base_url   text,
    status     text NOT NULL DEFAULT 'ready' CHECK (status IN ('generating', 'ready', 'failed')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX test_sessions_by_project ON test_sessions (project_id, id);

CREATE TABLE flows (
    id              uuid PRIMARY KEY,
    project_id      uuid NOT NULL REFERENCES projects,
    test_session_id uuid REFERENCES test_sessions,
    name            text NOT NULL,
    -- hash of the newest version
    version         text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz
);
CREATE INDEX flows_by_project ON flows (project_id, id) WHERE deleted_at IS NULL;
CREATE INDEX flows_by_name ON flows (project_id, name) WHERE deleted_at IS NULL;
CREATE INDEX flows_by_test_session ON flows (test_session_id) WHERE deleted_at IS NULL;

-- A version never changes, except that someone decides about it.
CREATE TABLE flow_versions (
    flow_id    uuid NOT NULL REFERENCES flows,
    hash       text NOT NULL,
    number     int NOT NULL,
    document   json NOT NULL,
    lint       json NOT NULL DEFAULT '[]',
    approval   text NOT NULL DEFAULT 'pending' CHECK (approval IN ('pending', 'approved', 'rejected')),
    comment    text,
    decided_by text,
    decided_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (flow_id, hash),
    UNIQUE (flow_id, number)
);

-- The counts are kept by every change of an execution, in its transaction; the status follows from them.
CREATE TABLE test_runs (
    id               uuid PRIMARY KEY,
    project_id       uuid NOT NULL REFERENCES projects,
    test_session_id  uuid REFERENCES test_sessions,
    rerun_of         uuid REFERENCES test_runs,
    options          json NOT NULL,
    priority         smallint NOT NULL,
    timeout_seconds  double precision,
    not_before       timestamptz NOT NULL,
    -- when the run's time is up
    deadline         timestamptz,
    cancel_requested boolean NOT NULL DEFAULT false,
    -- claims so far; the first one starts the run
    claims           int NOT NULL DEFAULT 0,
    queued           int NOT NULL CHECK (queued >= 0),
    running          int NOT NULL DEFAULT 0 CHECK (running >= 0),
    waiting          int NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    passed           int NOT NULL DEFAULT 0,
    failed           int NOT NULL DEFAULT 0,
    errored          int NOT NULL DEFAULT 0,
    cancelled        int NOT NULL DEFAULT 0,
    -- the same as Counts::rollup
    status           text NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN running > 0 OR (queued > 0 AND passed + failed + errored + cancelled > 0) THEN 'running'
            WHEN waiting > 0 THEN 'waiting'
            WHEN queued > 0 THEN 'queued'
            WHEN errored > 0 THEN 'errored'
            WHEN failed > 0 THEN 'failed'
            WHEN cancelled > 0 THEN 'cancelled'
            ELSE 'passed'
        END) STORED,
    created_at       timestamptz NOT NULL DEFAULT now(),
    started_at       timestamptz,
    finished_at      timestamptz
) WITH (fillfactor = 50);
CREATE INDEX test_runs_by_project ON test_runs (project_id, id);
CREATE INDEX test_runs_open ON test_runs (project_id) WHERE finished_at IS NULL;
CREATE INDEX test_runs_by_deadline ON test_runs (deadline) WHERE finished_at IS NULL AND deadline IS NOT NULL;

CREATE TABLE flow_executions (
    id                 uuid PRIMARY KEY,
    run_id             uuid NOT NULL REFERENCES test_runs,
    project_id         uuid NOT NULL,
    flow_id            uuid,
    flow_version       text,
    flow_name          text NOT NULL,
    -- place within the run, from 0
    position           int NOT NULL,
    document           json NOT NULL,
    params             json NOT NULL,
    env                json NOT NULL DEFAULT '{}',
    status             text NOT NULL DEFAULT 'queued' CHECK
        (status IN ('queued', 'running', 'waiting', 'passed', 'failed', 'errored', 'cancelled')),
    reason             text CHECK (reason IN ('timeout', 'infra', 'in_doubt', 'budget', 'model', 'poison', 'setup')),
    message            text,
    priority           smallint NOT NULL,
    timeout_seconds    double precision,
    deadline           timestamptz,
    attempt            int NOT NULL DEFAULT 0,
    -- an attempt has begun and neither ended nor been retried: a claim must resume it, restart it or doubt it
    attempt_open       boolean NOT NULL DEFAULT false,
    -- attempts allowed after the first, and how many of them are left
    retries            int NOT NULL,
    retries_left       int NOT NULL,
    -- workers that died in a row while they held it
    crashes            int NOT NULL DEFAULT 0,
    -- the fencing number
    epoch              bigint NOT NULL DEFAULT 0,
    worker_id          uuid,
    worker_name        text,
    lease_until        timestamptz,
    not_before         timestamptz NOT NULL,
    cancel_requested   boolean NOT NULL DEFAULT false,
    -- where its browser answers, for a resume
    session            json,
    queued_at          timestamptz NOT NULL DEFAULT now(),
    started_at         timestamptz,
    attempt_started_at timestamptz,
    finished_at        timestamptz,
    duration_ms        bigint,
    flaky              boolean NOT NULL DEFAULT false,
    -- when the doorbell was last rung for it; null: not since it was queued
    rung_at            timestamptz,
    UNIQUE (run_id, position)
) WITH (fillfactor = 80);
-- what to claim next: groups of (priority, project), each from its oldest due row
CREATE INDEX flow_executions_queued ON flow_executions (priority, project_id, not_before, id) WHERE status = 'queued';
-- whose lease ran out, and how many run in each project: one index for both, so that the planner has no worse choice
CREATE INDEX flow_executions_leased ON flow_executions (lease_until, project_id) WHERE status IN ('running', 'waiting');
-- what the sweeper rings for
CREATE INDEX flow_executions_unrung ON flow_executions (not_before) WHERE status = 'queued';
CREATE INDEX flow_executions_finished ON flow_executions (project_id, finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE step_results (
    execution_id uuid NOT NULL REFERENCES flow_executions ON DELETE CASCADE,
    attempt      int NOT NULL,
    index        int NOT NULL,
    path         text NOT NULL,
    type         text NOT NULL,
    label        text,
    once         boolean NOT NULL,
    repeatable   boolean NOT NULL,
    status       text NOT NULL CHECK
        (status IN ('pending', 'running', 'passed', 'failed', 'healed', 'skipped', 'in_doubt')),
    started_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    duration_ms  bigint,
    error        json,
    artifacts    json NOT NULL DEFAULT '[]',
    vars         json NOT NULL DEFAULT '{}',
    PRIMARY KEY (execution_id, attempt, index)
);

CREATE TABLE workers (
    id           uuid PRIMARY KEY,
    name         text NOT NULL,
    version      text NOT NULL,
    status       text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'draining', 'gone')),
    slots        int NOT NULL,
    busy         int NOT NULL DEFAULT 0,
    load         double precision NOT NULL DEFAULT 0,
    memory_mib   bigint NOT NULL DEFAULT 0,
    started_at   timestamptz NOT NULL DEFAULT now(),
    heartbeat_at timestamptz NOT NULL DEFAULT now(),
    gone_at      timestamptz
);
CREATE INDEX workers_present ON workers (heartbeat_at) WHERE status <> 'gone';

CREATE TABLE browser_sessions (
    id             uuid PRIMARY KEY,
    project_id     uuid NOT NULL,
    execution_id   uuid NOT NULL REFERENCES flow_executions ON DELETE CASCADE,
    worker_id      uuid,
    worker_name    text,
    browser        text NOT NULL,
    url            text,
    stop_requested boolean NOT NULL DEFAULT false,
    opened_at      timestamptz NOT NULL DEFAULT now(),
    closed_at      timestamptz
);
CREATE INDEX browser_sessions_open ON browser_sessions (project_id, id) WHERE closed_at IS NULL;
CREATE INDEX browser_sessions_by_execution ON browser_sessions (execution_id);

-- The head of every stream. Its row is locked last in a transaction, which makes the numbers gapless.
CREATE TABLE streams (
    topic      text COLLATE "C" PRIMARY KEY,
    project_id uuid NOT NULL,
    last_seq   bigint NOT NULL
) WITH (fillfactor = 50);

-- Appended to only by the statements that move a stream's head, so no foreign key is paid for here.
CREATE TABLE events (
    topic      text COLLATE "C" NOT NULL,
    seq        bigint NOT NULL,
    project_id uuid NOT NULL,
    -- with `position` the place in the project's firehose; complete below the snapshot's xmin
    xid        bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    position   bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    at         timestamptz NOT NULL,
    type       text NOT NULL,
    data       json NOT NULL,
    PRIMARY KEY (topic, seq)
);
CREATE INDEX events_firehose ON events (project_id, xid, position);

-- One execution of a run goes from one status to another: the only place where one by one the counts move. It is a
-- function because others wait here for the run's row, and the statement that has waited is evaluated once more.
CREATE FUNCTION count_change(of_run uuid, was text, becomes text) RETURNS test_runs
LANGUAGE plpgsql AS $$
DECLARE
    counted test_runs;
BEGIN
    UPDATE test_runs r
       SET queued = r.queued - (was = 'queued')::int + (becomes = 'queued')::int,
           running = r.running - (was = 'running')::int + (becomes = 'running')::int,
           waiting = r.waiting - (was = 'waiting')::int + (becomes = 'waiting')::int,
           passed = r.passed + (becomes = 'passed')::int,
           failed = r.failed + (becomes = 'failed')::int,
           errored = r.errored + (becomes = 'errored')::int,
           cancelled = r.cancelled + (becomes = 'cancelled')::int,
           claims = r.claims + (becomes = 'running' AND was <> 'running')::int,
           started_at = CASE WHEN becomes = 'running' THEN coalesce(r.started_at, now()) ELSE r.started_at END,
           finished_at = CASE WHEN becomes IN ('passed', 'failed', 'errored', 'cancelled')
                               AND r.queued + r.running + r.waiting = 1 THEN now() END
     WHERE r.id = of_run
    RETURNING r.* INTO counted;
    RETURN counted;
END
$$;

-- The only place where a stream's head moves. Call it last: from here on the transaction holds the stream's lock. Without
-- events it does nothing and answers 0.
CREATE FUNCTION append_events(stream text, project uuid, types text[], datas text[], OUT head bigint, OUT at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    n CONSTANT int := cardinality(types);
BEGIN
    head := 0;
    at := clock_timestamp();
    IF n = 0 THEN
        RETURN;
    END IF;
    UPDATE streams s SET last_seq = s.last_seq + n WHERE s.topic = stream RETURNING s.last_seq INTO head;
    IF NOT FOUND THEN
        INSERT INTO streams AS s (topic, project_id, last_seq) VALUES (stream, project, n)
        ON CONFLICT (topic) DO UPDATE SET last_seq = s.last_seq + n
        RETURNING s.last_seq INTO head;
    END IF;
    -- after the lock, so that the times of a stream never run backwards
    at := date_trunc('milliseconds', clock_timestamp());
    INSERT INTO events (topic, seq, project_id, at, type, data)
    SELECT stream, head - n + e.place, project, append_events.at, e.type, e.data::json
      FROM unnest(types, datas) WITH ORDINALITY AS e (type, data, place);
END
$$;

CREATE TABLE artifacts (
    id           uuid PRIMARY KEY,
    project_id   uuid NOT NULL,
    execution_id uuid NOT NULL REFERENCES flow_executions ON DELETE CASCADE,
    attempt      int NOT NULL,
    step_index   int,
    kind         text NOT NULL,
    name         text,
    media_type   text NOT NULL,
    -- hex; names the bytes in the blob store
    sha256       text NOT NULL,
    bytes        bigint NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX artifacts_by_execution ON artifacts (execution_id);

-- What a repeated request is answered with; forgotten after a day.
CREATE TABLE idempotency_keys (
    project_id  uuid NOT NULL REFERENCES projects,
    key         text NOT NULL,
    body_sha256 bytea NOT NULL,
    test_run_id uuid NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Steps and artifacts of one journal write, as json arrays of rows. What is json within a row comes as text: a function
-- that takes json apart refuses \u0000 at any depth.
CREATE FUNCTION record_steps(execution uuid, project uuid, of_attempt int, steps json, kept json) RETURNS int
LANGUAGE plpgsql AS $$
BEGIN
    IF json_array_length(steps) > 0 THEN
        INSERT INTO step_results AS old (execution_id, attempt, index, path, type, label, once, repeatable, status,
                                         started_at, finished_at, duration_ms, error, artifacts, vars)
        SELECT execution, of_attempt, s.index, s.path, s.type, s.label, s.once, s.repeatable, s.status,
               clock_timestamp() - coalesce(s.duration_ms, 0) * interval '1 ms',
               CASE WHEN s.status NOT IN ('pending', 'running') THEN clock_timestamp() END,
               s.duration_ms, s.error::json, s.artifacts::json, s.vars::json
          FROM json_to_recordset(steps) AS s (index int, path text, type text, label text, once boolean,
               repeatable boolean, status text, duration_ms bigint, error text, artifacts text, vars text)
        ON CONFLICT (execution_id, attempt, index) DO UPDATE
           SET status = excluded.status, finished_at = excluded.finished_at, duration_ms = excluded.duration_ms,
               error = excluded.error, artifacts = excluded.artifacts, vars = excluded.vars,
               started_at = least(old.started_at, excluded.started_at);
    END IF;
    IF json_array_length(kept) > 0 THEN
        INSERT INTO artifacts (id, project_id, execution_id, attempt, step_index, kind, name, media_type, sha256, bytes)
        SELECT a.id, project, execution, of_attempt, a.step_index, a.kind, a.name, a.media_type, a.sha256, a.bytes
          FROM json_to_recordset(kept) AS a (id uuid, step_index int, kind text, name text, media_type text, sha256 text,
               bytes bigint)
        ON CONFLICT (id) DO NOTHING;
    END IF;
    RETURN json_array_length(steps);
END
$$;
