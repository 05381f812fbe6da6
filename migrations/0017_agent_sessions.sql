-- Agent sessions: a chat with an agent that works on a desktop of its own. A session that has a desktop, or wants one, or was
-- told something is a job: one worker holds it under a lease and a fencing number.

CREATE TABLE agent_sessions (
    id                  uuid PRIMARY KEY,
    project_id          uuid NOT NULL REFERENCES projects,
    title               text NOT NULL,
    -- what was asked for: prompt, model, tools, size, hosts, limits, confirm policy; domain::agent::SessionOptions
    options             json NOT NULL,
    status              text NOT NULL DEFAULT 'idle' CHECK (status IN ('idle', 'queued', 'running', 'waiting', 'closed')),
    waiting_for         text CHECK (waiting_for IN ('approval', 'answer', 'help', 'control')),
    -- how the last turn failed, or why it was closed
    message             text,
    -- a desktop is to be opened though nobody has said anything yet
    desktop_wanted      boolean NOT NULL DEFAULT true,
    interrupt_requested boolean NOT NULL DEFAULT false,
    -- a turn has begun and not ended: whoever claims it goes on with it
    turn_open           boolean NOT NULL DEFAULT false,
    turn_started_at     timestamptz,
    -- the positions given out in `messages` and `computer_use_events`
    messages            int NOT NULL DEFAULT 0,
    calls               int NOT NULL DEFAULT 0,
    -- answers of models, and what they used
    answers             int NOT NULL DEFAULT 0,
    input_tokens        bigint NOT NULL DEFAULT 0,
    output_tokens       bigint NOT NULL DEFAULT 0,
    cache_read_tokens   bigint NOT NULL DEFAULT 0,
    cache_write_tokens  bigint NOT NULL DEFAULT 0,
    -- the job
    epoch               bigint NOT NULL DEFAULT 0,
    -- workers in a row that died over it
    crashes             int NOT NULL DEFAULT 0,
    worker_id           uuid,
    worker_name         text,
    lease_until         timestamptz,
    created_by          text,
    created_at          timestamptz NOT NULL DEFAULT now(),
    -- when something was last said or done
    active_at           timestamptz NOT NULL DEFAULT now(),
    closed_at           timestamptz
) WITH (fillfactor = 70);
CREATE INDEX agent_sessions_by_project ON agent_sessions (project_id, id);
-- what a worker looks for, and whose lease ran out
CREATE INDEX agent_sessions_open ON agent_sessions (active_at) WHERE status <> 'closed';
CREATE INDEX agent_sessions_held ON agent_sessions (worker_id) WHERE worker_id IS NOT NULL;

-- The chat, in order. Screenshots stand in `artifacts`, never here.
CREATE TABLE messages (
    id         uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES agent_sessions ON DELETE CASCADE,
    project_id uuid NOT NULL,
    -- from 1, without gaps; null: a message of a person that waits for its turn
    position   int,
    role       text NOT NULL CHECK (role IN ('user', 'assistant', 'tool')),
    -- for people and clients: domain::agent::MessageBlock
    blocks     json NOT NULL,
    -- an answer as the provider gave it, to be replayed unchanged
    turn       json,
    sender     text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (session_id, position)
);
CREATE INDEX messages_queued ON messages (session_id, id) WHERE position IS NULL;

-- One row for each call of a tool. `started`: the intent is stored; `committed`: so is the result; `uncertain`: the worker
-- died between the two, and nobody does it again.
CREATE TABLE computer_use_events (
    id          uuid PRIMARY KEY,
    session_id  uuid NOT NULL REFERENCES agent_sessions ON DELETE CASCADE,
    project_id  uuid NOT NULL,
    -- from 1, without gaps
    number      int NOT NULL,
    -- the answer of the model that asked for it
    message_id  uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    call_id     text NOT NULL,
    name        text NOT NULL,
    toolset     text,
    input       json NOT NULL,
    state       text NOT NULL CHECK (state IN ('started', 'committed', 'uncertain')),
    -- it was not begun, because an earlier one failed, somebody denied it or interrupted
    skipped     boolean NOT NULL DEFAULT false,
    ok          boolean,
    text        text,
    artifact_id uuid,
    epoch       bigint NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    duration_ms bigint,
    UNIQUE (session_id, number),
    UNIQUE (message_id, call_id)
);
CREATE INDEX computer_use_events_open ON computer_use_events (session_id) WHERE state = 'started';

