-- Webhooks: where events are sent, and every delivery with what was answered. A delivery is made from the event log by the
-- statement that moves the webhook's place in it, so each event becomes one delivery.

CREATE TABLE webhooks (
    id              uuid PRIMARY KEY,
    project_id      uuid NOT NULL REFERENCES projects,
    name            text NOT NULL DEFAULT '',
    url             text NOT NULL,
    -- `run.finished`, `run.*`, `*`
    events          text[] NOT NULL,
    active          boolean NOT NULL DEFAULT true,
    -- why it was switched off without anybody asking
    disabled_reason text,
    -- since when no delivery has succeeded, while some have failed
    failing_since   timestamptz,
    -- the secret, sealed; and the one before it, which signs too until its time is up
    key_id          text NOT NULL,
    sealed          bytea NOT NULL,
    old_key_id      text,
    old_sealed      bytea,
    old_until       timestamptz,
    -- up to where the project's events have become deliveries
    cursor_xid      bigint NOT NULL,
    cursor_position bigint NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX webhooks_by_project ON webhooks (project_id, id);

CREATE TABLE webhook_deliveries (
    -- also the `webhook-id`, the same for every attempt
    id          uuid PRIMARY KEY,
    webhook_id  uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    project_id  uuid NOT NULL,
    type        text NOT NULL,
    -- the event; null for a ping
    topic       text COLLATE "C",
    seq         bigint,
    body        text NOT NULL,
    status      text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
    -- attempts in all, and since somebody last asked for it
    attempts    int NOT NULL DEFAULT 0,
    tries       int NOT NULL DEFAULT 0,
    next_at     timestamptz NOT NULL DEFAULT now(),
    -- who delivers it until `next_at`
    lease       uuid,
    created_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    UNIQUE (webhook_id, topic, seq)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_end ON webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE webhook_attempts (
    delivery_id uuid NOT NULL REFERENCES webhook_deliveries ON DELETE CASCADE,
    number      int NOT NULL,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- what the receiver answered; null: nothing
    status      int,
    -- why there is no answer
    error       text,
    -- the beginning of the answer's body
    answer      text,
    duration_ms bigint NOT NULL,
    PRIMARY KEY (delivery_id, number)
);

-- A new id that sorts by time, as those made by the program do (UUID version 7).
CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1),
        'hex')::uuid
$$;

-- Makes deliveries of what happened since the last time, looking at `most` events of each project at most. Any number of servers
-- may call it at once: each webhook is looked after by one of them.
CREATE FUNCTION make_deliveries(most int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    hook record;
    made bigint;
    total bigint := 0;
    to_xid bigint;
    to_position bigint;
BEGIN
    FOR hook IN SELECT * FROM webhooks WHERE active ORDER BY id FOR UPDATE SKIP LOCKED LOOP
        WITH seen AS MATERIALIZED (
            SELECT e.topic, e.seq, e.at, e.type, e.data, e.xid, e.position FROM events e
             WHERE e.project_id = hook.project_id AND (e.xid, e.position) > (hook.cursor_xid, hook.cursor_position)
               AND e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             ORDER BY e.xid, e.position LIMIT most
        ), added AS (
            INSERT INTO webhook_deliveries (id, webhook_id, project_id, type, topic, seq, body)
            SELECT new_id(), hook.id, hook.project_id, s.type, s.topic, s.seq,
                   json_build_object(
                       'type', s.type,
                       'timestamp', to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                       'topic', s.topic, 'seq', s.seq, 'data', s.data)::text
              FROM seen s
             WHERE EXISTS (SELECT FROM unnest(hook.events) AS wanted (word)
                            WHERE wanted.word = '*' OR wanted.word = s.type
                               OR (right(wanted.word, 2) = '.*' AND starts_with(s.type, left(wanted.word, -1))))
             ORDER BY s.xid, s.position
            ON CONFLICT DO NOTHING
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM added), last.xid, last.position INTO made, to_xid, to_position
          FROM (SELECT xid, position FROM seen ORDER BY xid DESC, position DESC LIMIT 1) last;
        IF FOUND THEN
            UPDATE webhooks SET cursor_xid = to_xid, cursor_position = to_position WHERE id = hook.id;
            total := total + made;
        END IF;
    END LOOP;
    RETURN total;
END
$$;
