-- Housekeeping: how long things are kept, how much a project may have, and who cleans up.

-- What differs from the settings for one project: objects with some of the keys of `[retention]` and of the quotas in `[limits]`.
CREATE TABLE project_rules (
    project_id uuid PRIMARY KEY REFERENCES projects,
    retention  jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(retention) = 'object'),
    quotas     jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(quotas) = 'object'),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- What a project's artifacts take up, as it was last counted. A sum over all rows is too much for every request.
CREATE TABLE project_usage (
    project_id     uuid PRIMARY KEY REFERENCES projects,
    artifacts      bigint NOT NULL,
    artifact_bytes bigint NOT NULL,
    counted_at     timestamptz NOT NULL DEFAULT now()
);

-- What one process at a time does for all.
CREATE TABLE chores (
    name        text PRIMARY KEY,
    holder      uuid,
    lease_until timestamptz,
    begun_at    timestamptz,
    ended_at    timestamptz,
    -- somebody asked for it since it last began
    asked       boolean NOT NULL DEFAULT false,
    -- what was done the last time
    report      json
);
INSERT INTO chores (name) VALUES ('usage'), ('retention'), ('orphans');

-- Which directory of blobs belongs to this database: a worker with another one must not clean up.
CREATE TABLE blob_store (
    id      uuid PRIMARY KEY,
    single  boolean NOT NULL DEFAULT true UNIQUE CHECK (single),
    made_at timestamptz NOT NULL DEFAULT now()
);

-- Up to where events of a project are not kept any more: whoever goes on before this place is told so.
CREATE TABLE event_horizons (
    project_id uuid PRIMARY KEY,
    xid        bigint NOT NULL,
    position   bigint NOT NULL
);

-- The lowest id (UUID version 7) that can have been made at this moment.
CREATE FUNCTION first_id_at(moment timestamptz) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT encode(overlay('\x00000000000000000000000000000000'::bytea
        PLACING substring(int8send(greatest((extract(epoch FROM moment) * 1000)::bigint, 0)) FROM 3) FROM 1 FOR 6), 'hex')::uuid
$$;

-- Old things are found by age, and bytes by what names them.
CREATE INDEX artifacts_by_age ON artifacts (project_id, created_at) INCLUDE (kind, bytes);
CREATE INDEX artifacts_by_sha256 ON artifacts (sha256);
CREATE INDEX baselines_by_sha256 ON baselines (sha256);
CREATE INDEX test_runs_by_end ON test_runs (project_id, finished_at, id) WHERE finished_at IS NOT NULL;
CREATE INDEX generations_by_end ON generations (project_id, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX flows_deleted ON flows (project_id, deleted_at) WHERE deleted_at IS NOT NULL;

-- A run may go while the run that repeated it stays.
CREATE INDEX test_runs_by_origin ON test_runs (rerun_of) WHERE rerun_of IS NOT NULL;
ALTER TABLE test_runs DROP CONSTRAINT test_runs_rerun_of_fkey;
ALTER TABLE test_runs ADD CONSTRAINT test_runs_rerun_of_fkey
    FOREIGN KEY (rerun_of) REFERENCES test_runs ON DELETE SET NULL;

-- Which of these blobs some row names. Every column called `sha256`, of whatever table, names blobs.
CREATE FUNCTION named_blobs(candidates text[]) RETURNS SETOF text LANGUAGE plpgsql STABLE AS $$
DECLARE
    place record;
BEGIN
    FOR place IN
        SELECT c.oid::regclass AS of_table FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'sha256' AND NOT a.attisdropped
         WHERE c.relkind IN ('r', 'p')
    LOOP
        RETURN QUERY EXECUTE format('SELECT DISTINCT sha256::text FROM %s WHERE sha256 = ANY ($1)', place.of_table)
            USING candidates;
    END LOOP;
END
$$;

-- Agent sessions of a project that are not closed; 0 while there are no agent sessions at all.
CREATE FUNCTION open_agent_sessions(project uuid) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    n bigint := 0;
BEGIN
    IF to_regclass('agent_sessions') IS NOT NULL THEN
        EXECUTE 'SELECT count(*) FROM agent_sessions WHERE project_id = $1 AND status <> ''closed''' INTO n USING project;
    END IF;
    RETURN n;
END
$$;

-- Deletes agent sessions that were closed before a moment, `most` at most, with their streams; a dry run only counts them.
CREATE FUNCTION forget_agent_sessions(project uuid, before timestamptz, most bigint, dry boolean) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    old uuid[];
BEGIN
    IF to_regclass('agent_sessions') IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE 'SELECT coalesce(array_agg(id), ''{}'') FROM (SELECT id FROM agent_sessions
              WHERE project_id = $1 AND status = ''closed'' AND closed_at < $2 ORDER BY id LIMIT $3) o'
       INTO old USING project, before, most;
    IF NOT dry THEN
        EXECUTE 'DELETE FROM agent_sessions WHERE id = ANY ($1)' USING old;
        PERFORM forget_stream('session:' || id) FROM unnest(old) AS o (id);
    END IF;
    RETURN cardinality(old);
END
$$;

-- Deletes up to `most` of a stream's events, the first ones first, and notes how far the project's log is gone. The head of the
-- stream stays. Answers with the number of events.
CREATE FUNCTION forget_events(stream text, most bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    WITH gone AS (
        DELETE FROM events WHERE topic = stream
           AND seq < (SELECT min(seq) FROM events WHERE topic = stream) + most
        RETURNING project_id, xid, position
    ), last AS (
        SELECT project_id, xid, position FROM gone ORDER BY xid DESC, position DESC LIMIT 1
    ), noted AS (
        INSERT INTO event_horizons AS h (project_id, xid, position) SELECT * FROM last
        ON CONFLICT (project_id) DO UPDATE SET xid = excluded.xid, position = excluded.position
         WHERE (h.xid, h.position) < (excluded.xid, excluded.position)
    )
    SELECT count(*) INTO n FROM gone;
    RETURN n;
END
$$;

-- Deletes a stream whose owner is gone: its head, its events, the calls of models that it paid for.
CREATE FUNCTION forget_stream(stream text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    owner uuid;
BEGIN
    SELECT project_id INTO owner FROM streams WHERE topic = stream;
    IF FOUND THEN
        DELETE FROM model_calls WHERE project_id = owner AND topic = stream;
        DELETE FROM model_accounts WHERE name = 'stream ' || owner || ' ' || stream;
        WHILE forget_events(stream, 5000) > 0 LOOP
        END LOOP;
        DELETE FROM streams WHERE topic = stream;
    END IF;
END
$$;
