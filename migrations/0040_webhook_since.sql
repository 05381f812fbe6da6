-- The cursor of a new webhook is below the oldest transaction that was open when it was made, so that it misses nothing; what had
-- happened by then, and is above the cursor, is not for it.
ALTER TABLE webhooks ADD COLUMN since pg_snapshot NOT NULL DEFAULT pg_current_snapshot();

-- As before; what `since` sees is passed over.
CREATE OR REPLACE FUNCTION make_deliveries(most int) RETURNS bigint LANGUAGE plpgsql AS $$
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
             WHERE NOT pg_visible_in_snapshot(s.xid::text::xid8, hook.since)
               AND EXISTS (SELECT FROM unnest(hook.events) AS wanted (word)
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

-- As before; transaction ids of another cluster mean nothing.
CREATE OR REPLACE FUNCTION settle_restored() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE step_results SET status = 'in_doubt', finished_at = now() WHERE status = 'running';
    UPDATE browser_sessions SET closed_at = now() WHERE closed_at IS NULL;
    UPDATE profiles SET holder = NULL, held_until = NULL WHERE holder IS NOT NULL;
    UPDATE schedule_ticks SET outcome = 'missed', message = 'It was being looked at when the backup was made.'
     WHERE outcome IS NULL;
    UPDATE webhook_deliveries SET lease = NULL WHERE lease IS NOT NULL;
    -- the log begins anew: whoever was at a place in the old one is told to read the state again
    INSERT INTO event_horizons (project_id, xid, position)
    SELECT p.id, 0, coalesce((SELECT max(position) FROM events), 0) FROM projects p
    ON CONFLICT (project_id) DO UPDATE SET xid = excluded.xid, position = excluded.position;
    UPDATE webhooks SET cursor_xid = 0, cursor_position = coalesce((SELECT max(position) FROM events), 0),
                        since = pg_current_snapshot();
    IF to_regclass('mutation_scores') IS NOT NULL THEN
        EXECUTE 'UPDATE mutation_scores SET status = ''failed'', finished_at = now(), worker_id = NULL, lease_until = NULL,
                        message = ''It was being measured when the backup was made that this was restored from.''
                  WHERE status IN (''queued'', ''running'')';
    END IF;
    IF to_regclass('agent_sessions') IS NOT NULL THEN
        EXECUTE 'UPDATE agent_sessions SET status = ''idle'', waiting_for = NULL, turn_open = false, interrupt_requested = false,
                        worker_id = NULL, worker_name = NULL, lease_until = NULL, epoch = epoch + 1,
                        message = ''It was at work when the backup was made that this was restored from.''
                  WHERE status IN (''queued'', ''running'', ''waiting'')';
        EXECUTE 'UPDATE agent_desktops SET status = ''lost'', closed_at = now() WHERE closed_at IS NULL';
        EXECUTE 'UPDATE computer_use_events SET state = ''uncertain'', finished_at = now() WHERE state = ''started''';
        EXECUTE 'UPDATE agent_approvals SET status = ''cancelled'', decided_at = now() WHERE status = ''pending''';
    END IF;
END
$$;