-- Every desktop that a session has had, the last one is its present one.
CREATE TABLE agent_desktops (
    id            uuid PRIMARY KEY,
    session_id    uuid NOT NULL REFERENCES agent_sessions ON DELETE CASCADE,
    project_id    uuid NOT NULL,
    worker_id     uuid NOT NULL,
    worker_name   text NOT NULL,
    epoch         bigint NOT NULL,
    -- `lost`: its worker died with it
    status        text NOT NULL DEFAULT 'starting' CHECK (status IN ('starting', 'open', 'closed', 'lost', 'failed')),
    width         int NOT NULL,
    height        int NOT NULL,
    -- who moves the mouse; while a person does, the agent waits
    control       text NOT NULL DEFAULT 'agent' CHECK (control IN ('agent', 'user')),
    control_by    text,
    control_until timestamptz,
    -- where the worker passes its screen on, and the word that opens the door; written when it is open
    rfb_address   text,
    rfb_secret    text,
    message       text,
    opened_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_at     timestamptz
);
CREATE INDEX agent_desktops_by_session ON agent_desktops (session_id, id);
CREATE INDEX agent_desktops_present ON agent_desktops (worker_id) WHERE closed_at IS NULL;

-- What a person is asked: whether a call may be made, a question of the agent, a call for help.
CREATE TABLE agent_approvals (
    id         uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES agent_sessions ON DELETE CASCADE,
    project_id uuid NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('tool', 'question', 'help')),
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    call_id    text NOT NULL,
    name       text NOT NULL,
    input      json NOT NULL,
    -- why it is asked, or what
    question   text NOT NULL,
    choices    json NOT NULL DEFAULT '[]',
    status     text NOT NULL DEFAULT 'pending' CHECK
        (status IN ('pending', 'approved', 'denied', 'edited', 'answered', 'expired', 'cancelled')),
    -- the input as somebody has changed it, or the answer
    edited     json,
    answer     text,
    decided_by text,
    decided_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    UNIQUE (message_id, call_id)
);
CREATE INDEX agent_approvals_pending ON agent_approvals (session_id, id) WHERE status = 'pending';

-- Options to begin sessions with, under a name.
CREATE TABLE agent_templates (
    project_id  uuid NOT NULL REFERENCES projects,
    name        text NOT NULL,
    description text NOT NULL DEFAULT '',
    options     json NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, name)
);

-- An artifact belongs to an execution or to an agent session.
ALTER TABLE artifacts ALTER COLUMN execution_id DROP NOT NULL;
ALTER TABLE artifacts ADD COLUMN agent_session_id uuid REFERENCES agent_sessions ON DELETE CASCADE;
ALTER TABLE artifacts ADD CONSTRAINT artifacts_of_one CHECK (num_nonnulls(execution_id, agent_session_id) = 1);
CREATE INDEX artifacts_by_agent_session ON artifacts (agent_session_id, id) WHERE agent_session_id IS NOT NULL;

-- The files in a session's home as they were last saved. `pushed` is false for an upload that no desktop has yet.
CREATE TABLE agent_files (
    session_id  uuid NOT NULL REFERENCES agent_sessions ON DELETE CASCADE,
    project_id  uuid NOT NULL,
    -- below the home
    path        text COLLATE "C" NOT NULL,
    artifact_id uuid NOT NULL REFERENCES artifacts ON DELETE CASCADE,
    bytes       bigint NOT NULL,
    -- seconds since 1970, as the desktop told; 0: an upload
    modified    bigint NOT NULL DEFAULT 0,
    pushed      boolean NOT NULL DEFAULT true,
    saved_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (session_id, path)
);
CREATE INDEX agent_files_waiting ON agent_files (session_id) WHERE NOT pushed;
CREATE INDEX agent_files_by_artifact ON agent_files (artifact_id);
