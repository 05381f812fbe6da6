-- Generations can be cancelled, and are created once for a key.

ALTER TABLE generations ADD COLUMN cancel_requested boolean NOT NULL DEFAULT false;
ALTER TABLE generations DROP CONSTRAINT generations_status_check;
ALTER TABLE generations ADD CONSTRAINT generations_status_check
    CHECK (status IN ('queued', 'running', 'ready', 'failed', 'cancelled'));
ALTER TABLE test_sessions DROP CONSTRAINT test_sessions_status_check;
ALTER TABLE test_sessions ADD CONSTRAINT test_sessions_status_check
    CHECK (status IN ('generating', 'ready', 'failed', 'cancelled'));

-- what a key was used for: a run or a generation
ALTER TABLE idempotency_keys ALTER COLUMN test_run_id DROP NOT NULL;
ALTER TABLE idempotency_keys ADD COLUMN test_session_id uuid;
ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_used CHECK (num_nonnulls(test_run_id, test_session_id) = 1);
