-- What was under way when a backup was made is over after it was put back: nobody can tell what became of it since. Runs and
-- generations are ended by the program, with their events; the rest here.
CREATE FUNCTION settle_restored() RETURNS void LANGUAGE plpgsql AS $$
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
    UPDATE webhooks SET cursor_xid = 0, cursor_position = coalesce((SELECT max(position) FROM events), 0);
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
