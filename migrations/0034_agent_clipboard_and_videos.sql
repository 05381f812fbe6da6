-- What somebody asks of the clipboard of a desktop: its worker answers in the row, whoever asked removes it.
CREATE TABLE agent_clipboard_asks (
    id          uuid PRIMARY KEY,
    session_id  uuid NOT NULL REFERENCES agent_sessions (id) ON DELETE CASCADE,
    project_id  uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    -- NULL: what is in it?
    put         text,
    -- what was in it, or empty after a put
    answer      text,
    -- why there is no answer
    failure     text,
    asked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    answered_at timestamptz
);
CREATE INDEX agent_clipboard_asks_open ON agent_clipboard_asks (session_id) WHERE answered_at IS NULL;

-- Films of what an agent did, made on request out of the screenshots of its actions.
CREATE TABLE agent_videos (
    id          uuid PRIMARY KEY,
    session_id  uuid NOT NULL REFERENCES agent_sessions (id) ON DELETE CASCADE,
    project_id  uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    -- `queued` while `lease_until` is in the past or absent
    status      text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'ready', 'failed')),
    tries       integer NOT NULL DEFAULT 0,
    lease_until timestamptz,
    -- the last action that is in it
    last_action integer NOT NULL,
    artifact_id uuid REFERENCES artifacts (id) ON DELETE SET NULL,
    message     text,
    asked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    made_at     timestamptz
);
CREATE INDEX agent_videos_by_session ON agent_videos (session_id, id);
CREATE INDEX agent_videos_open ON agent_videos (id) WHERE status = 'queued';
